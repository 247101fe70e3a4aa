"""Streams that are encrypted piece by piece with AES-256-GCM under a key from a key file.

A frame is `last? (1) · length (4) · ciphertext`; the header and the mark of the last frame are
authenticated, so that a changed, mixed or cut-off file is found out.
"""

import io
import os
import secrets
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from office.errors import Refusal
from office.i18n import _

MAGIC = b"CONGVU-BACKUP-1\n"
SALT, NONCE, TAG = 16, 8, 16
PIECE = 1 << 20
SHORTEST = 12
MORE, LAST = b"\x00", b"\x01"


def make_key(path: Path) -> None:
    """Write a new random key file that only its owner may read."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48) + "\n")


def words_of(path: Path) -> bytes:
    """The pass words of a key file."""
    try:
        words = path.read_bytes().strip()
    except OSError as fault:
        raise Refusal(
            _("The key file %(path)s cannot be read.", path=path),
            fix=_("Name the key file that belongs to the backup."),
        ) from fault
    if len(words) < SHORTEST:
        raise Refusal(_("The key file holds less than %(count)s characters.", count=SHORTEST))
    return words


def _cipher(words: bytes, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(words))


class SealingWriter(io.RawIOBase):
    """Takes bytes and writes frames; `close` writes the last one."""

    def __init__(self, target: BinaryIO, words: bytes) -> None:
        super().__init__()
        salt, self._nonce = os.urandom(SALT), os.urandom(NONCE)
        self._head = MAGIC + salt + self._nonce
        self._cipher = _cipher(words, salt)
        self._target, self._kept, self._count = target, bytearray(), 0
        target.write(self._head)

    def writable(self) -> bool:
        """Only this."""
        return True

    def write(self, data: object) -> int:
        """Take the next bytes."""
        given = bytes(data)  # type: ignore[call-overload]  # whatever a stream is handed
        self._kept += given
        while len(self._kept) > PIECE:
            self._frame(bytes(self._kept[:PIECE]), MORE)
            del self._kept[:PIECE]
        return len(given)

    def finish(self) -> None:
        """Write what is left as the last frame."""
        self._frame(bytes(self._kept), LAST)

    def _frame(self, data: bytes, mark: bytes) -> None:
        nonce = self._nonce + self._count.to_bytes(4, "big")
        sealed = self._cipher.encrypt(nonce, data, self._head + mark)
        self._target.write(mark + len(sealed).to_bytes(4, "big") + sealed)
        self._count += 1


class OpeningReader(io.RawIOBase):
    """Gives the bytes back; refuses a wrong key and whatever is not exactly what was written."""

    def __init__(self, source: BinaryIO, words: bytes) -> None:
        super().__init__()
        self._head = source.read(len(MAGIC) + SALT + NONCE)
        if not self._head.startswith(MAGIC):
            raise Refusal(_("This is no backup of this suite."))
        salt = self._head[len(MAGIC) : len(MAGIC) + SALT]
        self._nonce = self._head[len(MAGIC) + SALT :]
        self._cipher = _cipher(words, salt)
        self._source, self._kept, self._count, self._is_over = source, b"", 0, False

    def readable(self) -> bool:
        """Only this."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill a buffer from the opened frames."""
        view = memoryview(buffer)  # type: ignore[arg-type]  # any buffer
        while not self._kept and not self._is_over:
            self._kept = self._next()
        taken = min(len(view), len(self._kept))
        view[:taken] = self._kept[:taken]
        self._kept = self._kept[taken:]
        return taken

    def _next(self) -> bytes:
        mark, size = self._source.read(1), self._source.read(4)
        length = int.from_bytes(size, "big")
        if len(size) < 4 or not TAG <= length <= PIECE + TAG:
            raise self._cut_off()
        sealed = self._source.read(length)
        if len(sealed) < length:
            raise self._cut_off()
        nonce = self._nonce + self._count.to_bytes(4, "big")
        try:
            data = self._cipher.decrypt(nonce, sealed, self._head + mark)
        except InvalidTag as fault:
            raise self._unopened() from fault
        self._count += 1
        self._is_over = mark == LAST
        return data

    def _cut_off(self) -> Refusal:
        return Refusal(
            _("The backup is cut off: its end is missing."), fix=_("Use another copy of it.")
        )

    def _unopened(self) -> Refusal:
        if self._count == 0:
            return Refusal(_("The key does not open this backup."), fix=_("Name its own key file."))
        return Refusal(_("The backup has been changed."), fix=_("Use another copy of it."))
