"""Secret votes come to their right totals although the process falls between any two steps.

The voters, the chair and the board of one vote act in a child process; where a point strikes it
ends, and a fresh one goes on as people do: who saw no answer sends once more.
"""

import json
import random
import shutil
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from office.supervisor import say
from tests.long import armed, forked
from tests.long.armed import Point
from tests.long.report import write

RUNS, PER_RUN = 60, 4
MOST_FALLS = 40
WORK = "meetings.operations.voting"
COUNTING = "meetings.operations.counting"
BOARD = "meetings.operations.board"
COMMIT = "sqlalchemy.orm.session:Session.commit"
TITLE = "Ballots and processes that fall"
TOLD = """In each run five people vote in secret over a fresh box while some points end the process
with SIGKILL; a fresh process goes on, and whoever saw no answer votes once more. At the end the
totals must be those of the papers, every voter must stand once on the list, whoever was told that
his paper is in the box must have it there after each fall, key and papers must be gone, and the
hash of the result must be that of its numbers."""


def every() -> list[Point]:
    """Each step of the vote: before its commit, after it, and in between."""
    found = [
        Point(f"cast-{n}-uncommitted", "votes", f"{WORK}:cast", "inside", n) for n in range(1, 6)
    ]
    found += [Point(f"cast-{n}-untold", "votes", f"{WORK}:cast", "after", n) for n in range(1, 6)]
    found += [
        Point("paper-sealed", "votes", "meetings.voting.sealed:cast", "after", 3),
        Point("close-uncommitted", "votes", f"{WORK}:close_box", "inside"),
        Point("closed-untold", "votes", f"{WORK}:close_box", "after"),
        Point("given-1-uncommitted", "votes", f"{BOARD}:give_half", "inside"),
        Point("given-1-untold", "votes", f"{BOARD}:give_half", "after"),
        Point("given-2-uncommitted", "votes", f"{BOARD}:give_half", "inside", 2),
        Point("given-2-untold", "votes", f"{BOARD}:give_half", "after", 2),
        Point("try-counted", "votes", "office.accounts.throttle:take", "after"),
        Point("key-open", "votes", "meetings.voting.sealed:opened", "after"),
        Point("paper-read", "votes", "meetings.voting.sealed:read", "after", 3),
        Point("papers-read", "votes", f"{COUNTING}:_opened", "after"),
        Point("settled-uncommitted", "votes", f"{COUNTING}:_settle", "after"),
        Point("erased-uncommitted", "votes", f"{COUNTING}:erase_secret", "after"),
        Point("counted-untold", "votes", f"{COUNTING}:count_secret", "after"),
        Point("wiping", "votes", "office.traces:wipe_traces", "before"),
        Point("wiped", "votes", "office.traces:wipe_traces", "after"),
    ]
    for n in range(1, 14):
        found.append(Point(f"commit-{n}", "votes", COMMIT, "before", n))
        found.append(Point(f"committed-{n}", "votes", COMMIT, "after", n))
    return found


@dataclass
class Outcome:
    """What came of a run."""

    points: list[str]
    fired: list[str]
    seconds: float
    falls: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass
class Stage:
    """The vote that is played: who chooses what, and where it is noted that somebody was told."""

    app: object
    folder: Path
    box_id: int
    people: dict
    chair: object
    board: tuple
    choices: dict

    def box(self):
        """The box as it stands now."""
        from meetings.models import BallotBox
        from office.db import db

        db.session.rollback()
        return db.session.get_one(BallotBox, self.box_id, populate_existing=True)

    def told(self):
        """Whoever saw the answer that his paper is in the box."""
        file = self.folder / "told"
        return set(file.read_text().split()) if file.exists() else set()


def run(app, folder: Path, points: list[Point], *, seed: int) -> Outcome:
    """Vote in a fresh box; child after child until the vote is counted and its traces are wiped."""
    begun = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    with app.app_context():
        stage = _prepared(app, folder, seed)
        arms = armed.write(folder, points)
        falls, faults = 0, []
        while not faults and forked.fell("votes", arms, lambda: _go_on(stage)):
            falls += 1
            faults = _lost(stage)
            if falls > MOST_FALLS:
                faults.append("the vote did not come to its end")
        faults += _wrong(stage)
    return Outcome(
        points=[one.name for one in points],
        fired=armed.fired(folder),
        seconds=time.monotonic() - begun,
        falls=falls,
        faults=faults,
    )


def _prepared(app, folder, seed) -> Stage:
    from tests import build
    from tests.meetings import votes

    snv = build.agency(code=f"H99.{seed % 1000}.{len(list(folder.parent.iterdir()))}")
    box = votes.secret(snv, votes.in_session(snv))
    chance = random.Random(seed)  # noqa: S311 - the same seed gives the same votes
    choices = {name: chance.choice(("for", "against", "abstain")) for name in votes.VOTERS}
    people = {name: snv.people[name] for name in votes.VOTERS}
    return Stage(app, folder, box.id, people, snv.leader, (snv.official, snv.clerk), choices)


def _go_on(stage: Stage) -> None:
    """Whatever is still to be done, in its order."""
    from meetings.jobs import wiping
    from meetings.models import BoxState
    from meetings.operations import board, counting, voting
    from tests.meetings.votes import PINS, ticket

    if stage.box().state == BoxState.OPEN:
        for name, actor in stage.people.items():
            if name not in stage.told():
                voting.cast(stage.box(), [stage.choices[name]], by=actor)
                with (stage.folder / "told").open("a") as file:
                    file.write(f"{name}\n")
        voting.close_box(stage.box(), by=stage.chair)
    if stage.box().state == BoxState.CLOSED:
        for member, pin in zip(stage.board, PINS, strict=True):
            board.give_half(stage.box(), pin, ticket=ticket(member), by=member)
        counting.count_secret(stage.box(), ticket=ticket(stage.board[0]), by=stage.board[0])
    wiping.wipe_ballots({})


def _lost(stage: Stage) -> list[str]:
    """Papers of which somebody was told that they are in the box, and that are not."""
    from meetings.queries import votes as queries

    here = {place.person_id for place, _choice in queries.voters_named(stage.box())}
    told = stage.told()
    return [
        f"the paper of {one} is lost" for one in told if stage.people[one].person_id not in here
    ]


def _wrong(stage: Stage) -> list[str]:
    """Everything that is not as it should be at the end."""
    from meetings.models import BoxState
    from meetings.operations.counting import hash_of
    from meetings.queries import votes as queries

    fault = forked.fault_file(stage.folder / "arms.json")
    found = [fault.read_text()] if fault.exists() else []
    box = stage.box()
    chosen = list(stage.choices.values())
    wanted = {one: chosen.count(one) for one in ("for", "against", "abstain")}
    checks = {
        "not counted": box.state == BoxState.COUNTED,
        f"wrong totals {box.result.get('votes')}": box.result.get("votes") == wanted,
        "voters are missing or twice": len(queries.voters_named(box)) == len(chosen),
        "the key is still there": box.public_key is None and box.first_half is None,
        "the hash is not that of the numbers": box.result_hash == hash_of(box),
    }
    return found + [words for words, holds in checks.items() if not holds]


def main(work: Path, *, seed: int, runs: int = RUNS, per_run: int = PER_RUN, **_given: int) -> int:
    """Every point comes before any comes a second time; the number of runs with a fault."""
    from office.migrations import create_schema
    from tests.conftest import make_app

    place = work / "ballots"
    place.mkdir(parents=True, exist_ok=True)
    app = make_app(f"sqlite:///{place / 'office.db'}", place / "data")
    create_schema(app)
    chance, row, bad = random.Random(seed), [], 0  # noqa: S311 - the same seed, the same plan
    results = work / "ballots.jsonl"
    for number in range(1, runs + 1):
        if len(row) < per_run:
            fresh = every()
            chance.shuffle(fresh)
            row += fresh
        chosen, row = row[:per_run], row[per_run:]
        outcome = run(app, place / f"run-{number}", chosen, seed=seed + number)
        bad += bool(outcome.faults)
        with results.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(outcome) | {"run": number, "seed": seed}) + "\n")
        say(f"{number}: {outcome.fired} in {outcome.seconds:.1f} s {outcome.faults or 'whole'}")
        if not outcome.faults:
            shutil.rmtree(place / f"run-{number}")
    write("ballots", TITLE, TOLD, results)
    return bad


__all__ = ["every", "main", "run"]
