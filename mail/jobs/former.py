"""Brings letters of a former server into a box, a piece at a time; a cut goes on by itself."""

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
from imap_tools.errors import MailboxFolderStatusError
from sqlalchemy import select

from mail import operations
from mail.jobs.importing import Taken, taken, with_line_ends
from mail.models import FormerImport, ImportState
from mail.operations import FormerFolder
from mail.operations.former import GONE, IMPORT, MOST_TRIES, SECRET, TOO_LARGE
from mail.operations.keeping import hashes_of
from mail.queries.former import UNDER_WAY
from mail.wire.clamd import ScanFailed
from mail.wire.former import FAULTS, Former, Found, address_of
from office import blobs, outbox, vault
from office.db import db
from office.foreign.letters import letters
from office.given_up import when_given_up
from office.outbox import delivers, every
from office.permissions import SYSTEM

outbox.RETRIES[IMPORT] = outbox.Retry(
    limit=MOST_TRIES + 5, first=timedelta(seconds=10), longest=timedelta(minutes=15)
)
PIECE = 50
SECONDS = 20.0
LARGEST = 100 << 20
AT_ONCE, MOST_BYTES = 25, 32 << 20


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
    except (*FAULTS, ScanFailed) as fault:
        db.session.rollback()
        if operations.note_cut(row, _words(fault), by=SYSTEM):
            raise NotYet(_words(fault)) from fault


@when_given_up(IMPORT)
def stop_given_up(body: dict[str, Any]) -> None:
    """Work that fell again and again stops, so that people can go on with it or end it."""
    wanted = select(FormerImport).where(FormerImport.uid == UUID(body["row"]))
    operations.give_up_former(db.session.scalars(wanted).one(), int(body["step"]), by=SYSTEM)


def _work(row: FormerImport) -> None:
    is_looking, login = row.state is ImportState.LOOKING, row.login
    secret = vault.unlock(row.sealed, purpose=SECRET)
    host, port = row.host, row.port
    address = address_of(host, port)
    db.session.rollback()  # no transaction stays open while the server speaks
    with Former(host, port, address) as server:
        server.login(login, secret)
        if is_looking:
            operations.note_places(row, list(folders_of(server)), by=SYSTEM)
        else:
            bring(server, row)


@every(name="mail.former_secrets", cron="25 4 * * *")
def forget(_body: dict[str, Any]) -> None:
    """Passwords of other servers do not stay."""
    operations.forget_secrets(by=SYSTEM)


def _words(fault: BaseException) -> str:
    return f"{type(fault).__name__}: {fault}"


def folders_of(server: Former) -> Iterator[FormerFolder]:
    """The folders there, as far as the server tells of them."""
    for place in server.places():
        try:
            yield FormerFolder(place.name, server.count_in(place.name), place.target)
        except MailboxFolderStatusError:
            yield FormerFolder(place.name, 0, "")


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


@dataclass
class Piece:
    """One piece of work: all that it needs to know while no transaction is open."""

    server: Former
    row: FormerImport
    brought_by: str
    budget: Budget


def bring(server: Former, row: FormerImport) -> None:
    """Letters of the folders in their order, until the piece is full or its time is over."""
    places, brought_by, done = list(row.places), row.made_by, []
    work, went = Piece(server, row, brought_by, Budget(PIECE, monotonic() + SECONDS)), Went.WHOLE
    db.session.rollback()
    for number, place in enumerate(places):
        if place["target"] and not place["is_done"]:
            went = _folder(work, number, place)
            if went is not Went.WHOLE:
                break
            done.append(number)
    if went is not Went.STOPPED:
        operations.note_step(row, done, is_whole=went is Went.WHOLE, by=SYSTEM)


def _folder(work: Piece, number: int, place: Mapping[str, Any]) -> Went:
    server, budget = work.server, work.budget
    validity = server.look_into(place["name"])
    uids = server.after(place["uid"] if place["validity"] == validity else 0)
    piece = uids[: max(budget.left, 0)]
    sizes = server.sizes(piece)
    for page in _pages(piece, sizes):
        if budget.is_over():
            return Went.MORE
        if not _page(work, (number, validity), page, sizes):
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
    work: Piece, place: tuple[int, int], page: Sequence[int], sizes: Mapping[int, int]
) -> bool:
    """Bring some letters, or note why not; False when the import was stopped."""
    small = [uid for uid in page if sizes.get(uid, 0) <= LARGEST]
    found = {one.uid: one for one in work.server.letters(small) if one.raw}
    read = dict(zip(found, _taken_all(list(found.values()), work.brought_by), strict=True))
    for uid in page:
        gone = Taken("", fault=GONE if uid in small else TOO_LARGE)
        is_seen = uid in found and found[uid].is_seen
        if not _lay(work.row, place, uid, read.get(uid, gone), is_seen=is_seen):
            left = [one for number, one in read.items() if number >= uid]
            operations.let_go(set().union(*map(_hashes, left)), by=SYSTEM)
            return False
    return True


def _lay(row: FormerImport, place: tuple[int, int], uid: int, one: Taken, *, is_seen: bool) -> bool:
    number, validity = place
    at = validity, uid
    if one.kept is not None:
        return operations.bring_former(row, number, at, one.kept, is_seen=is_seen, by=SYSTEM)
    goes = operations.leave_former(row, number, at, one.fault, by=SYSTEM)
    operations.let_go(_hashes(one), by=SYSTEM)
    return goes


def _hashes(one: Taken) -> set[str]:
    return hashes_of(one.kept) if one.kept else {one.sha256}


def _taken_all(found: Sequence[Found], brought_by: str) -> list[Taken]:
    """Read by one child."""
    stored = [blobs.put(with_line_ends(one.raw)) for one in found]
    if not stored:
        return []
    with TemporaryDirectory(prefix="former-") as name:
        folder = Path(name)
        told = letters([blobs.path_of(one.sha256) for one in stored], into=folder)
        read = []
        for letter, blob, one in zip(told, stored, found, strict=True):
            read.append(taken(letter, folder, blob, brought_by, at=one.at))
            db.session.rollback()  # the next may ask an authority
        return read
