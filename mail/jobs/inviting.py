"""Answers to invitations leave as letters of the box (iMIP, RFC 6047), kept among what it sent."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from mail import operations, queries
from mail.jobs.answering import house_envelope
from mail.letters.calendar import Answer, Meeting, answer_to
from mail.letters.compose import Outline, compose, message_id
from mail.letters.heading import Person
from mail.models import Mailbox, MailItem, MailMessage, MailSaid
from mail.operations.meetings import REPLY
from mail.wire.names import split
from office.db import db
from office.given_up import when_given_up
from office.i18n import _, force_locale
from office.outbox import delivers
from office.permissions import SYSTEM


@delivers(REPLY)
def reply(body: dict[str, Any]) -> None:
    """Write the answer, unless it was replaced by another one before it left."""
    said = _said(body)
    if said is None:
        return
    at = datetime.fromisoformat(body["at"])
    item = db.session.get_one(MailItem, said.item_id)
    message = db.session.get_one(MailMessage, item.message_id)
    meeting = queries.invitation_in(message)
    if said.said_at != at or meeting is None:
        return
    box = db.session.get_one(Mailbox, item.mailbox_id)
    sender, answer = Person(**body["writing"]["sender"]), Answer(body["answer"])
    writer = body["writing"].get("writer")
    subject, text = _words(answer, meeting, sender)
    made = Outline(
        sender=sender,
        written_by=Person(**writer) if writer else None,
        to=(Person(body["to"], meeting.organizer.name),),
        subject=subject,
        text=text,
        message_id=message_id(f"meeting.{said.uid}.{at:%s%f}", split(sender.address)[1]),
        date=at,
        in_reply_to=message.message_id,
        references=(message.message_id,) if message.message_id else (),
        invitation=answer_to(meeting, _invited(meeting, box, sender), answer, at=at),
    )
    key = f"meeting:{said.uid}:{body['at']}"
    envelope = house_envelope(key, compose(made), body["to"], keeps_copy=True)
    operations.write(replace(envelope, envelope_from=sender.address), by=SYSTEM)


@when_given_up(REPLY)
def take_back(body: dict[str, Any]) -> None:
    """No worker could write it: the reader is asked once more, unless he answered anew."""
    said = _said(body)
    if said is not None and said.said_at == datetime.fromisoformat(body["at"]):
        operations.take_back_answer(said, by=SYSTEM)


def _said(body: dict[str, Any]) -> MailSaid | None:
    return db.session.scalars(select(MailSaid).where(MailSaid.uid == UUID(body["said"]))).first()


def _invited(meeting: Meeting, box: Mailbox, sender: Person) -> Person:
    """Under the address that was invited: the organiser's program knows no other."""
    own = [row.shown for row in queries.addresses_of(box)]
    asked = next((one for one in own if meeting.invited(one)), sender.address)
    return Person(asked, sender.name)


def _words(answer: Answer, meeting: Meeting, sender: Person) -> tuple[str, str]:
    facts = {"what": meeting.summary, "name": sender.name or sender.address}
    with force_locale("vi"):
        subjects = {
            Answer.ACCEPTED: _("Accepted: %(what)s", what=facts["what"]),
            Answer.TENTATIVE: _("Perhaps: %(what)s", what=facts["what"]),
            Answer.DECLINED: _("Declined: %(what)s", what=facts["what"]),
        }
        texts = {
            Answer.ACCEPTED: _("%(name)s comes to the meeting “%(what)s”.", **facts),
            Answer.TENTATIVE: _("%(name)s may come to the meeting “%(what)s”.", **facts),
            Answer.DECLINED: _("%(name)s does not come to the meeting “%(what)s”.", **facts),
        }
    return subjects[answer], texts[answer]
