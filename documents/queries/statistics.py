"""Documents in and out over any two days: how many, of which kind, by whom, and how handled.

One statement for each direction gives all sums; every cut of the report is made of the same rows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, literal, select

from documents.models import Document, DocumentUse, Urgency, UseKind
from documents.queries import figures
from documents.queries.kept_figures import Kept, kept
from documents.queries.tasks import desk_names
from documents.queries.visibility import listed_for
from office import clock, law
from office.db import db
from office.permissions import Actor
from office.units import queries as units
from office.units.models import Desk, Unit

MOST_READ = 10


class Part(NamedTuple):
    """Consecutive days that are counted together, both included."""

    first: date
    last: date


class Sums(NamedTuple):
    """What is counted of each line of the report; the four ways are those of what came in."""

    arrived: int = 0
    sent: int = 0
    on_time: int = 0
    late: int = 0
    open: int = 0
    overdue: int = 0

    def plus(self, other: "Sums") -> "Sums":
        """Both together."""
        return Sums(*(one + two for one, two in zip(self, other, strict=True)))

    @property
    def share(self) -> int | None:
        """Handled on time in percent of what was handled."""
        done = self.on_time + self.late
        return round(self.on_time * 100 / done) if done else None


@dataclass(frozen=True)
class Line:
    """One line: its name, the key that a list is narrowed by, and its sums."""

    name: str
    key: str
    sums: Sums


class Uses(NamedTuple):
    """How often documents were opened, taken or printed: log lines, documents, persons."""

    kind: UseKind
    times: int
    documents: int
    persons: int


class MostRead(NamedTuple):
    """A document and how many persons saw it."""

    uid: UUID
    symbol: str
    subject: str
    persons: int


@dataclass(frozen=True)
class Report:
    """The lines of every cut, and the whole."""

    parts: Sequence[Part]
    whole: Sums = field(default_factory=Sums)
    by_part: Sequence[Line] = ()
    by_type: Sequence[Line] = ()
    by_urgency: Sequence[Line] = ()
    by_unit: Sequence[Line] = ()
    by_person: Sequence[Line] = ()


class Row(NamedTuple):
    """One group of documents that are alike in all that is asked."""

    part: int
    type_code: str
    type_name: str
    urgency: Urgency
    desk_id: int | None
    sums: Sums


def report(actor: Actor, parts: Sequence[Part]) -> Kept[Report]:
    """Everything that the actor sees, over parts that follow each other."""
    name = f"report {parts[0].first} {parts[-1].last} {len(parts)}"
    return kept(name, actor, lambda: _report(actor, parts))


def _report(actor: Actor, parts: Sequence[Part]) -> tuple[Report, int]:
    rows = [*_arrived(actor, parts), *_sent(actor, parts)]
    whole = _together(rows)
    made = Report(
        parts=parts,
        whole=whole,
        by_part=_by_part(rows, parts),
        by_type=_lines(rows, lambda row: row.type_code, _type_names(rows)),
        by_urgency=_by_urgency(rows),
        by_unit=_by_unit(rows),
        by_person=_by_person(rows),
    )
    return made, whole.arrived + whole.sent


def _together(rows: Sequence[Row]) -> Sums:
    whole = Sums()
    for row in rows:
        whole = whole.plus(row.sums)
    return whole


def _arrived(actor: Actor, parts: Sequence[Part]) -> list[Row]:
    """What came in, by the day on which it arrived."""
    starts = [clock.local_midnight(part.first) for part in parts]
    ends = clock.midnight_after(parts[-1].last)
    bucket = _bucket(Document.created_at, starts)
    span = (Document.created_at >= starts[0], Document.created_at < ends)
    ways = [_sum(figures.handled(how)) for how in figures.HANDLED]
    rows = _grouped(actor, bucket, figures.lead_desk(), ways, figures.arrived(), *span)
    return [Row._make((*row[:5], Sums(row[5], 0, *row[6:]))) for row in rows]


def _sent(actor: Actor, parts: Sequence[Part]) -> list[Row]:
    """What goes out, by the day of its number."""
    bucket = _bucket(Document.issued_on, [part.first for part in parts])
    span = Document.issued_on.between(parts[0].first, parts[-1].last)
    rows = _grouped(actor, bucket, Document.desk_id, [], figures.numbered(), span)
    return [Row._make((*row[:5], Sums(0, row[5]))) for row in rows]


def _bucket(column: Any, starts: Sequence[Any]) -> Any:
    later = [(column < start, place) for place, start in enumerate(starts[1:])]
    return case(*later, else_=len(starts) - 1) if later else literal(0)


def _sum(condition: ColumnElement[bool]) -> Any:
    return func.sum(case((condition, 1), else_=0))


def _grouped(
    actor: Actor, bucket: Any, desk: Any, ways: Sequence[Any], *narrow: ColumnElement[bool]
) -> Sequence[Any]:
    part, whose = bucket.label("part"), desk.label("whose")
    kinds = (Document.type_code, Document.type_name, Document.urgency)
    statement = select(part, *kinds, whose, func.count(), *ways)
    statement = statement.where(and_(listed_for(actor), *narrow))
    return db.session.connection().execute(statement.group_by("part", *kinds, "whose")).all()


# ------------------------------------------------------------------------------- the cuts


def _summed(rows: Sequence[Row], key: Callable[[Row], Any]) -> dict[Any, Sums]:
    found: dict[Any, Sums] = {}
    for row in rows:
        found[key(row)] = found.get(key(row), Sums()).plus(row.sums)
    return found


def _lines(rows: Sequence[Row], key: Callable[[Row], Any], names: dict[Any, str]) -> list[Line]:
    summed = _summed(rows, key)
    made = [Line(names.get(one, ""), str(one or ""), sums) for one, sums in summed.items()]
    return sorted(made, key=lambda line: (-line.sums.arrived - line.sums.sent, line.name))


def _by_part(rows: Sequence[Row], parts: Sequence[Part]) -> list[Line]:
    summed = _summed(rows, lambda row: row.part)
    return [Line("", str(place), summed.get(place, Sums())) for place in range(len(parts))]


def _type_names(rows: Sequence[Row]) -> dict[Any, str]:
    known = {row.code: row.vi for row in law.document_types()}
    return {row.type_code: known.get(row.type_code) or row.type_name for row in rows}


def _by_urgency(rows: Sequence[Row]) -> list[Line]:
    summed = _summed(rows, lambda row: row.urgency)
    return [Line(one.stamp, one.value, summed[one]) for one in Urgency if one in summed]


def _by_unit(rows: Sequence[Row]) -> list[Line]:
    places = figures.places_of(_desks(rows))
    summed = _summed(rows, lambda row: places.get(row.desk_id or 0))
    uids = _uids(Unit, [one for one in summed if one])
    names = {one: units.name_of(one) for one in summed if one}
    return _named(summed, names, uids)


def _by_person(rows: Sequence[Row]) -> list[Line]:
    summed = _summed(rows, lambda row: row.desk_id)
    return _named(summed, desk_names(_desks(rows)), _uids(Desk, _desks(rows)))


def _desks(rows: Sequence[Row]) -> list[int]:
    return sorted({row.desk_id for row in rows if row.desk_id is not None})


def _uids(model: Any, ids: Sequence[int]) -> dict[int, UUID]:
    return dict(db.session.execute(select(model.id, model.uid).where(model.id.in_(ids))).all())


def _named(summed: dict[Any, Sums], names: dict[int, str], uids: dict[int, UUID]) -> list[Line]:
    """What nobody leads yet stands last."""
    made = [
        Line(names.get(one, ""), str(uids[one]) if one in uids else figures.NOBODY, sums)
        for one, sums in summed.items()
    ]
    return sorted(
        made, key=lambda line: (line.key == figures.NOBODY, -sum(line.sums[:2]), line.name)
    )


# ----------------------------------------------------------------------------- log of use


def uses(actor: Actor, first: date, last: date) -> list[Uses]:
    """How often what the actor sees was opened, taken and printed."""
    persons = func.count(DocumentUse.account_id.distinct())
    documents = func.count(DocumentUse.document_id.distinct())
    statement = select(DocumentUse.kind, func.count(), documents, persons)
    rows = db.session.execute(_used(statement, actor, first, last).group_by(DocumentUse.kind)).all()
    found = {row[0]: Uses(*row) for row in rows}
    return [found[kind] for kind in UseKind if kind in found]


def most_read(actor: Actor, first: date, last: date) -> list[MostRead]:
    """The documents that most persons opened."""
    persons = func.count(DocumentUse.account_id.distinct())
    statement = select(Document.uid, Document.symbol, Document.subject, persons)
    statement = _used(statement, actor, first, last).group_by(Document.id)
    rows = db.session.execute(statement.order_by(persons.desc(), Document.id.desc()))
    return [MostRead(*row) for row in rows.fetchmany(MOST_READ)]


def _used(statement: Any, actor: Actor, first: date, last: date) -> Any:
    joined = statement.select_from(DocumentUse).join(
        Document, Document.id == DocumentUse.document_id
    )
    return joined.where(DocumentUse.on.between(first, last), listed_for(actor))
