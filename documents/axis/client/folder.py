"""An axis made of folders: for air-gapped sites, paper offices and neighbours without a line.

``inbox/<kind>`` is filled from outside, ``outbox/<kind>`` is carried away; a file is complete as
soon as it has its name, and the same message always gets the same name. File names of the inbox
may come again with other content, so an item is known by its name and the hash of its bytes.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from documents.axis.client.port import (
    Agency,
    AxisRefused,
    AxisUnavailable,
    Health,
    InboxItem,
    Receipt,
    Sending,
    SentItem,
)
from documents.axis.codes import MessageKind

_SUFFIX = ".edxml"
_PIECE = 256 * 1024
_HASH = 16
_ADDRESS_BOOK = "agencies.json"
_PLACES = {Receipt.DONE: "done", Receipt.FAIL: "failed"}


class FolderTransport:
    """One drop directory; every step is a rename on one file system."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def list_inbox(self, kind: MessageKind) -> list[InboxItem]:
        folder = self._path / "inbox" / kind
        files = sorted(path for path in folder.glob(f"*{_SUFFIX}") if path.is_file())
        ids = [f"{kind}/{path.name}#{_hash_of(path)}" for path in files]
        return [InboxItem(doc_id=doc_id, kind=kind, state="initial") for doc_id in ids]

    def fetch(self, doc_id: str, *, into: BinaryIO) -> int:
        into.seek(0)
        into.truncate()
        with self._waiting(doc_id).open("rb") as source:
            shutil.copyfileobj(source, into)
        size = into.tell()
        into.seek(0)
        return size

    def confirm(self, doc_id: str, receipt: Receipt) -> None:
        """Confirmed files stay as evidence, each of its own; to confirm twice changes nothing."""
        if receipt not in _PLACES:
            return
        name, _, content = doc_id.rpartition("#")
        target = self._path / _PLACES[receipt] / f"{name.removesuffix(_SUFFIX)}.{content}{_SUFFIX}"
        try:
            source = self._waiting(doc_id)
        except AxisRefused:
            if target.exists():
                return
            raise
        target.parent.mkdir(parents=True, exist_ok=True)
        source.replace(target)

    def send(self, file: BinaryIO, sending: Sending) -> str:
        folder = self._path / "outbox" / sending.kind
        try:
            folder.mkdir(parents=True, exist_ok=True)
            return f"{sending.kind}/{_put(file, folder)}"
        except OSError as error:
            raise AxisUnavailable(str(error)) from error

    def resend(
        self,
        file: BinaryIO,
        sending: Sending,
        *,
        first_tried_at: datetime,
        others: Collection[str] = (),
    ) -> str:
        """The name is the hash of the bytes, so sending again replaces the file by itself."""
        return self.send(file, sending)

    def sent_list(self, kind: MessageKind, *, doc_id: str = "") -> list[SentItem]:
        folder = self._path / "outbox" / kind
        names = sorted(path.name for path in folder.glob(f"*{_SUFFIX}"))
        items = [SentItem(sender_doc_id=f"{kind}/{name}", send_state="done") for name in names]
        return [item for item in items if doc_id in ("", item.sender_doc_id)]

    def agencies(self) -> list[Agency]:
        """An address book may lie in the folder as JSON; without one it is empty."""
        book = self._path / _ADDRESS_BOOK
        if not book.is_file():
            return []
        rows = json.loads(book.read_text(encoding="utf-8"))
        return [Agency(code=row["code"], name=row["name"]) for row in rows]

    def health(self) -> Health:
        if self._path.is_dir() and os.access(self._path, os.W_OK):
            return Health(is_up=True)
        return Health(is_up=False, detail=f"{self._path} is not a writable folder")

    def _waiting(self, doc_id: str) -> Path:
        inbox = (self._path / "inbox").resolve()
        name, _, content = doc_id.rpartition("#")
        path = (inbox / name).resolve()
        is_there = path.is_relative_to(inbox) and path.is_file()
        if not is_there or not content or _hash_of(path) != content:
            raise AxisRefused("not-found", doc_id)
        return path


def _hash_of(path: Path) -> str:
    """Nothing of a file that cannot be read: it is refused by itself and blocks no other."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:_HASH]
    except OSError:
        return ""


def _put(file: BinaryIO, folder: Path) -> str:
    """Written aside, forced to disk, then named: nobody ever sees half a message."""
    file.seek(0)
    hashed = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as aside:
        while piece := file.read(_PIECE):
            hashed.update(piece)
            aside.write(piece)
        aside.flush()
        os.fsync(aside.fileno())
    name = hashed.hexdigest() + _SUFFIX
    Path(aside.name).replace(folder / name)
    return name
