"""A server as a process of its own: python -m tests.mail.smtp.program FOLDER NUMBER [PAGES].

Says its port and its own number in one line; `PAGES` makes SQLite put its log away sooner.
"""

import asyncio
import os
import sys
from pathlib import Path

from mail.smtp.gate import Caps, Gate
from mail.smtp.house import Asking
from mail.smtp.intake import rows
from mail.smtp.intake.writing import Intake
from mail.smtp.post import Post
from mail.smtp.profiles import MX
from mail.smtp.server import Door, Server, serve
from tests.mail.smtp.harness import FakeHouse


def main(folder, number, pages=None):
    if pages:
        rows.PAGES_BEFORE_CHECKPOINT = int(pages)

    def tell(event, **fields):
        if event == "listening":
            sys.stdout.write(f"{fields['mx']} {os.getpid()}\n")
            sys.stdout.flush()

    async def made():
        intake = Intake(Path(folder), int(number))
        return Post("mx.ours.test", intake, Asking(FakeHouse()), Gate(Caps()), tell=tell)

    serve(Server(asyncio.run(made()), [Door(MX, "127.0.0.1")]))


if __name__ == "__main__":
    main(*sys.argv[1:])
