"""Number series without gaps: the row of the series is locked, each number gets its own row."""

from sqlalchemy import select, update

from documents.models import Document, Draft, EntryState, NumberEntry, NumberSeries
from office import clock, law
from office.db import db, insert_ignoring, new_uid
from office.errors import Refusal
from office.i18n import _
from office.permissions import Actor
from office.units import queries as units

ARRIVALS = "incoming"
MONTH = "thang"  # the field before the printed year


def take_number(document: Document, series: str, *, by: Actor) -> int:
    """The next number of the year for a document; runs in the transaction that registers it."""
    year = clock.today().year
    row_id, number = _advance(units.successor_of(document.agency_id), series, year)
    db.session.add(
        NumberEntry(
            series_id=row_id,
            number=number,
            state=EntryState.ISSUED,
            document_id=document.id,
            taken_at=clock.now(),
            taken_by=by.name,
        )
    )
    return number


def refuse_other_year(draft: Draft) -> None:
    """The pages print the year they were made in; day and month of another would not fit it.

    Number and date are those of the year of issue (Decree 30/2020/NĐ-CP art. 15).
    """
    composed = draft.places.get(MONTH, {}).get("year")
    if composed and composed != clock.today().year:
        raise Refusal(
            _(
                "The pages bear the year %(year)s; a number of this year does not fit.",
                year=composed,
            ),
            basis=_("Decree 30/2020/NĐ-CP art. 15."),
            fix=_("Return it to the drafter: saved once more, its pages bear the new year."),
        )


def cancel_number(document: Document, *, reason: str) -> None:
    """Keep the number of a document that will not bear it any more, as cancelled."""
    entry = db.session.scalars(
        select(NumberEntry)
        .where(NumberEntry.document_id == document.id, NumberEntry.state == EntryState.ISSUED)
        .order_by(NumberEntry.id.desc())
    ).first()
    if entry:
        entry.state = EntryState.CANCELLED
        entry.reason = reason


def _advance(agency_id: int, name: str, year: int) -> tuple[int, int]:
    keys = {"agency_id": agency_id, "name": name, "year": year}
    insert_ignoring(NumberSeries, keys | {"uid": new_uid(), "last_number": 0})
    row = db.session.execute(
        update(NumberSeries)
        .where(
            NumberSeries.agency_id == agency_id,
            NumberSeries.name == name,
            NumberSeries.year == year,
        )
        .values(last=NumberSeries.last + 1)
        .returning(NumberSeries.id, NumberSeries.last)
        .execution_options(synchronize_session=False)
    ).one()
    return int(row[0]), int(row[1])


def outgoing_series(type_code: str) -> str:
    """The series of a type: one for each type that has an abbreviation, one for letters."""
    return f"outgoing:{type_code}"


def printed(number: int) -> str:
    """Numbers below ten are printed with a leading zero (Decree 30/2020/NĐ-CP, Annex I)."""
    return f"{number:02d}"


def symbol_of(number: int, notation: str) -> str:
    """Number and symbol as printed: 12/SNV-VP."""
    return f"{printed(number)}/{notation}"


def notation_of(type_code: str, agency_symbol: str, unit_symbol: str) -> str:
    """The symbol part: type and agency for named types, agency and drafting unit for letters."""
    abbreviation = type_named(type_code).abbreviation
    left, right = (abbreviation, agency_symbol) if abbreviation else (agency_symbol, unit_symbol)
    return "-".join(part for part in (left, right) if part)


def type_named(code: str) -> law.DocumentType:
    """The document type of a code."""
    return next(row for row in law.document_types() if row.code == code)
