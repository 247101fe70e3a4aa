"""Routing one document: permission, state, duty, participation, counters, log, audit, outbox."""

import sqlite3
from collections.abc import Mapping, Sequence
from itertools import cycle
from typing import Any

from sqlalchemy import delete, select

from bench import readers
from bench.figures import Figure
from bench.parts import Part, nothing
from bench.sets import DataSet
from bench.timing import Call, Times, Undone, measure
from bench.world import World
from documents import operations
from documents.models import Document, Duty, Routing, RoutingState, StatusEvent
from office.db import db, transaction
from office.outbox import OutboxMessage
from office.permissions import Actor

ROUTE, BARE = "route one document", "bare insert and commit"


def cases(world: World) -> Mapping[str, Call]:
    """The head hands documents to officials, one after the other, and gets them back."""
    return {ROUTE: handing_on(world), BARE: bare_insert(world.main)}


def handing_on(world: World) -> Undone:
    """Each round takes the next document of the head's desk."""
    found, staff = world.main, world.main.people.staff[0]
    taker = staff.officials[len(staff.heads)]  # the second one of the head's room
    head_reader, official_reader = readers.head(found), readers.sign_in(found, taker)
    with found.app.test_request_context():
        head = head_reader.signed_in().actor
        official = official_reader.signed_in().actor
    ids = cycle(_waiting(found, staff.heads[0]))
    now: list[int] = []

    def do() -> None:
        now[:] = [next(ids)]
        with found.app.app_context():
            document = db.session.get_one(Document, now[0])
            operations.hand_on(document, taker, "Dự thảo trả lời.", by=head)

    def undo() -> None:
        with found.app.app_context():
            _give_back(now[0], official)

    return Undone(do, undo)


def _waiting(found: DataSet, desk_id: int) -> list[int]:
    wanted = select(Routing.document_id).where(
        Routing.desk_id == desk_id,
        Routing.state == RoutingState.OPEN,
        Routing.duty == Duty.LEAD,
    )
    with found.app.app_context():
        return list(db.session.scalars(wanted.limit(500)))


def _give_back(document_id: int, official: Actor) -> None:
    """Also forget that the sender was told: it is told once for each document."""
    document = db.session.get_one(Document, document_id)
    operations.give_back(document, "Trả lại.", by=official)
    key = f"axis.status:{document.uid}:05"
    with transaction():
        db.session.execute(delete(StatusEvent).where(StatusEvent.document_id == document_id))
        db.session.execute(delete(OutboxMessage).where(OutboxMessage.key == key))


def bare_insert(found: DataSet) -> Call:
    """One row into a table without indexes, as durable as ours."""
    raw: Any = sqlite3.connect(found.address.removeprefix("sqlite:///"), isolation_level=None)
    raw.execute("PRAGMA synchronous=FULL")
    raw.execute("DROP TABLE IF EXISTS bench_line")
    raw.execute("CREATE TABLE bench_line (id INTEGER PRIMARY KEY, said TEXT)")

    def run() -> None:
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("INSERT INTO bench_line (said) VALUES (?)", ("Dự thảo trả lời.",))
        raw.execute("COMMIT")

    return run


def figures(world: World, _times: Times) -> Sequence[Figure]:
    """In rounds of their own, for a write empties the caches of whoever reads; on the wall."""
    times = measure(cases(world), rounds=world.scale.rounds)
    wall, bare = times.on_the_wall(ROUTE), times.on_the_wall(BARE)
    cpu = times.of(ROUTE)
    return [
        Figure("route one document / bare commit", wall / bare, None, 6, wall, "ms wall", BARE),
        Figure(f"{ROUTE}, processor", cpu / times.of(BARE), None, None, cpu, "ms", BARE),
    ]


ROUTE_PART = Part(nothing, figures)
