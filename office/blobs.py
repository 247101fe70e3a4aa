"""Files by their SHA-256: written once, never changed, in a local folder."""

import hashlib
import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from office.config import current_settings

CHUNK = 1 << 20


@dataclass(frozen=True)
class Stored:
    """What the store knows of a file."""

    sha256: str
    size: int


class Writer:
    """A file on its way into the store; it has its name only when it is whole."""

    def __init__(self, folder: Path) -> None:
        descriptor, name = tempfile.mkstemp(dir=folder, prefix="incoming-")
        self._file = os.fdopen(descriptor, "wb")
        self._path = Path(name)
        self._hash = hashlib.sha256()
        self._size = 0

    def write(self, data: bytes) -> int:
        """Take the next bytes."""
        self._hash.update(data)
        self._size += len(data)
        return self._file.write(data)

    def keep(self) -> Stored:
        """Make the file durable under its hash."""
        digest = self._hash.hexdigest()
        target = _place(digest)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        if target.exists():
            self._path.unlink()
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._path.chmod(0o440)
            self._path.replace(target)
            _sync_folder(target.parent)
        return Stored(digest, self._size)

    def drop(self) -> None:
        """Forget a file that did not become whole."""
        if not self._file.closed:
            self._file.close()
        self._path.unlink(missing_ok=True)


@contextmanager
def writer() -> Iterator[Writer]:
    """Write a file in pieces; call `keep()` on the writer to store it."""
    folder = current_settings().blob_dir
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = Writer(folder)
    try:
        yield new
    finally:
        new.drop()


def put(data: bytes | BinaryIO) -> Stored:
    """Store a whole file."""
    stream = io.BytesIO(data) if isinstance(data, bytes) else data
    with writer() as new:
        while piece := stream.read(CHUNK):
            new.write(piece)
        return new.keep()


def open_blob(sha256: str) -> BinaryIO:
    """Open a stored file for reading."""
    return path_of(sha256).open("rb")


def read(sha256: str) -> bytes:
    """Read a file and prove that its bytes are still the ones that were stored."""
    data = path_of(sha256).read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise OSError(f"the stored file {sha256} has changed on disk")
    return data


def exists(sha256: str) -> bool:
    """Whether the store holds the file."""
    return _place(sha256).exists()


def size_of(sha256: str) -> int:
    """The length in bytes."""
    return path_of(sha256).stat().st_size


def path_of(sha256: str) -> Path:
    """Where a stored file lies; raises FileNotFoundError when the store does not hold it."""
    place = _place(sha256)
    if not place.exists():
        raise FileNotFoundError(sha256)
    return place


def remove(sha256: str) -> None:
    """Destroy the bytes; for recall and purge, after the last reference is gone."""
    _place(sha256).unlink(missing_ok=True)


def _place(sha256: str) -> Path:
    if len(sha256) != 64 or not all(c in "0123456789abcdef" for c in sha256):
        raise FileNotFoundError(sha256)
    return current_settings().blob_dir / sha256[:2] / sha256[2:4] / sha256


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
