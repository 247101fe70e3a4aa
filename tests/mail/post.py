"""Builds what mail tests stand on: a domain, personal boxes, the box of the clerks' desk."""

from dataclasses import dataclass, field
from itertools import count

from mail import operations
from mail.models import Folder, Mailbox, MailDomain, MailItem, MailMessage, MailThread
from mail.queries import open_box
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
