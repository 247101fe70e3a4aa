"""What runs over the whole register: the forecast and the look of each night, and statistics.

Each is related to a bare reading of the same dossiers: one statement, and the values of all their
rows out of JSON.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from statistics import median

from sqlalchemy import Text, cast, delete, func, select, type_coerce

from bench.figures import Figure
from bench.held import held
from bench.parts import Part, nothing
from bench.parts.work import actor_of
from bench.readers import sign_in
from bench.sets import DataSet
from bench.timing import Call, Times, timed
from bench.world import World
from office import clock
from office.db import db, new_uid, transaction
from office.permissions import SYSTEM
from personnel import operations
from personnel.jobs.quality import PIECE as LOOKED_AT
from personnel.jobs.quality import look_at
from personnel.models import Dossier, ForecastRun, RecordRow
from personnel.operations.foreseeing import PIECE
from personnel.queries.statistics import report

BARE = "the same rows read bare"
BARE_IN = 5
"""Every so many pieces the same rows are read bare."""
OF_A_BODY = 5
"""How often the tables of one body are counted."""


@dataclass
class Night:
    """Processor seconds of pieces, of the same rows read bare for each person, and memory."""

    people: int = 0
    spent: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    held: list[float] = field(default_factory=list)

    def note(self, ids: Sequence[int], piece: Call) -> None:
        """One more piece; of some the same rows are read bare before it."""
        if len(self.spent) % BARE_IN == 0:
            self.bare.append(timed(partial(read_bare, ids))[0] / len(ids))
            db.session.expunge_all()
        self.spent.append(timed(piece)[0])
        self.people += len(ids)
        self.held.append(held())
        db.session.expunge_all()

    def figures(self, name: str, everybody: int) -> list[Figure]:
        """Per person, for everybody as reckoned from these, and how memory grew."""
        each = sum(self.spent) / self.people
        early, late = max(self.held[: len(self.held) // 5 + 1]), self.held[-1]
        whole = f"{name}, {everybody:,} people"
        if self.people < everybody:
            whole += f", reckoned from {self.people:,}"
        ratio = each / median(self.bare)
        return [
            Figure(f"{name}, each person", ratio, None, None, each * 1000, "ms", BARE),
            Figure(whole, None, None, None, each * everybody, "s of processor time", ""),
            Figure(f"{name}, memory at the end / early", late / early, 1.1, None, late, "MiB", ""),
        ]


def read_bare(numbers: Sequence[int]) -> None:
    """All rows of these dossiers."""
    values = cast(type_coerce(RecordRow.values, Text), Text)
    for said in db.session.scalars(select(values).where(RecordRow.dossier_id.in_(numbers))):
        json.loads(said)


def numbers_after(last: int, count: int) -> list[int]:
    """The next dossiers."""
    wanted = select(Dossier.id).where(Dossier.id > last).order_by(Dossier.id).limit(count)
    return list(db.session.scalars(wanted))


def everybody(found: DataSet) -> int:
    """How many dossiers there are."""
    with found.app.app_context():
        return db.session.scalar(select(func.count(Dossier.id))) or 0


# ------------------------------------------------------------------------------ forecast


@contextmanager
def run_of_forecast() -> Iterator[int]:
    """A run over everybody that is taken back afterwards."""
    with transaction():
        run = ForecastRun(uid=new_uid(), asked_by="bench", started_at=clock.now())
        db.session.add(run)
        db.session.flush()
        number = run.id
    yield number
    with transaction():
        db.session.execute(delete(ForecastRun).where(ForecastRun.id == number))


def forecast(found: DataSet, wanted: int) -> Night:
    """So many pieces of the night."""
    night = Night()
    with found.app.app_context(), run_of_forecast() as number:
        for _place in range(wanted):
            ids = numbers_after(db.session.get_one(ForecastRun, number).reached, PIECE)
            if not ids:
                break
            night.note(ids, partial(reckon, number))
    return night


def reckon(number: int) -> None:
    """One piece, as the worker does it."""
    operations.reckon_piece(db.session.get_one(ForecastRun, number), by=SYSTEM)
    db.session.expunge_all()


# ------------------------------------------------------------------------------ the look


def quality(found: DataSet, wanted: int) -> Night:
    """So many pieces; each is looked at before, so that the night of a register in use is shown."""
    night, last = Night(), 0
    with found.app.app_context():
        for _place in range(wanted):
            ids = numbers_after(last, LOOKED_AT)
            if not ids:
                break
            look_at(ids)
            night.note(ids, partial(look_at, ids))
            last = ids[-1]
    return night


# ------------------------------------------------------------------------------ statistics


def statistics(found: DataSet) -> Night:
    """The tables of one body of the province, as often as it takes to see memory grow."""
    agency = found.people.staff[1].agency
    actor = actor_of(sign_in(found, found.people.keepers[agency]))
    with found.app.app_context():
        night = Night()
        ids = list(db.session.scalars(select(Dossier.id).where(Dossier.agency_id == agency)))
        for _time in range(OF_A_BODY):
            night.note(ids, partial(report, actor, clock.today()))
    return night


# ------------------------------------------------------------------------------ the parts


def forecast_figures(world: World, _times: Times) -> Sequence[Figure]:
    """The first hundred thousand people of the large set, everybody of the small one."""
    found = world.register
    night = forecast(found, world.scale.rounds)
    return night.figures("nightly forecast", everybody(found))


def night_figures(world: World, _times: Times) -> Sequence[Figure]:
    """The validation rules, and the tables of one body."""
    found = world.register
    looked = quality(found, max(2, world.scale.rounds // 4))
    return [
        *looked.figures("nightly look for faults", everybody(found)),
        *statistics(found).figures("statistics", everybody(found)),
    ]


FORECAST_PART = Part(nothing, forecast_figures)
NIGHT_PART = Part(nothing, night_figures)
