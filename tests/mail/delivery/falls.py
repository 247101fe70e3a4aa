"""Acts of mail in a process that ends the hard way: what it left behind is gone on with.

Two acts: an official hands in a letter, does not hear the 250 and hands it in again; and a clerk
files a letter into the register, hears nothing and sends the form again.
"""

import os
import signal
from datetime import timedelta
from unittest import mock

from sqlalchemy import func, select

from documents.models import Document
from mail import operations
from mail.jobs.intake import take_over
from mail.models import Folder, MailFiling, MailItem, OutgoingMail
from mail.smtp.intake.reading import Intakes
from office import clock, outbox
from office.audit import AuditEvent
from office.config import SmarthostTls
from office.db import db
from tests.documents.pages import Reader
from tests.long import armed
from tests.long.armed import Point
from tests.mail.delivery.intake import accept, letter
from tests.mail.post import DOMAIN, delivered

SUBMITTING = [
    Point("submission-copied", "mail", "mail.jobs.intake:_copy", "after"),
    Point("submission-uncommitted", "mail", "mail.operations:take_in", "inside"),
    Point("submission-taken", "mail", "mail.operations:take_in", "after", 2),
    Point("submission-unsettled", "mail", "mail.smtp.intake.reading:Intakes.settle", "before"),
    Point("submission-overtaken", "mail", "mail.smtp.intake.reading:Intakes.settle", "before"),
    Point("submission-settled", "mail", "mail.smtp.intake.reading:Intakes.settle", "after"),
    Point("submission-read", "mail", "office.foreign.letters:letters", "after"),
    Point("submission-undelivered", "mail", "mail.operations:deliver", "inside"),
    Point("submission-delivered", "mail", "mail.operations:deliver", "after"),
    Point("repeat-undelivered", "mail", "mail.operations:deliver", "inside", 2),
]
FILING = [
    Point("filing-unread", "mail", "documents.operations:file_letter", "before"),
    Point("filing-uncommitted", "mail", "documents.operations:file_letter", "inside"),
    Point("filing-unanswered", "mail", "documents.operations:file_letter", "after"),
    Point("filing-unnoted", "mail", "mail.operations:note_filing", "before"),
    Point("filing-noted", "mail", "mail.operations:note_filing", "inside"),
    Point("filing-commit", "mail", "sqlalchemy.orm.session:Session.commit", "before"),
]
UNNOTED = Point("leaving-unnoted", "mail", "mail.operations:mark_sent", "before")
FAR = "lan@else.example"
LATER = timedelta(minutes=2)  # every lease of the fallen has run out


_now = clock.now


def _later():
    return _now() + LATER


def work():
    """Take over, then everything that follows from it."""
    take_over({})
    while outbox.drain(outbox.Lane.MAIL):
        pass


def overtaken():
    """Another worker is quick: the boxes have the mail before its row of the intake is marked."""
    settle = Intakes.settle

    def late(intakes, mail):
        while outbox.drain(outbox.Lane.MAIL):
            pass
        settle(intakes, mail)

    with mock.patch.object(Intakes, "settle", late):
        take_over({})


def in_child(act, folder, point):
    """Do an act in a child in which a point strikes; whether it did."""
    folder.mkdir(parents=True, exist_ok=True)
    file = armed.write(folder, [point])
    db.session.remove()
    db.engine.dispose()
    child = os.fork()
    if not child:
        _end_of_child(act, str(file))
    _number, status = os.waitpid(child, 0)
    fell = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    return fell and armed.fired(folder) == [point.name]


def _end_of_child(act, file):
    try:
        os.setsid()
        os.environ[armed.ARMS] = file
        armed.arm("mail")
        act()
    finally:
        os._exit(1)


def submitted(office, folder, point):
    """Hand in a letter twice while a point strikes; what is wrong at the end, in words."""
    written = letter("Gửi hai nơi", sender=f"official@{DOMAIN}", to=f"head@{DOMAIN}, {FAR}")
    login = str(office.agency.people["official"].account_id)
    boxes = {part: office.boxes[part].id for part in ("official", "head")}
    for _time in range(2):
        accept(
            written,
            [f"head@{DOMAIN}", FAR],
            sender=f"official@{DOMAIN}",
            listener="submission",
            auth_user=login,
        )
    act = overtaken if point.name == "submission-overtaken" else work
    faults = [] if in_child(act, folder, point) else [f"{point.name} did not strike"]
    if act is overtaken and not _lying(boxes["head"], Folder.INBOX):
        faults.append(f"{point.name} struck before the box had the letter")
    with mock.patch.object(clock, "now", _later):
        work()
    return faults + [
        f"{point.name}: {what} {count} times"
        for what, count in {
            "kept as sent": _lying(boxes["official"], Folder.SENT),
            "in the box": _lying(boxes["head"], Folder.INBOX),
            "on its way out": _count(OutgoingMail),
        }.items()
        if count != 1
    ]


def left(app, office, folder, port):
    """Lose what the next host said of a letter; the acts that the audit log has of it."""
    smarthost = {"smarthost": f"127.0.0.1:{port}", "smarthost_tls": SmarthostTls.NONE}
    settings = app.extensions["office.settings"]
    given = smarthost | {"mail_from": f"vanthu@{DOMAIN}", "allowed_fetch": ("127.0.0.1",)}
    app.extensions["office.settings"] = settings.model_copy(update=given)
    operations.open_door(office.agency.unit, by=office.admin)
    accept(
        letter("Gửi đi", sender=f"official@{DOMAIN}", to=FAR),
        [FAR],
        sender=f"official@{DOMAIN}",
        listener="submission",
        auth_user=str(office.agency.people["official"].account_id),
    )
    work()
    struck = in_child(lambda: outbox.drain(outbox.Lane.OUT), folder, UNNOTED)
    with mock.patch.object(clock, "now", _later):
        outbox.drain(outbox.Lane.OUT)
    acts = select(AuditEvent.act).where(AuditEvent.subject_class == "OutgoingMail")
    return struck, db.session.scalars(acts.order_by(AuditEvent.id)).all()


def filed(app, office, folder, point):
    """File a letter, hear nothing, send the form again; what is wrong at the end, in words."""
    delivered([f"vanthu@{DOMAIN}"], subject="Báo cáo số 12/BC-UBND", data=letter().as_bytes())
    desk = office.boxes["clerks"].id
    item = db.session.scalars(select(MailItem).where(MailItem.mailbox_id == desk)).one()
    path = f"/documents/from-mail/{item.uid}"
    typed = {"issuer": "UBND xã Mẫu", "subject": "Báo cáo", "symbol": "12/BC-UBND"}
    typed |= {"type_name": "Báo cáo", "urgency": "normal", "known": "0"}
    clerk = Reader(app, office.clerk)
    struck = in_child(lambda: clerk.post(path, **typed), folder, point)
    faults = [] if struck else [f"{point.name} did not strike"]
    was_done = _count(MailFiling) == 1
    clerk.post(path, status=422 if was_done else 303, **typed)
    found = {"documents": _count(Document), "filings": _count(MailFiling)}
    return faults + [f"{point.name}: {n} {what}" for what, n in found.items() if n != 1]


def _lying(box_id, folder):
    return _count(MailItem, MailItem.mailbox_id == box_id, MailItem.folder == folder)


def _count(model, *conditions):
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions))
