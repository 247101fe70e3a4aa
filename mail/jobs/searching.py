"""Gives the index what mail says: heads, names of files, the words that the limited child read."""

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from mail.models import MailItem, MailMessage, MailPart
from mail.queries.searching import CLASS, MOST_BOXES, indexed
from office import blobs
from office.db import db
from office.search import Text, searchable


@searchable(CLASS)
def texts(ids: Sequence[int]) -> Iterable[Text]:
    """Nothing of what was recalled or purged."""
    wanted = select(MailMessage).where(
        MailMessage.id.in_(ids),
        MailMessage.recalled_at.is_(None),
        MailMessage.purged_at.is_(None),
    )
    names = _names(ids)
    for message in db.session.scalars(wanted):
        lies = _boxes_of(message)
        yield indexed(message, names.get(message.id, []), _words(message), lies)


def _boxes_of(message: MailMessage) -> list[int]:
    """Where a message lies; of very many boxes one more than the index names."""
    rows = select(MailItem.mailbox_id).where(MailItem.message_id == message.id).distinct()
    return list(db.session.scalars(rows.limit(MOST_BOXES + 1)))


def _names(ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = select(MailPart.message_id, MailPart.name).where(MailPart.message_id.in_(ids))
    for message_id, name in db.session.execute(rows.order_by(MailPart.id)):
        found.setdefault(message_id, []).append(name)
    return found


def _words(message: MailMessage) -> str:
    """A view that is gone is made anew some day; until then the head is found."""
    if not message.view_sha256 or not blobs.exists(message.view_sha256):
        return message.preview
    view = json.loads(blobs.read(message.view_sha256))
    return str(view.get("words") or view.get("text") or "")
