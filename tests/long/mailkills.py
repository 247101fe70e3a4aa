"""Mail that was acknowledged outlives killed servers and power cuts: many of them."""

import json
import random
import shutil
import time
from pathlib import Path

from office.supervisor import say
from tests.long.armed import Point
from tests.long.offices import small_office
from tests.long.report import write
from tests.mail.delivery import falls as acts
from tests.mail.smtp import falls, trace

RUNS, PER_RUN = 10, 5
MAILS, TRACED, CUTS = 1500, 1200, 200
TITLE = "Mail servers that fall"
TOLD = f"""Eight clients send {MAILS} mails of 300 bytes to 300 kB in every run and begin again with
whatever was not answered, while the server is ended with SIGKILL. At the end every mail that was
answered with 250 must be in the intake, whole, as one and the same mail. In one run more a server
is watched by strace while {TRACED} mails come in: no 250 may leave before the sync of the file that
holds its mail has ended. From the same trace {CUTS} power cuts at random moments are played: what
was synced is there, of the rest some is missing and some is torn; every acknowledged mail must be
in the intake that opens. Then a process ends at each point of two acts behind the intake, and the
act is gone on with: a letter handed in twice, because its 250 was lost, must lie once among what
was sent, once in the box of the house and once on its way out; a letter that a clerk gives to the
register and, hearing nothing, gives again must be one document with one note at the letter."""


def main(work: Path, *, seed: int, runs: int = RUNS, per_run: int = PER_RUN, first: int = 0) -> int:
    """The number of runs with a fault; after the kills comes a traced one, then the acts."""
    results = work / "mailkills.jsonl"
    bad = 0
    for number in range(first + 1, first + runs + 1):
        began = time.monotonic()
        faults, again = _killed(work / f"mail-{number}", seed + number, per_run)
        struck = ["killed server"] * per_run + ["mail sent again"] * again
        _note(results, number, seed, struck, per_run, faults, time.monotonic() - began)
        bad += bool(faults)
    began = time.monotonic()
    faults, struck = _cut_off(work / "traced", seed)
    _note(results, first + runs + 1, seed, struck, 0, faults, time.monotonic() - began)
    bad += bool(faults)
    for place, point in enumerate([*acts.SUBMITTING, *acts.FILING], first + runs + 2):
        began = time.monotonic()
        faults = _within(work / point.name, point)
        _note(results, place, seed, [point.name], 1, faults, time.monotonic() - began)
        bad += bool(faults)
    write("mailkills", TITLE, TOLD, results)
    return bad


def _killed(folder: Path, seed: int, kills: int) -> tuple[list[str], int]:
    folder.mkdir(parents=True)
    return falls.run(folder, mails=MAILS, kills=kills, seed=seed)


def _within(folder: Path, point: Point) -> list[str]:
    """A small agency with boxes, and one act in it during which a process falls."""
    with small_office(folder) as (app, office):
        if point in acts.FILING:
            return acts.filed(app, office, folder / "arms", point)
        return acts.submitted(office, folder / "arms", point)


def _cut_off(folder: Path, seed: int) -> tuple[list[str], list[str]]:
    (folder / "intake").mkdir(parents=True)
    events = trace.record(folder / "intake", folder / "log", mails=TRACED, seed=seed)
    early = trace.answered_too_early(events)
    faults = [f"{key.decode()} was answered before its sync" for key in early]
    chance = random.Random(seed)  # noqa: S311 - the same seed gives the same cuts
    for number in range(CUTS):
        place = folder / f"cut-{number}"
        place.mkdir()
        cut = chance.randrange(1, len(events) + 1)
        trace.after_power_cut(events, cut, place, chance)
        missing = trace.lost(events, cut, place)
        faults += [f"cut at {cut}: {key}" for key in missing]
        if not missing:
            shutil.rmtree(place)
    said = sum(event.kind == "said" and b"taken as" in event.data for event in events)
    return faults, ["traced answer"] * said + ["power cut"] * CUTS


def _note(  # noqa: PLR0917
    results: Path,
    number: int,
    seed: int,
    struck: list[str],
    falls_made: int,
    faults: list[str],
    seconds: float,
) -> None:
    row = {"run": number, "seed": seed, "fired": struck, "points": struck, "falls": falls_made}
    row |= {"faults": faults, "seconds": seconds}
    with results.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")
    say(f"{number}: {len(struck)} in {seconds:.0f} s {faults[:5] or 'whole'}")
