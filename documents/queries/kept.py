"""What a clerk has just entered, by the numbers it got."""

from sqlalchemy import select

from documents.models import Document, NumberEntry, NumberSeries
from documents.queries.visibility import visible_to
from office import clock
from office.db import db
from office.permissions import Actor

MOST = 100


def kept_by(actor: Actor, first: int, last: int) -> list[Document]:
    """His own registrations of this year between two numbers, in their order."""
    statement = (
        select(Document)
        .join(NumberEntry, NumberEntry.document_id == Document.id)
        .join(NumberSeries, NumberSeries.id == NumberEntry.series_id)
        .where(
            NumberSeries.agency_id == actor.agency_id,
            NumberSeries.year == clock.today().year,
            NumberEntry.number.between(first, last),
            NumberEntry.taken_by == actor.name,
            Document.arrival_no == NumberEntry.number,
            visible_to(actor),
        )
        .order_by(NumberEntry.number)
        .limit(MOST)
    )
    return list(db.session.scalars(statement))
