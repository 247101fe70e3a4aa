"""Puts a notice in the place of a letter that its sender took back before it was read."""

from typing import Any

from mail import operations
from mail.letters.compose import Automatic, Outline, compose, message_id
from mail.letters.heading import Person
from mail.models import Mailbox, MailMessage
from mail.operations.recalling import RECALLED
from mail.queries import address_of
from mail.wire.names import split
from office import blobs, clock
from office.db import db
from office.i18n import _, force_locale, moment
from office.outbox import delivers
from office.permissions import SYSTEM


@delivers(RECALLED)
def notice(body: dict[str, Any]) -> None:
    """The notice comes from who took the letter back; programs see that a program wrote it."""
    message = db.session.get_one(MailMessage, body["message"])
    box = db.session.get_one(Mailbox, body["box"])
    own = address_of(box)
    sender = Person(message.sender_address, message.sender_name)
    name = sender.name or sender.address
    at = moment(message.recalled_at or clock.now())
    with force_locale("vi"):
        made = Outline(
            sender=sender,
            to=(Person(own, box.name),),
            subject=_("A letter was recalled"),
            text=_(
                "%(name)s recalled a letter at %(moment)s before it was read.", name=name, moment=at
            ),
            message_id=message_id(f"recall.{message.uid}.{box.id}", split(sender.address)[1]),
            date=clock.now(),
            in_reply_to=message.message_id,
            automatic=Automatic.MADE,
        )
    stored = blobs.put(compose(made))
    operations.write(
        operations.Envelope(
            key=f"recall:{message.uid}:{box.id}",
            listener="house",
            envelope_from="",
            recipients=[{"address": own}],
            sha256=stored.sha256,
            size=stored.size,
            received_at=clock.now(),
        ),
        by=SYSTEM,
    )
