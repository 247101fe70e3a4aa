"""Who may see what: one predicate, used by every list, search and count."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    bindparam,
    exists,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased

from documents.models import (
    Document,
    DocumentFile,
    DocumentState,
    Duty,
    Participation,
)
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor, Role
from office.units import queries as units
from office.units.models import Tenure

BEFORE_NUMBERING = {
    DocumentState.DRAFT,
    DocumentState.CHECKING,
    DocumentState.SUBMITTED,
    DocumentState.CANCELLED,
}
WHOLE_AGENCY = {Role.LEADER, Role.OFFICE_HEAD}
WIDE = WHOLE_AGENCY | {Role.CLERK}
FEW = 10_000
KEPT = 2_000


class _Reader(NamedTuple):
    """All that the predicate depends on; the machine sees all, nobody sees nothing.

    Whoever is of no agency has an empty lineage and thus sees nothing either.
    """

    is_machine: bool
    person_id: int | None
    agency_id: int | None
    desk_id: int | None
    is_deputy: bool
    roles: frozenset[Role]
    lineage: tuple[int, ...]
    units: tuple[int, ...]


def _reader(actor: Actor) -> _Reader:
    return _Reader(
        actor.is_machine,
        actor.person_id,
        actor.agency_id,
        actor.desk_id,
        actor.delegation_id is not None,
        actor.roles,
        tuple(units.lineage(actor.agency_id)) if actor.agency_id else (),
        tuple(units.subtree_ids(actor.unit_id)) if Role.UNIT_HEAD in actor.roles else (),
    )


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The one predicate of who sees which document (participation, post, register)."""
    return _by_register(_reader(actor))


def subjects_of(uids: Sequence[UUID], actor: Actor) -> dict[UUID, str]:
    """What these documents are about, for who may see them; none that names its readers."""
    rows = select(Document.uid, Document.subject).where(
        Document.uid.in_(uids), Document.is_restricted.is_(False), visible_to(actor)
    )
    return {row[0]: row[1] for row in db.session.execute(rows)}


def led_by_others(actor: Actor) -> ColumnElement[bool]:
    """`visible_to` where something smaller than the agency's register leads the search for rows."""
    return _by_others(_reader(actor))


@lru_cache(maxsize=KEPT)
def _by_register(reader: _Reader) -> ColumnElement[bool]:
    """Kept for each reader, for every page asks for it and putting it together takes time."""
    return _visible(reader, Document.agency_id)


@lru_cache(maxsize=KEPT)
def _by_others(reader: _Reader) -> ColumnElement[bool]:
    """The sum keeps the database from reading the whole register by its index."""
    return _visible(reader, Document.agency_id + 0)


def _visible(reader: _Reader, agency_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    if reader.is_machine:
        return true()
    if reader.person_id is None:
        return false()
    return and_(agency_id.in_(reader.lineage), or_(*_ways(reader)))


def part_of(actor: Actor) -> Select[int] | None:
    """Ids of all documents in which a desk near the reader took part, if these are few.

    More than he may see, never less: it is where long lists begin, `visible_to` still decides.
    """
    if actor.person_id is None or actor.roles & WIDE:
        return None
    desks = select(Tenure.desk_id).where(or_(*_near(actor)))
    part = select(Participation.document_id).where(Participation.desk_id.in_(desks))
    some = part.limit(FEW + 1).subquery()
    counted = db.session.connection().execute(select(func.count()).select_from(some))
    return part if counted.scalar_one() <= FEW else None


def _near(actor: Actor) -> Iterator[ColumnElement[bool]]:
    yield Tenure.person_id == actor.person_id
    if actor.delegation_id is not None:
        yield Tenure.desk_id == actor.desk_id
    if Role.UNIT_HEAD in actor.roles:
        yield Tenure.unit_id.in_(units.subtree_ids(actor.unit_id))


def listed_for(actor: Actor) -> ColumnElement[bool]:
    """`visible_to` for long lists: who has part in little starts there, not at the register."""
    part = part_of(actor)
    if part is None:
        return visible_to(actor)
    return and_(Document.id.in_(part), led_by_others(actor))


def _ways(reader: _Reader) -> Iterator[ColumnElement[bool]]:
    """The cheap ways first: the database tries them in this order."""
    if reader.roles & WHOLE_AGENCY:
        yield and_(_in_own_books(reader), _not_a_private_draft())
    if Role.CLERK in reader.roles:
        yield and_(_in_own_books(reader), Document.state.not_in(BEFORE_NUMBERING))
    yield _took_part(reader)
    if Role.UNIT_HEAD in reader.roles:
        yield _in_the_units(reader)


def _in_own_books(reader: _Reader) -> ColumnElement[bool]:
    """All of the agency but what names its readers; of a merged agency only what was still open."""
    return and_(
        Document.is_restricted.is_(False),
        or_(Document.agency_id == reader.agency_id, Document.closed_at.is_(None)),
    )


def _took_part(reader: _Reader) -> ColumnElement[bool]:
    """A desk of this person took part while he held it; a deputy sees the open work of the desk."""
    held = exists().where(
        Participation.document_id == Document.id,
        Participation.desk_id == Tenure.desk_id,
        Tenure.person_id == reader.person_id,
        or_(Participation.valid_to.is_(None), Participation.valid_to >= Tenure.valid_from),
        or_(Tenure.valid_to.is_(None), Tenure.valid_to > Participation.valid_from),
    )
    if not reader.is_deputy:
        return held
    at_the_desk = exists().where(
        Participation.document_id == Document.id,
        Participation.desk_id == reader.desk_id,
        Participation.valid_to.is_(None),
        Document.is_restricted.is_(False),
    )
    return or_(held, at_the_desk)


def reads_the_books(actor: Actor, document: Document) -> bool:
    """Whether his post alone, whatever came to his desk, lets him read this one of the agency."""
    in_own_books = document.agency_id == actor.agency_id or document.closed_at is None
    by_post = bool(actor.roles & WIDE) and in_own_books and not document.is_restricted
    return actor.is_machine or by_post


class Part(NamedTuple):
    """That a desk took part, as what, and until when; none as long as it does."""

    desk_id: int
    reason: Duty
    until: datetime | None


def desks_of(document: Document, actor: Actor) -> list[Part]:
    """The desks by which he came to a document: all he held or heads, and as what they took part.

    They count for the time in which a desk took part, as in `visible_to`, whatever he acts as now.
    """
    ways = [_held_by(actor.person_id)]
    if not document.is_restricted:
        ways.append(_open_at(actor.desk_id))
    if Role.UNIT_HEAD in actor.roles and not document.is_restricted:
        ways.append(_stood_in(units.subtree_ids(actor.unit_id)))
    columns = (Participation.desk_id, Participation.reason, Participation.valid_to)
    statement = select(*columns).where(Participation.document_id == document.id, or_(*ways))
    return [Part(*row) for row in db.session.execute(statement)]


def _held_by(person_id: int | None) -> ColumnElement[bool]:
    return _while(Tenure.person_id == person_id)


def _stood_in(unit_ids: Sequence[int]) -> ColumnElement[bool]:
    return _while(Tenure.unit_id.in_(unit_ids))


def _open_at(desk_id: int | None) -> ColumnElement[bool]:
    return and_(Participation.desk_id == desk_id, Participation.valid_to.is_(None))


def _while(held: ColumnElement[bool]) -> ColumnElement[bool]:
    """The desk took part while somebody held it or while it stood in a unit."""
    return exists().where(
        Tenure.desk_id == Participation.desk_id,
        held,
        or_(Participation.valid_to.is_(None), Participation.valid_to >= Tenure.valid_from),
        or_(Tenure.valid_to.is_(None), Tenure.valid_to > Participation.valid_from),
    )


def limits_of(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """What narrows the work of the acting desk: a deputy gets nothing that names its readers."""
    return (Document.is_restricted.is_(False),) if actor.delegation_id else ()


def _not_a_private_draft() -> ColumnElement[bool]:
    return Document.state.not_in([DocumentState.DRAFT, DocumentState.CANCELLED])


def _in_the_units(reader: _Reader) -> ColumnElement[bool]:
    """Everything routed to or drafted in the head's unit and its sub-units while it stood there."""
    placed = aliased(Tenure)
    return and_(
        Document.is_restricted.is_(False),
        exists().where(
            Participation.document_id == Document.id,
            Participation.desk_id == placed.desk_id,
            placed.unit_id.in_(reader.units),
            or_(Participation.valid_to.is_(None), Participation.valid_to >= placed.valid_from),
            or_(placed.valid_to.is_(None), placed.valid_to > Participation.valid_from),
        ),
    )


def visible_document(uid: UUID, actor: Actor) -> Document:
    """The document, or 404 for whoever may not see it."""
    document = db.session.scalars(_document_for(_reader(actor)), {"uid": uid}).first()
    if document is None:
        raise NotFound(_("There is no such document on your desk."))
    return document


@lru_cache(maxsize=KEPT)
def _document_for(reader: _Reader) -> Select[Document]:
    return select(Document).where(Document.uid == bindparam("uid"), _by_register(reader))


def visible_documents(uids: Sequence[UUID], actor: Actor) -> list[Document]:
    """Those of the named documents that the actor sees, in the order of the names."""
    found = db.session.scalars(select(Document).where(Document.uid.in_(uids), visible_to(actor)))
    return sorted(found, key=lambda document: uids.index(document.uid))


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
