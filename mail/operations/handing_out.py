"""Letters of mailboxes that leave the house: a row for each address, the bytes as they go."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from mail.models import LASTS, Folder, Mailbox, MailMessage, MailState, OutgoingMail
from mail.operations.keeping import Kept, keep_message
from mail.operations.outgoing import CLOSED, enqueue
from mail.operations.placing import place
from mail.policy import Can
from mail.queries.freezes import FROZEN, freeze_of
from mail.queries.outgoing import is_open
from office import clock
from office.db import db, insert_ignoring, new_uid, operation
from office.permissions import Actor, require

LONGEST_SUBJECT = 300


@dataclass(frozen=True)
class Leaving:
    """A letter on its way to one address; the same key twice is one letter.

    `options` are the wishes of RFC 3461: notify, orcpt, ret, envid.
    """

    key: str
    to: str
    sha256: str
    envelope_from: str
    options: Mapping[str, Any] = field(default_factory=dict)


@operation
def hand_out(message: MailMessage, box: Mailbox, leaving: Leaving, *, by: Actor) -> OutgoingMail:
    """Keep a letter of a box to be sent; while the door of its agency is closed it is held."""
    require(by, Can.CARRY_OUT, message)
    problem = _hindrance(box)
    state = MailState.HELD if problem else MailState.QUEUED
    row = {
        "uid": new_uid(),
        "agency_id": box.agency_id,
        "key": leaving.key,
        "to_address": leaving.to,
        "subject": message.subject[:LONGEST_SUBJECT],
        "text": "",
        "attachments": [],
        "state": state,
        "problem": problem,
        "attempts": 0,
        "made_at": clock.now(),
        "message_id": message.id,
        "mailbox_id": box.id,
        "sha256": leaving.sha256,
        "envelope_from": leaving.envelope_from,
        "options": dict(leaving.options),
        "answer": {},
        "expires_at": clock.now() + LASTS,
    }
    is_new = insert_ignoring(OutgoingMail, row)
    kept = db.session.scalars(select(OutgoingMail).where(OutgoingMail.key == leaving.key)).one()
    if is_new and state is MailState.QUEUED:
        enqueue(kept)
    return kept


def _hindrance(box: Mailbox) -> str:
    if freeze_of(box) is not None:
        return FROZEN
    return "" if is_open(box.agency_id) else CLOSED


@operation
def become_letter(mail: OutgoingMail, kept: Kept, *, by: Actor) -> MailMessage:
    """A message that was posted for a box becomes its letter: kept, laid among what it sent."""
    require(by, Can.CARRY_OUT, mail)
    box = db.session.get_one(Mailbox, mail.mailbox_id)
    message = keep_message(kept, near=[box.id], by=by)
    place(message, box, Folder.SENT, by=by)
    mail.message_id, mail.sha256 = message.id, kept.sha256
    mail.envelope_from, mail.expires_at = kept.envelope_from, clock.now() + LASTS
    mail.options = {"notify": ["FAILURE", "DELAY", "SUCCESS"], "ret": "HDRS"} | mail.options
    return message
