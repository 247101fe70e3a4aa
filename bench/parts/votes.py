"""Five hundred votes in one box: cast by many at once, closed, counted."""

import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import create_engine, text

from bench.figures import Figure
from bench.parts import Part, nothing
from bench.timing import Times
from bench.world import World
from meetings import operations
from meetings.models import BallotBox, BoxMode, Meeting, Participant
from meetings.models import Part as Place
from office import clock
from office.accounts.models import Person
from office.app import create_app
from office.config import FolderKind, give_birth
from office.db import db, new_uid, transaction
from office.migrations import create_schema
from office.permissions import Actor, Role
from office.units.models import Desk, DeskKind, Tenure, Unit, UnitKind, UnitVersion

VOTERS, AT_ONCE = 500, 20
PINS = ("hoa-sen-27", "tre-xanh-93")
GATE = 3.0


@contextmanager
def house(address: str) -> Iterator[Flask]:
    """An empty installation."""
    with tempfile.TemporaryDirectory() as folder:
        give_birth(Path(folder) / "data", FolderKind.REAL)
        url = address or f"sqlite:///{folder}/office.db"
        app = create_app(data_dir=Path(folder) / "data", database_url=url, testing=True)
        create_schema(app)
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


def people(count: int) -> list[Actor]:
    """So many officials of one agency, each in a post of his own."""
    since = clock.now() - timedelta(days=400)
    with transaction():
        unit = Unit(kind=UnitKind.AGENCY, agency_id=None, opened_on=since.date())
        db.session.add(unit)
        db.session.flush()
        unit.agency_id = unit.id
        words = {"name": "Ủy ban nhân dân xã Mẫu", "symbol": "UBND", "valid_from": since.date()}
        db.session.add(UnitVersion(unit_id=unit.id, **words))
        persons = [Person(full_name=f"Đại biểu {n}", folded_name=f"{n}") for n in range(count)]
        desks = [Desk(agency_id=unit.id, kind=DeskKind.PERSON) for _n in range(count)]
        db.session.add_all([*persons, *desks])
        db.session.flush()
        posts = [
            Tenure(
                desk_id=desk.id,
                unit_id=unit.id,
                person_id=person.id,
                function=Role.OFFICIAL,
                title="Đại biểu",
                operation_uid=new_uid(),
                valid_from=since,
            )
            for desk, person in zip(desks, persons, strict=True)
        ]
        db.session.add_all(posts)
        db.session.flush()
        return [
            Actor(
                person_id=post.person_id,
                tenure_id=post.id,
                desk_id=post.desk_id,
                unit_id=unit.id,
                agency_id=unit.id,
                name=person.full_name,
                roles=frozenset({Role.OFFICIAL}),
            )
            for post, person in zip(posts, persons, strict=True)
        ]


def assembled(actors: Sequence[Actor]) -> Meeting:
    """All of them in session, the first one in the chair."""
    chair = actors[0]
    starts = clock.now() + timedelta(days=14)
    plan = operations.Plan(title="Kỳ họp", starts_at=starts, ends_at=starts + timedelta(hours=2))
    meeting = operations.plan_meeting(plan, by=chair)
    for place, actor in enumerate(actors):
        part = Place.CHAIR if place == 0 else Place.MEMBER
        seat = operations.Seat(part=part, tenure_id=actor.tenure_id, is_voting=True)
        operations.invite_person(meeting, seat, by=chair)
    operations.call(meeting, by=chair)
    operations.open_session(meeting, by=chair)
    for one in db.session.query(Participant).filter_by(meeting_id=meeting.id):
        operations.mark_present(one, by=chair)
    return meeting


def give(box: BallotBox, board: Sequence[Actor]) -> bytes:
    """Both members give their PINs; the session of the first one, who goes on."""
    tickets = [f"a session of person {one.person_id}".encode() for one in board]
    for member, pin, ticket in zip(board, PINS, tickets, strict=True):
        operations.give_half(box, pin, ticket=ticket, by=member)
    return tickets[0]


def open_box(meeting: Meeting, board: Sequence[Actor], mode: BoxMode) -> BallotBox:
    """A box in which everybody may vote now; the chair is on the counting board."""
    chair = board[0]
    box = operations.prepare_box(meeting, operations.Question(text="?", mode=mode), by=chair)
    if mode is BoxMode.SECRET:
        places = db.session.query(Participant).filter_by(meeting_id=meeting.id)
        first, second = (places.filter_by(person_id=one.person_id).one() for one in board)
        operations.name_board(box, first, second, by=chair)
        operations.seal_box(box, ticket=give(box, board), by=chair)
    operations.open_box(box, by=chair)
    return box


def cast_all(app: Flask, box_id: int, actors: Sequence[Actor]) -> list[float]:
    """Everybody votes, some at once; how long each waited. A vote that fails ends the bench."""

    def vote(actor: Actor) -> float:
        with app.app_context():
            begun = time.perf_counter()
            operations.cast(db.session.get_one(BallotBox, box_id), ["for"], by=actor)
            return time.perf_counter() - begun

    with ThreadPoolExecutor(AT_ONCE) as voters:
        return sorted(voters.map(vote, actors))


def measured(app: Flask, where: str) -> Iterator[Figure]:
    """An open and a secret vote of all."""
    actors = people(VOTERS)
    meeting = assembled(actors)
    for mode in (BoxMode.OPEN, BoxMode.SECRET):
        box = open_box(meeting, actors[:2], mode)
        begun = time.perf_counter()
        waits = cast_all(app, box.id, actors)
        spent = time.perf_counter() - begun
        db.session.rollback()
        ended = time.perf_counter()
        operations.close_box(box, by=actors[0])
        if mode is BoxMode.SECRET:
            operations.count_secret(box, ticket=give(box, actors[:2]), by=actors[0])
        counted = time.perf_counter() - ended
        if box.result["papers"] != VOTERS:
            raise RuntimeError(f"{box.result['papers']} papers of {VOTERS}")
        named = f"{VOTERS} votes, {mode.value}, {where}"
        yield figure(named, VOTERS / spent, "/s", f"{AT_ONCE} at once")
        worst = waits[len(waits) * 95 // 100]
        yield figure(f"{named}: 95 of 100 wait at most", worst * 1000, "ms", "on the wall")
        yield figure(f"{named}: close and count", counted * 1000, "ms", "on the wall")


def figure(name: str, value: float, unit: str, floor: str) -> Figure:
    """A figure without a gate: machines differ."""
    return Figure(name, None, None, None, value, unit, floor)


def figures(world: World, _times: Times) -> Sequence[Figure]:
    """On both databases."""
    with house("") as app:
        found = list(measured(app, "SQLite"))
    admin: Any = create_engine(world.server.format("postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS votes WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE votes TEMPLATE template0"))
    admin.dispose()
    with house(world.server.format("votes")) as app:
        return [*found, *measured(app, "PostgreSQL")]


VOTES_PART = Part(nothing, figures)
