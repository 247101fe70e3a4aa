"""Five hundred letters as they come in reality: delivered, and opened on every page."""

import json
import time
from collections import Counter
from itertools import islice
from pathlib import Path

from office.supervisor import say
from tests.documents.pages import Reader
from tests.long.offices import small_office
from tests.long.report import write
from tests.mail.shown import Pages, brought
from tests.office.foreign.letters_odd import all_letters

LETTERS, AT_ONCE = 500, 50
TITLE = "Letters that are shown"
TOLD = f"""{LETTERS} letters of all shapes that occur, or that somebody sends to do harm (TCVN3, VNI
and VISCII under wrong names, Arabic, the Far East, pages of Word, newsletters full of scripts and
forms, parts inside parts, torn ones, sealed ones, invitations, noise), are accepted as the server
accepts them, delivered by the jobs and opened by their reader, in English, Vietnamese and Arabic in
turn: the page, the frame with the words, the paper, the head, the original, the files in one
archive, the row in the list, and what programs are told. Each must answer without an error, with
the subject, the sender, the words, the files and the notice that belongs to it (such as that the
charset was guessed), and neither frame nor paper may hold anything that acts, asks or loads."""


def main(work: Path, *, seed: int, runs: int = 1, per_run: int = LETTERS, first: int = 0) -> int:
    """The number of runs with a fault; a run is one box with so many letters."""
    results, bad = work / "shown.jsonl", 0
    for number in range(first + 1, first + runs + 1):
        began = time.monotonic()
        made = all_letters(per_run, seed + number)
        faults = _shown(work / f"shown-{number}", made)
        row = {"run": number, "seed": seed + number, "fired": [one.shape for one in made]}
        row |= {"points": row["fired"], "falls": 0, "faults": faults}
        row["seconds"] = time.monotonic() - began
        with results.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        say(f"{number}: {len(made)} letters in {row['seconds']:.0f} s {faults[:5] or 'whole'}")
        bad += bool(faults)
    write("shown", TITLE, TOLD, results)
    return bad


def _shown(folder: Path, made: list) -> list[str]:
    with small_office(folder) as (app, office):
        coming, items = iter(made), []
        while batch := list(islice(coming, AT_ONCE)):
            items += brought(batch)
        pages = Pages(Reader(app, office.official).client)
        pairs = list(zip(made, items, strict=True))
        found = Counter(pages.faults(pairs, office.boxes["official"]))
        return [f"{shape}: {what} ({count}×)" for (shape, what), count in found.most_common()]
