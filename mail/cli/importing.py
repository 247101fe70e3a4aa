"""`office mail-import`: a box is filled from a former server, again and again until it is whole.

How far each folder came stands in `imports/` of the data folder, by UIDVALIDITY and UID (RFC 9051
2.3.1.1); a letter that came twice is known by its Message-ID and its bytes. No password is kept.
"""

import argparse
import getpass
import hashlib
import json
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from imap_tools import MailboxLoginError

from mail import operations
from mail.jobs.importing import Taken, taken, with_line_ends
from mail.jobs.telling import opened
from mail.models import Folder, Mailbox
from mail.queries import lead
from mail.wire.clamd import ScanFailed
from mail.wire.former import FAULTS, LABEL, PURPOSE, WRAPPED, Former, Found, Place, address_of
from office import blobs, fetch
from office.app import create_app
from office.config import current_settings, read_kind, write_private
from office.errors import NotFound, Refusal
from office.permissions import SYSTEM

SAVED_EVERY = 20


@dataclass
class Progress:
    """How far an import came; survives it in a file."""

    file: Path
    folders: dict[str, list[int]] = field(default_factory=dict)
    brought: int = 0
    known: int = 0
    refused: int = 0
    source: str = ""

    def behind(self, name: str, validity: int) -> int:
        """The last letter that is done; none when the server has numbered the folder anew."""
        then, uid = self.folders.get(name, [0, 0])
        return uid if then == validity else 0

    def save(self) -> None:
        """Keep it, whole or not at all."""
        write_private(self.file, json.dumps(self.folders, ensure_ascii=False))


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
    """Go on where the last run ended; 0 when the box is whole, 2 when the line was cut."""
    box, progress = _box(options.box), _progress(options)
    fetch.allow(PURPOSE, options.host, options.port)
    try:
        address = address_of(options.host, options.port)
        with Former(options.host, options.port, address) as server:
            server.login(options.login, secret)
            for place in server.places():
                if _is_wanted(place, options.folder):
                    _bring(server, place, box, progress)
    except MailboxLoginError as fault:
        raise Refusal("The former server does not take this login and password.") from fault
    except (*FAULTS, ScanFailed) as fault:
        progress.save()
        _note(options, box, progress)
        sys.stderr.write(f"office: cut off ({fault}); the same command goes on from here\n")
        return 2
    _note(options, box, progress)
    return 0


def _note(options: Namespace, box: Mailbox, progress: Progress) -> None:
    facts = {"brought": progress.brought, "known": progress.known}
    operations.note_import(box, progress.source, **facts, by=SYSTEM)
    sys.stdout.write(
        f"{progress.brought} letters brought, {progress.known} known already, "
        f"{progress.refused} not taken\n"
    )


def _box(address: str) -> Mailbox:
    found = lead(address)
    if found is None or found.box is None:
        raise NotFound("No mailbox of this house has that address.")
    return found.box


def _progress(options: Namespace) -> Progress:
    folder = current_settings().data_dir / "imports"
    folder.mkdir(mode=0o700, exist_ok=True)
    named = f"{options.host}:{options.port}:{options.login}:{options.box}"
    file = folder / f"{hashlib.sha256(named.encode()).hexdigest()[:32]}.json"
    known: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return Progress(file, known, source=f"{options.login}@{options.host}")


def _is_wanted(place: Place, chosen: list[str] | None) -> bool:
    if chosen:
        return place.name in chosen
    return bool(place.target)


def _bring(server: Former, place: Place, box: Mailbox, progress: Progress) -> None:
    validity = server.look_into(place.name)
    uids = server.after(progress.behind(place.name, validity))
    for number, found in enumerate(server.letters(uids), start=1):
        _lay(found, place, box, progress)
        progress.folders[place.name] = [validity, found.uid]
        if number % SAVED_EVERY == 0:
            progress.save()
    progress.save()


def _lay(found: Found, place: Place, box: Mailbox, progress: Progress) -> None:
    """Lay one letter into the box; one that is not taken is told of."""
    one = _taken(found, progress.source)
    if one.kept is None:
        progress.refused += 1
        sys.stderr.write(f"office: {place.name} {found.uid} is not taken: {one.fault}\n")
        operations.let_go({one.sha256}, by=SYSTEM)
        return
    folder, label = _target(place)
    item = operations.bring_letter(
        box, one.kept, folder, label=label, is_seen=found.is_seen, by=SYSTEM
    )
    progress.brought += item is not None
    progress.known += item is None


def _taken(found: Found, source: str) -> Taken:
    stored = blobs.put(with_line_ends(found.raw))
    with opened(blobs.path_of(stored.sha256)) as (letter, folder):
        return taken(letter, folder, stored, source, at=found.at)


def _target(place: Place) -> tuple[Folder, str]:
    """What is left out unless it is named becomes a label, as any other folder does."""
    if place.target in ("", LABEL):
        return Folder.ARCHIVE, place.name
    return Folder(place.target), ""
