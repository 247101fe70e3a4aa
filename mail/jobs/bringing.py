"""Letters of a file come into a box: read by the limited child, a few at a time, each by itself."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO
from uuid import UUID

from mail import operations, queries
from mail.jobs.judging import is_secret, virus_in
from mail.jobs.telling import kept_as_told
from mail.letters.mbox import BEGINS, LARGEST, Stored, read_mbox
from mail.models import MailImport
from mail.operations import Kept, Looked
from mail.operations.exchanging import BRING
from mail.wire import names
from office import blobs, clock
from office.db import db
from office.foreign.letters import Letter, Notice, letters
from office.outbox import delivers
from office.permissions import SYSTEM

MOST_TOGETHER = 20
MOST_BYTES = 16 * 1024 * 1024
TOO_LARGE, NO_LETTER, UNREADABLE = "too_large", "no_letter", "unreadable"
SECRET, INFECTED = "secret", "infected"


@delivers(BRING)
def bring(body: dict[str, Any]) -> None:
    """Go on behind the last letter that was looked at, until the file is at its end."""
    row = queries.import_by_uid(UUID(body["file"]))
    if row is None or row.done_at is not None:
        return
    with blobs.open_blob(row.sha256) as stream:
        for batch in _batches(stream, behind=row.looked):
            _bring(row, batch)
    operations.end_import(row, by=SYSTEM)


def _batches(stream: BinaryIO, *, behind: int) -> Iterator[list[Stored]]:
    batch: list[Stored] = []
    for one in _stored(stream):
        if one.number <= behind:
            continue
        if batch and sum(len(each.data) for each in [*batch, one]) > MOST_BYTES:
            yield batch
            batch = []
        batch.append(one)
        if len(batch) == MOST_TOGETHER:
            yield batch
            batch = []
    if batch:
        yield batch


def _stored(stream: BinaryIO) -> Iterator[Stored]:
    """Many letters, where the file begins as MBOX does, else the one that it is."""
    begins = stream.read(len(BEGINS))
    stream.seek(0)
    if begins == BEGINS:
        return read_mbox(stream)
    data = stream.read(LARGEST + 1)
    whole = data if b"\r\n" in data else data.replace(b"\n", b"\r\n")
    is_too_large = len(data) > LARGEST
    return iter([Stored(1, b"" if is_too_large else whole, len(whole))])


def _bring(row: MailImport, batch: Sequence[Stored]) -> None:
    row_id, asked_by = row.id, row.asked_by
    kept = [one for one in batch if not one.is_too_large and one.data.strip()]
    stored = {one.number: blobs.put(one.data) for one in kept}
    db.session.rollback()  # no transaction stays open while the child reads
    with TemporaryDirectory(prefix="letters-") as name:
        folder = Path(name)
        paths = [blobs.path_of(stored[one.number].sha256) for one in kept]
        told = dict(zip(stored, letters(paths, into=folder), strict=True))
        for one in batch:
            looked = Looked(one.number, fault=TOO_LARGE if one.is_too_large else NO_LETTER)
            if one.number in told:
                looked = _looked(one, told[one.number], folder, stored[one.number], asked_by)
            db.session.rollback()
            operations.note_looked(db.session.get_one(MailImport, row_id), looked, by=SYSTEM)


def _looked(
    one: Stored, letter: Letter, folder: Path, stored: blobs.Stored, asked_by: str
) -> Looked:
    fault = _fault(letter, folder, stored.sha256)
    if fault:
        return Looked(one.number, fault=fault, sha256=stored.sha256)
    at = one.came or letter.head.date or clock.now()
    return Looked(one.number, _kept(letter, folder, stored, asked_by, at=at))


def _kept(
    letter: Letter, folder: Path, stored: blobs.Stored, asked_by: str, *, at: datetime
) -> Kept:
    """Nobody has checked its sender: the letter says so wherever it is shown."""
    kept = kept_as_told(letter, folder, stored, at=min(at, clock.now()))
    notice: dict[str, Any] = {"code": "imported", "values": [asked_by]}
    domain = names.domain_of(kept.sender.address)
    is_outside = not (domain and queries.is_ours(domain))
    return replace(kept, is_outside=is_outside, notices=(*kept.notices, notice))


def _fault(letter: Letter, folder: Path, sha256: str) -> str:
    head = letter.head
    if any(one.code is Notice.UNREADABLE for one in letter.notices):
        return UNREADABLE
    if not (head.sender or head.date or head.message_id or head.subject):
        return NO_LETTER
    if is_secret(letter, folder):
        return SECRET
    with blobs.open_blob(sha256) as stream:
        return INFECTED if virus_in(stream) else ""
