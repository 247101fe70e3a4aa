"""Preparing decisions on personnel; what they change is written when they are signed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete

from office import audit, clock
from office.db import db, new_uid, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require
from personnel.lifecycle import DECISION
from personnel.models import DecisionChange, DecisionState, Dossier, PersonnelDecision
from personnel.operations.lawful import doubts
from personnel.operations.rows import parted
from personnel.operations.secrets import sealed
from personnel.policy import Can
from personnel.policy.decisions import CanDecide
from personnel.queries.decisions import changes_of
from personnel.queries.timeline import timeline
from personnel.record.decisions import DecisionKind, kind
from personnel.record.histories import problems
from personnel.record.timeline import Change, Row, known

MOST = 2_000


@dataclass(frozen=True)
class Wish:
    """One change for one official."""

    dossier: Dossier
    change: Change


@dataclass(frozen=True)
class Outline:
    """What a decision is about as a whole."""

    kind: str
    effective_on: date
    subject: str = ""
    reason: str = ""
    corrects: PersonnelDecision | None = None


@operation
def draft_decision(outline: Outline, wishes: Sequence[Wish], *, by: Actor) -> PersonnelDecision:
    """Begin a decision on one or many officials (dự thảo quyết định).

    Raises `Forbidden` for an official whom the actor does not keep, `Invalid` with the reason at
    the place of each wish for an impossible history.
    """
    found = kind(outline.kind)
    require(by, Can.PREPARE, None)
    if by.agency_id is None or by.desk_id is None:
        raise Refusal(_("Choose a post in an agency first."))
    decision = PersonnelDecision(
        uid=new_uid(),
        agency_id=by.agency_id,
        desk_id=by.desk_id,
        kind=found.code,
        state=DecisionState.DRAFT,
        subject=outline.subject.strip(),
        reason=outline.reason.strip(),
        effective_on=outline.effective_on,
        corrects_id=_corrected(found, outline),
        created_at=clock.now(),
        created_by=by.name,
        creator_id=by.person_id,
    )
    db.session.add(decision)
    db.session.flush()
    _keep(decision, wishes, by)
    audit.record("decision.draft", decision, by=by, kind=found.code, officials=_count(wishes))
    return decision


@operation
def change_decision(
    decision: PersonnelDecision, outline: Outline, wishes: Sequence[Wish], *, by: Actor
) -> None:
    """Change a decision in preparation; its kind stays."""
    require(by, CanDecide.PREPARE, decision)
    if decision.state is not DecisionState.DRAFT:
        raise Refusal(
            _("This decision is on its way already."),
            fix=_("Take it back first; what was signed is changed by a correction alone."),
        )
    decision.subject, decision.reason = outline.subject.strip(), outline.reason.strip()
    decision.effective_on = outline.effective_on
    db.session.execute(delete(DecisionChange).where(DecisionChange.decision_id == decision.id))
    _keep(decision, wishes, by)
    audit.record("decision.change", decision, by=by, officials=_count(wishes))


@operation
def drop_decision(decision: PersonnelDecision, reason: str = "", *, by: Actor) -> None:
    """Drop a decision that has changed nothing; it stays readable with its reason."""
    DECISION.advance(decision, "drop", by, reason=reason)
    decision.problem = reason


@operation
def cancel_decision(
    decision: PersonnelDecision, *, reason: str, effective_on: date, by: Actor
) -> PersonnelDecision:
    """Begin the decision that cancels a recorded one: every line that it wrote is taken away."""
    require(by, CanDecide.PREPARE, decision)
    if decision.state is not DecisionState.RECORDED:
        raise Refusal(_("Only what stands in the register can be cancelled."))
    wishes = [
        Wish(dossier, Change(row.group, row.slot, row.valid_from, line=row.line, is_void=True))
        for dossier, row in written_by(decision)
    ]
    outline = Outline("cancel", effective_on, reason=reason, corrects=decision)
    return draft_decision(outline, wishes, by=by)


def written_by(decision: PersonnelDecision) -> list[tuple[Dossier, Row]]:
    """The lines that a decision wrote and that still stand as it wrote them."""
    dossiers = {change.dossier_id for change in changes_of(decision)}
    found = [db.session.get_one(Dossier, one) for one in sorted(dossiers)]
    return [
        (dossier, row)
        for dossier in found
        for row in known(timeline(dossier))
        if row.decision_uid == decision.uid
    ]


def _corrected(found: DecisionKind, outline: Outline) -> int | None:
    corrects = outline.corrects
    if (corrects is not None) != (found.code in ("correct", "cancel")):
        raise Invalid(_("A correction or cancellation names the decision that it is about."))
    return corrects.id if corrects else None


def _keep(decision: PersonnelDecision, wishes: Sequence[Wish], by: Actor) -> None:
    found = kind(decision.kind)
    _refuse_count(found, wishes)
    for wish in wishes:
        require(by, Can.PREPARE, wish.dossier)
    refuse_wrong(found, wishes)
    refuse_unlawful(found, wishes)
    for position, wish in enumerate(wishes):
        _add(decision, position, wish)
    db.session.flush()


def _refuse_count(found: DecisionKind, wishes: Sequence[Wish]) -> None:
    people = _count(wishes)
    if not people:
        raise Invalid(_("A decision concerns at least one official."))
    if people > 1 and not found.for_many:
        raise Invalid(_("A decision of this kind concerns one official."))
    if len(wishes) > MOST:
        message = _("One decision changes at most %(count)s lines; divide the list.", count=MOST)
        raise Invalid(message)


def refuse_wrong(found: DecisionKind, wishes: Sequence[Wish]) -> None:
    """Refuse what the kind does not allow and impossible histories, each at its place."""
    wrong = wrongs(found, wishes)
    if wrong:
        raise Invalid(
            _("Some changes cannot be: %(what)s", what=" ".join(dict.fromkeys(wrong.values()))),
            fields={str(position): message for position, message in wrong.items()},
        )


def refuse_unlawful(found: DecisionKind, wishes: Sequence[Wish]) -> None:
    """Refuse what the law forbids, each at its place; what is only unusual stays to be weighed."""
    wrong = [one for one in doubts(found.code, wishes) if one.is_error]
    if wrong:
        raise Invalid(
            _(
                "The law forbids some changes: %(what)s",
                what=" ".join(dict.fromkeys(one.text for one in wrong)),
            ),
            fields={str(one.position): one.text for one in wrong},
        )


def wrongs(found: DecisionKind, wishes: Sequence[Wish]) -> Mapping[int, str]:
    """What is wrong with the changes, by their place; looked at against the rows known now."""
    wrong: dict[int, str] = {}
    places: dict[int, list[int]] = {}
    for position, wish in enumerate(wishes):
        places.setdefault(wish.dossier.id, []).append(position)
        if wish.change.group not in found.groups:
            wrong[position] = _("A decision of this kind does not change this group.")
    for positions in places.values():
        dossier = wishes[positions[0]].dossier
        changes = [wishes[place].change for place in positions]
        for one in problems(known(timeline(dossier)), changes):
            wrong[positions[one.position]] = f"{one.message} {one.fix}"
    return wrong


def _add(decision: PersonnelDecision, position: int, wish: Wish) -> None:
    change = wish.change
    opened, secret = parted(change.group, change.values)
    row = DecisionChange(
        uid=new_uid(),
        decision_id=decision.id,
        dossier_id=wish.dossier.id,
        position=position,
        group=change.group,
        slot=change.slot,
        valid_from=change.valid_from,
        valid_to=change.valid_to,
        ends=change.ends,
        is_void=change.is_void,
        line=change.line,
        values=opened,
    )
    row.sealed, row.key_id = sealed(secret, row.uid)
    db.session.add(row)


def _count(wishes: Sequence[Wish]) -> int:
    return len({wish.dossier.id for wish in wishes})
