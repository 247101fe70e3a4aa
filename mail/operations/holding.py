"""Who is told of what lies in quarantine; no notice names anything of a mail."""

from collections.abc import Sequence

from sqlalchemy import select

from mail.models import Folder, Mailbox, MailItem, MailMessage
from mail.queries.readers import desk_to_tell
from office import notices
from office.db import db
from office.i18n import _l
from office.permissions import Role
from office.units import queries as units

SECRECY = "secrecy"
KIND = "mail_held"


def tell_held(items: Sequence[MailItem]) -> None:
    """Its reader learns that something lies in quarantine."""
    for box in _boxes([item for item in items if item.folder is Folder.QUARANTINE]):
        desk = desk_to_tell(box)
        if desk is not None:
            text = _l("Mail for you was put into quarantine")
            key = f"held:{box.uid}:{box.changes}"
            notices.tell(desk, kind=KIND, text=text, url="/mail", key=key)


def tell_security(message: MailMessage, items: Sequence[MailItem]) -> None:
    """Secret papers do not travel by mail: who keeps the secrets of each agency hears of it."""
    agencies = {units.successor_of(box.agency_id) for box in _boxes(items)}
    for agency_id in sorted(agencies):
        for desk in units.desks_of_role(agency_id, Role.SECURITY):
            text = _l("A mail with a secrecy mark was put into quarantine unread")
            key = f"secrecy:{message.uid}:{desk.id}"
            notices.tell(desk.id, kind=KIND, text=text, url="/mail", key=key)


def _boxes(items: Sequence[MailItem]) -> Sequence[Mailbox]:
    ids = [item.mailbox_id for item in items]
    if not ids:
        return []
    return db.session.scalars(select(Mailbox).where(Mailbox.id.in_(ids))).all()
