"""Letters in files: MBOX read and written as a stream, one letter in memory at a time (RFC 4155).

The dialect is "mboxrd": lines that begin with From, however often quoted, are quoted once more, so
that what was written reads back byte by byte.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

MIB = 1 << 20
LARGEST = 64 * MIB
PIECE = 1 << 16
BEGINS = b"From "
QUOTED = re.compile(rb">*From ")
CAME = re.compile(rb"From .*?(\w{3} [ \d]?\d \d\d:\d\d:\d\d) (\d{4})\s*$")


@dataclass(frozen=True)
class Stored:
    """One letter of a file; `data` is empty when it is larger than is taken.

    `came` is the moment in the line that begins it, in UTC as RFC 4155 wants.
    """

    number: int
    data: bytes
    size: int
    came: datetime | None = None

    @property
    def is_too_large(self) -> bool:
        """Whether only its size is known."""
        return self.size > len(self.data)


def read_mbox(stream: BinaryIO, *, largest: int = LARGEST) -> Iterator[Stored]:
    """Every letter with CRLF line ends; what stands before the first one is no letter."""
    current: _Letter | None = None
    number, is_after_gap, at_start = 0, True, True
    for piece in _pieces(stream):
        if at_start and is_after_gap and piece.startswith(BEGINS):
            if current is not None:
                yield current.done(number)
            number, current = number + 1, _Letter(largest, _came(piece))
        elif current is not None:
            current.add(piece, at_start=at_start)
        is_after_gap = at_start and not piece.strip(b"\r\n")
        at_start = piece.endswith(b"\n")
    if current is not None:
        yield current.done(number)


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    """Lines; one without an end comes in pieces."""
    while piece := stream.readline(PIECE):
        yield piece + stream.readline(1) if piece.endswith(b"\r") else piece


def _came(line: bytes) -> datetime | None:
    found = CAME.match(line)
    if not found:
        return None
    try:
        told = b" ".join(found.groups()).decode("ascii")
        return datetime.strptime(told, "%b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    except ValueError:
        return None


class _Letter:
    """Collects the lines of one letter."""

    def __init__(self, largest: int, came: datetime | None) -> None:
        self._largest, self._came = largest, came
        self._kept: list[bytes] = []
        self._size = 0

    def add(self, piece: bytes, *, at_start: bool) -> None:
        """Take a line or a part of one."""
        plain = piece[1:] if at_start and piece.startswith(b">") and QUOTED.match(piece) else piece
        if plain.endswith(b"\n") and not plain.endswith(b"\r\n"):
            plain = plain[:-1] + b"\r\n"
        self._size += len(plain)
        if self._size <= self._largest:
            self._kept.append(plain)
        else:
            self._kept.clear()

    def done(self, number: int) -> Stored:
        """The letter without the empty line that parts it from the next."""
        if self._size > self._largest:
            return Stored(number, b"", self._size, self._came)
        data = b"".join(self._kept)
        data = data.removesuffix(b"\r\n") if data.endswith(b"\r\n\r\n") else data
        return Stored(number, data, len(data), self._came)


def write_mbox(letters: Iterable[tuple[bytes, str, datetime]]) -> Iterator[bytes]:
    """Pieces of a file: for each letter its bytes, the sender of its envelope and when it came."""
    for data, sender, came in letters:
        who = "".join(sign for sign in sender if sign.isprintable() and not sign.isspace())
        yield f"From {who or 'MAILER-DAEMON'} {came:%a %b %d %H:%M:%S %Y}\n".encode()
        yield from _quoted(data)
        yield b"\n"


def _quoted(data: bytes) -> Iterator[bytes]:
    lines = data.replace(b"\r\n", b"\n").split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    for line in lines:
        yield b">" + line + b"\n" if QUOTED.match(line) else line + b"\n"
