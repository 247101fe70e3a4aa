"""Old registers on their way in, and the numbers that are taken already."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from documents.models import NumberEntry, NumberSeries, OldBook, OldRow
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor

Number = tuple[str, int]


def old_books(actor: Actor) -> list[OldBook]:
    """What was brought to the actor's agency, the newest first."""
    statement = select(OldBook).where(OldBook.agency_id == actor.agency_id)
    return list(db.session.scalars(statement.order_by(OldBook.id.desc()).limit(100)))


def old_book(uid: UUID, actor: Actor) -> OldBook:
    """An old register of the actor's agency, or 404."""
    statement = select(OldBook).where(OldBook.uid == uid, OldBook.agency_id == actor.agency_id)
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound(_("There is no such register."))
    return found


def old_rows(old: OldBook, *, after: int = 0) -> Select[OldRow]:
    """Its lines in the order of the file."""
    statement = select(OldRow).where(OldRow.old_book_id == old.id, OldRow.line > after)
    return statement.order_by(OldRow.line)


def faulty(old: OldBook) -> list[OldRow]:
    """The lines with a fault."""
    rows = db.session.scalars(old_rows(old))
    return [row for row in rows if row.faults]


def numbers_taken(agency_id: int, year: int, facts: Sequence[Mapping[str, Any]]) -> set[Number]:
    """Which of these numbers stand in the register of that year already."""
    wanted = {(row["series"], row["number"]) for row in facts}
    rows = db.session.execute(
        select(NumberSeries.name, NumberEntry.number)
        .join(NumberEntry, NumberEntry.series_id == NumberSeries.id)
        .where(
            NumberSeries.agency_id == agency_id,
            NumberSeries.year == year,
            NumberSeries.name.in_({name for name, _number in wanted}),
        )
    )
    return {(name, number) for name, number in rows} & wanted


def openings(agency_id: int, year: int) -> dict[str, int]:
    """The first own number of each series of a year."""
    rows = db.session.execute(
        select(NumberSeries.name, NumberSeries.opening).where(
            NumberSeries.agency_id == agency_id, NumberSeries.year == year
        )
    )
    return {row[0]: row[1] for row in rows}
