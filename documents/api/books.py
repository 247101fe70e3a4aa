"""Registers, number series, volumes and loans of copies for programs."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, g
from pydantic import Field

from documents import operations, queries
from documents.api.acting import _after, _seen
from documents.api.frame import DocumentOut, Reason, api
from documents.forms.books import asked_of, known_books
from documents.models import Direction, NamedRegister, NumberEntry, Numbering, NumberSeries
from documents.policy import Can
from documents.queries import Asked
from documents.queries.handling_figures import COLUMNS as FIGURES
from documents.queries.handling_figures import TITLES
from documents.queries.registers import COLUMNS, LINES
from office import clock
from office.api import ByUid, Closed, Day, Whole, shown
from office.permissions import require


class BookQuery(Closed):
    """Which part of which register; `series` and `first` come from `next` of the page before."""

    book: str = "incoming"
    year: int | None = Field(None, ge=1945, le=9999)
    series: str = ""
    first: Whole = Field(1, ge=1)
    last: Whole | None = Field(None, ge=1)
    from_on: Day | None = None
    to_on: Day | None = None


class LineOut(Closed):
    """One line: its number, its cells in the order of the columns, the document it names."""

    series: str
    number: int
    cells: list[str]
    document: UUID | None
    is_void: bool
    is_closed: bool


class NextPart(Closed):
    """Where the next page begins."""

    series: str
    first: int


class BookOut(Closed):
    """A page of a register with the columns of Annex IV."""

    book: str
    title: str
    year: int
    columns: list[str]
    rows: list[LineOut]
    next: NextPart | None


class SeriesOut(Closed):
    """A number series of a year."""

    name: str
    label: str
    opening: int
    last: int
    reserved: int
    cancelled: int
    is_closed: bool


class SeriesList(Closed):
    """The series of a year and the registers that an agency keeps."""

    items: list[SeriesOut]
    books: dict[str, str]


class OpeningIn(Closed):
    """With which number a series of this year begins here."""

    series: str
    number: Whole = Field(ge=1)
    last_on: Day | None = None
    reason: str = ""


class DecisionIn(Closed):
    """How outgoing documents are numbered; `groups` are lists of type codes by name."""

    numbering: Numbering
    from_year: Whole
    groups: dict[str, list[str]] = {}


class DecisionOut(Closed):
    """What was decided."""

    numbering: Numbering
    from_year: int
    groups: dict[str, list[str]]


class ReservationIn(Closed):
    """One number to be kept, for whom, why and until when."""

    series: str
    holder: str = Field(min_length=1, max_length=400)
    reason: str = Field(min_length=1, max_length=4000)
    expires_on: Day


class EntryOut(Closed):
    """A number and what became of it."""

    uid: UUID
    number: int
    state: str
    holder: str
    reason: str
    expires_on: date | None


class NameIn(Closed):
    """The name of a further register."""

    name: str = Field(min_length=1, max_length=200)


class BodyIn(NameIn):
    """A body that issues in its own name, and its letters in the symbol."""

    symbol: str = Field(min_length=1, max_length=40)


class NamedOut(Closed):
    """A further register or a body with its series."""

    uid: UUID
    name: str
    series: str
    is_ended: bool


class IssuerIn(Closed):
    """The body in whose name a draft is issued; none for the agency itself."""

    body: UUID | None = None


def asked_for(query: Closed) -> Asked:
    """The part that a query or a body names."""
    given = {name: str(value) for name, value in query.model_dump(mode="json").items() if value}
    return asked_of(given, g.actor)


@api.get("/books", responses={200: BookOut})
def book(query: BookQuery) -> Response:
    """A page of a register."""
    require(g.actor, Can.READ_BOOKS, None)
    asked = asked_for(query)
    lines = queries.lines_of(asked, g.actor)
    onward = queries.next_part(asked, lines)
    rows = [
        LineOut(
            series=line.key[0],
            number=line.key[1],
            cells=list(line.cells),
            document=UUID(line.uid) if line.uid else None,
            is_void=line.is_void,
            is_closed=line.is_closed,
        )
        for line in lines[:LINES]
    ]
    return shown(
        BookOut(
            book=asked.book,
            title=queries.title_of(asked.book, g.actor.agency_id or 0),
            year=asked.year,
            columns=[words for words, _width in COLUMNS[asked.kind]],
            rows=rows,
            next=NextPart(series=onward.series, first=onward.first) if onward else None,
        )
    )


class ReportQuery(Closed):
    """Which documents over which days, both included."""

    direction: Direction = Direction.INCOMING
    from_on: Day
    to_on: Day


class ReportOut(Closed):
    """The figures of each unit in the order of the columns; the sum comes last."""

    title: str
    columns: list[str]
    rows: list[list[str | int]]


@api.get("/books/reports", responses={200: ReportOut})
def handling_figures(query: ReportQuery) -> Response:
    """How many documents were handled in time, by unit."""
    require(g.actor, Can.READ_BOOKS, None)
    rows = queries.handling_report(query.direction, query.from_on, query.to_on, g.actor)
    made = ReportOut(
        title=TITLES[query.direction],
        columns=list(FIGURES[query.direction]),
        rows=[list(row) for row in rows],
    )
    return shown(made)


# ------------------------------------------------------------------------------- series


@api.get("/books/series", responses={200: SeriesList})
def series() -> Response:
    """The series of this year, and the registers that can be asked for."""
    require(g.actor, Can.READ_BOOKS, None)
    found = queries.series_rows(g.actor, clock.today().year)
    rows = [_series_out(row.series, row.label, row.reserved, row.cancelled) for row in found]
    return shown(SeriesList(items=rows, books=known_books(g.actor)))


def _series_out(row: NumberSeries, label: str, reserved: int, cancelled: int) -> SeriesOut:
    return SeriesOut(
        name=row.name,
        label=label,
        opening=row.opening,
        last=row.last,
        reserved=reserved,
        cancelled=cancelled,
        is_closed=row.is_closed,
    )


@api.post("/books/series/opening", responses={200: SeriesOut})
def opening(body: OpeningIn) -> Response:
    """Set the opening number of a series."""
    row = operations.set_opening(
        g.actor.agency_id or 0,
        body.series,
        body.number,
        last_on=body.last_on,
        reason=body.reason,
        by=g.actor,
    )
    return shown(_series_out(row, queries.label_of(row.name), 0, 0))


@api.post("/books/series/decision", responses={200: DecisionOut})
def decision(body: DecisionIn) -> Response:
    """Decide how outgoing documents are numbered; for the head of the agency."""
    plan = operations.decide_numbering(
        body.numbering, groups=body.groups, from_year=body.from_year, by=g.actor
    )
    made = DecisionOut(numbering=plan.numbering, from_year=plan.from_year, groups=dict(plan.groups))
    return shown(made)


def _entry_out(entry: NumberEntry, status: int = 200) -> Response:
    facts = {name: getattr(entry, name) for name in EntryOut.model_fields}
    return shown(EntryOut(**facts), status=status)


@api.post("/books/reservations", responses={201: EntryOut})
def reservation(body: ReservationIn) -> Response:
    """Keep the next number of a series for somebody."""
    facts = body.model_dump(exclude={"series"})
    return _entry_out(operations.reserve_number(body.series, **facts, by=g.actor), 201)


@api.post("/books/reservations/<uuid:uid>/cancellation", responses={200: EntryOut})
def reservation_cancellation(path: ByUid, body: Reason) -> Response:
    """Cancel a kept number."""
    entry = queries.reservation(path.uid, g.actor)
    operations.cancel_reservation(entry, body.reason, by=g.actor)
    return _entry_out(entry)


def _named_out(row: Any, status: int = 200) -> Response:
    is_ended = row.ended_at is not None
    made = NamedOut(uid=row.uid, name=row.name, series=row.series, is_ended=is_ended)
    return shown(made, status=status)


@api.post("/books/further", responses={201: NamedOut})
def further_register(body: NameIn) -> Response:
    """Open a further register for arrivals."""
    return _named_out(operations.open_register(body.name, by=g.actor), 201)


@api.post("/books/further/<uuid:uid>/end", responses={200: NamedOut})
def further_register_end(path: ByUid) -> Response:
    """Enter nothing more into a further register."""
    row: NamedRegister = queries.named_register(path.uid, g.actor)
    operations.end_register(row, by=g.actor)
    return _named_out(row)


@api.post("/books/bodies", responses={201: NamedOut})
def body_with_name(body: BodyIn) -> Response:
    """Give a body that issues in its own name a series."""
    return _named_out(operations.open_body(body.name, body.symbol, by=g.actor), 201)


@api.post("/books/bodies/<uuid:uid>/end", responses={200: NamedOut})
def body_end(path: ByUid) -> Response:
    """Draft nothing more in the name of a body."""
    row = queries.advisory_body(path.uid, g.actor)
    operations.end_body(row, by=g.actor)
    return _named_out(row)


@api.put("/documents/<uuid:uid>/draft/issuer", responses={200: DocumentOut})
def draft_issuer(path: ByUid, body: IssuerIn) -> Response:
    """Issue a draft in the name of a body, or of the agency again."""
    document = _seen(path)
    chosen = queries.advisory_body(body.body, g.actor) if body.body else None
    operations.draft_for_body(document, chosen, by=g.actor)
    return _after(document)
