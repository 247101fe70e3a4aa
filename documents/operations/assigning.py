"""Changing what was assigned: taking a share back, another lead, another deadline."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from documents.lifecycle import INCOMING
from documents.models import (
    DirectiveKind,
    Document,
    Duty,
    Extension,
    MoreTimeState,
    Routing,
    RoutingState,
)
from documents.operations.assignees import (
    level_above,
    refuse_later_than_above,
    refuse_past,
    refuse_vacant,
)
from documents.operations.desk_work import lay, lift, log, named, refresh_lists, reopen
from documents.operations.incoming import Assignment, write_down
from documents.operations.parts import end_part
from documents.operations.wording import needed
from documents.policy import ASSIGNED, AT_WORK
from documents.policy.directing import Can
from office import audit, clock, notices
from office.db import db, operation
from office.errors import Forbidden, Invalid, Refusal
from office.i18n import _, _l
from office.permissions import Actor, require
from office.units import queries as units


@operation
def recall_assignment(document: Document, routing: Routing, reason: str, *, by: Actor) -> None:
    """Take one receiver's share back (thu hồi phân công); a lead handed on returns to its giver."""
    require(by, Can.RECALL, document)
    _own_line(routing, by)
    above = level_above(routing)
    if routing.duty is Duty.LEAD and above is None:
        raise Refusal(
            _("A document at work is never without a lead."),
            fix=_("Change the lead, or recall the whole direction."),
        )
    text = needed(reason)
    name = units.desk_label(routing.desk_id)
    withdraw_line(document, routing, note=text)
    if above is not None and routing.duty is above.duty:
        reopen(above, note=text)
    audit.record("incoming.recall_assignment", document, by=by, desk=name, reason=text)
    log(
        document,
        "incoming.recall_assignment",
        by=by,
        text=text,
        to=name,
        to_desk_id=routing.desk_id,
    )
    refresh_lists(document)


@operation
def recall_direction(document: Document, reason: str, *, by: Actor) -> None:
    """Take the whole direction back before the document is completed, to direct anew."""
    INCOMING.advance(document, "recall_direction", by, reason=needed(reason))
    for routing in _lines(document):
        withdraw_line(document, routing, note=reason.strip())
    lay(document, _own_desk(by), Duty.DIRECT, by=by)
    log(document, "incoming.recall_direction", by=by, text=reason.strip())
    refresh_lists(document)


@dataclass(frozen=True)
class NewLead:
    """Who leads from now on and until when; `beyond` says why it is later than above."""

    desk_id: int
    due_at: datetime | None = None
    beyond: str = ""


@operation
def change_lead(
    document: Document, routing: Routing, lead: NewLead, reason: str, *, by: Actor
) -> None:
    """Give the lead to another desk (đổi chủ trì); the former one keeps what it could read."""
    above = level_above(routing)
    move = "change_handler" if above else "change_lead"
    INCOMING.advance(document, move, by, desk=lead.desk_id, reason=needed(reason))
    _own_line(routing, by)
    _check_lead(routing, lead, above, by)
    due_at = lead.due_at or routing.due_at
    former = units.desk_label(routing.desk_id)
    withdraw_line(document, routing, note=reason.strip())
    for share in _shares_of(document, lead.desk_id):
        lift(share, RoutingState.WITHDRAWN)
    lay(document, lead.desk_id, Duty.LEAD, by=by, due_at=due_at, parent=above, note=reason.strip())
    if above is None:
        document.due_at = due_at
    row = Assignment(lead.desk_id, Duty.LEAD, due_at)
    directive = write_down(document, DirectiveKind.CHANGE, reason, [row], by)
    log(
        document,
        f"incoming.{move}",
        by=by,
        text=reason.strip(),
        former=former,
        receivers=directive.receivers["rows"],
        beyond=lead.beyond,
    )
    refresh_lists(document)


def _check_lead(routing: Routing, lead: NewLead, above: Routing | None, by: Actor) -> None:
    if routing.duty is not Duty.LEAD:
        raise Refusal(_("Only a lead can be changed."))
    if lead.desk_id in (routing.desk_id, by.desk_id):
        raise Invalid(_("Choose somebody else."), fields={"desk": _("Choose somebody else.")})
    if above is not None and units.location(lead.desk_id) not in units.subtree_ids(by.unit_id):
        raise Invalid(_("Choose somebody else."), fields={"desk": _("Choose an official.")})
    refuse_vacant([lead.desk_id], field="desk")
    refuse_past(lead.due_at)
    refuse_later_than_above(above, lead.due_at, lead.beyond)


def set_deadline(document: Document, routing: Routing, due_at: datetime) -> None:
    """Put another deadline on a line; the first one stays on record."""
    routing.first_due_at = routing.first_due_at or routing.due_at
    routing.due_at = due_at
    if routing.duty is Duty.LEAD and routing.parent_id is None:
        document.due_at = due_at


def withdraw_line(document: Document, routing: Routing, *, note: str) -> None:
    """End a line and all that was handed on from it; who never opened it loses it from sight."""
    below = select(Routing).where(Routing.parent_id == routing.id, Routing.state.in_(AT_WORK))
    for child in db.session.scalars(below).all():
        withdraw_line(document, child, note=note)
    seen = routing.read_at is not None
    lift(routing, RoutingState.WITHDRAWN, note=note)
    db.session.execute(
        update(Extension)
        .where(Extension.routing_id == routing.id, Extension.state == MoreTimeState.ASKED)
        .values(state=MoreTimeState.WITHDRAWN, decided_at=clock.now())
    )
    if routing.duty in ASSIGNED:
        end_part(document, routing, seen=seen)
        _tell_recalled(document, routing, seen=seen)


def _tell_recalled(document: Document, routing: Routing, *, seen: bool) -> None:
    notices.tell(
        routing.desk_id,
        kind="recalled",
        text=named(document, _l("An assignment was taken back")),
        url=f"/documents/{document.uid}" if seen else "/notices",
        key=f"recalled:{routing.uid}",
    )


def _own_line(routing: Routing, by: Actor) -> None:
    if routing.from_desk_id is None or routing.from_desk_id != by.desk_id:
        raise Forbidden(_("Only whoever assigned this may change it."))
    if routing.duty not in ASSIGNED or routing.state not in AT_WORK:
        raise Refusal(_("This assignment is finished; it can no longer be changed."))


def _lines(document: Document) -> list[Routing]:
    """The lines of the direction itself; what was handed on hangs below them."""
    statement = select(Routing).where(
        Routing.document_id == document.id,
        Routing.duty.in_(ASSIGNED),
        Routing.state.in_(AT_WORK),
        Routing.parent_id.is_(None),
    )
    return list(db.session.scalars(statement.order_by(Routing.id)))


def _shares_of(document: Document, desk_id: int) -> list[Routing]:
    return [row for row in _lines(document) if row.desk_id == desk_id]


def _own_desk(by: Actor) -> int:
    if by.desk_id is None:
        raise Refusal(_("Choose a post in an agency first."))
    return by.desk_id
