"""What the lead and the cooperating desks do with an assigned document."""

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
from documents.operations.desk_work import finish_document, lay, lift, log, refresh_lists, reopen
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
from office import audit
from office.db import db, operation
from office.errors import Invalid
from office.events import publish
from office.i18n import _
from office.permissions import Actor, require
from office.units import queries as units


@operation
def hand_on(
    document: Document, desk_id: int, text: str, *, due_at: datetime | None = None, by: Actor
) -> None:
    """Hand the lead to an official of the own unit (giao chuyên viên)."""
    INCOMING.advance(document, "hand_on", by, to=desk_id)
    if desk_id == by.desk_id:
        raise Invalid(_("Choose somebody else."), fields={"desk": _("This is your own desk.")})
    if units.location(desk_id) not in units.subtree_ids(by.unit_id):
        raise Invalid(_("Choose somebody else."), fields={"desk": _("Choose an official.")})
    own = duty_of(document, by, Duty.LEAD)
    lift(own, RoutingState.HANDED)
    lay(document, desk_id, Duty.LEAD, by=by, due_at=due_at or own.due_at, parent=own, note=text)
    rows = [Assignment(desk_id, Duty.LEAD, due_at or own.due_at)]
    write_down(document, DirectiveKind.HAND_DOWN, text, rows, by)
    log(document, "incoming.hand_on", by=by, text=text, to=units.desk_label(desk_id))
    report_status(document, "05", by=by)
    refresh_lists(document)


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
    """Give what a cooperating unit contributes; its duty is then done."""
    require(by, Can.GIVE_OPINION, document)
    own = duty_of(document, by, Duty.COOPERATE)
    lift(own, RoutingState.DONE, note=needed(text))
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
def complete(document: Document, result: str, *, by: Actor) -> None:
    """Close the handling, saying how (status 06)."""
    INCOMING.advance(document, "complete", by, result=needed(result))
    log(document, "incoming.complete", by=by, text=result)
    close(document, by=by)


def close(document: Document, *, by: Actor) -> None:
    """What every way of completing has in common."""
    report_status(document, "06", by=by)
    finish_document(document)
    refresh_lists(document)
    publish(DocumentCompleted(document.uid))
