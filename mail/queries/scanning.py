"""Which mail new signatures are tried on."""

from sqlalchemy import exists, select

from mail.models import MailItem, MailMessage, MailScan
from office.db import db


def to_scan(scan: MailScan, *, most: int) -> list[MailMessage]:
    """The next messages that lie in a box and whose bytes are there; ends with an empty list."""
    lies = exists().where(MailItem.message_id == MailMessage.id, MailItem.removed_at.is_(None))
    rows = select(MailMessage).where(MailMessage.id > scan.last_id, MailMessage.sha256 != "", lies)
    return list(db.session.scalars(rows.order_by(MailMessage.id).limit(most)))
