"""What runs over the whole register: the forecast and the look of each night, and statistics.

Each is related to a bare reading of the same rows: one statement, and their values out of JSON.
"""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median

from sqlalchemy import delete, func, select, text

from bench.figures import Figure
from bench.held import held
from bench.parts import Part, nothing
from bench.readers import keeper
from bench.sets import DataSet
from bench.timing import Call, Times, timed
from bench.world import World
from office import clock
from office.db import db, new_uid, transaction
from office.permissions import SYSTEM
from personnel import operations
from personnel.jobs.quality import look_at
from personnel.models import Dossier, ForecastRun, RecordRow
from personnel.operations.foreseeing import PIECE
from personnel.queries.statistics import pieces, report

BARE = "the same rows read bare"
BARE_IN = 5
"""Every so many pieces the same rows are read bare."""


@dataclass
class Night:
    """Processor and wall seconds of pieces, of the same rows read bare, and memory between."""

    people: int = 0
    spent: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    held: list[float] = field(default_factory=list)

    def note(self, people: int, piece: Call) -> None:
        """One more piece."""
        cpu, wall = timed(piece)
        self.people += people
        self.spent.append(cpu)
        self.wall.append(wall)
        self.held.append(held())

    def figures(self, name: str, piece: int, everybody: int) -> list[Figure]:
        """Per person, for everybody as reckoned from these, and how memory grew."""
        each, bare = sum(self.spent) / self.people, median(self.bare) / piece
        whole = each * everybody
        early, late = max(self.held[: len(self.held) // 5 + 1]), self.held[-1]
        said = "measured" if self.people >= everybody else f"reckoned from {self.people:,}"
        return [
            Figure(f"{name}, each person", each / bare, None, None, each * 1000, "ms", BARE),
            Figure(f"{name}, {everybody:,} people, {said}", None, None, None, whole, "s", ""),
            Figure(f"{name}, memory at the end / early", late / early, 1.1, None, late, "MiB", ""),
        ]


def read_bare(numbers: Sequence[int]) -> None:
    """All rows of these dossiers."""
    wanted = select(RecordRow.dossier_id, text("CAST(row_values AS text)")).where(
        RecordRow.dossier_id.in_(numbers)
    )
    for _number, values in db.session.execute(wanted):
        json.loads(values)


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


def forecast(found: DataSet, pieces_wanted: int) -> Night:
    """So many pieces of the night; the first is not counted, for it makes what is kept."""
    night = Night()
    with found.app.app_context(), run_of_forecast() as number:
        reckon(number)
        for place in range(pieces_wanted):
            reached = db.session.get_one(ForecastRun, number).reached
            ids = numbers_after(reached, PIECE)
            if not ids:
                break
            if place % BARE_IN == 0:
                night.bare.append(timed(lambda ids=ids: read_bare(ids))[0])
            db.session.expunge_all()
            night.note(len(ids), lambda: reckon(number))
    return night


def reckon(number: int) -> None:
    """One piece, as the worker does it."""
    operations.reckon_piece(db.session.get_one(ForecastRun, number), by=SYSTEM)
    db.session.expunge_all()
