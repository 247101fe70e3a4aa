"""The arrival number of a document whose registration was undone, or that came back to us."""

from sqlalchemy import select

from documents.models import Document, EntryState, NumberEntry, NumberSeries
from documents.operations.numbers import cancel_number
from office import clock
from office.db import db

OTHER_REGISTER = "Vào sổ khác"  # registers speak Vietnamese in every language of the pages


def number_entry(document: Document) -> NumberEntry | None:
    """The row of the register under which a document stands."""
    statement = (
        select(NumberEntry)
        .where(NumberEntry.document_id == document.id, NumberEntry.state == EntryState.ISSUED)
        .order_by(NumberEntry.id.desc())
    )
    return db.session.scalars(statement).first()


def kept_number(document: Document, series: str) -> int | None:
    """The number of this year that is still its own; in another register it is given up."""
    entry = number_entry(document)
    if entry is None:
        return None
    found = db.session.get_one(NumberSeries, entry.series_id)
    if found.year != clock.today().year:
        return None
    if found.name != series:
        cancel_number(document, reason=OTHER_REGISTER)
        return None
    return entry.number
