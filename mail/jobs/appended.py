"""Letters that a mail program lays into a folder: read by the limited child, kept, placed."""

from pathlib import Path

from mail import operations
from mail.jobs.telling import kept_from
from mail.models import Folder, MailItem, MailMessage
from mail.queries.programs import Opening
from office import blobs, clock
from office.db import db


def take(
    path: Path, opening: Opening, folder: Folder, flags: frozenset[str], *, other: int | None = None
) -> int:
    """Take one letter in and give its item; `other` is the item of another box it is a copy of."""
    if other is not None:
        item = db.session.get_one(MailItem, other)
        message = db.session.get_one(MailMessage, item.message_id)
        return operations.lay_copy(opening.opened, message, folder, flags, by=opening.actor).id
    with path.open("rb") as content:
        kept = kept_from(blobs.put(content), at=clock.now())
    return operations.take_from_program(opening.opened, kept, folder, flags, by=opening.actor).id
