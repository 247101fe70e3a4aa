"""What the working regulation of an agency says about the way of its drafts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import or_, select

from documents.models import CHECKS, ReviewRule, StepKind
from documents.policy.reviewing import Can
from office import audit, clock, law
from office.db import db, new_uid, operation
from office.errors import Conflict, Invalid
from office.i18n import _
from office.permissions import Actor, require
from office.units.models import Desk


@dataclass(frozen=True)
class StepWords:
    """A step as it is entered; no desk means the head of the drafting unit, no type all types."""

    kind: StepKind
    desk_id: int | None = None
    type_codes: Sequence[str] = field(default_factory=tuple)
    valid_from: date = field(default_factory=clock.today)


@operation
def set_review_rule(agency_id: int, words: StepWords, *, by: Actor) -> ReviewRule:
    """Let drafts of these types pass a check before they are signed (quy trình trình ký)."""
    require(by, Can.SET_STEPS)
    _refuse_impossible(agency_id, words)
    _refuse_second(agency_id, words)
    row = ReviewRule(
        uid=new_uid(),
        agency_id=agency_id,
        kind=words.kind,
        desk_id=words.desk_id,
        type_codes=list(words.type_codes),
        valid_from=words.valid_from,
    )
    db.session.add(row)
    db.session.flush()
    audit.record("review_rule.set", row, by=by, kind=words.kind, types=row.type_codes)
    return row


@operation
def end_review_rule(row: ReviewRule, *, on: date, by: Actor) -> None:
    """Let a check end on a day; what is under way finishes as it began."""
    require(by, Can.SET_STEPS)
    row.valid_to = max(on, row.valid_from)
    audit.record("review_rule.end", row, by=by, on=row.valid_to)


def _refuse_impossible(agency_id: int, words: StepWords) -> None:
    if words.kind not in CHECKS:
        raise Invalid(_("Choose one of the list."), fields={"kind": _("Choose one of the list.")})
    if words.desk_id is None and words.kind is not StepKind.CONTENT:
        said = _("Say which desk makes this check.")
        raise Invalid(said, fields={"desk": said})
    if words.desk_id is not None and _agency_of(words.desk_id) != agency_id:
        said = _("This desk belongs to another agency.")
        raise Invalid(said, fields={"desk": said})
    known = {row.code for row in law.document_types()}
    if not set(words.type_codes) <= known:
        said = _("There is no such type of document.")
        raise Invalid(said, fields={"types": said})


def _agency_of(desk_id: int) -> int | None:
    return db.session.scalar(select(Desk.agency_id).where(Desk.id == desk_id))


def _refuse_second(agency_id: int, words: StepWords) -> None:
    """Two rules of one kind for the same types would leave it to chance who checks."""
    rows = db.session.scalars(
        select(ReviewRule).where(
            ReviewRule.agency_id == agency_id,
            ReviewRule.kind == words.kind,
            or_(ReviewRule.valid_to.is_(None), ReviewRule.valid_to > words.valid_from),
        )
    )
    wanted = set(words.type_codes)
    for row in rows:
        both = set(row.type_codes)
        if (wanted & both) or (not wanted and not both):
            raise Conflict(
                _("This check is already set for these types."),
                fix=_("End the former entry first, then enter the new one."),
            )
