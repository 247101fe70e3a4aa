"""What the tests of writing share: a draft in few words, sending it, and letting it leave."""

import time_machine

from mail import operations
from mail.operations import Words
from office import outbox
from office.db import db

HOUSE = "snv.lamgiang.example"
LEADER, OFFICIAL, CLERKS = (f"{name}@{HOUSE}" for name in ("leader", "official", "vanthu"))
OUTSIDE = "dan@ngoai.example"


def draft(mail, part="official", *, by=None, **words):
    """A draft in the box of a part, to the leader unless said otherwise."""
    facts = {"to": LEADER, "subject": "Lịch họp", "text": "Kính gửi anh."} | words
    return operations.begin_draft(
        mail.opened(part, by=by), Words(**facts), by=writer(mail, part, by)
    )


def writer(mail, part, by=None):
    """Who writes in a box unless somebody is named."""
    return getattr(mail, by or ("clerk" if part == "clerks" else part))


def sent(mail, part="official", *, by=None, at=None, key="", **words):
    """A letter that waits to leave."""
    written = draft(mail, part, by=by, **words)
    return operations.send(
        written, version=written.version, at=at, key=key, by=writer(mail, part, by)
    )


def left(written):
    """The moment at which a letter leaves has come, and the workers have done their work."""
    with time_machine.travel(written.send_at, tick=False):
        outbox.drain(outbox.Lane.MAIL)
    db.session.refresh(written)
    return written
