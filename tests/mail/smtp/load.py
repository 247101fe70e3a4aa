"""Clients that send until each of their mails is answered with 250, whatever falls meanwhile."""

import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.mail.smtp.harness import Talk

ROOT = Path(__file__).resolve().parents[3]
KEY = re.compile(rb"taken as ([0-9a-f]{26})")
SIZES = (300, 1000, 3000, 4000, 4000, 4000, 6000, 9000, 20_000, 60_000, 90_000, 300_000)


@contextmanager
def program(folder, *words, before=()):
    """A server process, its number (not that of a tracer) and its port; killed at the end."""
    command = [*before, sys.executable, "-m", "tests.mail.smtp.program", str(folder), *words]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    port, number = map(int, process.stdout.readline().split())
    try:
        yield process, number, port
    finally:
        if process.poll() is None:
            os.kill(number, signal.SIGKILL)
        process.wait(30)
        process.stdout.close()


@dataclass
class Load:
    """What is to be sent, and what came of it."""

    mails: int
    seed: int
    clients: int = 8
    port: int = 0
    taken: dict = field(default_factory=dict)
    tried: dict = field(default_factory=dict)
    open: threading.Event = field(default_factory=threading.Event)
    stopped: bool = False

    def __post_init__(self):
        self._lock = threading.Condition()

    def start(self):
        self.threads = [
            threading.Thread(target=self._client, args=(number,), daemon=True)
            for number in range(self.clients)
        ]
        for thread in self.threads:
            thread.start()

    def join(self):
        for thread in self.threads:
            thread.join(120)

    def wait_for(self, count):
        """Until so many mails were answered with 250."""
        with self._lock:
            assert self._lock.wait_for(lambda: len(self.taken) >= count, 120), "nothing goes on"

    def _client(self, number):
        chance = random.Random(self.seed * 1000 + number)  # noqa: S311 - known again
        talk = None
        for place in range(number, self.mails, self.clients):
            name = f"{self.seed}-{place}@side.test"
            content = _mail(name, chance)
            while name not in self.taken and not self.stopped:
                try:
                    self.open.wait(60)
                    talk = talk or self._connected()
                    self.tried[name] = self.tried.get(name, 0) + 1
                    self._note(name, _send(talk, content))
                except OSError:
                    if talk:
                        talk.close()
                    talk = None
        if talk:
            talk.close()

    def _connected(self):
        raw = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        try:
            talk = Talk(raw)
            talk.say("EHLO me.test")
        except OSError:
            raw.close()
            raise
        return talk

    def _note(self, name, reply):
        if found := KEY.search(reply):
            with self._lock:
                self.taken[name] = found[1].decode()
                self._lock.notify_all()


def _mail(name, chance):
    text = chance.randbytes(chance.choice(SIZES) // 2).hex().encode()
    lines = b"\r\n".join(text[at : at + 70] for at in range(0, len(text), 70))
    return b"Message-ID: <" + name.encode() + b">\r\n\r\n" + lines + b"\r\n"


def _send(talk, content):
    talk.send(b"MAIL FROM:<a@b.test>\r\nRCPT TO:<box@ours.test>\r\nDATA\r\n")
    for _ in range(3):
        if not talk.hear():
            raise ConnectionResetError
    talk.send(content + b".\r\n")
    return talk.hear()
