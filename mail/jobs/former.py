"""Brings letters of a former server into a box, a piece at a time; a cut goes on by itself."""

import imaplib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any
from uuid import UUID

from imap_tools import MailboxLoginError
from imap_tools.errors import ImapToolsError
from sqlalchemy import select

from mail import operations
from mail.jobs.telling import kept_as_told
from mail.models import Folder, FormerImport, ImportState
from mail.operations import FormerFolder, Kept
from mail.operations.former import GONE, IMPORT, MOST_TRIES, SECRET, TOO_LARGE
from mail.queries.former import UNDER_WAY
from mail.wire.former import Former, Found, Place
from office import blobs, clock, outbox, vault
from office.db import db
from office.fetch import FetchFailed
from office.foreign.letters import letters
from office.outbox import delivers, every
from office.permissions import SYSTEM

outbox.RETRIES[IMPORT] = outbox.Retry(
    limit=MOST_TRIES + 5, first=timedelta(seconds=10), longest=timedelta(minutes=15)
)
FAULTS = (OSError, imaplib.IMAP4.error, ImapToolsError, FetchFailed)
PIECE = 50
SECONDS = 20.0
LARGEST = 100 << 20
AT_ONCE, MOST_BYTES = 25, 32 << 20
SPECIAL = {
    "\\sent": Folder.SENT.value,
    "\\junk": Folder.JUNK.value,
    "\\archive": Folder.ARCHIVE.value,
    "\\all": Folder.ARCHIVE.value,
    "\\trash": "",
    "\\drafts": "",
}


class NotYet(Exception):
    """The server was not reached; the work goes on later."""


@delivers(IMPORT)
def go_on(body: dict[str, Any]) -> None:
    """One piece: the folders, or some letters; a step that was overtaken does nothing."""
    wanted = select(FormerImport).where(FormerImport.uid == UUID(body["row"]))
    row = db.session.scalars(wanted).one()
    if row.step != body["step"] or row.state not in UNDER_WAY:
        return
    try:
        _work(row)
    except MailboxLoginError:
        operations.refuse_login(row, by=SYSTEM)
    except FAULTS as fault:
        db.session.rollback()
        if operations.note_cut(row, _words(fault), by=SYSTEM):
            raise NotYet(_words(fault)) from fault


def _work(row: FormerImport) -> None:
    is_looking, login = row.state is ImportState.LOOKING, row.login
    secret = vault.unlock(row.sealed, purpose=SECRET)
    with Former(row.host, row.port) as server:
        db.session.rollback()  # no transaction stays open while the server speaks
        server.login(login, secret)
        if is_looking:
            operations.note_places(row, list(_folders(server)), by=SYSTEM)
        else:
            _bring(server, row)


@every(name="mail.former_secrets", cron="25 4 * * *")
def forget(_body: dict[str, Any]) -> None:
    """Passwords of other servers do not stay."""
    operations.forget_secrets(by=SYSTEM)


def _words(fault: BaseException) -> str:
    return f"{type(fault).__name__}: {fault}"


def _folders(server: Former) -> Iterator[FormerFolder]:
    for place in server.places():
        yield FormerFolder(place.name, server.count_in(place.name), _proposed(place))


def _proposed(place: Place) -> str:
    """The inbox and what has a use of its own; any other folder becomes a label."""
    if place.name.upper() == "INBOX":
        return Folder.INBOX.value
    known = (SPECIAL[flag.lower()] for flag in place.flags if flag.lower() in SPECIAL)
    return next(known, "label")


@dataclass
class Budget:
    """How much one piece of work may do."""

    left: int
    ends_at: float

    def is_over(self) -> bool:
        """Whether the next piece goes on."""
        return self.left <= 0 or monotonic() > self.ends_at


class Went(Enum):
    """How far a folder came."""

    WHOLE = "whole"
    MORE = "more"
    STOPPED = "stopped"


def _bring(server: Former, row: FormerImport) -> None:
    """Letters of the folders in their order, until the piece is full or its time is over."""
    budget, went, done = Budget(PIECE, monotonic() + SECONDS), Went.WHOLE, []
    for number, place in enumerate(list(row.places)):
        if place["target"] and not place["is_done"]:
            went = _folder(server, row, number, budget)
            if went is not Went.WHOLE:
                break
            done.append(number)
    if went is not Went.STOPPED:
        operations.note_step(row, done, is_whole=went is Went.WHOLE, by=SYSTEM)


def _folder(server: Former, row: FormerImport, number: int, budget: Budget) -> Went:
    place = row.places[number]
    validity = server.look_into(place["name"])
    uids = server.after(place["uid"] if place["validity"] == validity else 0)
    piece = uids[: max(budget.left, 0)]
    sizes = server.sizes(piece)
    for page in _pages(piece, sizes):
        if budget.is_over():
            return Went.MORE
        if not _page(server, row, (number, validity), page, sizes):
            return Went.STOPPED
        budget.left -= len(page)
    return Went.MORE if len(uids) > len(piece) else Went.WHOLE


def _pages(uids: Sequence[int], sizes: Mapping[int, int]) -> Iterator[list[int]]:
    """As many as one child reads at once."""
    page: list[int] = []
    total = 0
    for uid in uids:
        size = min(sizes.get(uid, 0), LARGEST)
        if page and (len(page) >= AT_ONCE or total + size > MOST_BYTES):
            yield page
            page, total = [], 0
        page.append(uid)
        total += size
    if page:
        yield page


def _page(
    server: Former,
    row: FormerImport,
    place: tuple[int, int],
    page: Sequence[int],
    sizes: Mapping[int, int],
) -> bool:
    """Bring some letters, or note why not; False when the import was stopped."""
    small = [uid for uid in page if sizes.get(uid, 0) <= LARGEST]
    found = {one.uid: one for one in server.letters(small) if one.raw}
    db.session.rollback()
    kept = dict(zip(found, _kept_all(list(found.values())), strict=True))
    number, validity = place
    for uid in page:
        at = validity, uid
        if uid in kept:
            seen = found[uid].is_seen
            goes = operations.bring_former(row, number, at, kept[uid], is_seen=seen, by=SYSTEM)
        else:
            why = GONE if uid in small else TOO_LARGE
            goes = operations.leave_former(row, number, at, why, by=SYSTEM)
        if not goes:
            return False
    return True


def _kept_all(found: Sequence[Found]) -> list[Kept]:
    """Read by one child; line ends as mail has them, so that programs see the size."""
    stored = [blobs.put(_with_line_ends(one.raw)) for one in found]
    if not stored:
        return []
    with TemporaryDirectory(prefix="former-") as name:
        folder = Path(name)
        told = letters([blobs.path_of(one.sha256) for one in stored], into=folder)
        return [
            kept_as_told(letter, folder, blob, at=min(one.at, clock.now()))
            for letter, blob, one in zip(told, stored, found, strict=True)
        ]


def _with_line_ends(raw: bytes) -> bytes:
    return raw if b"\r\n" in raw else raw.replace(b"\n", b"\r\n")
