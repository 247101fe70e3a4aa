"""The mail as it comes in: piece by piece, checked, un-stuffed, hashed, on disk when it is long.

No piece is looked at twice and none is longer than `PIECE`: a long mail costs other sessions a few
milliseconds at a time. A fault does not end the reading, it is the answer at its end.
"""

import hashlib
import io
import os
import re
from enum import Enum
from pathlib import Path
from typing import BinaryIO

from mail.smtp import answers
from mail.smtp.answers import Answer

PIECE = 128 * 1024
IN_MEMORY = 256 * 1024
MOST_STATIONS = 50
DOT = b"\r\n."
END = b"\r\n.\r\n"
_BEGINNINGS = (b"\r\n.\r", b"\r\n.", b"\r\n", b"\r")  # of END, the longest first
_LINE_END = re.compile(rb"\r\n|\r|\n")
_STATION = re.compile(rb"^received:", re.IGNORECASE | re.MULTILINE)
_NAME = re.compile(rb"^message-id:[ \t\r\n]*([^\r\n]{1,998})", re.IGNORECASE | re.MULTILINE)


class BareLineEnds(Enum):
    """What happens to a carriage return or a line feed that stands alone."""

    REFUSE = "refuse"
    NORMALISE = "normalise"


def _has_bare_ends(part: bytes) -> bool:
    """Whether a CR or LF stands alone, in one pass; three counts would take four times as long."""
    seen = io.IncrementalNewlineDecoder(None, translate=False)
    seen.decode(part.decode("latin-1"), final=True)
    return seen.newlines not in {None, "\r\n"}


class Body:
    """What was taken so far; `fault` is the answer at its end when it cannot be kept."""

    def __init__(self, path: Path, *, most: int, bare: BareLineEnds = BareLineEnds.REFUSE) -> None:
        self.path = path
        self.size = 0
        self.fault: Answer | None = None
        self.file: BinaryIO | None = None
        self._most = most
        self._bare = bare
        self._hash = hashlib.sha256()
        self._parts: list[bytes] = []
        self._head = b""

    def add(self, part: bytes) -> None:
        """Take a part that splits no pair of CR and LF."""
        if self.fault:
            return
        if b"\0" in part:
            self._fail(answers.NUL_INSIDE)
            return
        if _has_bare_ends(part):
            if self._bare is BareLineEnds.REFUSE:
                self._fail(answers.BARE_LINE_ENDS)
                return
            part = _LINE_END.sub(b"\r\n", part)
        self.size += len(part)
        if self.size > self._most:
            self._fail(answers.TOO_BIG)
            return
        self._hash.update(part)
        self._keep(part)

    def _keep(self, part: bytes) -> None:
        try:
            if self.file:
                self.file.write(part)
                return
            self._parts.append(part)
            if self.size > IN_MEMORY:
                self._spool()
        except OSError:
            self._fail(answers.NO_ROOM)

    def _spool(self) -> None:
        self._head = b"".join(self._parts)
        self._parts.clear()
        self.file = self.path.open("xb", buffering=0)
        self.file.write(self._head)

    def _fail(self, answer: Answer) -> None:
        self.fault = answer
        self.discard()

    def discard(self) -> None:
        """Forget what was taken, on the disk too."""
        self._parts.clear()
        if self.file:
            self.file.close()
            self.file = None
            self.path.unlink(missing_ok=True)

    def make_file(self) -> None:
        """Write what is still in memory, and sync: after this the file holds the mail."""
        if not self.file:
            self._spool()
        file = self.file
        if file is None:  # pragma: no cover - _spool made it
            return
        if os.fstat(file.fileno()).st_size != self.size:
            raise OSError("the file is not as long as the mail")
        os.fsync(file.fileno())
        file.close()
        self.file = None

    def content(self) -> bytes:
        """The whole mail when it is in memory."""
        if len(self._parts) != 1:
            self._parts = [b"".join(self._parts)]
        return self._parts[0]

    def judged(self) -> Answer | None:
        """The fault of the whole mail, when everything has come."""
        if not self.fault and len(_STATION.findall(self.head())) > MOST_STATIONS:
            self._fail(answers.LOOP)
        return self.fault

    def head(self) -> bytes:
        """The header lines, as many as came before the mail went to disk."""
        raw = self._head or self.content()
        end = raw.find(b"\r\n\r\n")
        return raw[: end + 2] if end >= 0 else raw

    def message_id(self) -> str:
        """As written in the header; empty when the mail has none."""
        found = _NAME.search(self.head())
        return found[1].decode("utf-8", "replace").strip() if found else ""

    def sha256(self) -> str:
        return self._hash.hexdigest()


class Dotted:
    """Reads what follows DATA: only CRLF.CRLF ends it, a first dot of a line is taken away."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._kept = b"\r\n"  # of the DATA command: a mail may be nothing but the end
        self._begun = False

    def take(self, piece: bytes) -> bytes | None:
        """What came after the end; None while there is no end yet."""
        joined = self._kept + piece
        # The bulk of a long mail is Base64, which has no dot: that none is there is seen at once.
        dot = joined.find(DOT) if b"." in joined else -1
        at = joined.find(END, dot) if dot >= 0 else -1
        if at >= 0:
            self._give(joined[: at + 2], dot)
            return joined[at + 5 :]
        keep = next((len(words) for words in _BEGINNINGS if joined.endswith(words)), 0)
        cut = len(joined) - keep
        if cut:
            self._give(joined[:cut], dot)
            self._kept = joined[cut:]
        else:
            self._kept = joined
        return None

    def _give(self, part: bytes, dot: int) -> None:
        clear = part.replace(DOT, b"\r\n") if 0 <= dot < len(part) else part
        if not self._begun:
            self._begun, clear = True, clear[2:]
        self._body.add(clear)


class Chunked:
    """Reads BDAT chunks (RFC 3030): bytes as they are, and a CR waits for its LF."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._kept = b""

    def take(self, piece: bytes) -> None:
        joined = self._kept + piece
        self._kept = b"\r" if joined.endswith(b"\r") else b""
        self._body.add(joined[:-1] if self._kept else joined)

    def end(self) -> None:
        """The last chunk is here: a CR that waits stands alone."""
        if self._kept:
            self._body.add(self._kept)
