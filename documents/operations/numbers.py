"""Number series without gaps: the row of the series is locked, each number gets its own row."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select, update

from documents.models import (
    AdvisoryBody,
    BookVolume,
    Document,
    Draft,
    EntryState,
    NumberEntry,
    Numbering,
    NumberSeries,
    VolumeState,
)
from documents.queries.series import ARRIVALS, COPIES, OUTGOING, REST, plan_of
from office import clock, law
from office.db import db, insert_ignoring, new_uid
from office.errors import Refusal
from office.i18n import _
from office.permissions import Actor
from office.units import queries as units

MONTH = "thang"  # the field before the printed year


class _Taken(NamedTuple):
    series_id: int
    number: int
    is_closed: bool


def take_number(document: Document, series: str, *, by: Actor) -> int:
    """The next number of the year for a document; runs in the transaction that registers it."""
    taken = advance(document.agency_id, series)
    db.session.add(
        NumberEntry(
            series_id=taken.series_id,
            number=taken.number,
            state=EntryState.ISSUED,
            document_id=document.id,
            taken_at=clock.now(),
            taken_by=by.name,
            is_internal=_stays_inside(document),
        )
    )
    return taken.number


def use_reserved(document: Document, series: str, entry_uid: UUID, *, by: Actor) -> int:
    """Give a document the number that was kept for it, in the series to which it belongs."""
    entry = _kept_number(document, series, entry_uid)
    if entry is None:
        raise Refusal(
            _("This number is not reserved any more."),
            fix=_("Take the next number, or another one that is reserved."),
        )
    entry.state = EntryState.ISSUED
    entry.document_id = document.id
    entry.taken_at = clock.now()
    entry.taken_by = by.name
    entry.is_internal = _stays_inside(document)
    return entry.number


def _kept_number(document: Document, series: str, uid: UUID) -> NumberEntry | None:
    statement = (
        select(NumberEntry)
        .join(NumberSeries, NumberSeries.id == NumberEntry.series_id)
        .where(
            NumberEntry.uid == uid,
            NumberEntry.state == EntryState.RESERVED,
            NumberEntry.expires_on >= clock.today(),
            NumberSeries.name == series,
            NumberSeries.year == clock.today().year,
            NumberSeries.agency_id == units.successor_of(document.agency_id),
        )
        .with_for_update(of=NumberEntry)
    )
    return db.session.scalar(statement)


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
        refuse_closed(entry)
        entry.state = EntryState.CANCELLED
        entry.reason = reason


def refuse_closed(entry: NumberEntry) -> None:
    """A line of a closed volume stays as it was signed; handling of its document goes on."""
    if entry.volume_id is not None:
        raise Refusal(
            _("Number %(number)s stands in a closed volume of the register.", number=entry.number),
            basis=_("Decree 30/2020/NĐ-CP art. 16 and 22."),
            who=_("A leader of the agency can reopen the volume, with a reason."),
            fix=_("Handling, replies and loans of the document go on as before."),
        )


def advance(agency_id: int, name: str) -> _Taken:
    """Lock the series of this year and take its next number; a closed year gives none."""
    year, agency_id = clock.today().year, units.successor_of(agency_id)
    open_series(agency_id, name, year)
    row = db.session.execute(
        update(NumberSeries)
        .where(
            NumberSeries.agency_id == agency_id,
            NumberSeries.name == name,
            NumberSeries.year == year,
        )
        .values(last=NumberSeries.last + 1)
        .returning(NumberSeries.id, NumberSeries.last, NumberSeries.is_closed)
        .execution_options(synchronize_session=False)
    ).one()
    taken = _Taken(int(row[0]), int(row[1]), bool(row[2]))
    if taken.is_closed:
        raise Refusal(
            _("The register of %(year)s is closed; it gives no further number.", year=year),
            basis=_("Decree 30/2020/NĐ-CP art. 15."),
            who=_("A leader of the agency can reopen the volume, with a reason."),
        )
    return taken


def open_series(agency_id: int, name: str, year: int) -> None:
    """Have the row of a series; one that begins in a closed year is closed from the start."""
    keys = {"agency_id": agency_id, "name": name, "year": year}
    fresh = {"uid": new_uid(), "last_number": 0, "opening": 1, "opening_reason": ""}
    if insert_ignoring(NumberSeries, keys | fresh | {"is_closed": False}):
        closed = _is_closed(agency_id, name, year)
        db.session.execute(
            update(NumberSeries)
            .where(*(getattr(NumberSeries, key) == value for key, value in keys.items()))
            .values(is_closed=closed)
            .execution_options(synchronize_session=False)
        )


def _is_closed(agency_id: int, name: str, year: int) -> bool:
    final = select(BookVolume.id).where(
        BookVolume.agency_id == agency_id,
        BookVolume.book == book_of(name),
        BookVolume.year == year,
        BookVolume.is_final,
        BookVolume.state == VolumeState.CLOSED,
    )
    return db.session.scalar(final.limit(1)) is not None


def book_of(series: str) -> str:
    """The register in which the numbers of a series are entered."""
    return "outgoing" if series.startswith(OUTGOING) else series


def _stays_inside(document: Document) -> bool:
    """Drafted here and addressed to nobody else (văn bản nội bộ)."""
    if document.is_incoming:
        return False
    found = select(Draft.recipients).where(Draft.document_id == document.id)
    recipients = db.session.scalar(found) or []
    return set(recipients) <= set(units.organ_ids(document.agency_id))


# --------------------------------------------------------------------- which series, which words


def outgoing_series(type_code: str) -> str:
    """The series of a type where each type has its own, as without a decision of the head."""
    return f"{OUTGOING}{type_code}"


def series_of(document: Document) -> str:
    """The series from which an outgoing document takes its number, as decided for this year.

    Copies share one; normative documents count by type; a body with its own name by itself.
    """
    if body := document.details.get("body"):
        return f"{OUTGOING}body:{UUID(body).hex}"
    group = type_named(document.type_code).group
    if group is law.DocumentGroup.COPY:
        return COPIES
    agency_id = units.successor_of(document.agency_id)
    plan = plan_of(agency_id, clock.today().year)
    if plan is None or group is law.DocumentGroup.NORMATIVE or plan.numbering is Numbering.TYPE:
        return outgoing_series(document.type_code)
    if plan.numbering is Numbering.ONE:
        return REST
    named = (key for key, codes in plan.groups.items() if document.type_code in codes)
    found = next(named, None)
    return f"{OUTGOING}group:{found}" if found else REST


def body_of(document: Document) -> AdvisoryBody | None:
    """The body in whose name a document is issued, if not the agency itself."""
    uid = document.details.get("body")
    found = select(AdvisoryBody).where(AdvisoryBody.uid == UUID(uid)) if uid else None
    return db.session.scalar(found) if found is not None else None


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
    return law.document_type(code)


__all__ = [
    "ARRIVALS",
    "COPIES",
    "MONTH",
    "OUTGOING",
    "body_of",
    "book_of",
    "cancel_number",
    "notation_of",
    "outgoing_series",
    "printed",
    "refuse_closed",
    "refuse_other_year",
    "series_of",
    "symbol_of",
    "take_number",
    "type_named",
    "use_reserved",
]
