"""Finding documents: who may see what is one predicate, used by every list, search and count."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    false,
    func,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import aliased

from documents.models import (
    AxisAgency,
    AxisConnection,
    AxisDelivery,
    DeliveryState,
    DeskCount,
    Direction,
    Directive,
    Dispatch,
    Document,
    DocumentFile,
    DocumentState,
    Draft,
    DraftVersion,
    Duty,
    EntryState,
    FileRole,
    NumberEntry,
    NumberSeries,
    Opinion,
    Participation,
    ProgressEntry,
    Routing,
    RoutingState,
    StatusEvent,
)
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor, Role
from office.units import queries as units
from office.units.models import Tenure

PAGE = 50
BEFORE_NUMBERING = {DocumentState.DRAFT, DocumentState.SUBMITTED, DocumentState.CANCELLED}
WHOLE_AGENCY = {Role.LEADER, Role.OFFICE_HEAD}


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The one predicate of who sees which document (participation, post, register)."""
    if actor.is_machine:
        return true()
    if actor.person_id is None or actor.agency_id is None:
        return false()
    return and_(Document.agency_id.in_(units.lineage(actor.agency_id)), or_(*_ways(actor)))


def _ways(actor: Actor) -> Iterator[ColumnElement[bool]]:
    yield _took_part(actor)
    if actor.roles & WHOLE_AGENCY:
        yield and_(_in_own_books(actor), _not_a_private_draft())
    if Role.CLERK in actor.roles:
        yield and_(_in_own_books(actor), Document.state.not_in(BEFORE_NUMBERING))
    if Role.UNIT_HEAD in actor.roles:
        yield _in_the_units(actor)


def _in_own_books(actor: Actor) -> ColumnElement[bool]:
    """All of the agency but what names its readers; of a merged agency only what was still open."""
    return and_(
        Document.is_restricted.is_(False),
        or_(Document.agency_id == actor.agency_id, Document.closed_at.is_(None)),
    )


def _took_part(actor: Actor) -> ColumnElement[bool]:
    """A desk of this person took part while he held it; a deputy sees the open work of the desk."""
    held = exists().where(
        Participation.document_id == Document.id,
        Participation.desk_id == Tenure.desk_id,
        Tenure.person_id == actor.person_id,
        or_(Participation.valid_to.is_(None), Participation.valid_to >= Tenure.valid_from),
        or_(Tenure.valid_to.is_(None), Tenure.valid_to > Participation.valid_from),
    )
    if actor.delegation_id is None:
        return held
    at_the_desk = exists().where(
        Participation.document_id == Document.id,
        Participation.desk_id == actor.desk_id,
        Participation.valid_to.is_(None),
        Document.is_restricted.is_(False),
    )
    return or_(held, at_the_desk)


def _not_a_private_draft() -> ColumnElement[bool]:
    return Document.state.not_in([DocumentState.DRAFT, DocumentState.CANCELLED])


def _in_the_units(actor: Actor) -> ColumnElement[bool]:
    """Everything routed to or drafted in the head's unit and its sub-units while it stood there."""
    placed = aliased(Tenure)
    return and_(
        Document.is_restricted.is_(False),
        exists().where(
            Participation.document_id == Document.id,
            Participation.desk_id == placed.desk_id,
            placed.unit_id.in_(units.subtree_ids(actor.unit_id)),
            or_(Participation.valid_to.is_(None), Participation.valid_to >= placed.valid_from),
            or_(placed.valid_to.is_(None), placed.valid_to > Participation.valid_from),
        ),
    )


def visible_document(uid: UUID, actor: Actor) -> Document:
    """The document, or 404 for whoever may not see it."""
    statement = select(Document).where(Document.uid == uid, visible_to(actor))
    document = db.session.scalars(statement).first()
    if document is None:
        raise NotFound(_("There is no such document on your desk."))
    return document


def visible_file(uid: UUID, actor: Actor) -> DocumentFile:
    """A file of a visible document."""
    statement = (
        select(DocumentFile)
        .join(Document, Document.id == DocumentFile.document_id)
        .where(DocumentFile.uid == uid, visible_to(actor))
    )
    file = db.session.scalars(statement).first()
    if file is None:
        raise NotFound(_("There is no such file on your desk."))
    return file


def sees_file_hash(sha256: str, actor: Actor) -> bool:
    """Whether a file with this hash belongs to a document that the actor sees."""
    statement = (
        select(DocumentFile.id)
        .join(Document, Document.id == DocumentFile.document_id)
        .where(DocumentFile.sha256 == sha256, visible_to(actor))
        .limit(1)
    )
    return db.session.scalar(statement) is not None


class WorkRow(NamedTuple):
    """One row of a hot list; column order is that of `WORK_COLUMNS`."""

    id: int
    document_uid: UUID
    duty: Duty
    received_at: datetime
    read_at: datetime | None
    due_at: datetime | None
    note: str
    subject: str
    symbol: str
    sender: str
    urgency: Any
    arrival_no: int | None
    state: DocumentState
    direction: Direction
    file_count: int


WORK_COLUMNS = (
    Routing.id,
    Document.uid,
    Routing.duty,
    Routing.received_at,
    Routing.read_at,
    Routing.due_at,
    Routing.note,
    Routing.subject,
    Routing.symbol,
    Routing.sender,
    Routing.urgency,
    Routing.arrival_no,
    Routing.document_state,
    Routing.direction,
    Routing.file_count,
)
_work = (
    select(*WORK_COLUMNS)
    .join(Document, Document.id == Routing.document_id)
    .where(Routing.desk_id == bindparam("desk_id"), Routing.state == RoutingState.OPEN)
)
_newest = _work.order_by(Routing.received_at.desc(), Routing.id.desc()).limit(PAGE + 1)
_older = _newest.where(
    tuple_(Routing.received_at, Routing.id) < tuple_(bindparam("at"), bindparam("row_id"))
)


def work_of_desk(
    desk_id: int, *, after: tuple[datetime, int] | None = None, duties: Sequence[Duty] = ()
) -> list[WorkRow]:
    """Everything that waits at a desk, newest first, fifty and one more (keyset paging)."""
    statement = _older if after else _newest
    if duties:
        statement = statement.where(Routing.duty.in_(duties))
    values: dict[str, Any] = {"desk_id": desk_id}
    if after:
        values |= {"at": after[0], "row_id": after[1]}
    return [WorkRow._make(row) for row in db.session.execute(statement, values)]


_nearest = _work.where(Routing.due_at.is_not(None)).order_by(Routing.due_at, Routing.id)
_nearest_page = _nearest.limit(PAGE + 1)
_later = _nearest_page.where(
    tuple_(Routing.due_at, Routing.id) > tuple_(bindparam("at"), bindparam("row_id"))
)


def work_by_deadline(
    desk_id: int, *, after: tuple[datetime, int] | None = None, duties: Sequence[Duty] = ()
) -> list[WorkRow]:
    """What has a deadline at a desk, nearest first."""
    statement = _later if after else _nearest_page
    if duties:
        statement = statement.where(Routing.duty.in_(duties))
    values: dict[str, Any] = {"desk_id": desk_id}
    if after:
        values |= {"at": after[0], "row_id": after[1]}
    return [WorkRow._make(row) for row in db.session.execute(statement, values)]


_undated = _work.where(Routing.due_at.is_(None)).order_by(Routing.id.desc()).limit(PAGE + 1)
_undated_older = _undated.where(Routing.id < bindparam("row_id"))


def work_without_deadline(
    desk_id: int, *, after: int | None = None, duties: Sequence[Duty] = ()
) -> list[WorkRow]:
    """What waits at a desk without a deadline, newest first; it follows what has one."""
    statement = _undated_older if after else _undated
    if duties:
        statement = statement.where(Routing.duty.in_(duties))
    values: dict[str, Any] = {"desk_id": desk_id}
    if after:
        values |= {"row_id": after}
    return [WorkRow._make(row) for row in db.session.execute(statement, values)]


_dues = (
    select(Routing.due_at)
    .where(
        Routing.desk_id == bindparam("desk_id"),
        Routing.state == RoutingState.OPEN,
        Routing.due_at < bindparam("before"),
    )
    .limit(1001)
)


def deadlines_before(desk_id: int, before: datetime) -> list[datetime]:
    """The deadlines that run out before an instant, at most 1,001 of them: for the headline."""
    return list(db.session.scalars(_dues, {"desk_id": desk_id, "before": before}))


class Counts(NamedTuple):
    """Open and unread duties of a desk by kind."""

    open: dict[Duty, int]
    unread: dict[Duty, int]


_counts = select(DeskCount.duty, DeskCount.open, DeskCount.unread).where(
    DeskCount.desk_id == bindparam("desk_id")
)


def counts_of_desk(desk_id: int | None) -> Counts:
    """The maintained counters of a desk, one statement for the whole menu."""
    if desk_id is None:
        return Counts({}, {})
    rows = db.session.execute(_counts, {"desk_id": desk_id}).all()
    return Counts({row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows})


class BookRow(NamedTuple):
    """One row of a register or document list."""

    id: int
    uid: UUID
    subject: str
    symbol: str
    issuer: str
    issued_on: Any
    arrival_no: int | None
    number: int | None
    state: DocumentState
    urgency: Any
    due_at: datetime | None
    closed_at: datetime | None
    created_at: datetime
    type_name: str


BOOK_COLUMNS = (
    Document.id,
    Document.uid,
    Document.subject,
    Document.symbol,
    Document.issuer_name,
    Document.issued_on,
    Document.arrival_no,
    Document.number,
    Document.state,
    Document.urgency,
    Document.due_at,
    Document.closed_at,
    Document.created_at,
    Document.type_name,
)


def documents_of(actor: Actor, direction: Direction) -> Select[*tuple[Any, ...]]:
    """The documents of one direction that the actor sees, newest first, as list columns."""
    return (
        select(*BOOK_COLUMNS)
        .where(visible_to(actor), Document.direction == direction)
        .order_by(Document.id.desc())
    )


def page_of(statement: Select[*tuple[Any, ...]], *, before: int | None = None) -> list[BookRow]:
    """One page of a document list and one row more."""
    if before is not None:
        statement = statement.where(Document.id < before)
    return [BookRow._make(row) for row in db.session.execute(statement.limit(PAGE + 1))]


def files_of(document: Document) -> list[DocumentFile]:
    """The current files, the main one first."""
    statement = select(DocumentFile).where(
        DocumentFile.document_id == document.id, DocumentFile.is_current
    )
    order = [FileRole.MAIN, FileRole.ANNEX, FileRole.SOURCE]
    rows = db.session.scalars(statement.order_by(DocumentFile.position)).all()
    return sorted(rows, key=lambda row: order.index(row.role))


def main_file(document: Document) -> DocumentFile | None:
    """The file that is the document."""
    return next((row for row in files_of(document) if row.role is FileRole.MAIN), None)


def progress_of(document: Document) -> list[ProgressEntry]:
    """The progress log, newest first."""
    return list(
        db.session.scalars(
            select(ProgressEntry)
            .where(ProgressEntry.document_id == document.id)
            .order_by(ProgressEntry.id.desc())
        )
    )


def directives_of(document: Document) -> list[Directive]:
    """The directions, newest first."""
    statement = select(Directive).where(Directive.document_id == document.id)
    return list(db.session.scalars(statement.order_by(Directive.id.desc())))


def opinions_on(document: Document) -> list[Opinion]:
    """The opinions asked on a draft."""
    statement = select(Opinion).where(Opinion.document_id == document.id)
    return list(db.session.scalars(statement.order_by(Opinion.id)))


def opinion_asked_of(document: Document, actor: Actor) -> Opinion | None:
    """The open question to the acting desk."""
    return db.session.scalars(
        select(Opinion).where(
            Opinion.document_id == document.id,
            Opinion.desk_id == actor.desk_id,
            Opinion.answered_at.is_(None),
        )
    ).first()


def routing_of(document: Document) -> list[Routing]:
    """Every duty that was laid, in order."""
    statement = select(Routing).where(Routing.document_id == document.id)
    return list(db.session.scalars(statement.order_by(Routing.id)))


def open_duties_of(document: Document, actor: Actor) -> list[Routing]:
    """What the acting desk owes this document."""
    statement = select(Routing).where(
        Routing.document_id == document.id,
        Routing.desk_id == actor.desk_id,
        Routing.state == RoutingState.OPEN,
    )
    return list(db.session.scalars(statement.order_by(Routing.id)))


def draft_of(document: Document) -> Draft | None:
    """The drafting side, for outgoing documents."""
    return db.session.scalars(select(Draft).where(Draft.document_id == document.id)).first()


def versions_of(draft: Draft) -> list[DraftVersion]:
    """Former texts of a draft, newest first."""
    statement = select(DraftVersion).where(DraftVersion.draft_id == draft.id)
    return list(db.session.scalars(statement.order_by(DraftVersion.number.desc())))


def dispatches_of(document: Document) -> list[Dispatch]:
    """The receivers and how far it got there."""
    statement = select(Dispatch).where(Dispatch.document_id == document.id)
    return list(db.session.scalars(statement.order_by(Dispatch.id)))


def statuses_of(document: Document) -> list[StatusEvent]:
    """What was said between the agencies."""
    statement = select(StatusEvent).where(StatusEvent.document_id == document.id)
    return list(db.session.scalars(statement.order_by(StatusEvent.id)))


def replies_to(document: Document, actor: Actor) -> list[Document]:
    """The documents that answer this one, as far as the actor sees them."""
    statement = select(Document).where(Document.answers_id == document.id, visible_to(actor))
    return list(db.session.scalars(statement.order_by(Document.id)))


def answered_by(document: Document, actor: Actor) -> Document | None:
    """The document that this one answers."""
    if document.answers_id is None:
        return None
    statement = select(Document).where(Document.id == document.answers_id, visible_to(actor))
    return db.session.scalars(statement).first()


def duplicates_of(document: Document) -> list[Document]:
    """Earlier arrivals with the same identifier or the same number, symbol and issuer."""
    same = [and_(Document.symbol == document.symbol, Document.issuer_name == document.issuer_name)]
    if document.identifier:
        same.append(Document.identifier == document.identifier)
    statement = select(Document).where(
        Document.agency_id == document.agency_id,
        Document.direction == document.direction,
        Document.id != document.id,
        Document.symbol != "",
        or_(*same),
    )
    return list(db.session.scalars(statement.order_by(Document.id.desc()).limit(5)))


def deliveries(actor: Actor, states: Sequence[DeliveryState] = ()) -> Select[AxisDelivery]:
    """The packages that came to the actor's agency, newest first."""
    statement = (
        select(AxisDelivery)
        .where(AxisDelivery.agency_id == actor.agency_id)
        .order_by(AxisDelivery.id.desc())
    )
    return statement.where(AxisDelivery.state.in_(states)) if states else statement


def connections(agency_id: int | None = None) -> list[AxisConnection]:
    """The active connections, of one agency or all."""
    statement = select(AxisConnection).where(AxisConnection.is_active)
    if agency_id is not None:
        statement = statement.where(AxisConnection.agency_id == agency_id)
    return list(db.session.scalars(statement.order_by(AxisConnection.id)))


def known_package(connection_id: int, identifier: str, sender: str) -> AxisDelivery | None:
    """An earlier package of the same sender under the same identifier."""
    return db.session.scalars(
        select(AxisDelivery).where(
            AxisDelivery.connection_id == connection_id,
            AxisDelivery.identifier == identifier,
            AxisDelivery.sender_code == sender,
            AxisDelivery.state == DeliveryState.READ,
            AxisDelivery.meaning == "new",
        )
    ).first()


def by_identifier(agency_id: int, identifier: str) -> Document | None:
    """The outgoing document that an agency issued under an edXML identifier."""
    return db.session.scalars(
        select(Document)
        .where(
            Document.agency_id == agency_id,
            Document.identifier == identifier,
        )
        .order_by(Document.id.desc())
    ).first()


def external_name(code: str) -> str:
    """The name of an agency in the axis's address book, or its code."""
    statement = select(AxisAgency.name).where(
        or_(AxisAgency.code == code, AxisAgency.old_code == code)
    )
    return db.session.scalars(statement).first() or code


def address_book(words: str = "") -> list[AxisAgency]:
    """Agencies that can be reached over the axis, by name."""
    statement = select(AxisAgency).where(AxisAgency.is_listed)
    if words:
        statement = statement.where(AxisAgency.name.ilike(f"%{words}%"))
    return list(db.session.scalars(statement.order_by(AxisAgency.name).limit(300)))


def register_gaps(series: NumberSeries) -> list[int]:
    """Numbers of a series without a row; always empty when the house works as it should."""
    taken = set(
        db.session.scalars(select(NumberEntry.number).where(NumberEntry.series_id == series.id))
    )
    return sorted(set(range(1, series.last + 1)) - taken)


def count_up_to(statement: Select[*tuple[Any, ...]], most: int = 1000) -> int:
    """The number of rows, counted no further than one over `most`."""
    limited = statement.order_by(None).limit(most + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(limited)) or 0


__all__ = ["EntryState", "WorkRow", "visible_to"]
