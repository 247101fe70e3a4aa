"""Fifty megabytes over a slow line: a mail that comes for minutes, a file that is cut twice."""

import base64
import hashlib
import http.client
import json
import random
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import select

from mail import operations
from mail.cli.suite import Suite
from mail.jobs import judging
from mail.jobs.intake import FOLDER
from mail.models import Folder, MailDraft, MailItem, MailMessage, MailPart
from mail.operations import Words
from mail.operations.uploading import PIECE
from mail.smtp.post import Limits
from mail.wire.resolver import resolver_at
from office import blobs
from office.accounts.models import Account
from office.actor import cookie_name
from office.db import db
from office.permissions import SYSTEM
from office.supervisor import say
from tests import as_role
from tests.long.numbers import serving
from tests.long.offices import small_office
from tests.long.report import write
from tests.long.slow_line import slow_line
from tests.mail.delivery.falls import work as deliver_all
from tests.mail.post import DOMAIN, PostOffice
from tests.mail.smtp import harness

RATE = 900_000
SIZE = 50_000_000
IDLE = 15.0
CUTS = (11_500_000, 33_300_000)
PATIENCE = 30.0
SLOWEST_NOOP = 1000  # milliseconds
LINE = 57  # bytes in a line of Base64
HEAD = (
    "From: an.tv@elsewhere.example\r\nTo: head@{domain}\r\nSubject: Ban ve\r\n"
    "Message-ID: <slow@elsewhere.example>\r\nMIME-Version: 1.0\r\n"
    'Content-Type: application/octet-stream; name="banve.bin"\r\n'
    'Content-Disposition: attachment; filename="banve.bin"\r\n'
    "Content-Transfer-Encoding: base64\r\n\r\n"
)
TITLE = "Fifty megabytes over slow lines"
TOLD = """A mail of {size} bytes comes by SMTP over a line of {rate} bytes a second, while a session
may be silent for {idle:.0f} seconds only; another session asks NOOP meanwhile. The mail must be
taken with 250, lie in the box of its receiver once, and its file must be the one that was sent.
Then a file of {size} bytes is put into a letter by the web process over such a line, which is cut
in the middle of a piece {cuts} times; whoever uploads asks how much is there and goes on. The file
in the letter must be the one that was sent, and no more than one piece may be sent again for each
cut.

The mail took {mail:.0f} s, the slowest NOOP beside it {noop:.0f} ms; the file took {file:.0f} s."""


@dataclass
class Seen:
    """What a run measured, and what was wrong with it."""

    faults: list[str] = field(default_factory=list)
    mail: float = 0.0
    noop: float = 0.0
    file: float = 0.0
    struck: int = 0


def main(work: Path, *, seed: int, runs: int = 1, per_run: int = 0, first: int = 0) -> int:
    """The number of runs with a fault."""
    del per_run
    results, bad, seen = work / "slowlines.jsonl", 0, Seen()
    for number in range(first + 1, first + runs + 1):
        began, seen = time.monotonic(), Seen()
        with small_office(work / f"slow-{number}") as (app, office):
            _mail_comes(app, office, seed + number, seen)
            _file_comes(app, office, seed + number, seen)
        struck = ["mail over a slow line", "file over a slow line"]
        struck += ["line cut in the middle of a piece"] * seen.struck
        row = {"run": number, "seed": seed, "fired": struck, "points": struck, "falls": 0}
        row |= {"faults": seen.faults, "seconds": time.monotonic() - began}
        with results.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        say(f"{number}: {row['seconds']:.0f} s {seen.faults or 'whole'}")
        bad += bool(seen.faults)
    facts = {"size": SIZE, "rate": RATE, "idle": IDLE, "cuts": len(CUTS)}
    told = TOLD.format(**facts, mail=seen.mail, noop=seen.noop, file=seen.file)
    write("slowlines", TITLE, told, results)
    return bad


# --------------------------------------------------------------------------------- the mail


def _mail_comes(app: Flask, office: PostOffice, seed: int, seen: Seen) -> None:
    folder = Path(app.extensions["office.settings"].data_dir) / FOLDER
    given = {"house": Suite(app), "limits": Limits(idle=IDLE)}
    began = time.monotonic()
    with (
        harness.running(folder, **given) as server,
        slow_line(server.port(), rate=RATE) as line,
        _asking(server.port(), seen),
    ):
        answer, sha256 = _send(line.port, seed)
    seen.mail = time.monotonic() - began
    if not answer.startswith(b"250"):
        seen.faults.append(f"the mail was answered with {answer!r}")
    if seen.mail < 2 * IDLE:
        seen.faults.append("the line was not slow")
    with mock.patch.object(judging, "the_resolver", return_value=resolver_at(())):
        deliver_all()
    kept = (
        select(MailPart.sha256)
        .join(MailMessage, MailMessage.id == MailPart.message_id)
        .join(MailItem, MailItem.message_id == MailMessage.id)
        .where(MailItem.mailbox_id == office.boxes["head"].id, MailItem.folder == Folder.INBOX)
    )
    if db.session.scalars(kept).all() != [sha256]:
        seen.faults.append("the mail does not lie in its box once, with its file")


def _send(port: int, seed: int) -> tuple[bytes, str]:
    """The answer to the whole mail, and the hash of its file."""
    digest = hashlib.sha256()
    with harness.Talk(socket.create_connection(("127.0.0.1", port))) as talk:
        talk.begin("an.tv@elsewhere.example", f"head@{DOMAIN}")
        talk.say("DATA")
        talk.send(HEAD.format(domain=DOMAIN).encode())
        for data in _file(seed, SIZE * LINE // (LINE // 3 * 4 + 2)):
            digest.update(data)
            talk.send(base64.encodebytes(data).replace(b"\n", b"\r\n"))
        talk.send(b".\r\n")
        return talk.hear(), digest.hexdigest()


def _file(seed: int, size: int) -> Iterator[bytes]:
    """Bytes that are nothing, in pieces that are whole lines of Base64."""
    chance, most = random.Random(seed), LINE * 1000  # noqa: S311 - the same seed, the same file
    while size > 0:
        yield chance.randbytes(min(most, size))
        size -= most


class _asking:  # noqa: N801 - it is used like a function
    """Another session, which wants to know meanwhile whether anybody is there."""

    def __init__(self, port: int, seen: Seen) -> None:
        self._seen = seen
        self._talk = harness.Talk(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE))
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)

    def _ask(self) -> None:
        try:
            while not self._over.wait(0.2):
                began = time.monotonic()
                answer = self._talk.say("NOOP")
                self._seen.noop = max(self._seen.noop, (time.monotonic() - began) * 1000)
                if not answer.startswith(b"250"):
                    raise RuntimeError(f"NOOP was answered with {answer!r}")
        except (OSError, RuntimeError) as fault:
            self._seen.faults.append(f"the other session broke: {fault}")

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(PATIENCE)
        if self._thread.is_alive():
            self._seen.faults.append("the other session still waits for its answer")
        if not 0 < self._seen.noop <= SLOWEST_NOOP:
            self._seen.faults.append(f"the slowest NOOP took {self._seen.noop:.0f} ms")
        self._talk.close()


# --------------------------------------------------------------------------------- the file


def _file_comes(app: Flask, office: PostOffice, seed: int, seen: Seen) -> None:
    content = b"".join(_file(seed, SIZE))
    operations.choose_rules(office.domain, {"largest_mib": 100}, by=SYSTEM)
    words = Words(to=f"leader@{DOMAIN}", subject="Ban ve", text="Kinh gui")
    draft = operations.begin_draft(office.opened("official"), words, by=office.official)
    folder = Path(app.extensions["office.settings"].data_dir)
    address = app.config["SQLALCHEMY_DATABASE_URI"]
    with serving(address, folder, 1) as (port,):
        client = app.test_client()
        opened = as_role.sign_in(client, db.session.get_one(Account, office.official.account_id))
        token = client.environ_base["HTTP_X_CSRF_TOKEN"]
        headers = {"Cookie": f"{cookie_name()}={opened.token}", "X-CSRF-Token": token}
        with slow_line(port, rate=RATE, cuts=CUTS) as line:
            began = time.monotonic()
            again = _Upload(line.port, headers, content).whole(f"/mail/drafts/{draft.uid}/uploads")
            seen.file, seen.struck = time.monotonic() - began, line.struck
            if again > len(CUTS) * PIECE:
                seen.faults.append(f"{again} bytes were sent again")
    if seen.struck != len(CUTS):
        seen.faults.append(f"the line was cut {seen.struck} times")
    db.session.rollback()
    found = db.session.scalars(select(MailDraft).where(MailDraft.uid == draft.uid)).one()
    kept = [one["sha256"] for one in found.files]
    if kept != [hashlib.sha256(content).hexdigest()] or not blobs.exists(kept[0]):
        seen.faults.append("the letter does not hold the file that was sent, once")


class _Upload:
    """What the script of the form does: piece by piece, and after a cut from where it stands."""

    def __init__(self, port: int, headers: dict[str, str], content: bytes) -> None:
        self._port = port
        self._headers = headers
        self._content = content
        self._line = self._dial()

    def _dial(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)

    def whole(self, path: str) -> int:
        """Until the file is there; how many bytes were sent more than once."""
        form = urlencode({"name": "banve.bin", "size": len(self._content)})
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        told = self._ask("POST", path, form.encode(), kind)
        url, piece, again = told["url"], told["piece"], 0
        while not told.get("file"):
            at = told["here"]
            data = self._content[at : at + piece]
            try:
                told = self._ask("POST", f"{url}?at={at}", data)
            except (OSError, http.client.HTTPException):
                self._line.close()
                self._line = self._dial()
                told = self._ask("GET", url)
                again += at + len(data) - told["here"]
        self._line.close()
        return again

    def _ask(self, verb: str, url: str, body: bytes = b"", more: dict[str, str] | None = None):
        self._line.request(verb, url, body or None, self._headers | (more or {}))
        answer = self._line.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{verb} {url}: {answer.status} {text[:200]!r}")
        return json.loads(text)


__all__ = ["main"]
