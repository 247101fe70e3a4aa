"""The register of officials while its process falls: a decision, a declaration, an import, a line.

All of it is carried on in a child process; where a point strikes it ends, and a fresh one goes on
as people and the worker do. The national database is a sandbox that never falls here.
"""

import json
import random
import shutil
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

from office.supervisor import say
from tests.long import armed, forked
from tests.long.armed import Point
from tests.long.campaign import Outcome
from tests.long.national import let_through
from tests.long.report import write

RUNS, PER_RUN, LINES = 30, 4, 5
MOST_FALLS = 40
WORK = "personnel.operations"
SENDING = "personnel.national.client.register:Register.push"
COMMIT = "sqlalchemy.orm.session:Session.commit"
TITLE = "The register of officials and processes that fall"
TOLD = """In each run a signed decision is recorded, a declaration is accepted, a spreadsheet of
officials is read, checked, approved and entered, and all of it is told to a sandbox register,
while some points end the process with SIGKILL; a fresh one goes on. After each fall an act stands
whole or not at all; at the end every row stands once, every chain of rows is whole, every act is
once in the audit trail, and the other end holds the same and has applied each event once."""


def every() -> list[Point]:
    """Each step of the four: before its commit, after it, and in between."""
    found = []
    for act in (
        "recording:settle_decision",
        "declaring:accept_declaration",
        "importing:keep_lines",
        "importing:finish_reading",
        "importing:assign_columns",
        "importing_checks:check_piece",
        "importing_runs:approve_import",
        "importing_runs:run_piece",
        "national:claim_events",
        "national:note_call",
        "national:settle_events",
    ):
        name = act.partition(":")[2].replace("_", "-")
        found.append(Point(f"{name}-uncommitted", "register", f"{WORK}.{act}", "inside"))
        found.append(Point(f"{name}-unanswered", "register", f"{WORK}.{act}", "after"))
    found += [
        Point("row-written", "register", f"{WORK}.rows:write", "after"),
        Point("second-row-written", "register", f"{WORK}.rows:write", "after", 2),
        Point("dossiers-opened", "register", f"{WORK}.dossiers:open_many", "after"),
        Point("told", "register", f"{WORK}.telling:tell_many", "after", 2),
        Point("lists-shown", "register", f"{WORK}.showing:show", "before", 2),
        Point("unsent", "register", SENDING, "before"),
        Point("sent-unheard", "register", SENDING, "after"),
        Point("sent-unheard-again", "register", SENDING, "after", 2),
    ]
    for n in range(1, 16):
        found.append(Point(f"commit-{n}", "register", COMMIT, "before", n))
        found.append(Point(f"committed-{n}", "register", COMMIT, "after", n))
    return found


@dataclass
class Stage:
    """What is carried on, by number: the objects are read anew in each process."""

    snv: object
    agency: int
    dossier: int
    decision: int
    declared: int
    batch: int
    sandbox: object

    def get(self, model, number):
        """One of them as it stands now."""
        from office.db import db

        return db.session.get_one(model, number, populate_existing=True)


def run(app, folder: Path, points: list[Point], *, seed: int) -> Outcome:
    """One of each, child after child until everything is done and told."""
    from tests.personnel.national.conftest import Sandbox

    begun = time.monotonic()
    (folder / "register").mkdir(parents=True)
    sandbox = Sandbox(folder / "register")
    falls, faults = 0, []
    try:
        with app.app_context():
            stage = _prepared(sandbox, seed)
            arms = armed.write(folder, points)
            while not faults and forked.fell("register", arms, lambda: _go_on(stage)):
                falls += 1
                faults = _torn(stage)
                if falls > MOST_FALLS:
                    faults.append("it did not come to its end")
            faults += _wrong(stage, forked.fault_file(arms))
    finally:
        sandbox.stop()
    return Outcome(
        points=[one.name for one in points],
        fired=armed.fired(folder),
        seconds=time.monotonic() - begun,
        falls=falls,
        faults=faults,
    )


def _prepared(sandbox, seed: int) -> Stage:
    from datetime import date

    from personnel import operations
    from personnel.models import Purpose
    from personnel.record.timeline import Change
    from tests import build
    from tests.personnel import house, sheet, test_national

    day = date(2026, 7, 1)
    snv = build.agency(code=f"H99.{seed % 100_000}")
    test_national.connected(snv, sandbox)
    dossier = house.opened(snv, snv.official, citizen=f"{seed:012d}")
    raised = house.pay(2, day, "2.67")
    decision = house.drafted(snv, "raise", dossier, raised, on=day)
    house.checking(snv, decision)
    phone = Change("contact", "", day, values={"phone": "+84912345678"})
    declared = operations.propose_change(dossier, phone, by=snv.official)
    rows = [sheet.row(number + seed % 90_000 * 10) for number in range(1, LINES + 1)]
    brought = operations.Brought("danh-sach.xlsx", Purpose.OPEN, day)
    batch = operations.bring_import(brought, sheet.xlsx(rows), by=snv.hr)
    return Stage(snv, snv.unit.id, dossier.id, decision.id, declared.id, batch.id, sandbox)


def _go_on(stage: Stage) -> None:
    """Whatever is still to be done, in its order."""
    from office.permissions import SYSTEM
    from personnel import operations
    from personnel.jobs.national import push
    from personnel.models import (
        DecisionState,
        DeclarationState,
        DeclaredChange,
        PersonnelDecision,
    )
    from personnel.operations.recording import settle_decision
    from tests.personnel import house

    let_through()
    decision = stage.get(PersonnelDecision, stage.decision)
    if decision.state is DecisionState.CHECKING:
        settle_decision(decision, house.proof(decision), by=SYSTEM)
    declared = stage.get(DeclaredChange, stage.declared)
    if declared.state is DeclarationState.PROPOSED:
        operations.accept_declaration(declared, by=stage.snv.hr)
    _import(stage)
    push({})


def _import(stage: Stage) -> None:
    from personnel import operations
    from personnel.jobs import importing
    from personnel.models import ImportBatch, ImportState

    def batch():
        return stage.get(ImportBatch, stage.batch)

    told = {"batch_id": stage.batch}
    if batch().state is ImportState.READING:
        importing.read_import(told)
    if batch().state is ImportState.UPLOADED:
        operations.assign_columns(batch(), batch().mapping, by=stage.snv.hr)
    if batch().state is ImportState.MAPPED:
        importing.check_import(told)
    if batch().state is ImportState.CHECKED:
        operations.approve_import(batch(), by=stage.snv.leader)
    importing.run_import(told)


# -------------------------------------------------------------------------------- proof


def _torn(stage: Stage) -> list[str]:
    """Acts of which a part stands: each is there with its row, its line of the trail, or not."""
    from personnel.models import (
        DecisionState,
        DeclarationState,
        DeclaredChange,
        PersonnelDecision,
        Source,
    )

    recorded = stage.get(PersonnelDecision, stage.decision).state is DecisionState.RECORDED
    accepted = stage.get(DeclaredChange, stage.declared).state is DeclarationState.ACCEPTED
    sources, acts = _sources(stage), _acts(stage)
    checks = {
        "a decision stands in part": sources[Source.DECISION]
        == acts["decision.record"]
        == recorded,
        "a declaration stands in part": sources[Source.DECLARATION]
        == acts["declaration.accept"]
        == accepted,
        "an import stands in part": _entered(stage) in ((0, 0), (LINES, LINES)),
    }
    return [words for words, holds in checks.items() if not holds] + _broken(stage)


def _sources(stage: Stage) -> Counter:
    from sqlalchemy import select

    from office.db import db
    from personnel.models import RecordRow

    own = select(RecordRow.source).where(RecordRow.dossier_id == stage.dossier)
    return Counter(db.session.scalars(own))


def _acts(stage: Stage) -> Counter:
    from sqlalchemy import select

    from office.audit import AuditEvent
    from office.db import db
    from personnel.models import DeclaredChange, ImportBatch, PersonnelDecision

    about = [
        stage.get(PersonnelDecision, stage.decision),
        stage.get(DeclaredChange, stage.declared),
        stage.get(ImportBatch, stage.batch),
    ]
    lines = select(AuditEvent.act).where(AuditEvent.subject_uid.in_([str(o.uid) for o in about]))
    return Counter(db.session.scalars(lines))


def _entered(stage: Stage) -> tuple[int, int]:
    """How many dossiers the import has opened, and how many of its rows say so."""
    from sqlalchemy import func, select

    from office.db import db
    from personnel.models import Dossier, ImportRow, RowState

    mine = Dossier.agency_id == stage.agency, Dossier.id != stage.dossier
    opened = db.session.scalar(select(func.count()).select_from(Dossier).where(*mine))
    done = ImportRow.batch_id == stage.batch, ImportRow.state == RowState.DONE
    rows = db.session.scalar(select(func.count()).select_from(ImportRow).where(*done))
    return opened, rows


def _broken(stage: Stage) -> list[str]:
    """Dossiers whose chain of rows has a gap, or of which nothing is to be told."""
    found = []
    for dossier in _dossiers(stage):
        rows = _rows(dossier)
        if not rows or len(rows) != dossier.row_count or not _is_chain(rows):
            found.append(f"the rows of {dossier.full_name} are no chain")
        if not _told_to(dossier):
            found.append(f"{dossier.full_name} will never be told of")
    return found


def _dossiers(stage: Stage):
    from sqlalchemy import select

    from office.db import db
    from personnel.models import Dossier

    return db.session.scalars(select(Dossier).where(Dossier.agency_id == stage.agency)).all()


def _rows(dossier):
    from personnel.queries.timeline import rows_of

    return rows_of(dossier)


def _is_chain(rows) -> bool:
    from personnel.operations.rows import is_whole

    return is_whole(rows)


def _told_to(dossier) -> bool:
    from personnel.queries.national import events_of, link_of

    return link_of(dossier) is not None and bool(events_of(dossier))


def _wrong(stage: Stage, fault: Path) -> list[str]:
    """Everything that is not as it should be at the end."""
    from personnel.models import ImportBatch, ImportState, LinkState
    from personnel.queries.national import digest_of, events_of, link_of
    from tests.personnel.test_national import remote

    found = [fault.read_text()] if fault.exists() else []
    found += _torn(stage)
    if stage.get(ImportBatch, stage.batch).state is not ImportState.DONE:
        found.append("the import did not come to its end")
    if twice := [act for act, count in _acts(stage).items() if count > 1]:
        found.append(f"twice in the trail: {', '.join(twice)}")
    ours = set()
    for dossier in _dossiers(stage):
        link = link_of(dossier)
        ours |= {str(event.uid) for event in events_of(dossier)}
        if link.state is not LinkState.ACCEPTED:
            found.append(f"{dossier.full_name}: {link.state} over there")
        elif digest_of(link).digest != remote(stage.sandbox, dossier).digest:
            found.append(f"{dossier.full_name} differs over there")
    theirs = [row["event_id"] for row in stage.sandbox.control("applied")]
    if len(theirs) != len(ours) or set(theirs) != ours:
        found.append(f"{len(ours)} events were written, {len(theirs)} applied")
    return found


def main(work: Path, *, seed: int, runs: int = RUNS, per_run: int = PER_RUN, **_given: int) -> int:
    """Every point comes before any comes a second time; the number of runs with a fault."""
    from office.db import db
    from office.migrations import create_schema
    from tests.conftest import make_app

    place = work / "dossiers"
    place.mkdir(parents=True, exist_ok=True)
    empty = place / "empty.db"
    app = make_app(f"sqlite:///{empty}", place / "data")
    create_schema(app)
    with app.app_context():  # the last connection that closes leaves one file
        db.session.remove()
        db.engine.dispose()
    chance, row, bad = random.Random(seed), [], 0  # noqa: S311 - the same seed, the same plan
    results = work / "dossiers.jsonl"
    for number in range(1, runs + 1):
        while len(row) < per_run:
            fresh = every()
            chance.shuffle(fresh)
            row += fresh
        chosen, row = row[:per_run], row[per_run:]
        shutil.copy(empty, place / f"run-{number}.db")
        app = make_app(f"sqlite:///{place / f'run-{number}.db'}", place / f"data-{number}")
        outcome = run(app, place / f"run-{number}", chosen, seed=number)
        bad += bool(outcome.faults)
        with results.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(outcome) | {"run": number, "seed": seed}) + "\n")
        say(f"{number}: {outcome.fired} in {outcome.seconds:.1f} s {outcome.faults or 'whole'}")
        if not outcome.faults:
            shutil.rmtree(place / f"run-{number}")
    write("dossiers", TITLE, TOLD, results)
    return bad
