"""What a letter asks its reader for, as its page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mail import queries
from mail.models import Asked, MailSaid
from mail.policy import Can
from mail.queries.items import Line, OpenItem
from mail.queries.receipts import Wish
from office.permissions import Actor, allowed


@dataclass(frozen=True)
class Receipt:
    """The wish for a receipt, what was answered, and whether this reader may answer."""

    wish: Wish
    said: MailSaid | None
    may_answer: bool


def receipt_of(
    line: Line, view: Mapping[str, Any], found: OpenItem, actor: Actor
) -> Receipt | None:
    """Nothing for most letters: they ask for none."""
    wish = queries.wish_of(line.item, line.message, view, found.opened.box)
    if wish is None:
        return None
    said = queries.said_of(line.item, Asked.RECEIPT)
    return Receipt(wish, said, allowed(actor, Can.SEND, found.opened))
