"""Letters that people bring in, from files and from former servers: looked at before they lie."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from mail import queries
from mail.jobs.judging import is_secret, virus_in
from mail.jobs.telling import kept_as_told
from mail.operations import INFECTED, Kept
from mail.operations.importing import NO_LETTER, SECRET, UNREADABLE
from mail.wire import names
from office import blobs, clock
from office.blobs import Stored
from office.foreign.letters import Letter, Notice


@dataclass(frozen=True)
class Taken:
    """What is kept of a letter whose bytes are in the store, or why it is not taken (`fault`)."""

    sha256: str
    kept: Kept | None = None
    fault: str = ""


def taken(letter: Letter, folder: Path, stored: Stored, brought_by: str, *, at: datetime) -> Taken:
    """Look at a letter as at any that comes; raises ScanFailed while clamd does not answer."""
    if fault := _fault(letter, folder, stored.sha256):
        return Taken(stored.sha256, fault=fault)
    return Taken(stored.sha256, _kept(letter, folder, stored, brought_by, at=at))


def with_line_ends(raw: bytes) -> bytes:
    """Line ends as mail has them, so that programs see its size."""
    return raw if b"\r\n" in raw else raw.replace(b"\n", b"\r\n")


def _kept(letter: Letter, folder: Path, stored: Stored, brought_by: str, *, at: datetime) -> Kept:
    """Nobody has checked its sender: the letter says so wherever it is shown."""
    kept = kept_as_told(letter, folder, stored, at=min(at, clock.now()))
    notice: dict[str, Any] = {"code": "imported", "values": [brought_by]}
    domain = names.domain_of(kept.sender.address)
    is_outside = not (domain and queries.is_ours(domain))
    return replace(kept, is_outside=is_outside, notices=(*kept.notices, notice))


def _fault(letter: Letter, folder: Path, sha256: str) -> str:
    head = letter.head
    if any(one.code is Notice.UNREADABLE for one in letter.notices):
        return UNREADABLE
    if not (head.sender or head.date or head.message_id or head.subject):
        return NO_LETTER
    if is_secret(letter, folder):
        return SECRET
    with blobs.open_blob(sha256) as stream:
        return INFECTED if virus_in(stream) else ""
