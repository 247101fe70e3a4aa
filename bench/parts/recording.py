"""Recordings: the seekable film of a segment and its turns, against the time it plays."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from bench.figures import Figure
from bench.parts import Part, nothing
from bench.timing import Times, measure
from bench.world import World
from meetings.media import films, speech

MINUTES, FEW = 30, 2
SOUND = "sine=frequency=330:beep_factor=3:duration={seconds}"
CHUNK = 16_000  # four seconds of sound at 32 kbit/s


def recorded(room: Path, seconds: int) -> Path:
    """A segment as a recorder leaves it: no length, no index."""
    film = room / "recorded.webm"
    words = ("-v", "error", "-f", "lavfi", "-i", SOUND.format(seconds=seconds))
    coded = ("-c:a", "libopus", "-b:a", "32k", "-f", "webm", "-live", "1", str(film))
    program = shutil.which("ffmpeg") or ""
    subprocess.run([program, *words, *coded], check=True)  # noqa: S603 - our own words
    return film


def figures(world: World, _times: Times) -> Sequence[Figure]:
    """How many seconds of recording are made ready in one second; none without ffmpeg."""
    if not films.has_programs():
        return []
    seconds = 60 * (MINUTES if world.scale.name == "full" else FEW)
    with films.workroom() as room:
        raw = recorded(room, seconds).read_bytes()
        pieces = [raw[at : at + CHUNK] for at in range(0, len(raw), CHUNK)]
        film = films.remuxed(films.joined(pieces, room=room), room=room)
        cases = {
            "film of a recording": lambda: films.remuxed(
                films.joined(pieces, room=room), room=room
            ),
            "turns of a recording": lambda: speech.turns_of(films.sound_of(film.path, room=room)),
        }
        times = measure(cases, rounds=FEW)
        speeds = {name: 1000 * seconds / times.on_the_wall(name) for name in cases}
        return [
            Figure(name, None, None, None, speed, "× real time", "")
            for name, speed in speeds.items()
        ]


RECORDING_PART = Part(nothing, figures)
