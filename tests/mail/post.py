"""Builds what mail tests stand on: a domain, personal boxes, the box of the clerks' desk."""

import json
from dataclasses import dataclass, field
from itertools import count
from uuid import uuid4

from mail import operations
from mail.models import (
    Folder,
    Mailbox,
    MailDomain,
    MailItem,
    MailMessage,
    MailPart,
    MailReference,
    MailThread,
    Unseen,
)
from mail.queries import open_box, readers_of
from office import blobs, clock
from office.accounts.models import Person
from office.db import db, transaction
from office.permissions import SYSTEM
from tests import build

DOMAIN = "snv.lamgiang.example"
NUMBERS = count(1)
CLEAN = operations.Judged()


@dataclass
class PostOffice:
    """An agency of the test world with its domain and boxes by part."""

    agency: build.Agency
    domain: MailDomain
    boxes: dict[str, Mailbox] = field(default_factory=dict)

    def __getattr__(self, name):
        if name in self.agency.people:
            return self.agency.people[name]
        raise AttributeError(name)

    def opened(self, part, by=None):
        """The box of a part as somebody (its owner unless named) has it open."""
        owner = "clerk" if part == "clerks" else part
        return open_box(self.boxes[part].uid, self.agency.people[by or owner])


def post_office(*, name=DOMAIN, parts=("clerk", "leader", "head", "official", "colleague"), **of):
    """A domain, boxes for some people and one for the clerks' desk (“clerks”)."""
    made = build.agency(**of)
    with transaction():
        domain = operations.open_domain(made.unit, name, by=SYSTEM)
        office = PostOffice(made, domain)
        for part in parts:
            person = db.session.get_one(Person, made.people[part].person_id)
            box = operations.open_person_box(person, domain, part, by=SYSTEM)
            office.boxes[part] = box
        office.boxes["clerks"] = operations.open_desk_box(
            made.desks["clerk"], domain, "vanthu", "Văn thư Sở Nội vụ", by=SYSTEM
        )
    return office


def build_item(box, *, data=b"Subject: Thu\r\n\r\nKinh gui\r\n", folder=Folder.INBOX, **facts):
    """A message that lies in a box, without the way it came."""
    with transaction():
        thread = MailThread()
        db.session.add(thread)
        db.session.flush()
        stored = blobs.put(data)
        box.last_number += 1
        box.changes += 1
        box.used_bytes += stored.size
        message = MailMessage(
            thread_id=thread.id,
            sha256=stored.sha256,
            size=stored.size,
            message_id=f"<{box.id}.{box.last_number}@lamgiang.example>",
            received_at=clock.now(),
            sender_name="Người gửi",
            sender_address="gui@donvi.example",
            subject="Thư",
        )
        db.session.add(message)
        db.session.flush()
        item = MailItem(
            mailbox_id=box.id,
            message_id=message.id,
            thread_id=thread.id,
            folder=folder,
            number=box.last_number,
            changed=box.changes,
            size=stored.size,
            **{"placed_at": clock.now()} | facts,
        )
        db.session.add(item)
        db.session.flush()
    return item


def came(to, *, sender="an.tv@elsewhere.example", listener="mx", data=b"", **more):
    """What the intake tells of a mail; its bytes go into the blob store."""
    stored = blobs.put(data or b"From: an.tv@elsewhere.example\r\n\r\nXin chao\r\n")
    number = next(NUMBERS)
    facts = {
        "key": f"test-{number}",
        "listener": listener,
        "envelope_from": sender,
        "recipients": [{"address": one} for one in to],
        "sha256": stored.sha256,
        "size": stored.size,
        "received_at": clock.now(),
    }
    return operations.Envelope(**facts | more)


def told(envelope, *, subject="Mời họp", **more):
    """What the limited child would tell of that mail."""
    facts = {
        "sha256": envelope.sha256,
        "size": envelope.size,
        "message_id": f"<{envelope.key}@elsewhere.example>",
        "subject": subject,
        "sender": operations.Named("Trần Văn An", envelope.envelope_from),
        "to": tuple(operations.Named("", one["address"]) for one in envelope.recipients),
        "received_at": envelope.received_at,
        "envelope_from": envelope.envelope_from,
        "is_outside": envelope.listener == "mx",
    }
    return operations.Kept(**facts | more)


def delivered(to, *, judged=CLEAN, subject="Mời họp", kept=None, **envelope):
    """A mail brought to its recipients; gives what became of it and the message."""
    envelope = came(to, **envelope)
    arrival = operations.take_in(envelope, by=SYSTEM)
    made = told(envelope, subject=subject, **(kept or {}))
    went = operations.deliver(arrival, made, judged, by=SYSTEM)
    message = db.session.get(MailMessage, arrival.message_id) if arrival.message_id else None
    return went, message


def lay(  # one message in one box, as delivery would have put it there, without the child
    box,
    *,
    subject="Về việc họp giao ban",
    sender=("Nguyễn Văn Mẫu", "mau@tinh.example"),
    text="Kính gửi các đồng chí.",
    html="",
    folder=Folder.INBOX,
    files=(),
    answers=None,
    at=None,
    is_seen=False,
    view=(),
    **facts,
):
    """The item; `answers` is an item of the same conversation, `files` are (name, kind, bytes)."""
    at = at or clock.now()
    with transaction():
        message = _message(
            subject=subject,
            sender=sender,
            text=text,
            html=html,
            at=at,
            view=view,
            files=files,
            thread_id=answers.thread_id if answers else None,
            facts=facts,
        )
        return put(message, box, folder=folder, at=at, is_seen=is_seen)


def put(message, box, *, folder=Folder.INBOX, at=None, is_seen=False):
    """A message in one more box."""
    with transaction():
        box = db.session.get_one(Mailbox, box.id)
        box.last_number += 1
        box.changes += 1
        item = MailItem(
            mailbox_id=box.id,
            message_id=message.id,
            thread_id=message.thread_id,
            folder=folder,
            placed_at=at or clock.now(),
            number=box.last_number,
            changed=box.changes,
            size=message.size,
        )
        db.session.add(item)
        db.session.flush()
        if not is_seen and folder is not Folder.SENT:
            for person in readers_of(box):
                db.session.add(
                    Unseen(item_id=item.id, person_id=person, mailbox_id=box.id, folder=folder)
                )
        return item


def _message(*, subject, sender, text, html, at, view, files, thread_id, facts):
    name, address = sender
    message_id = f"<{uuid4()}@tinh.example>"
    raw = (
        f"From: {name} <{address}>\r\nSubject: {subject}\r\nMessage-ID: {message_id}\r\n\r\n"
        f"{text}\r\n"
    ).encode()
    stored = blobs.put(raw)
    read = {"text": text, "html": html, "charset": "utf-8"} | dict(view)
    if thread_id is None:
        thread = MailThread()
        db.session.add(thread)
        db.session.flush()
        thread_id = thread.id
    given = {"to": [{"name": "Văn thư", "address": f"vanthu@{DOMAIN}"}], "preview": text[:200]}
    message = MailMessage(
        thread_id=thread_id,
        sha256=stored.sha256,
        view_sha256=blobs.put(json.dumps(read).encode()).sha256,
        size=stored.size,
        message_id=message_id,
        sent_at=at,
        received_at=at,
        sender_name=name,
        sender_address=address,
        subject=subject,
        has_files=bool(files),
        **(given | facts),
    )
    db.session.add(message)
    db.session.flush()
    db.session.add(MailReference(message_id=message.id, named=message_id, thread_id=thread_id))
    for number, (file, kind, data, *more) in enumerate(files):
        kept = blobs.put(data)
        db.session.add(
            MailPart(
                message_id=message.id,
                path=str(number + 2),
                name=file,
                kind=kind,
                size=kept.size,
                sha256=kept.sha256,
                **(more[0] if more else {}),
            )
        )
    db.session.flush()
    return message
