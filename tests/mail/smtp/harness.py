"""A server in a thread with a house of cards, and a plain socket that speaks to it."""

import asyncio
import shutil
import socket
import subprocess
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from mail.smtp import answers
from mail.smtp.gate import Caps, Gate
from mail.smtp.house import WELCOME, Asking, Login, Room, Verdict
from mail.smtp.intake.reading import Intakes
from mail.smtp.intake.writing import Intake
from mail.smtp.post import Limits, Post
from mail.smtp.profiles import LMTP, MX, SUBMISSION, SUBMISSIONS
from mail.smtp.server import Door, Server, Tls


class FakeHouse:
    """Everybody at ours.test has a box but `nobody`; the password of all is `right`."""

    def __init__(self):
        self.asked = []
        self.locked = []
        self.down = False
        self.most, self.counted = 1000, 0
        self.slow = threading.Event()
        self.slow.set()

    def _awake(self):
        if self.down:
            raise RuntimeError("database is locked at /secret/place")

    def blocked(self, peer):
        return False

    def login(self, name, password, source):
        self.slow.wait(10)
        self._awake()
        return Login(name, f"account-{name}") if password == "right" else None

    def locked_out(self, name, source):
        self._awake()
        self.locked.append(name)

    def is_ours(self, domain):
        self._awake()
        return domain == "ours.test"

    def refuses(self, sender, asker):
        self._awake()
        return WELCOME

    def takes_from(self, sender, asker):
        return Verdict(answers.OUR_SENDER)

    def may_send(self, login, sender):
        return sender == f"{login.name}@ours.test"

    def may_write(self, login, head):
        return b"From: boss@" not in head

    def room(self, login):
        return Room(self.most, answers.TOO_MANY_TODAY)

    def counts(self, login, letter):
        self.counted += len(letter.recipients)
        return Verdict(answers.TOO_MANY_TODAY) if self.counted > self.most else WELCOME

    def recipient(self, address, asker):
        self._awake()
        self.asked.append((address, asker))
        if address.startswith("nobody@"):
            return Verdict(answers.NO_SUCH_BOX)
        return WELCOME


@dataclass
class Running:
    """What a test holds of a running server."""

    server: Server
    house: FakeHouse
    folder: object
    told: list = field(default_factory=list)
    loop: asyncio.AbstractEventLoop = None

    def port(self, name="mx"):
        return self.server.ports[name]

    def mails(self):
        intakes = Intakes(self.folder)
        try:
            return [(mail, mail.content()) for mail in intakes.waiting(1000)]
        finally:
            intakes.close()

    def talk(self, name="mx"):
        return Talk(socket.create_connection(("127.0.0.1", self.port(name)), timeout=10))


@contextmanager
def running(
    folder, *, house=None, limits=None, caps=None, tls=None, lmtp=None, proxies=(), failures=None
):
    """A server at all doors; those with TLS only when there is a certificate."""
    house, told = house or FakeHouse(), []
    post = Post(
        "mx.ours.test",
        Intake(folder, 1),
        Asking(house, longest=5.0),
        Gate(caps or Caps(first_delay=0.0), failures=failures),
        limits or Limits(),
        tell=lambda event, **fields: told.append((event, fields)),
    )
    profiles = [MX, SUBMISSION, *([SUBMISSIONS] if tls else [])]
    doors = [Door(one, "127.0.0.1", proxies=proxies) for one in profiles]
    doors += [Door(LMTP, socket=lmtp)] if lmtp else []
    made = Running(Server(post, doors, Tls(*tls) if tls else None), house, folder, told)
    ready, failed = threading.Event(), []

    async def main():
        made.loop, made.ending = asyncio.get_running_loop(), asyncio.Event()
        try:
            await made.server.start()
        except OSError as fault:
            failed.append(fault)
            return
        finally:
            ready.set()
        await made.ending.wait()
        await made.server.stop(grace=2.0)

    thread = threading.Thread(target=lambda: asyncio.run(main()), daemon=True)
    thread.start()
    ready.wait(10)
    if failed:
        raise failed[0]
    try:
        yield made
    finally:
        with suppress(RuntimeError):
            made.loop.call_soon_threadsafe(made.ending.set)
        thread.join(10)


class Talk:
    """One connection: say bytes, hear whole replies."""

    def __init__(self, raw):
        self.raw = raw
        self._file = raw.makefile("rb")
        self.greeting = self.hear()

    def send(self, data):
        self.raw.sendall(data)

    def hear(self):
        lines = []
        while True:
            line = self._file.readline()
            lines.append(line)
            if line[3:4] != b"-":
                return b"".join(lines)

    def say(self, *lines):
        """The last reply, after each command had its own."""
        for line in lines:
            self.send(line.encode() + b"\r\n")
            reply = self.hear()
        return reply

    def begin(self, sender="out@side.test", *recipients):
        self.say("EHLO me.test")
        self.say(f"MAIL FROM:<{sender}>")
        for address in recipients or ("box@ours.test",):
            self.say(f"RCPT TO:<{address}>")

    def ended(self):
        """Whether the other side closed."""
        return self._file.read(1) == b""

    def close(self):
        self._file.close()
        self.raw.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def certificate(folder):
    """A self-made certificate and its key."""
    key, made = folder / "key.pem", folder / "certificate.pem"
    words = (
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
    )
    command = [shutil.which("openssl"), *words.split(), "-keyout", key, "-out", made]
    subprocess.run(command, check=True, capture_output=True)
    return made, key
