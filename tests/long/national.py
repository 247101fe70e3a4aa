"""The whole register comes to the national database although both ends fall, again and again.

A worker in a child process tells a sandbox register in another one; either is ended with SIGKILL
at moments that the seed chooses, while the line between them loses, doubles and delays.
"""

import itertools
import json
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from office import clock
from office.supervisor import say
from tests.long.report import REPORTS

PEOPLE, CHANGES, KILLS = 50_000, 5_000, 24
PIECE, BODY = 500, 1000
LONGEST = 4 * 3600.0
LOOK_EVERY, TICK = 0.1, 1.0
LEASE = timedelta(seconds=1)
SICK = {
    "delay_ms": {"events": 20},
    "duplicate": {"events": 0.05},
    "error_500": {"*": 0.05},
    "loss": {"events": 0.08},
    "silent": {"events": 0.04},
    "slow_down": {"events": 0.03},
    "maintenance": {"events": 0.02},
    "async": {"events": 0.03},
}
TOLD = """# The register and the national database

Written by `make long PART=national`. {people} records are told for the first time, then {changes}
changes are written while the worker sends. The line between both ends delays, loses calls and
answers, doubles calls, fails with 500, asks to slow down or takes a sending as a job; worker and
sandbox register are ended with SIGKILL by turns, at moments that the seed chooses. At the end the
digests of all people must be equal on both sides, every event must stand exactly once in the log
of the other end in the order of its person, and nothing may wait, be refused or in conflict."""


@dataclass
class Outcome:
    """What came of it."""

    seed: int
    people: int
    changes: int
    events: int = 0
    applied: int = 0
    digests: int = 0
    calls: int = 0
    falls: Counter = field(default_factory=Counter)
    largest: int = 0
    loading: float = 0
    changing: float = 0
    faults: list[str] = field(default_factory=list)


class Campaign:
    """Both ends of the line; this process is the office that writes and the clock that ticks."""

    def __init__(self, app, folder: Path, outcome: Outcome) -> None:
        from tests.personnel.national.conftest import Sandbox

        self.app, self.folder, self.outcome = app, folder, outcome
        self.chance = random.Random(outcome.seed)  # noqa: S311 - the same seed, the same moments
        (folder / "register").mkdir(parents=True)
        self.sandbox = Sandbox(folder / "register")
        self.worker = 0

    # ------------------------------------------------------------------- the office

    def open(self) -> None:
        """Agencies, their officials, and a line of which the other end knows the key."""
        from tests import build
        from tests.personnel import test_national

        bodies = range(1, max(1, self.outcome.people // BODY) + 1)
        self.bodies = [build.agency(code=f"H99.{n}") for n in bodies]
        for first in range(1, self.outcome.people + 1, PIECE):
            self._officials(range(first, min(first + PIECE, self.outcome.people + 1)))
        test_national.connected(self.bodies[0], self.sandbox)

    def _officials(self, numbers: range) -> None:
        """Written as the opening writes them, without what only this house makes of it."""
        from office.accounts.models import Person
        from office.db import db, new_uid, transaction
        from personnel.models import Dossier, Source
        from personnel.operations.rows import Origin, made
        from personnel.operations.secrets import key_now
        from tests.personnel import house

        with transaction():
            people = [Person(full_name=f"Người {n}", folded_name=f"nguoi {n}") for n in numbers]
            db.session.add_all(people)
            db.session.flush()
            body = self.bodies[numbers[0] // BODY % len(self.bodies)]
            kept = {"agency_id": body.unit.id, "row_count": 0, "head": ""}
            kept |= {"opened_at": clock.now(), "shown_on": clock.today()}
            opened = [Dossier(uid=new_uid(), person_id=one.id, **kept) for one in people]
            db.session.add_all(opened)
            db.session.flush()
            origin, key = Origin(Source.IMPORT, "Tổ chức"), key_now()
            for n, person, dossier in zip(numbers, people, opened, strict=True):
                rows = [house.identity(person.full_name, f"{n:012d}")]
                if n % 2:
                    rows.append(house.pay(1, house.RECRUITED, "2.34"))
                if n % 10 == 1:
                    rows += [house.service(staff_no=f"CB{n}"), house.post(body.rooms["staff"])]
                db.session.add_all(made(dossier, rows, origin, key))

    def change(self, count: int) -> None:
        """Let some dossiers learn something, each in an act of its own."""
        from office.db import transaction
        from personnel.models import Dossier, Source
        from personnel.operations.rows import Origin, hold, write
        from tests.personnel import house

        for _ in range(count):
            number = self.chance.randint(1, self.outcome.people)
            step = self.chance.randint(2, 9)
            with transaction():
                dossier = self._numbered(Dossier, number)
                hold(dossier)
                since = house.RECRUITED + timedelta(days=self.chance.randint(30, 4000))
                raised = house.pay(step, since, f"{2.34 + 0.33 * (step - 1):.2f}")
                write(dossier, [raised], Origin(Source.DECISION, "Tổ chức"))

    def _numbered(self, model, number: int):
        from sqlalchemy import select

        from office.db import db

        rows = select(model).order_by(model.id).offset(number - 1).limit(1)
        return db.session.scalars(rows).one()

    # --------------------------------------------------------------------- both ends

    def start_worker(self) -> None:
        """A process that does what the outbox asks; it is never told to stop."""
        from office.db import db

        db.session.remove()
        db.engine.dispose()
        self.worker = os.fork()
        if self.worker == 0:
            try:
                self._work()
            finally:
                os._exit(1)  # the child must never come back into the campaign

    def _work(self) -> None:
        from office import outbox
        from office.worker import Worker
        from personnel.operations.quality_asking import CHECK
        from personnel.operations.telling import LOAD, PUSH

        with (self.folder / "worker.log").open("ab") as log:
            os.dup2(log.fileno(), sys.stdout.fileno())
            os.dup2(log.fileno(), sys.stderr.fileno())
        soon, rest = timedelta(seconds=0.1), timedelta(seconds=1)
        for topic in (LOAD, PUSH):
            outbox.RETRIES[topic] = outbox.Retry(limit=100_000, first=soon, longest=rest)
        let_through()
        outbox._handlers[CHECK] = lambda _body: None  # noqa: SLF001 - not what is tried here
        Worker(self.app, lease=LEASE).run({outbox.Lane.OUT: 1, outbox.Lane.BULK: 1})

    def strike(self, whom: str) -> None:
        """End one of both, at no moment in particular, and start it again."""
        time.sleep(self.chance.uniform(0, 0.1))
        self.outcome.falls[whom] += 1
        if whom == "worker":
            self.end_worker()
            self.start_worker()
        else:
            port = self.sandbox.port
            self.sandbox.kill()
            self.sandbox.start(port)
            self.sandbox.faults(**SICK)

    def end_worker(self) -> None:
        """With all that it held."""
        self.outcome.largest = max(self.outcome.largest, _peak(self.worker))
        with suppress(ProcessLookupError):
            os.kill(self.worker, signal.SIGKILL)
        os.waitpid(self.worker, 0)

    # ----------------------------------------------------------------------- the plan

    def load(self, kills: int) -> None:
        """Everything is told for the first time; the falls are spread over the progress."""
        begun = time.monotonic()
        wanted = self.outcome.people
        moments = sorted(self.chance.randint(0, wanted * 9 // 10) for _ in range(kills))
        self._until_settled(moments, wanted)
        self.outcome.loading = time.monotonic() - begun

    def go_on(self, kills: int) -> None:
        """Changes come while what came before is still being told."""
        begun = time.monotonic()
        count = self.outcome.changes
        moments = sorted(self.chance.randint(1, count) for _ in range(kills))
        whom = _turns()
        for done in range(1, count + 1):
            self.change(1)
            while moments and moments[0] <= done:
                moments.pop(0)
                self.strike(next(whom))
        self._until_settled([], self.outcome.people)
        self.outcome.changing = time.monotonic() - begun

    def _until_settled(self, moments: list[int], wanted: int) -> None:
        from personnel.jobs.national import look

        whom, ticks = _turns(), time.monotonic()
        until = ticks + LONGEST
        while time.monotonic() < until:
            told, waiting = self._standing()
            while moments and moments[0] <= told:
                moments.pop(0)
                self.strike(next(whom))
            if told == wanted and not waiting:
                return
            if time.monotonic() >= ticks:
                ticks += TICK
                look({})
            time.sleep(LOOK_EVERY)
        self.outcome.faults.append(f"after {LONGEST:.0f} s {waiting} events still wait")

    def _standing(self) -> tuple[int, int]:
        """How many people have been told of, and how many of them still wait for an answer."""
        from sqlalchemy import func, select

        from office.db import db
        from personnel.models import LinkState, NationalLink

        db.session.rollback()
        counted = select(func.count(), func.count().filter(NationalLink.state == LinkState.WAITING))
        told, waiting = db.session.execute(counted.select_from(NationalLink)).one()
        return told - waiting, waiting


def let_through() -> None:
    """Which dossiers their own faults keep back is tried elsewhere: here all of them are told."""
    from personnel.operations import national

    national.blocked_from_national = lambda _dossiers: set()


def _turns():
    while True:
        yield "worker"
        yield "register"


def _peak(process: int) -> int:
    """The most memory that a process has held, in MiB."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) // 1024
    return 0


# -------------------------------------------------------------------------------- proof


def wrong(campaign: Campaign) -> list[str]:
    """Every broken promise in plain words."""
    from sqlalchemy import select

    from office.db import db
    from personnel.models import EventState, NationalEvent

    db.session.rollback()
    columns = (NationalEvent.uid, NationalEvent.dossier_id, NationalEvent.sequence)
    ours = db.session.execute(select(*columns, NationalEvent.state)).all()
    states = Counter(row.state for row in ours)
    theirs = _applied(campaign.sandbox)
    counts = campaign.sandbox.control("counts")
    campaign.outcome.events, campaign.outcome.applied = len(ours), len(theirs)
    checks = {
        f"events stand {dict(states)}": set(states) == {EventState.ACCEPTED},
        "an event stands twice over there": len({row[0] for row in theirs}) == len(theirs),
        "an event was lost or is foreign": {str(row.uid) for row in ours} == {r[0] for r in theirs},
        "events stand in other places": _places(ours) == Counter(row[2] for row in theirs),
        "a person's events have a gap": not _gaps(theirs),
        f"over there are {counts['person']} people": counts["person"] == campaign.outcome.people,
        f"there are {counts['conflict']} conflicts": counts["conflict"] == 0,
        "their log of calls is broken": counts["is_whole"],
        "our log of calls is broken": _is_chained(campaign.outcome),
    }
    return [words for words, holds in checks.items() if not holds] + _differing(campaign)


def _applied(sandbox) -> list[tuple[str, str, int]]:
    found, after = [], ""
    while page := sandbox.control(f"applied?after={after}"):
        found += [(row["event_id"], row["subject"], row["sequence"]) for row in page]
        after = page[-1]["event_id"]
    return found


def _places(ours) -> Counter:
    return Counter(row.sequence for row in ours)


def _gaps(theirs: list[tuple[str, str, int]]) -> bool:
    held: dict[str, list[int]] = {}
    for _uid, subject, sequence in theirs:
        held.setdefault(subject, []).append(sequence)
    return any(sorted(own) != list(range(1, len(own) + 1)) for own in held.values())


def _is_chained(outcome: Outcome) -> bool:
    from sqlalchemy import select

    from office.db import db
    from personnel.models import NationalCall

    calls = db.session.scalars(select(NationalCall).order_by(NationalCall.id)).all()
    outcome.calls = len(calls)
    return all(one.previous == former.hash for former, one in itertools.pairwise(calls))


def _differing(campaign: Campaign) -> list[str]:
    """The digest and version of every person, made of our rows, beside what the other end says."""
    campaign.sandbox.faults()
    register = campaign.sandbox.register(campaign.bodies[0].code)
    found = [one for body in campaign.bodies for one in register.reconcile(body.code).people]
    theirs = {one.citizen_id: (one.version, one.digest) for one in found}
    ours = dict(_digests())
    campaign.outcome.digests = len(ours)
    others = [
        person for person in ours.keys() | theirs.keys() if ours.get(person) != theirs.get(person)
    ]
    return [f"{len(others)} people differ, {others[0]} first"] if others else []


def _digests():
    from sqlalchemy import select

    from office.db import db
    from personnel.models import Dossier, NationalLink
    from personnel.national.digest import record_digest
    from personnel.queries.national import NATIONAL, Told, connection

    lists = connection().codelists
    rows = select(Dossier.id, Dossier.row_count, NationalLink.remote_version)
    rows = db.session.execute(rows.join(NationalLink, NationalLink.dossier_id == Dossier.id)).all()
    for start in range(0, len(rows), PIECE):
        piece = rows[start : start + PIECE]
        people = Told({row.id for row in piece}, NATIONAL, lists)
        for row in piece:
            citizen = people.subject(row.id, row.row_count).citizen_id
            groups = {
                name: [one.plain() for one in people.snapshot(row.id, name, row.row_count)]
                for name in NATIONAL
            }
            yield citizen, (row.remote_version, record_digest(citizen, groups))
        db.session.expunge_all()


# ----------------------------------------------------------------------------------- run


def run(app, folder: Path, outcome: Outcome, *, kills: int) -> Outcome:
    """Load and change while both ends fall; then compare them."""
    with app.app_context():
        campaign = Campaign(app, folder, outcome)
        try:
            campaign.open()
            campaign.sandbox.faults(**SICK)
            campaign.start_worker()
            campaign.load(kills)
            say(f"told {outcome.people} in {outcome.loading:.0f} s, {dict(outcome.falls)} fell")
            campaign.go_on(kills)
            outcome.faults += wrong(campaign)
        finally:
            campaign.end_worker()
            campaign.sandbox.stop()
    return outcome


def main(
    work: Path, *, seed: int, runs: int = PEOPLE, per_run: int = CHANGES, **_given: int
) -> int:
    """`runs` people and `per_run` changes; the number of faults."""
    from office.migrations import create_schema
    from tests.conftest import make_app

    place = work / "national"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    app = make_app(f"sqlite:///{place / 'office.db'}", place / "data")
    create_schema(app)
    outcome = run(app, place, Outcome(seed, runs, per_run), kills=KILLS)
    _write(outcome)
    say(json.dumps(outcome.faults, ensure_ascii=False))
    return len(outcome.faults)


def _write(outcome: Outcome) -> None:
    falls = outcome.falls
    lines = [
        TOLD.format(people=f"{outcome.people:,}", changes=f"{outcome.changes:,}"),
        "",
        f"- day: {clock.today():%Y-%m-%d}",
        f"- seed: {outcome.seed}",
        f"- events written: {outcome.events:,}, applied over there: {outcome.applied:,}",
        f"- digests compared: {outcome.digests:,}",
        f"- calls: {outcome.calls:,}",
        f"- falls of the worker: {falls['worker']}, of the register: {falls['register']}",
        f"- most memory of a worker: {outcome.largest} MiB",
        f"- seconds: {outcome.loading:.0f} for the load, {outcome.changing:.0f} for the changes",
        "",
        *([f"- fault: {one}" for one in outcome.faults] or ["No fault was found."]),
    ]
    (REPORTS / "national.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
