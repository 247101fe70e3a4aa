"""Commands of the mail side: `office smtp`, the processes that take mail in."""

import argparse
import os
import signal
import socket
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import structlog

from mail.cli.certificate import certificate_of
from mail.cli.suite import Suite
from mail.smtp.body import BareLineEnds
from mail.smtp.failures import SharedFailures
from mail.smtp.gate import Caps, Gate
from mail.smtp.house import Asking
from mail.smtp.intake.writing import Intake
from mail.smtp.post import MIB, Limits, Post
from mail.smtp.profiles import LMTP, MX, SUBMISSION, SUBMISSIONS
from mail.smtp.proxied import Network, networks
from mail.smtp.server import Door, Server, serve
from office.app import create_app
from office.config import Settings, read_kind
from office.supervisor import Child, Family

log = structlog.get_logger(__name__)
FOLDER = "intake"


def smtp(argv: Sequence[str]) -> int:
    """Take mail in until SIGTERM; SIGHUP reads a renewed certificate."""
    options = _options(argv)
    if read_kind(options.data_dir) is None:
        sys.stderr.write(f"office: {options.data_dir} is no data folder\n")
        return 1
    return _one(options) if options.processes == 1 else _several(options, list(argv))


def _options(argv: Sequence[str]) -> Namespace:
    parser = argparse.ArgumentParser(prog="office smtp", description=smtp.__doc__)
    usual = Path(os.environ.get("OFFICE_DATA_DIR", "var"))
    parser.add_argument("--data-dir", type=Path, default=usual)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--mx", type=int, default=0, help="port for other servers (25)")
    parser.add_argument("--submission", type=int, default=0, help="port with STARTTLS (587)")
    parser.add_argument("--submissions", type=int, default=0, help="port with TLS at once (465)")
    parser.add_argument("--lmtp", type=Path, help="a socket file for a server in front of us")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--number", type=int, default=1, help="of this process; its intake file")
    return parser.parse_args(argv)


def _one(options: Namespace) -> int:
    app = create_app(data_dir=options.data_dir)
    settings: Settings = app.extensions["office.settings"]
    folder = settings.data_dir / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    try:
        doors = _doors(options, networks(settings.smtp_proxies))
        serve(Server(_post(options, settings, Suite(app)), doors, certificate_of(settings)))
    except OSError as fault:
        sys.stderr.write(f"office: mail cannot be taken in: {fault.strerror or fault}\n")
        return 1
    return 0


def _post(options: Namespace, settings: Settings, suite: Suite) -> Post:
    mended = settings.smtp_mends_line_ends
    limits = Limits(
        size=settings.smtp_largest_mib * MIB,
        bare=BareLineEnds.NORMALISE if mended else BareLineEnds.REFUSE,
    )
    return Post(
        settings.smtp_name or socket.getfqdn(),
        Intake(settings.data_dir / FOLDER, options.number),
        Asking(suite),
        Gate(Caps(), failures=SharedFailures(settings.data_dir / FOLDER / "failures.db")),
        limits,
        tell=_tell,
        counts_file=settings.data_dir / FOLDER / f"counts-{options.number}.json",
    )


def _tell(event: str, **fields: Any) -> None:
    log.info(event.replace(" ", "_"), **fields)


def _doors(options: Namespace, proxies: tuple[Network, ...]) -> list[Door]:
    ports = ((MX, options.mx), (SUBMISSION, options.submission), (SUBMISSIONS, options.submissions))
    doors = [Door(one, options.host, port, proxies=proxies) for one, port in ports if port]
    return [*doors, Door(LMTP, socket=options.lmtp)] if options.lmtp else doors


def _several(options: Namespace, words: list[str]) -> int:
    """Processes that share the ports; each has a number of its own, one that falls comes back."""
    family = Family()
    for number in range(1, options.processes + 1):
        command = ["-m", "office", "smtp", *words, "--processes", "1", "--number", str(number)]
        family.add(Child(f"smtp-{number}", command, options.data_dir / "log"))

    def hand_on(_number: int, _frame: object) -> None:
        for child in family.children:
            if child.process is not None:
                child.process.send_signal(signal.SIGHUP)

    signal.signal(signal.SIGHUP, hand_on)
    try:
        family.watch()
    finally:
        family.stop()
    return 0
