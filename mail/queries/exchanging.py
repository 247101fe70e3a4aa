"""Letters that go out of a box as files and come into it so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from mail.letters.mbox import write_mbox
from mail.models import Folder, MailImport, MailItem, MailMessage
from mail.queries.boxes import OpenBox
from mail.queries.items import SET_APART
from mail.queries.private import hides, is_private
from office import blobs
from office.db import db

PAGE = 200
SHOWN = 20


@dataclass(frozen=True)
class Choice:
    """What is taken out of a box: a folder, or some items of it, and by whom."""

    folder: Folder
    person_id: int | None
    items: tuple[int, ...] | None = None


def count_of(opened: OpenBox, choice: Choice) -> int:
    """How many letters are meant; those that nobody gets are counted too."""
    wanted = select(func.count()).select_from(MailItem).where(*_meant(opened, choice))
    return db.session.scalar(wanted) or 0


def mbox_of(opened: OpenBox, choice: Choice) -> Iterator[bytes]:
    """The letters as one file (MBOX), the oldest first; none with a virus or a secrecy mark.

    One letter is in memory at a time, and no transaction is open while it travels.
    """
    meant, after = _meant(opened, choice), 0
    while True:
        rows = db.session.execute(
            select(
                MailItem.id,
                MailMessage.sha256,
                MailMessage.envelope_from,
                MailMessage.sender_address,
                MailMessage.received_at,
                MailMessage.notices,
            )
            .join(MailMessage, MailMessage.id == MailItem.message_id)
            .where(*meant, MailItem.id > after, MailMessage.sha256 != "")
            .order_by(MailItem.id)
            .limit(PAGE)
        ).all()
        if not rows:
            return
        after = rows[-1][0]
        db.session.rollback()
        yield from write_mbox(
            (blobs.read(sha256), envelope or sender, at)
            for _id, sha256, envelope, sender, at, notices in rows
            if not any(one.get("code") in SET_APART for one in notices)
        )


def _meant(opened: OpenBox, choice: Choice) -> list[ColumnElement[bool]]:
    found = [MailItem.mailbox_id == opened.box.id, MailItem.removed_at.is_(None)]
    if hides(opened.box, choice.person_id):
        found.append(~is_private())
    if choice.items is not None:
        return [*found, MailItem.id.in_(choice.items)]
    return [*found, MailItem.folder == choice.folder]


def imports_of(opened: OpenBox) -> Sequence[MailImport]:
    """The last files with letters that were brought into a box, the newest first."""
    mine = select(MailImport).where(MailImport.mailbox_id == opened.box.id)
    return db.session.scalars(mine.order_by(MailImport.id.desc()).limit(SHOWN)).all()


def import_by_uid(uid: UUID) -> MailImport | None:
    """One of them, for who works at it."""
    return db.session.scalars(select(MailImport).where(MailImport.uid == uid)).first()
