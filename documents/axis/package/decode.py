"""Attachment bytes on their way from base64 text to a temporary file, a piece at a time."""

import binascii
import hashlib
from collections.abc import Callable
from typing import IO

from documents.axis.package.broken import Bad, BrokenPackage
from documents.axis.package.limits import Limits

Sink = Callable[[], IO[bytes]]
PIECE = 256 * 1024


class OpenFiles:
    """The caller's sink, counted and remembered so that a failure leaves no file open."""

    def __init__(self, sink: Sink, limits: Limits) -> None:
        self._sink = sink
        self._most = limits.files
        self._files: list[IO[bytes]] = []

    def __call__(self) -> IO[bytes]:
        if len(self._files) >= self._most:
            raise BrokenPackage(Bad.OVERSIZED, f"more than {self._most} files")
        file = self._sink()
        self._files.append(file)
        return file

    def close(self) -> None:
        for file in self._files:
            file.close()


class Budget:
    """The decoded bytes that all attachments of one package may take together."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.left = limits.decoded_bytes

    def spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise BrokenPackage(
                Bad.OVERSIZED, f"attachments over {self.limits.decoded_bytes} bytes"
            )


class Decoded:
    """One attachment in its temporary file, with its hash counted while it was written."""

    def __init__(self, sink: Sink, budget: Budget) -> None:
        self.file = sink()
        self.size = 0
        self.budget = budget
        self._hash = hashlib.sha256()

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def write(self, data: bytes) -> None:
        self.budget.spend(len(data))
        self.size += len(data)
        self._hash.update(data)
        self.file.write(data)

    def close(self) -> None:
        self.file.close()


class Base64Text:
    """Collects the text of one ContentTransferEncoded element; blanks inside do not matter."""

    def __init__(self, target: Decoded) -> None:
        self.target = target
        self._pieces: list[str] = []
        self._held = 0
        self._closed = False

    def feed(self, text: str) -> None:
        self._pieces.append(text)
        self._held += len(text)
        if self._held >= PIECE:
            self._decode()

    def finish(self) -> Decoded:
        """The whole file; text left over that makes no group of four is an error."""
        if self._decode():
            raise BrokenPackage(Bad.BAD_BASE64, "the text ends inside a group of four")
        self.target.file.seek(0)
        return self.target

    def _decode(self) -> int:
        text = "".join("".join(self._pieces).split())
        whole = len(text) - len(text) % 4
        rest = text[whole:]
        self._pieces, self._held = [rest], len(rest)
        if whole:
            self._write(text[:whole])
        return len(rest)

    def _write(self, text: str) -> None:
        if self._closed:
            raise BrokenPackage(Bad.BAD_BASE64, "text follows the padding")
        self._closed = text.endswith("=")
        try:
            self.target.write(binascii.a2b_base64(text, strict_mode=True))
        except ValueError as error:
            raise BrokenPackage(Bad.BAD_BASE64, str(error)) from error
