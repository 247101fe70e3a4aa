"""Who was urged, how often and how sharply."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from documents.models import Document, Enclosure, Urging, UrgingKind
from office.db import db


def urgings_on(document: Document) -> list[Urging]:
    """The urgings on the assignments of a document, the latest first."""
    return urgings_where(Urging.document_id == document.id)


def urgings_where(*which: ColumnElement[bool]) -> list[Urging]:
    """The urgings on some lines, the latest first."""
    statement = select(Urging).where(*which).order_by(Urging.id.desc())
    return list(db.session.scalars(statement))


def urging_counts(*which: ColumnElement[bool]) -> dict[UrgingKind, int]:
    """How many of each kind; kinds that were not used stand with nought."""
    statement = select(Urging.kind, func.count()).where(*which).group_by(Urging.kind)
    found = dict.fromkeys(UrgingKind, 0)
    for kind, count in db.session.execute(statement):
        found[kind] = count
    return found


def enclosures_of(owner_kind: str, owner_uids: Sequence[UUID]) -> dict[UUID, list[Enclosure]]:
    """The files enclosed with some records, by the record's public name."""
    statement = (
        select(Enclosure)
        .where(Enclosure.owner_kind == owner_kind, Enclosure.owner_uid.in_(owner_uids))
        .order_by(Enclosure.id)
    )
    found: dict[UUID, list[Enclosure]] = {}
    for row in db.session.scalars(statement):
        found.setdefault(row.owner_uid, []).append(row)
    return found
