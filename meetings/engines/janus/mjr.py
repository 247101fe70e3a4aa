"""Raw recordings of Janus: one file a track, RTP packets with the moment each came.

A file begins with `MJR00002`, the length of a JSON heading and the heading; each frame is `MEET`,
milliseconds since the heading's moment, a length and the packet. Tracks are laid beside each other
by `u`, the first frame; `s` is only when the file was made.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from meetings.engines.port import Medium, Track

MAGIC = b"MJR00002"
FRAME = b"MEET"
LONGEST_HEADING = 4096
UNFINISHED = ".mjr.tmp"
SALVAGED = "salvaged-"
MEDIA = {"a": Medium.AUDIO, "v": Medium.VIDEO}
NAME = re.compile(
    r"(?P<salvaged>salvaged-)?videoroom-[A-Za-z0-9-]+-user-(?P<who>[A-Za-z0-9-]+)-[0-9a-f]{8}"
    r"-\d{10,20}-(?:audio|video)-\d+\.mjr"
)


class BadTrack(ValueError):
    """A file that is no recording, or one without a single frame."""


@dataclass(frozen=True)
class Heading:
    """What the file says of itself; microseconds of the machine's clock."""

    medium: Medium
    codec: str
    made_us: int
    first_us: int

    @property
    def began_at(self) -> datetime:
        """The first frame."""
        return datetime.fromtimestamp(self.first_us / 1e6, UTC)


def is_raw(path: Path) -> bool:
    """Whether a file is such a recording, whatever its name."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def read_heading(path: Path) -> Heading:
    """The heading; `BadTrack` where there is none."""
    with path.open("rb") as file:
        return _heading(file)


def seconds(path: Path) -> float:
    """From the first frame to the last whole one."""
    with path.open("rb") as file:
        _heading(file)
        moments = list(_moments(file))
    return (moments[-1] - moments[0]) / 1000 if moments else 0.0


def track(path: Path) -> Track:
    """A finished file as a track; whose it is stands in its name."""
    named = NAME.fullmatch(path.name)
    if named is None:
        raise BadTrack(path.name)
    heading = read_heading(path)
    return Track(
        path,
        named["who"],
        heading.medium,
        heading.codec,
        heading.began_at,
        seconds(path),
        is_salvaged=named["salvaged"] is not None,
    )


def tracks(folder: Path) -> list[Track]:
    """Every finished track of a room, in the order they began; what is no track is left out."""
    found = [one for path in sorted(folder.glob("*.mjr")) if (one := _track_of(path))]
    return sorted(found, key=lambda one: (one.began_at, one.path.name))


def salvage(folder: Path) -> tuple[list[Path], list[Path]]:
    """What a server that fell left open: made whole under a name that says so, and what is lost.

    Only for a folder that no running server writes to.
    """
    saved, lost = [], []
    for path in sorted(folder.rglob(f"*{UNFINISHED}")):
        target = path.with_name(SALVAGED + path.name.removesuffix(".tmp"))
        try:
            _save(path, target)
        except BadTrack:
            path.rename(path.with_name(path.name + ".lost"))
            lost.append(path)
        else:
            saved.append(target)
    return saved, lost


def sizes(folder: Path) -> dict[str, int]:
    """How long each open file is at this moment."""
    found = {}
    for path in folder.glob(f"*{UNFINISHED}"):
        try:
            found[path.name] = path.stat().st_size
        except FileNotFoundError:
            continue
    return found


def _track_of(path: Path) -> Track | None:
    try:
        return track(path)
    except (BadTrack, OSError):
        return None


def _save(path: Path, target: Path) -> None:
    """The last frame may be torn: the file is cut behind the last whole one."""
    whole = _whole_length(path)
    part = target.with_name(target.name + ".part")
    shutil.copyfile(path, part)
    with part.open("r+b") as file:
        file.truncate(whole)
        os.fsync(file.fileno())
    part.replace(target)
    path.unlink()


def _whole_length(path: Path) -> int:
    with path.open("rb") as file:
        _heading(file)
        end, frames = file.tell(), 0
        for _moment in _moments(file):
            end, frames = file.tell(), frames + 1
    if not frames:
        raise BadTrack(path.name)
    return end


def _heading(file: BinaryIO) -> Heading:
    if file.read(len(MAGIC)) != MAGIC:
        raise BadTrack("magic")
    length = int.from_bytes(file.read(2), "big")
    if not 0 < length <= LONGEST_HEADING:
        raise BadTrack("heading")
    try:
        return _told(json.loads(file.read(length)))
    except (ValueError, KeyError, TypeError, OverflowError) as fault:
        raise BadTrack("heading") from fault


def _told(row: dict[str, Any]) -> Heading:
    made = int(row["s"])
    return Heading(MEDIA[row["t"]], str(row["c"])[:16], made, int(row.get("u", made)))


def _moments(file: BinaryIO) -> Iterator[int]:
    """Milliseconds of each whole frame; ends before the first that is none."""
    while len(head := file.read(10)) == 10 and head[:4] == FRAME:
        length = int.from_bytes(head[8:10], "big")
        if len(file.read(length)) != length:
            return
        yield int.from_bytes(head[4:8], "big")
