"""What the lead and the cooperating desks do with an assigned document."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from documents.events import DocumentCompleted
from documents.lifecycle import INCOMING
from documents.models import (
    DirectiveKind,
    Document,
    Duty,
    Routing,
    RoutingState,
)
from documents.operations.assignees import (
    level_above,
    refuse_later_than_above,
    refuse_past,
    refuse_vacant,
)
from documents.operations.desk_work import (
    finish_document,
    lay,
    lift,
    log,
    open_duties,
    refresh_lists,
    reopen,
)
from documents.operations.drafting import start_draft
from documents.operations.incoming import (
    Assignment,
    duty_of,
    leader_of,
    withdraw_assignments,
    write_down,
)
from documents.operations.statuses import report_status
from documents.operations.wording import needed
from documents.policy import Can
from documents.policy.directing import Can as Directing
from office import audit
from office.db import db, operation
from office.errors import Invalid
from office.events import publish
from office.i18n import _
from office.permissions import Actor, require
from office.units import queries as units


@dataclass(frozen=True)
class Others:
    """Who else of the unit takes part, and why a day lies after that of the level above."""

    assignments: Sequence[Assignment] = ()
    beyond: str = ""


@operation
def hand_on(  # noqa: PLR0913 - each fact by its name
    document: Document,
    desk_id: int,
    text: str,
    *,
    due_at: datetime | None = None,
    others: Others | None = None,
    by: Actor,
) -> None:
    """Hand the lead to an official of the own unit (giao chuyên viên), and shares to others."""
    INCOMING.advance(document, "hand_on", by, desk=desk_id)
    own = duty_of(document, by, Duty.LEAD)
    _pass_down(document, own, Assignment(desk_id, Duty.LEAD, due_at), text, others, by)
    report_status(document, "05", by=by)


@operation
def hand_share_on(  # noqa: PLR0913 - each fact by its name
    document: Document,
    desk_id: int,
    text: str,
    *,
    due_at: datetime | None = None,
    others: Others | None = None,
    by: Actor,
) -> None:
    """Hand the unit's cooperating share to an official of the own unit, who then answers for it."""
    require(by, Directing.HAND_SHARE_ON, document)
    own = duty_of(document, by, Duty.COOPERATE)
    _pass_down(document, own, Assignment(desk_id, Duty.COOPERATE, due_at), text, others, by)
    audit.record("incoming.share_handed_on", document, by=by, to=desk_id)


def _pass_down(  # noqa: PLR0913, PLR0917 - the line and what becomes of it
    document: Document,
    own: Routing,
    first: Assignment,
    text: str,
    others: Others | None,
    by: Actor,
) -> None:
    others = others or Others()
    rows = [first, *(row for row in others.assignments if row.desk_id != first.desk_id)]
    _check_inside(rows, by)
    rows = [replace(row, due_at=_until(row, own, others.beyond)) for row in rows]
    lift(own, RoutingState.HANDED)
    for row in rows:
        lay(document, row.desk_id, row.duty, by=by, due_at=row.due_at, parent=own, note=text)
    directive = write_down(document, DirectiveKind.HAND_DOWN, text, rows, by)
    receivers = directive.receivers["rows"] if len(rows) > 1 else []
    to = units.desk_label(first.desk_id)
    facts = {"receivers": receivers} if receivers else {}
    log(
        document,
        "incoming.hand_on" if first.duty is Duty.LEAD else "incoming.share_handed_on",
        by=by,
        text=" ".join(filter(None, (text.strip(), others.beyond.strip()))),
        to=to,
        to_desk_id=first.desk_id,
        **facts,
    )
    refresh_lists(document)


def _until(row: Assignment, own: Routing, beyond: str) -> datetime | None:
    refuse_past(row.due_at)
    refuse_later_than_above(own, row.due_at, beyond)
    return row.due_at or own.due_at


def _check_inside(rows: Sequence[Assignment], by: Actor) -> None:
    inside = set(units.subtree_ids(by.unit_id))
    for row in rows:
        if row.desk_id == by.desk_id:
            words = _("This is your own desk.")
            raise Invalid(_("Choose somebody else."), fields={"desk": words})
        if units.location(row.desk_id) not in inside:
            raise Invalid(_("Choose somebody else."), fields={"desk": _("Choose an official.")})
    working = [row.desk_id for row in rows if row.duty is not Duty.INFORM]
    refuse_vacant(working, field="desk")


@operation
def give_back(document: Document, reason: str, *, by: Actor) -> None:
    """Give the lead back to the head who handed it on, with the reason."""
    INCOMING.advance(document, "give_back", by, reason=needed(reason))
    own = duty_of(document, by, Duty.LEAD)
    parent = db.session.get(Routing, own.parent_id) if own.parent_id else None
    if parent is None:
        raise Invalid(_("Nobody handed this on to you; return it to the leader instead."))
    lift(own, RoutingState.RETURNED, note=reason)
    reopen(parent, note=reason)
    log(document, "incoming.give_back", by=by, text=reason)
    refresh_lists(document)


@operation
def return_to_leader(document: Document, reason: str, *, by: Actor) -> None:
    """Return the lead to the leader: not this unit's function (không thuộc chức năng)."""
    INCOMING.advance(document, "return_to_leader", by, reason=needed(reason))
    own = duty_of(document, by, Duty.LEAD)
    lift(own, RoutingState.RETURNED, note=reason)
    withdraw_assignments(document)
    lay(document, leader_of(document), Duty.DIRECT, by=by, note=reason)
    log(document, "incoming.return_to_leader", by=by, text=reason)
    refresh_lists(document)


@operation
def start_reply(document: Document, *, by: Actor) -> Document:
    """Begin the draft that answers an incoming document."""
    INCOMING.advance(document, "start", by)
    reply = start_draft(subject=document.subject, answers=document, by=by)
    log(document, "incoming.start", by=by)
    report_status(document, "05", by=by)
    refresh_lists(document)
    return reply


@operation
def report_cooperation(document: Document, text: str, *, by: Actor) -> None:
    """Give what a cooperating unit contributes; its share is then done at each level."""
    require(by, Can.GIVE_OPINION, document)
    own: Routing | None = duty_of(document, by, Duty.COOPERATE)
    while own is not None:
        lift(own, RoutingState.DONE, note=needed(text))
        above = level_above(own)
        own = above if above is not None and above.duty is Duty.COOPERATE else None
    audit.record("incoming.cooperated", document, by=by)
    log(document, "incoming.cooperated", by=by, text=text)
    refresh_lists(document)


@operation
def acknowledge(document: Document, *, by: Actor) -> None:
    """Take note of what was sent for information, without opening it again."""
    statement = select(Routing).where(
        Routing.document_id == document.id,
        Routing.desk_id == by.desk_id,
        Routing.duty == Duty.INFORM,
        Routing.state == RoutingState.OPEN,
    )
    for routing in db.session.scalars(statement):
        lift(routing, RoutingState.DONE)


@operation
def complete(document: Document, result: str, *, unanswered: str = "", by: Actor) -> None:
    """Close the handling, saying how (status 06); `unanswered` says why some did not contribute."""
    INCOMING.advance(document, "complete", by, result=needed(result))
    missing = [units.desk_label(row.desk_id) for row in open_duties(document, Duty.COOPERATE)]
    _refuse_unanswered(missing, unanswered)
    facts = {"missing": missing, "unanswered": unanswered.strip()} if missing else {}
    log(document, "incoming.complete", by=by, text=result, **facts)
    close(document, by=by)


def _refuse_unanswered(missing: Sequence[str], why: str) -> None:
    if missing and not why.strip():
        names = ", ".join(missing)
        words = _("Not answered yet: %(names)s.", names=names)
        raise Invalid(
            words,
            fields={"unanswered": _("Say why their contribution is not needed.")},
        )


def close(document: Document, *, by: Actor) -> None:
    """What every way of completing has in common."""
    report_status(document, "06", by=by)
    finish_document(document)
    refresh_lists(document)
    publish(DocumentCompleted(document.uid))
