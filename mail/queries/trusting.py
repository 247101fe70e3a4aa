"""Whose pictures a reader always sees, and when such a choice may count."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from mail.models import Folder, MailItem, MailMessage, TrustedSender
from mail.queries.boxes import OpenBox
from mail.wire.names import BadName, folded
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor

DOUBTFUL = (Folder.JUNK, Folder.QUARANTINE)


def folded_sender(message: MailMessage) -> str:
    """The address of a sender as it is compared; nothing for what is no address."""
    try:
        return folded(message.sender_address)
    except BadName:
        return ""


def is_confirmed(item: MailItem, message: MailMessage) -> bool:
    """Whether a letter is from its sender by DMARC (RFC 7489); never one that counts as junk."""
    is_passed = message.verdicts.get("dmarc") == "pass"
    return is_passed and item.folder not in DOUBTFUL and bool(folded_sender(message))


def trusted_senders(opened: OpenBox, actor: Actor) -> Sequence[TrustedSender]:
    """The senders of a box whose pictures the reader always sees, by their addresses."""
    mine = select(TrustedSender).where(
        TrustedSender.mailbox_id == opened.box.id, TrustedSender.person_id == actor.person_id
    )
    return db.session.scalars(mine.order_by(TrustedSender.address)).all()


def trusted_sender_by_uid(opened: OpenBox, uid: UUID, actor: Actor) -> TrustedSender:
    """One of them."""
    found = next((one for one in trusted_senders(opened, actor) if one.uid == uid), None)
    if found is None:
        raise NotFound(_("There is no such sender."))
    return found
