"""Letters of a file come into a box: read by the limited child, a few at a time, each by itself."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO
from uuid import UUID

from mail import operations, queries
from mail.jobs.importing import taken, with_line_ends
from mail.letters.mbox import BEGINS, LARGEST, Stored, read_mbox
from mail.models import MailImport
from mail.operations import Looked
from mail.operations.exchanging import BRING, FULL_HERE, GIVEN_UP
from mail.operations.importing import NO_LETTER
from office import blobs, clock
from office.db import db
from office.foreign.letters import Letter, letters
from office.given_up import when_given_up
from office.outbox import delivers
from office.permissions import SYSTEM

MOST_TOGETHER = 20
MOST_BYTES = 16 * 1024 * 1024
TOO_LARGE = "too_large"


@delivers(BRING)
def bring(body: dict[str, Any]) -> None:
    """Go on behind the last letter that was looked at, until the file is at its end."""
    row = queries.import_by_uid(UUID(body["file"]))
    if row is None or row.done_at is not None:
        return
    with blobs.open_blob(row.sha256) as stream:
        has_room = True
        for batch in _batches(stream, behind=row.looked):
            if not has_room:
                operations.cut_import(row, FULL_HERE, by=SYSTEM)
                return
            has_room = _bring(row, batch)
    operations.end_import(row, by=SYSTEM)


@when_given_up(BRING)
def tell_given_up(body: dict[str, Any]) -> None:
    """A file that no worker could go on with comes to its end; what was laid in stays."""
    row = queries.import_by_uid(UUID(body["file"]))
    if row is not None:
        operations.cut_import(row, GIVEN_UP, by=SYSTEM)


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
    whole = with_line_ends(data)
    is_too_large = len(data) > LARGEST
    return iter([Stored(1, b"" if is_too_large else whole, len(whole))])


def _bring(row: MailImport, batch: Sequence[Stored]) -> bool:
    """Lay some letters in; False when there was no room for one of them."""
    has_room = True
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
            row = db.session.get_one(MailImport, row_id)
            has_room &= operations.note_looked(row, looked, by=SYSTEM)
    return has_room


def _looked(
    one: Stored, letter: Letter, folder: Path, stored: blobs.Stored, asked_by: str
) -> Looked:
    at = one.came or letter.head.date or clock.now()
    found = taken(letter, folder, stored, asked_by, at=at)
    if found.kept is None:
        return Looked(one.number, fault=found.fault, sha256=stored.sha256)
    return Looked(one.number, found.kept)
