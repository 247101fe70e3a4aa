"""One run: a fresh world, some points, the story, and the witness at its end."""

import threading
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path

from office.demo import sheet
from tests.long import armed, beside, letters, patient, witness, world
from tests.long.house import House, house

LOOK_EVERY = 0.2
LONGEST = 900.0


@dataclass
class Outcome:
    """What came of a run."""

    points: list[str]
    fired: list[str]
    seconds: float
    falls: int = 0
    faults: list[str] = field(default_factory=list)


def run(base: Path, folder: Path, points: list[armed.Point], prepare=None) -> Outcome:
    """Play the story in a copy of the world while the points strike."""
    started = time.monotonic()
    world.copy(base, folder)
    with house(folder, points) as made:
        beside.ask_for_checks(made)
        letters.lay(made)
        if prepare:
            prepare(made)
        faults = _played(made)
        witness.settle(made)
        faults += witness.faults(made)
        return Outcome(
            points=[point.name for point in points],
            fired=armed.fired(folder),
            seconds=time.monotonic() - started,
            falls=made.falls,
            faults=faults,
        )


def _played(made: House) -> list[str]:
    faults: list[str] = []

    def tell(words: str, _link: str) -> None:
        with (made.folder / "story.log").open("a", encoding="utf-8") as file:
            file.write(f"{time.strftime('%H:%M:%S')} {words}\n")

    def play() -> None:
        try:
            stage = patient.PatientStage(sheet.read(made.folder), made.folder, tell)
            patient.play(stage)
        except Exception:  # noqa: BLE001 - whatever stops the story is what we look for
            faults.append("the story stopped: " + traceback.format_exc())

    player = threading.Thread(target=play, daemon=True)
    player.start()
    until = time.monotonic() + LONGEST
    while player.is_alive() and time.monotonic() < until:
        made.look()
        time.sleep(LOOK_EVERY)
    return faults if not player.is_alive() else [*faults, "the story did not end in time"]
