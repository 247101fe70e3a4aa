"""The live room: a thousand listeners, the inbox beside them, three hundred who check in."""

import contextlib
import http.client
import json
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from statistics import median, quantiles

from bench import readers
from bench.crowd import Crowd, Line
from bench.figures import Figure
from bench.parts import Part, nothing
from bench.parts.memory import children, memory, web_process
from bench.readers import Reader
from bench.timing import Times
from bench.world import World
from meetings import operations, queries
from meetings.models import Meeting
from meetings.models import Part as Place
from meetings.operations.telling import tell
from office import clock, csrf
from office.db import db, transaction
from office.live.hub import POLL
from office.permissions import Actor

KIB = 1024.0
FIRST = 10
PATIENCE = 120.0
WITHIN = 120.0
VISITORS = 8


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    listeners: int
    streams: int
    events: int
    pages: int
    rounds: int
    people: int


FULL = Plan(listeners=1000, streams=200, events=20, pages=150, rounds=3, people=300)
QUICK = Plan(listeners=30, streams=10, events=3, pages=10, rounds=1, people=10)


@dataclass(frozen=True)
class Session:
    """A meeting in session on the large set."""

    reader: Reader
    uid: str
    number: int
    actor: Actor

    @property
    def path(self) -> str:
        """Where it is listened to."""
        return f"/meetings/{self.uid}/events"

    def happen(self) -> tuple[int, float]:
        """One event; its number and the moment from which it could be heard."""
        with self.reader.found.app.app_context(), transaction():
            meeting = db.session.get_one(Meeting, self.number)
            told = tell(meeting, "speech_asked", by=self.actor).number
        return told, time.monotonic()


def figures(world: World, _times: Times) -> Sequence[Figure]:
    """In processes of their own, loaded over loopback."""
    plan = FULL if world.scale.name == "full" else QUICK
    with _session(world) as session:
        crowd = _crowd(world, session, plan)
        beside = _inbox_beside(world, session, plan)
        return [*crowd, beside, _check_ins(world, session, plan)]


@contextmanager
def _session(world: World) -> Iterator[Session]:
    """Called off at the end: it stays in the set, and nobody meets it."""
    reader = world.light
    with reader.found.app.test_request_context():
        actor = reader.signed_in().actor
        starts = clock.now() + timedelta(minutes=30)
        times = {"starts_at": starts, "ends_at": starts + timedelta(hours=1)}
        plan = operations.Plan(title="Họp", urgent_reason="Đo tốc độ", **times)
        meeting = operations.plan_meeting(plan, by=actor)
        seat = operations.Seat(part=Place.CHAIR, tenure_id=actor.tenure_id, is_voting=True)
        operations.invite_person(meeting, seat, by=actor)
        operations.call(meeting, by=actor)
        operations.open_session(meeting, by=actor)
        made = Session(reader, str(meeting.uid), meeting.id, actor)
    try:
        yield made
    finally:
        with reader.found.app.test_request_context():
            operations.close_session(db.session.get_one(Meeting, made.number), by=actor)


# -------------------------------------------------------------------------------------- listeners


def _crowd(world: World, session: Session, plan: Plan) -> list[Figure]:
    headers = {"Cookie": session.reader.cookie}
    served = web_process(world.main, OFFICE_LIVE_STREAMS=str(plan.listeners))
    with served as (port, parent), Crowd(port, session.path, headers) as crowd:
        crowd.add(FIRST)
        crowd.wait(_listens, seconds=PATIENCE)
        before = _held(parent)
        crowd.add(plan.listeners - FIRST)
        crowd.wait(_listens, seconds=PATIENCE)
        each = (_held(parent) - before) * KIB / (plan.listeners - FIRST)
        waits = _waits(session, crowd, plan.events)
    part = quantiles(waits, n=100)
    poll = POLL * 1000
    name, gate = f"{plan.listeners:,} listeners", 150 if plan is FULL else None
    return [
        Figure(f"{name}, event heard, median", part[49] / poll, None, None, part[49], "ms", "poll"),
        Figure(f"{name}, event heard, p99", part[98] / poll, 3, None, part[98], "ms", "poll"),
        Figure(f"{name}, memory of each", each, gate, None, each, "KiB", ""),
    ]


def _listens(line: Line) -> bool:
    return "ready" in line.names


def _held(parent: int) -> float:
    return sum(memory(pid)["Pss"] for pid in children(parent))


def _waits(session: Session, crowd: Crowd, events: int) -> list[float]:
    waits: list[float] = []
    for _ in range(events):
        told, moment = session.happen()
        crowd.wait(lambda line, told=told: told in line.came, seconds=PATIENCE)  # type: ignore[misc]
        waits += [max(0.0, line.came[told] - moment) * 1000 for line in crowd.lines]
        time.sleep(POLL)
    return waits


# ------------------------------------------------------------------------------- the inbox beside


def _inbox_beside(world: World, session: Session, plan: Plan) -> Figure:
    """As `office run` serves both: the cap of streams taken, an event each second or so."""
    alone, beside = [], []
    with web_process(world.main, OFFICE_LIVE_STREAMS=str(plan.streams)) as (port, _parent):
        _p95(port, session.reader, plan.pages)
        for _ in range(plan.rounds):
            alone.append(_p95(port, session.reader, plan.pages))
            with Crowd(port, session.path, {"Cookie": session.reader.cookie}) as crowd:
                crowd.add(plan.streams)
                crowd.wait(_listens, seconds=PATIENCE)
                session.happen()
                beside.append(_p95(port, session.reader, plan.pages))
            _let_go(session)
    name = f"inbox p95 beside {plan.streams} streams / without"
    return Figure(name, median(beside) / median(alone), 1.5, None, median(beside), "ms wall", "")


def _let_go(session: Session) -> None:
    """A server notices that a line was cut when it has something to say, at the second try."""
    for _ in range(2):
        session.happen()
        time.sleep(2 * POLL)


def _p95(port: int, reader: Reader, pages: int) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    waits = []
    for _ in range(pages):
        begun = time.perf_counter()
        connection.request("GET", "/", headers={"Cookie": reader.cookie})
        connection.getresponse().read()
        waits.append((time.perf_counter() - begun) * 1000)
    connection.close()
    return quantiles(waits, n=20)[18]


# -------------------------------------------------------------------------------------- check-ins


def _check_ins(world: World, session: Session, plan: Plan) -> Figure:
    """By the code of the room, each person over a line of his own; the gate is two minutes."""
    people = _invited(world, session, plan.people)
    with web_process(world.main) as (port, _parent):
        begun = time.perf_counter()
        with ThreadPoolExecutor(VISITORS) as visitors:
            done = list(visitors.map(lambda one: _check_in(port, session, one), people))
        spent = time.perf_counter() - begun
    if set(done) != {200}:
        raise RuntimeError(f"check-ins were answered with {sorted(set(done))}")
    return Figure(f"{len(people)} check-ins", spent / WITHIN, 1, None, spent, "s wall", "2 minutes")


def _invited(world: World, session: Session, count: int) -> list[Reader]:
    desks = [desk for staff in world.main.people.staff for desk in staff.officials][:count]
    found = [readers.sign_in(world.main, desk) for desk in desks]
    with world.main.app.test_request_context():
        meeting = db.session.get_one(Meeting, session.number)
        for desk in desks:
            seat = operations.Seat(part=Place.MEMBER, tenure_id=2 * desk, is_voting=True)
            with contextlib.suppress(Exception):  # the chair is on the list already
                operations.invite_person(meeting, seat, by=session.actor)
    return found


def _check_in(port: int, session: Session, reader: Reader) -> int:
    with reader.found.app.test_request_context():
        meeting = db.session.get_one(Meeting, session.number)
        code = queries.code_at(meeting, clock.now())
    headers = {"Cookie": reader.cookie, "Content-Type": "application/json"}
    headers["X-CSRF-Token"] = _token(reader)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    body = json.dumps({"act": "check_in", "code": code})
    connection.request("POST", f"/api/v1/meetings/{session.uid}/presence", body, headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def _token(reader: Reader) -> str:
    with reader.found.app.test_request_context():
        return csrf.token_for(str(reader.signed_in().uid))


LIVE_PART = Part(nothing, figures)
