"""The long parts: python -m tests.long [PART] [--seed N] [--runs N] [--per-run N] [--first N].

Each writes docs/reports/<part>.md; without a part all of them are run.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from office.supervisor import say
from tests.long import (
    ballots,
    calendars,
    conference,
    covered,
    dossiers,
    faults,
    guards,
    kills,
    lists,
    looks,
    mailkills,
    meeting,
    national,
    numbers,
    psx,
    recordings,
    shown,
    slowlines,
    walks,
)

PARTS = {
    "ballots": ballots.main,
    "calendars": calendars.main,
    "conference": conference.main,
    "covered": covered.main,
    "dossiers": dossiers.main,
    "kills": kills.main,
    "faults": faults.main,
    "guards": guards.main,
    "lists": lists.main,
    "looks": looks.main,
    "mailkills": mailkills.main,
    "meeting": meeting.main,
    "national": national.main,
    "numbers": numbers.main,
    "psx": psx.main,
    "recordings": recordings.main,
    "shown": shown.main,
    "slowlines": slowlines.main,
    "walks": walks.main,
}


def main() -> int:
    """Status 0 when every part came to its end without a fault."""
    asked = _options()
    work = asked.work or Path(tempfile.mkdtemp(prefix="office-long-"))
    work.mkdir(parents=True, exist_ok=True)
    given = {"runs": asked.runs, "per_run": asked.per_run, "first": asked.first}
    given = {name: value for name, value in given.items() if value is not None}
    wanted = {asked.part: PARTS[asked.part]} if asked.part else PARTS
    bad = 0
    for name, part in wanted.items():
        say(f"{name}: seed {asked.seed}, in {work}")
        bad += part(work, seed=asked.seed, **given)
    return min(bad, 1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.long")
    parser.add_argument("part", nargs="?", choices=sorted(PARTS))
    parser.add_argument("--seed", type=int, default=int(time.time()))
    for name in ("--runs", "--per-run", "--first"):
        parser.add_argument(name, type=int)
    parser.add_argument("--work", type=Path, help="where the worlds lie; kept when a run failed")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
