"""What clamd finds is quarantined; while it does not answer, mail waits."""

import socketserver
import struct
import threading

import pytest

from mail.models import ArrivalState, Folder, MailArrival
from mail.wire import clamd
from office.config import current_settings
from office.db import db
from tests.mail.delivery.intake import accept, letter
from tests.mail.delivery.test_intake import in_box, work

VIRUS = b"X5O!P%@AP[4" + b"\\PZX54(P^)7CC)7}"


class Scanner(socketserver.StreamRequestHandler):
    """Speaks INSTREAM as clamd does."""

    def handle(self):
        assert self.rfile.read(10) == b"zINSTREAM\0"
        got = b""
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            got += self.rfile.read(size)
        told = b"stream: Eicar-Test FOUND\0" if VIRUS in got else self.server.word
        self.wfile.write(told)


@pytest.fixture
def scanner(tmp_path):
    path = str(tmp_path / "clamd.sock")
    with socketserver.ThreadingUnixStreamServer(path, Scanner) as server:
        server.word = b"stream: OK\0"
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
