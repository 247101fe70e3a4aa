"""What clamd finds is quarantined; while it does not answer, mail waits."""

import socketserver
import struct
import threading
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from mail import operations, queries
from mail.jobs.rescanning import rescan
from mail.models import ArrivalState, Folder, MailArrival, MailMessage, MailScan, MailState
from mail.wire import clamd
from office import blobs, clock
from office.audit import AuditEvent
from office.config import current_settings
from office.db import db, transaction
from office.errors import Refusal
from office.notices import notices_at
from tests.mail.delivery.intake import accept, letter
from tests.mail.delivery.test_intake import in_box, work
from tests.mail.post import lay
from tests.mail.test_leaving import queued

VIRUS = b"X5O!P%@AP[4" + b"\\PZX54(P^)7CC)7}"


class Scanner(socketserver.StreamRequestHandler):
    """Speaks INSTREAM as clamd does."""

    def handle(self):
        if self.rfile.read(9) == b"zVERSION\0":
            self.wfile.write(self.server.version)
            return
        assert self.rfile.read(1) == b"\0"
        got = b""
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            got += self.rfile.read(size)
        told = b"stream: Eicar-Test FOUND\0" if self.server.virus in got else self.server.word
        self.wfile.write(told)


@pytest.fixture
def scanner(tmp_path):
    path = str(tmp_path / "clamd.sock")
    with socketserver.ThreadingUnixStreamServer(path, Scanner) as server:
        server.word, server.virus = b"stream: OK\0", VIRUS
        server.version = b"ClamAV 1.0.7/27480/Fri Dec  6 09:39:46 2024\0"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server, path
        server.shutdown()
        thread.join()


def test_an_infected_mail_is_quarantined_with_the_name_of_the_virus(intake, scanner, monkeypatch):
    monkeypatch.setattr(current_settings(), "clamd", scanner[1])
    accept(letter("Sạch"))
    accept(letter("Bẩn", VIRUS.decode()))
    work()
    (clean, _first), (bad, message) = in_box(intake.boxes["head"])
    assert (clean.folder, bad.folder) == (Folder.INBOX, Folder.QUARANTINE)
    assert message.notices == [{"code": "infected", "values": ["Eicar-Test"]}]


def test_what_new_signatures_find_is_set_apart_and_told(intake, scanner, monkeypatch):
    """An old letter is left alone; a round that was cut off goes on; the same version asks once."""
    server, place = scanner
    monkeypatch.setattr(current_settings(), "clamd", place)
    for at, subject in [(8, "Rất cũ"), (1, "Bẩn"), (0, "Sạch")]:
        with time_machine.travel(clock.now() - timedelta(days=at), tick=False):
            text = "Kính gửi.\n" if subject == "Sạch" else "một loại mới\n"
            lay(intake.boxes["head"], subject=subject, text=text)
    both = lay(intake.boxes["leader"], folder=Folder.TRASH, text="một loại mới\n")
    waiting = queued(intake, *[f"{name}@xa.example" for name in ("a", "door", "hand")])
    states = [(MailState.QUEUED, ""), (MailState.HELD, "closed"), (MailState.HELD, "by_hand")]
    with transaction():
        for row, (state, problem) in zip(waiting, states, strict=True):
            row.message_id, row.state, row.problem = both.message_id, state, problem
    rescan({})
    assert {item.folder for item, _message in in_box(intake.boxes["head"])} == {Folder.INBOX}
    server.virus, server.version = "một loại mới".encode(), b"ClamAV 1.0.7/27481/later\0"
    monkeypatch.setattr(current_settings(), "clamd", "/nowhere/clamd.sock")
    rescan({})
    monkeypatch.setattr(current_settings(), "clamd", place)
    rescan({})
    rescan({})
    found = {message.subject: item for item, message in in_box(intake.boxes["head"])}
    assert {subject: item.folder for subject, item in found.items()} == {
        "Rất cũ": Folder.INBOX,
        "Bẩn": Folder.QUARANTINE,
        "Sạch": Folder.INBOX,
    }
    operations.open_door(intake.agency.unit, by=intake.admin)
    for row in waiting:
        db.session.refresh(row)
        assert (row.state, row.problem) == (MailState.HELD, "infected"), "no open door lets it go"
    held = select(AuditEvent.facts).where(AuditEvent.act == "mail.held")
    assert db.session.scalars(held).all() == [{"problem": "infected"}] * 3
    db.session.refresh(both)
    assert (both.folder, both.from_folder) == (Folder.QUARANTINE, "trash")
    bad = db.session.get_one(MailMessage, found["Bẩn"].message_id)
    assert bad.notices == [{"code": "infected", "values": ["Eicar-Test"]}]
    assert blobs.exists(bad.sha256)
    opened = queries.open_box(intake.boxes["head"].uid, intake.head)
    with pytest.raises(Refusal):
        operations.move(opened, [found["Bẩn"]], Folder.INBOX, by=intake.head)
    assert told(intake.head) == ["mail_held"]
    assert told(intake.admin) == ["mail_held"] * 2, "one for each letter"
    rounds = db.session.scalars(select(MailScan).order_by(MailScan.id)).all()
    assert [(one.found, one.ended_at is not None) for one in rounds] == [(0, True), (2, True)]


def test_after_a_quiet_week_the_archive_is_left_alone(intake, scanner, monkeypatch):
    server, place = scanner
    monkeypatch.setattr(current_settings(), "clamd", place)
    with time_machine.travel(clock.now() - timedelta(days=8), tick=False):
        lay(intake.boxes["head"], subject="Rất cũ", text="một loại mới\n")
    server.virus = "một loại mới".encode()
    rescan({})
    [(item, _message)] = in_box(intake.boxes["head"])
    assert item.folder is Folder.INBOX


def told(actor):
    return [one.kind for one in db.session.scalars(notices_at(actor))]


def test_mail_waits_while_clamd_is_away(intake, scanner, monkeypatch):
    monkeypatch.setattr(current_settings(), "clamd", "/nowhere/clamd.sock")
    accept(letter())
    work()
    [arrival] = db.session.query(MailArrival).all()
    assert (arrival.state, in_box(intake.boxes["head"])) == (ArrivalState.WAITING, [])
    monkeypatch.setattr(current_settings(), "clamd", scanner[1])
    from mail.jobs.delivering import deliver

    deliver({"arrivals": [arrival.id]})
    assert len(in_box(intake.boxes["head"])) == 1


@pytest.mark.parametrize(
    ("word", "found"),
    [(b"INSTREAM size limit exceeded. ERROR\0", clamd.TOO_LARGE), (b"stream: OK\0", "")],
)
def test_what_is_too_large_to_be_scanned_counts_as_found(house, scanner, tmp_path, word, found):
    scanner[0].word = word
    file = tmp_path / "mail"
    file.write_bytes(b"x" * 300_000)
    with file.open("rb") as stream:
        assert clamd.find(stream, scanner[1]) == found


def test_a_scanner_that_talks_nonsense_gives_no_verdict(house, scanner, tmp_path):
    scanner[0].word = b"what?\0"
    with (tmp_path / "empty").open("w+b") as stream, pytest.raises(clamd.ScanFailed):
        clamd.find(stream, scanner[1])
    with (tmp_path / "empty").open("rb") as stream, pytest.raises(clamd.ScanFailed):
        clamd.find(stream, "127.0.0.1:9")
