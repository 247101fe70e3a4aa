"""Laying duties on desks and lifting them: routing row, participation, counters, log line.

These are the small steps of which the verbs are made; each runs inside an operation.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, func, select, update

from documents.models import (
    DeskCount,
    Document,
    DocumentFile,
    Duty,
    FileRole,
    OpinionRound,
    Participation,
    ProgressEntry,
    RoundState,
    Routing,
    RoutingState,
)
from documents.models.routing import LIST_COLUMNS
from office import clock, notices
from office.db import add_to_counts, db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor
from office.units import queries as units
from office.units.models import Desk

QUIET = {Duty.DRAFT}
OUTLAST = {Duty.INFORM, Duty.ACCESS, Duty.PERMIT_COPY}


def lay(  # noqa: PLR0913 - each fact by its name
    document: Document,
    desk_id: int,
    duty: Duty,
    *,
    by: Actor,
    due_at: datetime | None = None,
    parent: Routing | None = None,
    note: str = "",
) -> Routing:
    """Lay a duty on a desk of its agency: the one way by which a document gets to anybody.

    What outlasts the handling is not bound to its day, so it is never overdue.
    """
    refuse_foreign(document, desk_id)
    routing = Routing(
        document_id=document.id,
        desk_id=desk_id,
        from_desk_id=by.desk_id,
        parent_id=parent.id if parent else None,
        duty=duty,
        state=RoutingState.OPEN,
        received_at=clock.now(),
        due_at=None if duty in OUTLAST else due_at or document.due_at,
        note=note,
        sender=sender_of(document),
        document_state=document.state,
        file_count=_annexes(document),
        **{name: getattr(document, name) for name in LIST_COLUMNS},
    )
    db.session.add(routing)
    take_part(document, desk_id, duty)
    _count(desk_id, duty, opened=1, unread=1)
    db.session.flush()
    if duty not in QUIET and desk_id != by.desk_id:
        _tell(routing, document)
    return routing


def refuse_foreign(document: Document, desk_id: int) -> None:
    """Nothing gets to a desk of another agency."""
    desk = db.session.get(Desk, desk_id)
    if desk is None or desk.agency_id != units.successor_of(document.agency_id):
        raise NotFound(_("There is no such desk."))


def lift(routing: Routing, state: RoutingState, *, note: str = "") -> None:
    """End a duty: done, handed on, returned or withdrawn."""
    if routing.state is RoutingState.OPEN:
        _count(routing.desk_id, routing.duty, opened=-1, unread=-int(routing.read_at is None))
    routing.state = state
    routing.read_at = routing.read_at or clock.now()
    if state is not RoutingState.HANDED:
        routing.done_at = clock.now()
    if note:
        routing.note = note


def reopen(routing: Routing, *, note: str = "") -> None:
    """Give a handed-on duty back to the desk that handed it."""
    routing.state = RoutingState.OPEN
    routing.read_at = None
    routing.done_at = None
    routing.received_at = clock.now()
    routing.note = note
    _count(routing.desk_id, routing.duty, opened=1, unread=1)


def read(routing: Routing) -> None:
    """Note that the desk has opened what was laid on it."""
    if routing.read_at is None:
        routing.read_at = clock.now()
        if routing.state is RoutingState.OPEN:
            _count(routing.desk_id, routing.duty, opened=0, unread=-1)


def open_duties(document: Document, *duties: Duty) -> list[Routing]:
    """The open duties of these kinds on a document, oldest first."""
    statement = select(Routing).where(
        Routing.document_id == document.id, Routing.state == RoutingState.OPEN
    )
    if duties:
        statement = statement.where(Routing.duty.in_(duties))
    return list(db.session.scalars(statement.order_by(Routing.id)))


def own_duty(document: Document, by: Actor, *duties: Duty) -> Routing | None:
    """The open duty of the acting desk on a document."""
    for routing in open_duties(document, *duties):
        if routing.desk_id == by.desk_id:
            return routing
    return None


def lift_all(document: Document, state: RoutingState, duties: Iterable[Duty]) -> None:
    """End every open duty of these kinds."""
    for routing in open_duties(document, *duties):
        lift(routing, state)


def finish_document(document: Document) -> None:
    """Close a document: what its handling still asks for ends, participation with it."""
    document.closed_at = clock.now()
    for routing in open_duties(document):
        if routing.duty not in OUTLAST:
            lift(routing, RoutingState.DONE)
    db.session.execute(
        update(Routing)
        .where(Routing.document_id == document.id, Routing.state == RoutingState.HANDED)
        .values(state=RoutingState.DONE, done_at=document.closed_at)
    )
    end_rounds(document)
    db.session.execute(
        update(Participation)
        .where(Participation.document_id == document.id, Participation.valid_to.is_(None))
        .values(valid_to=document.closed_at)
    )


def end_rounds(document: Document) -> None:
    """Opinions that are still asked for come too late once the document goes on."""
    db.session.flush()
    db.session.execute(
        update(OpinionRound)
        .where(OpinionRound.document_id == document.id, OpinionRound.state == RoundState.WAITING)
        .values(state=RoundState.CLOSED, closed_at=clock.now())
    )


def move_duties(ids: Sequence[int], desk_id: int) -> None:
    """Lay duties on another desk, when the function they belong to has moved there."""
    for routing in db.session.scalars(select(Routing).where(Routing.id.in_(ids))):
        unread = int(routing.read_at is None)
        if routing.state is RoutingState.OPEN:
            _count(routing.desk_id, routing.duty, opened=-1, unread=-unread)
            _count(desk_id, routing.duty, opened=1, unread=unread)
        routing.desk_id = desk_id


def refresh_lists(document: Document) -> None:
    """Bring the columns that the hot lists repeat in step with the document."""
    values = {name: getattr(document, name) for name in LIST_COLUMNS}
    db.session.flush()
    db.session.execute(
        update(Routing)
        .where(Routing.document_id == document.id)
        .values(
            document_state=document.state,
            sender=sender_of(document),
            file_count=_annexes(document),
            **values,
        )
    )


def sender_of(document: Document) -> str:
    """Whom the lists name: the issuer of what came in, the drafting agency otherwise."""
    return document.issuer_name


def log(document: Document, act: str, *, by: Actor, text: str = "", **facts: Any) -> None:
    """Write a line of the progress log; the desk that speaks is known by more than a name."""
    spoken = {"desk_id": by.desk_id} if by.desk_id is not None else {}
    db.session.add(
        ProgressEntry(
            document_id=document.id,
            at=clock.now(),
            act=act,
            actor_name=by.name,
            actor_title=by.title,
            on_behalf_of=by.on_behalf_of,
            text=text,
            facts=spoken | facts,
        )
    )


def take_part(document: Document, desk_id: int, reason: Duty) -> None:
    """Let a desk read a document from now on; an open part is not doubled."""
    known = db.session.scalar(
        select(Participation.id).where(
            Participation.document_id == document.id,
            Participation.desk_id == desk_id,
            Participation.valid_to.is_(None),
        )
    )
    if known is None:
        db.session.add(
            Participation(
                document_id=document.id, desk_id=desk_id, reason=reason, valid_from=clock.now()
            )
        )


def _count(desk_id: int, duty: Duty, *, opened: int, unread: int) -> None:
    keys = {"desk_id": desk_id, "duty": duty}
    add_to_counts(DeskCount, keys, open_count=opened, unread_count=unread)


def _annexes(document: Document) -> ScalarSelect[int]:
    """Counted by the statement that writes the row: fifty desks are fifty statements less."""
    return (
        select(func.count(DocumentFile.id))
        .where(
            DocumentFile.document_id == document.id,
            DocumentFile.is_current,
            DocumentFile.role == FileRole.ANNEX,
        )
        .scalar_subquery()
    )


def named(document: Document, otherwise: object) -> object:
    """What a notice calls a document; of one that names its readers it says `otherwise`.

    Notices stay for deputies and later holders of the desk: they name a number, no subject.
    """
    is_hidden = document.is_restricted or not document.symbol
    return otherwise if is_hidden else document.symbol


def _tell(routing: Routing, document: Document) -> None:
    notices.tell(
        routing.desk_id,
        kind=routing.duty.value,
        text=named(document, routing.duty.label),
        url=f"/documents/{document.uid}",
        key=f"routing:{routing.uid}",
    )
