"""The number series of an agency: their names, the decision on them, what is reserved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from documents.models import (
    AdvisoryBody,
    EntryState,
    NamedRegister,
    NumberEntry,
    Numbering,
    NumberPlan,
    NumberSeries,
)
from office import clock, law, missing
from office.db import db
from office.errors import NotFound
from office.i18n import _, _l, ngettext
from office.permissions import Actor

ARRIVALS = "incoming"
OUTGOING = "outgoing:"
COPIES = "outgoing:copies"
REST = "outgoing:all"
GROUP, BODY, NAMED = "outgoing:group:", "outgoing:body:", "incoming:"


@dataclass(frozen=True)
class SeriesRow:
    """A series of a year as the page of series shows it."""

    series: NumberSeries
    label: str
    reserved: int
    cancelled: int


@missing.asks(
    "series",
    order=110,
    label=_l("Registers and opening numbers"),
    why=_l("An agency in mid-year goes on from its last paper number: the clerk enters it first."),
    otherwise=missing.State.ADVISED,
)
def series_begun(agency_id: int) -> missing.Answer:
    """How many series of this year have begun or were opened."""
    mine = NumberSeries.agency_id == agency_id, NumberSeries.year == clock.today().year
    count = db.session.scalar(select(func.count(NumberSeries.id)).where(*mine)) or 0
    words = ngettext("%(num)d series", "%(num)d series", count) if count else ""
    return missing.Answer(count > 0, words)


def plan_of(agency_id: int, year: int) -> NumberPlan | None:
    """The decision that holds in a year; without one each type has its own series."""
    statement = (
        select(NumberPlan)
        .where(NumberPlan.agency_id == agency_id, NumberPlan.from_year <= year)
        .order_by(NumberPlan.from_year.desc())
    )
    return db.session.scalars(statement.limit(1)).first()


def series_rows(actor: Actor, year: int) -> list[SeriesRow]:
    """Every series of the actor's agency in a year, with what is reserved and cancelled."""
    found = db.session.scalars(
        select(NumberSeries)
        .where(NumberSeries.agency_id == actor.agency_id, NumberSeries.year == year)
        .order_by(NumberSeries.name)
    ).all()
    counted = _counted([row.id for row in found])
    names = labels(actor.agency_id or 0)
    return [
        SeriesRow(
            row,
            label_of(row.name, names),
            counted.get((row.id, EntryState.RESERVED), 0),
            counted.get((row.id, EntryState.CANCELLED), 0),
        )
        for row in found
    ]


def _counted(ids: Sequence[int]) -> dict[tuple[int, EntryState], int]:
    wanted = (EntryState.RESERVED, EntryState.CANCELLED)
    rows = db.session.execute(
        select(NumberEntry.series_id, NumberEntry.state, func.count())
        .where(NumberEntry.series_id.in_(ids), NumberEntry.state.in_(wanted))
        .group_by(NumberEntry.series_id, NumberEntry.state)
    )
    return {(row[0], row[1]): row[2] for row in rows}


def labels(agency_id: int) -> dict[str, str]:
    """The names of named registers and of bodies, by their series."""
    registers = {row.series: row.name for row in named_registers(agency_id)}
    return registers | {row.series: row.name for row in advisory_bodies(agency_id)}


def label_of(name: str, known: dict[str, str] | None = None) -> str:
    """What people call a series; the words stand on official papers, so they are Vietnamese."""
    fixed = {ARRIVALS: "Văn bản đến", COPIES: "Bản sao", REST: "Văn bản đi (chung)"}
    if name in fixed:
        return fixed[name]
    if known and name in known:
        return known[name]
    if name.startswith(GROUP):
        return name.removeprefix(GROUP)
    types = {row.code: row.vi for row in law.document_types()}
    return types.get(name.removeprefix(OUTGOING), name)


def series_names(agency_id: int, year: int) -> list[str]:
    """The series from which numbers are taken this year, as decided: arrivals first."""
    plan = plan_of(agency_id, year)
    types = law.document_types()
    found = [ARRIVALS, *(row.series for row in named_registers(agency_id) if not row.ended_at)]
    if plan and plan.numbering is not Numbering.TYPE:
        found += [REST, *(f"{GROUP}{key}" for key in plan.groups)]
    else:
        plain = (row for row in types if row.group is law.DocumentGroup.ADMINISTRATIVE)
        found += [f"{OUTGOING}{row.code}" for row in plain]
    found.append(COPIES)
    return found + [row.series for row in advisory_bodies(agency_id) if not row.ended_at]


def named_registers(agency_id: int) -> list[NamedRegister]:
    """The further registers for arrivals, ended ones last."""
    statement = select(NamedRegister).where(NamedRegister.agency_id == agency_id)
    ordered = statement.order_by(NamedRegister.ended_at.is_not(None), NamedRegister.name)
    return list(db.session.scalars(ordered))


def advisory_bodies(agency_id: int) -> list[AdvisoryBody]:
    """The bodies that issue in their own name, ended ones last."""
    statement = select(AdvisoryBody).where(AdvisoryBody.agency_id == agency_id)
    ordered = statement.order_by(AdvisoryBody.ended_at.is_not(None), AdvisoryBody.name)
    return list(db.session.scalars(ordered))


def named_register(uid: UUID, actor: Actor) -> NamedRegister:
    """A further register of the actor's agency, or 404."""
    found = select(NamedRegister).where(NamedRegister.uid == uid)
    row = db.session.scalar(found.where(NamedRegister.agency_id == actor.agency_id))
    if row is None:
        raise NotFound(_("There is no such register."))
    return row


def advisory_body(uid: UUID, actor: Actor) -> AdvisoryBody:
    """A body of the actor's agency, or 404."""
    found = select(AdvisoryBody).where(AdvisoryBody.uid == uid)
    row = db.session.scalar(found.where(AdvisoryBody.agency_id == actor.agency_id))
    if row is None:
        raise NotFound(_("There is no such body."))
    return row


def reservations(agency_id: int, *, series: str = "", year: int) -> list[tuple[NumberEntry, str]]:
    """Numbers kept for somebody with the name of their series, the soonest to expire first."""
    statement = (
        select(NumberEntry, NumberSeries.name)
        .join(NumberSeries, NumberSeries.id == NumberEntry.series_id)
        .where(
            NumberSeries.agency_id == agency_id,
            NumberSeries.year == year,
            NumberEntry.state == EntryState.RESERVED,
        )
        .order_by(NumberEntry.expires_on, NumberEntry.id)
    )
    if series:
        statement = statement.where(NumberSeries.name == series)
    return [(row[0], row[1]) for row in db.session.execute(statement.limit(200))]


def reservation(uid: UUID, actor: Actor) -> NumberEntry:
    """A reserved number of the actor's agency, or 404."""
    statement = (
        select(NumberEntry)
        .join(NumberSeries, NumberSeries.id == NumberEntry.series_id)
        .where(NumberEntry.uid == uid, NumberSeries.agency_id == actor.agency_id)
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound(_("There is no such number."))
    return found


def next_number(agency_id: int, name: str, year: int) -> int:
    """The number that is given next, unless somebody is faster."""
    statement = select(NumberSeries.last).where(
        NumberSeries.agency_id == agency_id,
        NumberSeries.name == name,
        NumberSeries.year == year,
    )
    return (db.session.scalar(statement) or 0) + 1


def expired(today: date) -> list[int]:
    """Ids of reserved numbers whose time is over."""
    statement = select(NumberEntry.id).where(
        NumberEntry.state == EntryState.RESERVED, NumberEntry.expires_on < today
    )
    return list(db.session.scalars(statement.order_by(NumberEntry.id)))


def register_gaps(series: NumberSeries) -> list[int]:
    """Numbers of a series without a row; always empty when the house works as it should."""
    taken = set(
        db.session.scalars(select(NumberEntry.number).where(NumberEntry.series_id == series.id))
    )
    return sorted(set(range(series.opening, series.last + 1)) - taken)
