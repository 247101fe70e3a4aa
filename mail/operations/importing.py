"""Letters of a former mail server, laid into a box as they lay there."""

from sqlalchemy import delete, select

from mail.models import Folder, ItemLabel, Mailbox, MailItem, MailLabel, MailMessage, Unseen
from mail.operations.keeping import Kept, keep_message
from mail.operations.placing import place_quietly
from mail.policy import Can
from mail.queries.searching import CLASS
from office import audit, search
from office.db import db, insert_ignoring, operation
from office.permissions import Actor, require

LONGEST_LABEL = 60
NO_LETTER, UNREADABLE, SECRET = "no_letter", "unreadable", "secret"


@operation
def bring_letter(  # noqa: PLR0913 - a letter and where it lay
    box: Mailbox, kept: Kept, folder: Folder, *, label: str = "", is_seen: bool, by: Actor
) -> MailItem | None:
    """Lay one letter into a box at its own date; None when the box has it already.

    It is the same when its Message-ID and its bytes are.
    """
    require(by, Can.CARRY_OUT, kept)
    message = _same(kept)
    if message is not None and _lies(box, message):
        return None
    message = message or keep_message(kept, near=[box.id], by=by)
    item = place_quietly(message, box, folder, kept.received_at, by=by)
    search.request_index(CLASS, message.id)
    if is_seen:
        db.session.execute(delete(Unseen).where(Unseen.item_id == item.id))
    if label:
        insert_ignoring(ItemLabel, {"item_id": item.id, "label_id": _label(box, label).id})
    return item


@operation
def note_import(box: Mailbox, source: str, *, brought: int, known: int, by: Actor) -> None:
    """Keep in the audit log that a box was filled from another server."""
    require(by, Can.CARRY_OUT, box)
    audit.record("mail.imported", box, by=by, source=source, brought=brought, known=known)


def _same(kept: Kept) -> MailMessage | None:
    wanted = select(MailMessage).where(
        MailMessage.sha256 == kept.sha256, MailMessage.message_id == kept.message_id
    )
    return db.session.scalars(wanted.order_by(MailMessage.id)).first()


def _lies(box: Mailbox, message: MailMessage) -> bool:
    mine = MailItem.mailbox_id == box.id, MailItem.message_id == message.id
    lies = select(MailItem.id).where(*mine, MailItem.removed_at.is_(None))
    return db.session.scalar(lies.limit(1)) is not None


def label_name(name: str) -> str:
    """The label that a folder of this name becomes."""
    return " ".join(name.split())[:LONGEST_LABEL]


def _label(box: Mailbox, name: str) -> MailLabel:
    short = label_name(name)
    mine = select(MailLabel).where(MailLabel.mailbox_id == box.id, MailLabel.name == short)
    found = db.session.scalars(mine).first()
    if found is None:
        found = MailLabel(mailbox_id=box.id, name=short)
        db.session.add(found)
        db.session.flush()
    return found
