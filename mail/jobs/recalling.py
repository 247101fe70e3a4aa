"""Puts a notice in the place of a letter that its sender took back before it was read."""

from dataclasses import replace
from typing import Any

from mail import operations
from mail.jobs.telling import kept_from
from mail.letters import replies
from mail.letters.compose import UNDISCLOSED, Automatic, Outline, compose, message_id
from mail.letters.heading import Person
from mail.models import Mailbox, MailMessage
from mail.operations.recalling import OUTSIDE, RECALLED
from mail.queries import address_of, ids_of
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


@delivers(OUTSIDE)
def letter_outside(body: dict[str, Any]) -> None:
    """A letter to those outside who have the recalled one; programs lay it beside that letter."""
    message = db.session.get_one(MailMessage, body["message"])
    box = db.session.get_one(Mailbox, body["box"])
    stored = blobs.put(compose(_told(message, body["to"])))
    kept = replace(kept_from(stored, at=clock.now()), envelope_from=message.sender_address)
    operations.send_recall(message, box, kept, body["to"], by=SYSTEM)


def _told(message: MailMessage, reached: list[str]) -> Outline:
    """Who got a blind copy is not named in the head."""
    sender = Person(message.sender_address, message.sender_name)
    people = [Person(one["address"], one.get("name", "")) for one in [*message.to, *message.cc]]
    shown = {address.lower() for address in reached}
    named = tuple(one for one in people if one.address.lower() in shown)
    in_reply_to, references = replies.thread_of(ids_of(message))
    with force_locale("vi"):
        return Outline(
            sender=sender,
            to=named,
            subject=_("Recalled: %(subject)s", subject=message.subject),
            text=_told_words(message, sender),
            message_id=message_id(f"recalled.{message.uid}", split(sender.address)[1]),
            date=clock.now(),
            in_reply_to=in_reply_to,
            references=references,
            automatic=Automatic.MADE,
            more=() if named else UNDISCLOSED,
        )


def _told_words(message: MailMessage, sender: Person) -> str:
    return "\n\n".join(
        [
            _(
                "%(name)s recalled the letter “%(subject)s” of %(sent)s at %(moment)s.",
                name=sender.name or sender.address,
                subject=message.subject,
                sent=moment(message.sent_at or message.received_at),
                moment=moment(message.recalled_at or clock.now()),
            ),
            _("Please do not act on it. This notice takes nothing out of your mailbox."),
            f"Message-ID: {message.message_id}",
        ]
    )
