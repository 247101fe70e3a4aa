"""A mark travels between a mail program and the page within five seconds, with the real worker."""

import os
import subprocess
import sys
import threading
import time

import pytest
from flask import current_app

from office.db import db
from tests.documents.pages import Reader
from tests.house.walk import ROOT
from tests.mail.imap.speaking import speaking
from tests.mail.imap.test_window import letter
from tests.mail.post import build_item
from tests.needs import needs

pytestmark = [needs("dovecot"), pytest.mark.slow, pytest.mark.long]
BOUND, PATIENCE, ROUNDS = 5.0, 60.0, 6
STAR_OFF = "acts/star-end"


@pytest.fixture
def worker(window):
    """`office worker` as it runs in service; what it lays as root is given to Dovecot at once."""
    environment = os.environ | {"OFFICE_IMAP": "true", "OFFICE_DATABASE_URL": window.settings.url}
    program = "import sys; from office.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", program, "worker", "--data-dir", str(window.settings.data_dir)]
    ended = threading.Event()

    def give():
        while not ended.wait(0.05):
            window.server.settle()

    giver = threading.Thread(target=give)
    giver.start()
    running = []
    yield lambda: running.append(subprocess.Popen(command, cwd=ROOT, env=environment))
    for process in running:
        process.terminate()
        process.wait(60)
    ended.set()
    giver.join()


def waited(is_so, longest):
    """How long it took until it was so."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < longest
        time.sleep(0.05)
    return time.monotonic() - began


def test_a_mark_of_the_program_stands_on_the_page_in_time_and_one_of_the_page_in_it(window, worker):
    mail = window.mail
    box, item = mail.boxes["official"], build_item(mail.boxes["official"], data=letter("mot"))
    login, secret = window.device("official")
    page = Reader(current_app, mail.official)
    path, acts = f"/mail/items/{item.uid}", f"/mail/boxes/{box.uid}/acts"
    db.session.commit()
    window.server.start()
    worker()
    there, back = [], []
    with speaking(window.server, login, secret) as speaker:
        speaker.say("SELECT INBOX")
        waited(lambda: speaker.say("UID SEARCH ALL")[0] == [b"* SEARCH 1"], PATIENCE)
        for _round in range(ROUNDS):
            speaker.say("STORE 1 +FLAGS (\\Flagged)")
            there.append(waited(lambda: STAR_OFF in page.get(path), BOUND))
            page.post(f"{acts}/star-end", chosen=item.uid)
            back.append(waited(lambda: not is_flagged(speaker), BOUND))
    sys.stdout.write(f"to the page {told(there)}, to the program {told(back)}\n")


def is_flagged(speaker):
    speaker.say("NOOP")
    return b"\\Flagged" in speaker.say("FETCH 1 FLAGS")[0][-1]


def told(seconds):
    return " ".join(f"{one:.2f}" for one in sorted(seconds)) + " s"
