"""From registration to direction: the clerk, the office head and the leader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from documents.lifecycle import INCOMING
from documents.models import (
    Directive,
    DirectiveKind,
    Document,
    Duty,
    NamedRegister,
    Routing,
    RoutingState,
    Urgency,
)
from documents.operations.assignees import refuse_past, refuse_vacant
from documents.operations.desk_work import (
    finish_document,
    lay,
    lift,
    lift_all,
    log,
    own_duty,
    refresh_lists,
)
from documents.operations.from_mail import tell_mail
from documents.operations.incoming_acts import tell_forwarder
from documents.operations.kept_numbers import kept_number
from documents.operations.limits import present_by
from documents.operations.numbers import ARRIVALS, cancel_number, take_number
from documents.operations.statuses import report_status
from documents.operations.wording import needed
from documents.policy import ASSIGNED, AT_WORK, is_leader_desk
from office import clock
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor
from office.units import queries as units
from office.units.models import Desk


@dataclass(frozen=True)
class Registration:
    """What the clerk confirms or corrects at registration; `register` names a further one."""

    subject: str
    urgency: Urgency = Urgency.NORMAL
    due_at: datetime | None = None
    is_restricted: bool = False
    note: str = ""
    register: UUID | None = None


@dataclass(frozen=True)
class Assignment:
    """One receiver of a direction: desk, role and own deadline."""

    desk_id: int
    duty: Duty
    due_at: datetime | None = None


@operation
def register_incoming(
    document: Document, registration: Registration, *, present_to: int | None = None, by: Actor
) -> None:
    """Enter a document into the register (vào sổ, Decree 30/2020/NĐ-CP art. 22)."""
    INCOMING.advance(document, "register", by)
    document.subject = registration.subject.strip()
    if not document.subject:
        raise Invalid(_("The subject is missing."), fields={"subject": _("Fill in the subject.")})
    document.urgency = registration.urgency
    document.due_at = registration.due_at
    document.is_restricted = registration.is_restricted
    document.note = registration.note
    document.arrival_no = _number(document, registration, by)
    lift_all(document, RoutingState.DONE, [Duty.REGISTER])
    log(document, "incoming.register", by=by, arrival_no=document.arrival_no)
    _lay_to_present(document, by)
    report_status(document, "03", by=by)
    tell_forwarder(document, "incoming.forward_registered")
    tell_mail(document)
    refresh_lists(document)
    if present_to:
        present(document, present_to, by=by)


def _number(document: Document, registration: Registration, by: Actor) -> int:
    """Its own number again when its registration was undone, else the next one."""
    series = _series(document, registration)
    kept = kept_number(document, series)
    return take_number(document, series, by=by) if kept is None else kept


def _series(document: Document, registration: Registration) -> str:
    """The numbers of arrivals, or of the further register that was chosen."""
    if registration.register is None:
        return ARRIVALS
    found = select(NamedRegister).where(
        NamedRegister.uid == registration.register,
        NamedRegister.agency_id == units.successor_of(document.agency_id),
        NamedRegister.ended_at.is_(None),
    )
    register = db.session.scalar(found)
    if register is None:
        words = _("There is no such register.")
        raise Invalid(words, fields={"register": words})
    document.details = document.details | {"register": register.name}
    return register.series


@operation
def refuse(document: Document, reason: str, *, by: Actor) -> None:
    """Return a document to its sender: wrong address, broken or invalid (status 02)."""
    INCOMING.advance(document, "refuse", by, reason=needed(reason))
    cancel_number(document, reason=reason.strip())
    log(document, "incoming.refuse", by=by, text=reason)
    report_status(document, "02", by=by, reason=reason)
    tell_forwarder(document, "incoming.forward_refused", reason)
    finish_document(document)
    refresh_lists(document)


@operation
def present(document: Document, desk_id: int, *, by: Actor) -> None:
    """Present to the leader, or to the office head who proposes first (trình)."""
    proposes = units.is_office_head_desk(desk_id)
    if not proposes:
        _check_leader(desk_id, field="present_to")
    INCOMING.advance(document, "ask_proposal" if proposes else "present", by, desk=desk_id)
    lift_all(document, RoutingState.DONE, [Duty.PRESENT])
    lay(document, desk_id, Duty.PROPOSE if proposes else Duty.DIRECT, by=by)
    log(document, "incoming.present", by=by, to=units.desk_label(desk_id))
    refresh_lists(document)


@operation
def take_back(document: Document, *, by: Actor) -> None:
    """Take back what was presented, before anybody acted on it (rút lại)."""
    INCOMING.advance(document, "take_back", by)
    lift_all(document, RoutingState.WITHDRAWN, [Duty.PROPOSE, Duty.DIRECT])
    _lay_to_present(document, by)
    log(document, "incoming.take_back", by=by)
    refresh_lists(document)


@operation
def propose(
    document: Document,
    text: str,
    assignments: Sequence[Assignment],
    *,
    leader_desk_id: int,
    by: Actor,
) -> None:
    """Put the office head's proposal before the leader (đề xuất phân phối)."""
    INCOMING.advance(document, "propose", by, desk=leader_desk_id)
    _check_leader(leader_desk_id, field="leader")
    refuse_vacant(_working(assignments), field="lead")
    lift_all(document, RoutingState.DONE, [Duty.PROPOSE])
    lay(document, leader_desk_id, Duty.DIRECT, by=by)
    write_down(document, DirectiveKind.PROPOSAL, text, assignments, by)
    log(document, "incoming.propose", by=by, text=text, to=units.desk_label(leader_desk_id))
    refresh_lists(document)


@operation
def return_to_clerk(document: Document, reason: str, *, by: Actor) -> None:
    """Send back to the clerk what was presented wrongly."""
    INCOMING.advance(document, "return_to_clerk", by, reason=needed(reason))
    lift_all(document, RoutingState.RETURNED, [Duty.PROPOSE, Duty.DIRECT])
    _lay_to_present(document, by, note=reason)
    log(document, "incoming.return_to_clerk", by=by, text=reason)
    refresh_lists(document)


@operation
def direct(
    document: Document, text: str, assignments: Sequence[Assignment], *, by: Actor
) -> Directive:
    """Write the direction (bút phê) and assign lead, cooperating and informed desks."""
    INCOMING.advance(document, "direct", by, text=needed(text))
    _check(assignments)
    lift_all(document, RoutingState.DONE, [Duty.DIRECT])
    directive = write_down(document, DirectiveKind.DIRECTION, text, assignments, by)
    document.due_at = _lead(assignments).due_at or document.due_at
    for assignment in assignments:
        lay(document, assignment.desk_id, assignment.duty, by=by, due_at=assignment.due_at)
    log(document, "incoming.direct", by=by, text=text, receivers=directive.receivers["rows"])
    report_status(document, "04", by=by)
    refresh_lists(document)
    return directive


def leader_of(document: Document) -> int:
    """The desk that gave the last direction, to which a return goes."""
    statement = (
        select(Directive.desk_id)
        .where(Directive.document_id == document.id, Directive.kind == DirectiveKind.DIRECTION)
        .order_by(Directive.id.desc())
    )
    desk_id = db.session.scalars(statement).first()
    if desk_id is None:
        raise Refusal(_("Nobody has directed this document yet."))
    return desk_id


def withdraw_assignments(document: Document) -> None:
    """Lift what a direction laid on others, when the lead returns it."""
    statement = select(Routing).where(
        Routing.document_id == document.id,
        Routing.duty.in_([*ASSIGNED, Duty.EXTEND]),
        Routing.state.in_(AT_WORK),
    )
    for routing in db.session.scalars(statement).all():
        lift(routing, RoutingState.WITHDRAWN)


def write_down(
    document: Document,
    kind: DirectiveKind,
    text: str,
    assignments: Sequence[Assignment],
    by: Actor,
) -> Directive:
    """Keep a direction, proposal or hand-down with its receivers."""
    directive = Directive(
        document_id=document.id,
        kind=kind,
        desk_id=by.desk_id,
        author_name=by.name,
        author_title=by.title,
        on_behalf_of=by.on_behalf_of,
        text=text.strip(),
        receivers={"rows": [_receiver(row) for row in assignments]},
        given_at=clock.now(),
    )
    db.session.add(directive)
    return directive


def _receiver(row: Assignment) -> dict[str, object]:
    return {
        "desk_id": row.desk_id,
        "desk": units.desk_label(row.desk_id),
        "duty": row.duty.value,
        "due_at": row.due_at.isoformat() if row.due_at else None,
    }


def _check_leader(desk_id: int, *, field: str) -> None:
    if not is_leader_desk(desk_id):
        raise Invalid(_("Choose one of the list."), fields={field: _("Choose one of the list.")})


def _check(assignments: Sequence[Assignment]) -> None:
    if any(row.duty not in ASSIGNED for row in assignments):
        raise Invalid(_("Check the roles."), fields={"lead": _("Check the roles.")})
    if sum(row.duty is Duty.LEAD for row in assignments) != 1:
        raise Invalid(
            _("Exactly one unit must be the lead."),
            fields={"lead": _("Choose one lead unit.")},
        )
    desks = [row.desk_id for row in assignments]
    if len(desks) != len(set(desks)):
        raise Invalid(_("A unit can have one role only."), fields={"lead": _("Check the roles.")})
    for row in assignments:
        refuse_past(row.due_at)
    refuse_vacant(_working(assignments), field="lead")


def _working(assignments: Sequence[Assignment]) -> list[int]:
    """Who has to do something; what is for information may wait for the next holder."""
    return [row.desk_id for row in assignments if row.duty is not Duty.INFORM]


def _lead(assignments: Sequence[Assignment]) -> Assignment:
    return next(row for row in assignments if row.duty is Duty.LEAD)


def _lay_to_present(document: Document, by: Actor, note: str = "") -> None:
    desk: Desk = units.clerk_desk(document.agency_id)
    lay(document, desk.id, Duty.PRESENT, by=by, due_at=present_by(document), note=note)


def duty_of(document: Document, by: Actor, *duties: Duty) -> Routing:
    """The own open duty, which the permission has already proven."""
    routing = own_duty(document, by, *duties)
    if routing is None:
        raise Refusal(_("This is no longer on your desk."), fix=_("Reload the page."))
    return routing
