"""What an answer begins with: its people, its subject, the quoted text, the own signature."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import or_, select

from mail.letters import replies, typed
from mail.letters.heading import Person
from mail.models import MailItem, MailMessage, MailPart, MailReference, MailText
from mail.queries.addresses import addresses_of
from mail.queries.boxes import OpenBox
from mail.queries.directory import filled
from office import blobs, clock
from office.db import db
from office.i18n import _, moment
from office.permissions import Actor

REPLY, REPLY_ALL, FORWARD = KINDS = ("reply", "reply_all", "forward")
SIGNATURE, TEMPLATE = "signature", "template"
SIGNED = "\n\n-- \n"


def ids_of(message: MailMessage) -> dict[str, list[str]]:
    """The names of a message as its head says them: its own and those of its ancestors."""
    named = select(MailReference.named).where(MailReference.message_id == message.id)
    chain = db.session.scalars(named.order_by(MailReference.id)).all()
    return {
        "message-id": [message.message_id],
        "references": [one for one in chain if one != message.message_id],
    }


def begun_answer(item: MailItem, kind: str, opened: OpenBox) -> dict[str, str]:
    """The lines, the subject and the quotation of an answer to an item."""
    message = db.session.get_one(MailMessage, item.message_id)
    view = _view(message)
    if kind == FORWARD:
        subject = replies.forward_subject(message.subject)
        return {"subject": subject, "text": _forwarded(message, view)}
    head = _head(message, view)
    own = [row.folded for row in addresses_of(opened.box)]
    answered = (
        replies.reply_to_all(head, own) if kind == REPLY_ALL else replies.reply_to_sender(head, own)
    )
    return {
        "to": typed.line_of(answered.to),
        "cc": typed.line_of(answered.cc),
        "subject": replies.reply_subject(message.subject),
        "text": _quoted(message, view),
    }


def _view(message: MailMessage) -> Mapping[str, Any]:
    if not message.view_sha256 or not blobs.exists(message.view_sha256):
        return {}
    found: dict[str, Any] = json.loads(blobs.read(message.view_sha256))
    return found


def _head(message: MailMessage, view: Mapping[str, Any]) -> replies.Head:
    told = view.get("head") or {}
    sender = [{"name": message.sender_name, "address": message.sender_address}]
    lines = {
        "from": sender,
        "reply-to": told.get("reply_to") or [],
        "to": message.to,
        "cc": message.cc,
    }
    return {
        name: [typed.line_of(Person(one["address"], one["name"]) for one in listed)]
        for name, listed in lines.items()
        if listed
    }


def _quoted(message: MailMessage, view: Mapping[str, Any]) -> str:
    at = message.sent_at or message.received_at
    name = message.sender_name or message.sender_address
    said = _("On %(moment)s, %(name)s wrote:", moment=moment(at), name=name)
    return f"\n\n{said}\n{replies.quoted(str(view.get('text', message.preview)))}"


def _forwarded(message: MailMessage, view: Mapping[str, Any]) -> str:
    sender = Person(message.sender_address, message.sender_name)
    to = [Person(one["address"], one["name"]) for one in message.to]
    at = clock.to_local(message.sent_at or message.received_at)
    lines = [
        f"---------- {_('Forwarded letter')} ----------",
        f"{_('Sent from')}: {typed.line_of([sender])}",
        f"{_('Date of the letter')}: {at:%d/%m/%Y %H:%M}",
        f"{_('Subject of the letter')}: {message.subject}",
        f"{_('To')}: {typed.line_of(to)}",
    ]
    return "\n\n" + "\n".join(lines) + "\n\n" + str(view.get("text", message.preview))


def files_of(item: MailItem) -> list[MailPart]:
    """The files that a forwarded letter carries on."""
    own = select(MailPart).where(
        MailPart.message_id == item.message_id, MailPart.is_inline.is_(False)
    )
    return list(db.session.scalars(own.order_by(MailPart.id)))


def texts(opened: OpenBox, actor: Actor, kind: str) -> list[MailText]:
    """The signatures or templates of somebody in a box: his own before those of the box."""
    mine = or_(MailText.person_id == actor.person_id, MailText.person_id.is_(None))
    wanted = select(MailText).where(
        MailText.mailbox_id == opened.box.id, MailText.kind == kind, mine
    )
    own_first = (MailText.person_id.is_(None), MailText.is_default.desc(), MailText.id)
    return list(db.session.scalars(wanted.order_by(*own_first)))


def signature(opened: OpenBox, actor: Actor) -> str:
    """What stands under a new letter of a box."""
    found = next((one for one in texts(opened, actor, SIGNATURE) if one.is_default), None)
    return f"{SIGNED}{filled(found.text, opened, actor)}" if found else ""
