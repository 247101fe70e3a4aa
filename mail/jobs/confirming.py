"""Receipts that a reader wanted to be sent (RFC 8098)."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from mail import operations, queries
from mail.jobs.answering import house_envelope
from mail.letters.compose import message_id
from mail.letters.heading import Person
from mail.letters.reports import MOST_RETURNED, Cover, receipt
from mail.models import Mailbox, MailItem, MailMessage, MailSaid
from mail.operations.receipts import CONFIRM
from mail.wire.names import split
from office import blobs
from office.db import db
from office.given_up import when_given_up
from office.i18n import _, force_locale, moment
from office.outbox import delivers
from office.permissions import SYSTEM


@delivers(CONFIRM)
def confirm(body: dict[str, Any]) -> None:
    """Write the receipt; one of a letter that was purged meanwhile is not written."""
    said = _said(body)
    if said is None:
        return
    item = db.session.get_one(MailItem, said.item_id)
    message = db.session.get_one(MailMessage, item.message_id)
    box = db.session.get_one(Mailbox, item.mailbox_id)
    own = queries.address_of(box)
    if not own or not message.sha256:
        return
    name = split(own)[1]
    with force_locale("vi"):
        subject = _("Read: %(subject)s", subject=message.subject)
        at = moment(message.sent_at or message.received_at)
        text = _(
            "Your letter of %(moment)s was shown to its reader. Whether he agrees with it or deals "
            "with it is not said by this.",
            moment=at,
        )
    cover = Cover(
        own_name=name,
        to=str(body["to"]),
        subject=subject,
        text=text,
        message_id=message_id(f"receipt.{said.uid}", name),
        date=said.said_at,
        sender=Person(own, box.name),
    )
    with blobs.open_blob(message.sha256) as stream:
        made = receipt(cover, reader=own, original=stream.read(MOST_RETURNED))
    key = f"receipt:{said.uid}"
    operations.write(house_envelope(key, made, str(body["to"]), box=own), by=SYSTEM)


@when_given_up(CONFIRM)
def take_back(body: dict[str, Any]) -> None:
    """No worker could write it: the reader is asked once more."""
    said = _said(body)
    if said is not None:
        operations.take_back_answer(said, by=SYSTEM)


def _said(body: dict[str, Any]) -> MailSaid | None:
    return db.session.scalars(select(MailSaid).where(MailSaid.uid == UUID(body["said"]))).first()
