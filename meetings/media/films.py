"""What ffmpeg does with a recording, as a child with limits and without a network.

Where the program or the wall is missing there is no film: the chunks stay playable as they are.
"""

import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from office import blobs
from office.foreign.child import Limits, last_errors, run_jailed
from office.foreign.inside.jail import NO_WALL, Network
from office.foreign.refusals import ForeignFileRefused

LIMITS = Limits(seconds=1800, cpu_seconds=1500, memory_mb=2048, file_mb=16_384)
QUIET = ("-nostdin", "-v", "error", "-y")
WHOLE_MS = "aresample=async=1:first_pts=0"
FIRST_SOUND = ("-map", "0:a:0", "-ac", "1", "-ar", "16000")
CLIP = (*FIRST_SOUND, "-c:a", "pcm_s16le", "-f", "wav")


class NoFilm(Exception):
    """These bytes are no film that can be read, or there is nothing here to read it with."""


@dataclass(frozen=True)
class Film:
    """A seekable file and how long it plays."""

    path: Path
    seconds: float


@contextmanager
def workroom() -> Iterator[Path]:
    """A folder for one job; what stays in it is gone afterwards."""
    with TemporaryDirectory(prefix="film-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def has_programs() -> bool:
    """Whether films can be made on this machine."""
    return bool(shutil.which("ffmpeg") and shutil.which("ffprobe"))


def from_file(source: Path, form: str = "") -> tuple[str, ...]:
    """Nothing but a plain file of one format: a film that names other places leads nowhere."""
    return ("-protocol_whitelist", "file", "-f", form or _format(source), "-i", str(source))


def _format(film: Path) -> str:
    """What we make ourselves is WebM, or MP4 where it came so."""
    with film.open("rb") as stream:
        return "mov" if stream.read(8)[4:] == b"ftyp" else "matroska"


def joined(pieces: Iterable[bytes], *, room: Path) -> Path:
    """The chunks of one segment one after the other, as the recorder made them."""
    source = room / "joined.webm"
    with source.open("wb") as whole:
        for piece in pieces:
            whole.write(piece)
    return source


def remuxed(source: Path, *, room: Path) -> Film:
    """The same film with its length and its index in front; nothing is coded anew."""
    film = room / "film.webm"
    streams = ("-map", "0:v?", "-map", "0:a?", "-c", "copy", "-cues_to_front", "1")
    run("ffmpeg", *QUIET, *from_file(source), *streams, "-f", "webm", str(film), room=room)
    return Film(film, seconds_of(film, room=room))


def seconds_of(film: Path, *, room: Path) -> float:
    """How long a film plays by its own header."""
    told = room / "told.json"
    words = ("-v", "error", "-show_entries", "format=duration", "-of", "json", "-o", str(told))
    run("ffprobe", *words, *from_file(film), room=room)
    try:
        return float(json.loads(told.read_bytes())["format"]["duration"])
    except (ValueError, KeyError, TypeError) as fault:
        raise NoFilm("the file does not say how long it is") from fault


def sound_of(film: Path, *, room: Path) -> Path:
    """The sound as plain samples for `speech`; where sound is missing there is silence."""
    sound = room / "sound.pcm"
    shape = (*FIRST_SOUND, "-af", WHOLE_MS, "-f", "s16le")
    run("ffmpeg", *QUIET, *from_file(film), *shape, str(sound), room=room)
    return sound


def clip(film: Path, *, t0: float, t1: float, room: Path) -> bytes:
    """The sound of one turn as a small file of its own."""
    cut = room / "clip.wav"
    span = ("-ss", f"{t0:.3f}", "-t", f"{t1 - t0:.3f}")
    run("ffmpeg", *QUIET, *span, *from_file(film), *CLIP, str(cut), room=room)
    return cut.read_bytes()


def keep(film: Film) -> blobs.Stored:
    """Put a film into the store of the house."""
    with film.path.open("rb") as stream:
        return blobs.put(stream)


def run(program: str, *words: str, room: Path) -> None:
    """One of the two programs, shut in; whatever goes wrong is said as `NoFilm`."""
    found = shutil.which(program)
    if found is None:
        raise NoFilm(f"{program} is not on this machine")
    order = {"command": [found, *words]}
    try:
        code = run_jailed(order, out=room, limits=LIMITS, network=Network.OUT_OF_REACH)
    except ForeignFileRefused as refused:
        raise NoFilm(f"{program} took too long") from refused
    if code == NO_WALL:
        raise NoFilm("this kernel does not shut programs of others in")
    if code:
        raise NoFilm(last_errors(room)[-300:] or f"{program} ended with {code}")
