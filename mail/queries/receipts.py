"""Whether a letter asks its reader for a receipt (RFC 8098), and what was answered to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from mail.models import Asked, Folder, Mailbox, MailItem, MailMessage, MailSaid
from mail.queries.addresses import addresses_of
from mail.queries.keeping import rules_for
from mail.wire.names import BadName, folded
from office.db import db

NEVER = "never"
READ_HERE = (Folder.INBOX, Folder.ARCHIVE)
BULK = ("bulk", "list", "junk")


@dataclass(frozen=True)
class Wish:
    """Where a receipt would go; `is_elsewhere` when the letter came from another address."""

    to: str
    is_elsewhere: bool


def wish_of(
    item: MailItem, message: MailMessage, view: Mapping[str, Any], box: Mailbox
) -> Wish | None:
    """The receipt that somebody outside asks for; readers inside are facts that need no letter.

    Lists, programs and letters without a sender get none, nor who names several addresses.
    """
    head = view.get("head") or {}
    asked = [_folded(one) for one in head.get("receipt_to") or ()]
    if len(asked) != 1 or not asked[0] or not _is_from_somebody(item, message, view):
        return None
    own = {row.folded for row in addresses_of(box)}
    if asked[0] in own or rules_for(box).answers_receipts == NEVER:
        return None
    return Wish(asked[0], asked[0] != _folded({"address": message.envelope_from}))


def _is_from_somebody(item: MailItem, message: MailMessage, view: Mapping[str, Any]) -> bool:
    head = view.get("head") or {}
    is_automatic = str(head.get("auto_submitted") or "no").lower() != "no"
    is_listed = bool(head.get("list_id")) or str(head.get("precedence")).lower() in BULK
    is_person = message.is_outside and bool(message.envelope_from) and not view.get("report")
    return is_person and not is_automatic and not is_listed and item.folder in READ_HERE


def _folded(one: Mapping[str, Any]) -> str:
    try:
        return folded(str(one.get("address") or ""))
    except BadName:
        return ""


def said_of(item: MailItem, asked: Asked) -> MailSaid | None:
    """What was answered to a question of a letter in a box."""
    mine = select(MailSaid).where(MailSaid.item_id == item.id, MailSaid.asked == asked)
    return db.session.scalars(mine).first()
