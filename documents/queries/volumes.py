"""Volumes of registers and loans of copies, as their readers may see them."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, select

from documents.models import BookVolume, CopyLoan, Document, NumberEntry, NumberSeries
from documents.policy import Can
from documents.queries.registers import in_book
from documents.queries.series import label_of, labels
from documents.queries.visibility import visible_to
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor, allowed
from office.units import queries as units


def _read_by(actor: Actor) -> ColumnElement[bool]:
    """Volumes are read where the registers are: in the agency, and in the one that took it over."""
    if actor.agency_id is None or not allowed(actor, Can.READ_BOOKS, None):
        return false()
    return BookVolume.agency_id.in_(units.lineage(actor.agency_id))


def volumes_of(book: str, year: int, actor: Actor) -> list[BookVolume]:
    """The volumes and extracts of a register in a year, the newest first."""
    statement = select(BookVolume).where(
        _read_by(actor), BookVolume.book == book, BookVolume.year == year
    )
    return list(db.session.scalars(statement.order_by(BookVolume.id.desc()).limit(20)))


def volume_of(uid: UUID, actor: Actor) -> BookVolume:
    """A volume by its public name, or 404."""
    found = db.session.scalar(select(BookVolume).where(BookVolume.uid == uid, _read_by(actor)))
    if found is None:
        raise NotFound(_("There is no such volume."))
    return found


def sees_volume_hash(sha256: str, actor: Actor) -> bool:
    """Whether a file is the paper of a volume that the actor reads."""
    statement = select(BookVolume.id).where(BookVolume.sha256 == sha256, _read_by(actor))
    return db.session.scalar(statement.limit(1)) is not None


def loans_of(actor: Actor) -> Select[*tuple[CopyLoan, Document]]:
    """The loans of copies in the actor's agency whose document he sees, the newest first."""
    return (
        select(CopyLoan, Document)
        .join(Document, Document.id == CopyLoan.document_id)
        .where(CopyLoan.agency_id == actor.agency_id, visible_to(actor))
        .order_by(CopyLoan.id.desc())
    )


def loan_of(uid: UUID, actor: Actor) -> CopyLoan:
    """A loan by its public name, or 404."""
    row = db.session.execute(loans_of(actor).where(CopyLoan.uid == uid)).first()
    if row is None:
        raise NotFound(_("There is no such loan."))
    found: CopyLoan = row[0]
    return found


def unclosed(book: str, year: int, actor: Actor) -> list[tuple[str, int, int, int]]:
    """Of each series of a register what is not in a closed volume: first, last, how many."""
    rows = db.session.execute(
        select(
            NumberSeries.name,
            func.min(NumberEntry.number),
            func.max(NumberEntry.number),
            func.count(),
        )
        .join(NumberEntry, NumberEntry.series_id == NumberSeries.id)
        .where(
            NumberSeries.agency_id == actor.agency_id,
            NumberSeries.year == year,
            NumberEntry.volume_id.is_(None),
            in_book(book),
        )
        .group_by(NumberSeries.name)
        .order_by(NumberSeries.name)
    )
    names = labels(actor.agency_id or 0)
    return [(label_of(name, names), low, high, count) for name, low, high, count in rows]
