"""One film of the raw tracks: pictures side by side, all voices on one time line.

Janus composes nothing. Its tool takes the packets out; ffmpeg lays them beside each other by their
first frames. Sound is stretched over silence that was not sent, pictures come at fifteen a second,
and a picture that one can jump to every five seconds.
"""

import math
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from meetings.engines.janus import mjr
from meetings.engines.port import Medium, Track
from office.foreign.child import Limits, last_errors, run_jailed
from office.foreign.inside.jail import Network
from office.foreign.refusals import ForeignFileRefused

TILE = (320, 240)
RATE, JUMP = 15, 75
TOOLS = ("janus-pp-rec", "ffmpeg")
GRACE, FACTOR = 120, 4
PLAIN = {Medium.AUDIO: ".mka", Medium.VIDEO: ".webm"}


class NoFilm(Exception):
    """The tracks cannot be composed here; they stay as they are."""


@dataclass(frozen=True)
class Film:
    """The composed file; `began_at` is its first moment."""

    path: Path
    began_at: datetime
    seconds: float
    has_picture: bool


@dataclass(frozen=True)
class Piece:
    """One track, taken out of its packets."""

    path: Path
    track: Track
    after: float


def is_possible() -> bool:
    """Whether this machine has both tools."""
    return all(shutil.which(tool) for tool in TOOLS)


def compose(tracks: Sequence[Track], *, work: Path) -> Film:
    """Make the film in a folder of its own; raises `NoFilm`."""
    if not tracks or not is_possible():
        raise NoFilm("no tracks" if is_possible() else "janus-pp-rec or ffmpeg is missing")
    began = min(one.began_at for one in tracks)
    pieces = [_piece(one, number, began, work) for number, one in enumerate(tracks)]
    length = max(one.after + one.track.seconds for one in pieces)
    film = work / "film.webm"
    run([_tool("ffmpeg"), *_words(pieces, length), str(film)], work=work, seconds=length)
    has_picture = any(one.track.medium is Medium.VIDEO for one in pieces)
    return Film(film, began, length, has_picture)


def plain(track: Track, *, work: Path, name: str = "track") -> Path:
    """A track taken out of its packets; nothing is coded anew.

    Its own path may have letters that the tool takes for no name.
    """
    target, source = work / f"{name}{PLAIN[track.medium]}", work / f"{name}.mjr"
    source.symlink_to(track.path.absolute())
    command = [_tool("janus-pp-rec"), str(source), str(target)]
    run(command, work=work, seconds=track.seconds)
    if not target.exists():
        raise NoFilm("no packets")
    return target


def run(command: Sequence[str], *, work: Path, seconds: float) -> None:
    """One tool inside the walls, with time for the length of what it reads."""
    patience = GRACE + FACTOR * seconds
    limits = Limits(patience, int(patience * 2), memory_mb=3072, file_mb=8192, open_files=256)
    order = {"command": list(command)}
    try:
        code = run_jailed(order, out=work, limits=limits, network=Network.OUT_OF_REACH)
    except ForeignFileRefused as refused:
        raise NoFilm(f"{Path(command[0]).name} took too long") from refused
    if code:
        raise NoFilm(f"{Path(command[0]).name}: {code} {last_errors(work)[-300:]}")


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise NoFilm(name)
    return found


def _piece(track: Track, number: int, began: datetime, work: Path) -> Piece:
    after = (track.began_at - began).total_seconds()
    if not mjr.is_raw(track.path):
        return Piece(track.path, track, after)
    return Piece(plain(track, work=work, name=f"track-{number}"), track, after)


def _words(pieces: Sequence[Piece], length: float) -> list[str]:
    inputs = [word for one in pieces for word in ("-i", str(one.path))]
    parts, ends = [], []
    sounds = [(n, one) for n, one in enumerate(pieces) if one.track.medium is Medium.AUDIO]
    pictures = [(n, one) for n, one in enumerate(pieces) if one.track.medium is Medium.VIDEO]
    if pictures:
        parts += _pictures(pictures, length)
        ends += ["-map", "[v]", "-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8"]
        ends += ["-b:v", "800k", "-g", str(JUMP)]
    if sounds:
        parts += _sounds(sounds)
        ends += ["-map", "[a]", "-c:a", "libopus", "-b:a", "32k"]
    usual = ["-nostdin", "-v", "error", "-y", "-threads", "2"]
    graph = ["-filter_complex", ";".join(parts)]
    return [*usual, *inputs, *graph, *ends, "-t", f"{length:.3f}", "-cues_to_front", "1"]


def _sounds(sounds: Sequence[tuple[int, Piece]]) -> list[str]:
    parts = [
        f"[{number}:a]aresample=48000:async=1,adelay={round(one.after * 1000)}:all=1[a{number}]"
        for number, one in sounds
    ]
    names = "".join(f"[a{number}]" for number, _one in sounds)
    return [*parts, f"{names}amix=inputs={len(sounds)}:duration=longest:normalize=0[a]"]


def _pictures(pictures: Sequence[tuple[int, Piece]], length: float) -> list[str]:
    """A tile for each person, in the order they came; who comes again comes to the same tile."""
    people = list(dict.fromkeys(one.track.who for _number, one in pictures))
    across = math.ceil(math.sqrt(len(people)))
    wide, high = TILE
    size = f"{wide * across}x{high * math.ceil(len(people) / across)}"
    parts = [f"color=black:size={size}:rate={RATE}:duration={length:.3f}[p]"]
    under = "p"
    for number, one in pictures:
        row, column = divmod(people.index(one.track.who), across)
        over = f"o{number}"
        fit = f"scale={wide}:{high}:force_original_aspect_ratio=decrease,setsar=1"
        centred = f"pad={wide}:{high}:(ow-iw)/2:(oh-ih)/2"
        later = f"tpad=start_duration={one.after:.3f}"
        parts.append(f"[{number}:v]fps={RATE},{fit},{centred},{later}[t{number}]")
        span = f"between(t,{one.after:.3f},{one.after + one.track.seconds:.3f})"
        place = f"x={column * wide}:y={row * high}"
        parts.append(f"[{under}][t{number}]overlay={place}:eof_action=pass:enable='{span}'[{over}]")
        under = over
    return [*parts, f"[{under}]format=yuv420p[v]"]
