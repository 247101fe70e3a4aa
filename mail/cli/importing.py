"""`office mail-import`: a box is filled from a former server, again and again until it is whole.

It is an import like those of the page, with the same bounds, and stands there; this program does
its work itself and keeps no password. A letter that came twice is known by its Message-ID and its
bytes.
"""

import argparse
import getpass
import os
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from imap_tools import MailboxLoginError

from mail import operations
from mail.jobs.former import bring, folders_of
from mail.models import FormerImport, ImportState, Mailbox
from mail.operations import FormerBox
from mail.operations.former import FULL
from mail.queries import lead
from mail.wire.clamd import ScanFailed
from mail.wire.former import FAULTS, LABEL, PURPOSE, WRAPPED, Former, address_of
from office import fetch
from office.app import create_app
from office.config import read_kind
from office.db import db
from office.errors import NotFound, Refusal
from office.permissions import SYSTEM


def mail_import(argv: Sequence[str]) -> int:
    """Bring the letters of a mailbox of another server into a box, by IMAP."""
    options = _options(argv)
    if read_kind(options.data_dir) is None:
        sys.stderr.write(f"office: {options.data_dir} is no data folder\n")
        return 1
    secret = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    with create_app(data_dir=options.data_dir).app_context():
        return run(options, secret)


def _options(argv: Sequence[str]) -> Namespace:
    parser = argparse.ArgumentParser(prog="office mail-import", description=mail_import.__doc__)
    usual = Path(os.environ.get("OFFICE_DATA_DIR", "var"))
    parser.add_argument("--data-dir", type=Path, default=usual)
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, default=WRAPPED)
    parser.add_argument("--login", required=True, help="there; the password is read from stdin")
    parser.add_argument("--box", required=True, help="an address of the box here")
    parser.add_argument("--folder", action="append", help="only this one; may be given again")
    return parser.parse_args(argv)


def run(options: Namespace, secret: str) -> int:
    """Go on where the last run ended; 0 when the box is whole, 2 when it came no further."""
    box = _box(options.box)
    fetch.allow(PURPOSE, options.host, options.port)
    there = FormerBox(options.host, options.port, options.login, "")
    row = operations.take_up_former(box, there, by=SYSTEM)
    try:
        _work(row, options.folder, secret)
    except MailboxLoginError as fault:
        _cut(row, "login")
        raise Refusal("The former server does not take this login and password.") from fault
    except Refusal as fault:
        _cut(row, str(fault.message))
        raise
    except (*FAULTS, ScanFailed) as fault:
        _cut(row, str(fault))
    return _told(row)


def _cut(row: FormerImport, words: str) -> None:
    db.session.rollback()
    operations.cut_former(row, words, by=SYSTEM)


def _work(row: FormerImport, chosen: list[str] | None, secret: str) -> None:
    """Piece after piece, as the worker would; no transaction is open while the server speaks."""
    host, port, login = row.host, row.port, row.login
    address = address_of(host, port)
    db.session.rollback()
    with Former(host, port, address) as server:
        server.login(login, secret)
        operations.note_places(row, list(folders_of(server)), by=SYSTEM)
        targets = {one["name"]: _target(one, chosen) for one in row.places}
        operations.start_former(row, targets, by=SYSTEM)
        while row.state is ImportState.RUNNING:
            bring(server, row)
            db.session.refresh(row)


def _target(place: Mapping[str, Any], chosen: list[str] | None) -> str:
    """What is left out unless it is named becomes a label, as any other folder does."""
    if chosen is None:
        return str(place["target"])
    return str(place["target"] or LABEL) if place["name"] in chosen else ""


def _told(row: FormerImport) -> int:
    db.session.refresh(row)
    for one in row.refusals:
        sys.stderr.write(f"office: {one['folder']} {one['uid']} is not taken: {one['why']}\n")
    sys.stdout.write(
        f"{row.brought} letters brought, {row.known} known already, {row.refused} not taken\n"
    )
    if row.state is ImportState.DONE:
        return 0
    why = "the mailbox is full" if row.problem == FULL else row.problem or "somebody stopped it"
    sys.stderr.write(f"office: cut off ({why}); the same command goes on from here\n")
    return 2


def _box(address: str) -> Mailbox:
    found = lead(address)
    if found is None or found.box is None:
        raise NotFound("No mailbox of this house has that address.")
    return found.box
