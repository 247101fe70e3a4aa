"""Conferences in full: sound and picture, ended in order and killed, each composed and measured."""

import json
import time
from pathlib import Path

from office.supervisor import say
from tests.long.report import write
from tests.meetings.engines import conference

TITLE = "Conferences on the embedded server"
TOLD = """Two Chromium with known speech meet in a room of a real Janus, in a network namespace of
their own; one speaks at once, the other {after} s later. The room is ended in order, or the server
is killed and what it left is salvaged. A film must have the length of its tracks (0.2 s), silence
where nobody spoke, the second voice where the headings of the tracks put it (0.35 s), and the
speakers in their order in what the server told at once. A run strikes what it met."""
CASES = [(ending, media) for ending in ("whole", "killed") for media in ("audio", "video")]
SHORTEST, LENGTH, EXACT = 0.3, 0.2, 0.35


def main(work: Path, *, seed: int, runs: int = 2, **_more: int) -> int:
    """Each case `runs` times; status 1 when one was wrong."""
    results = work / "results.jsonl"
    faults = 0
    for run in range(runs * len(CASES)):
        ending, media = CASES[run % len(CASES)]
        folder = work / f"conference-{run}"
        folder.mkdir()
        begun = time.monotonic()
        found, played = _tried(folder, ending, media)
        faults += len(found)
        row = {
            "run": run,
            "seed": seed,
            "fired": [f"{ending}, {media}"],
            "points": [ending],
            "falls": int(ending == "killed"),
            "faults": found,
            "seconds": time.monotonic() - begun,
        }
        with results.open("a") as file:
            file.write(json.dumps(row) + "\n")
        say(f"  {ending} {media}: {played} {found or 'well'}")
    write("conference", TITLE, TOLD.format(after=conference.SECOND_AFTER), results)
    return min(faults, 1)


def _tried(folder: Path, ending: str, media: str) -> tuple[list[str], str]:
    try:
        played = conference.play(folder, ending=ending, media=media)
    except AssertionError as fault:
        return [str(fault)], ""
    found = [*_of_room(played), *_of_film(played, media)]
    if any(row[5] != (ending == "killed") for row in played.tracks):
        found.append("salvaged tracks are not told from others")
    return found, f"{played.seconds:.2f} s composed in {played.composed_in:.2f} s"


def _of_room(played: conference.Played) -> list[str]:
    talked = [row[1] for row in played.marks if row[0] == "talking"]
    checks = {
        "speakers in their order": list(dict.fromkeys(talked)) == ["p1", "p2"],
        "both are in the room": played.heard["feeds"] == ["p1", "p2"],
        "the second hears the first": played.heard["audio"] > 50,
        "files grow": played.grew,
        "nothing is lost": played.lost == 0,
    }
    return [name for name, holds in checks.items() if not holds]


def _of_film(played: conference.Played, media: str) -> list[str]:
    told = conference.probe(played.film)
    first, second = (
        next(row for row in played.tracks if row[0] == who and row[1] == "audio")
        for who in ("p1", "p2")
    )
    began = min(row[3] for row in played.tracks)
    due = second[3] - began + conference.SECOND_AFTER
    silences = [one for one in conference.silences(played.film) if one[0] > SHORTEST]
    streams = sorted(row["codec_type"] for row in told["streams"])
    wanted = ["audio", "video"] if media == "video" else ["audio"]
    found = []
    if abs(float(told["format"]["duration"]) - played.seconds) > LENGTH:
        found.append(f"length {told['format']['duration']}, not {played.seconds:.2f}")
    if not silences or abs(silences[0][1] - due) > EXACT or silences[0][0] > due - 0.5:
        found.append(f"silence {silences}, voice due at {due:.2f} after {first[3] - began:.2f}")
    if streams != wanted:
        found.append(f"streams {streams}")
    return found
