"""Boxes as mail programs see them: laid out as hard links, and what was changed there taken over.

Every few seconds: boxes whose count of changes rose, and folders whose time changed. Every ten
minutes everything is compared. The folders are a picture of the boxes; the house decides.
"""

import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog
from flask import current_app

from mail import operations
from mail.jobs.projecting import Person
from mail.maildir.devices import marks
from mail.queries import programs
from office import clock
from office.config import Settings, current_settings
from office.outbox import every
from office.permissions import SYSTEM

log = structlog.get_logger(__name__)
FOLDER = "maildir"
ROUND, KNOWN = "mail.imap", "mail.imap_known"
LOOK_AGAIN, COMPARE_ALL = 60.0, 600.0


def _seconds(settings: Settings) -> float:
    return settings.imap_poll_seconds


def root_of(settings: Settings) -> Path:
    """Where the trees lie: beside the blobs, for hard links know no other disk."""
    return settings.data_dir / FOLDER


class Programs:
    """Every tree of this house, remembered between two rounds of one worker."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._people: dict[int, Person] = {}
        self._looked = self._compared = self._noted = 0.0

    def round(self) -> None:
        """Bring every tree and its boxes together."""
        now = clock.now().timestamp()
        if now - self._looked >= LOOK_AGAIN or now < self._looked or self._has_lost():
            self._look()
            self._note_devices()
            self._looked = now
        is_whole = now - self._compared >= COMPARE_ALL or now < self._compared
        boxes = {box for person in self._people.values() for box in person.boxes}
        counts = programs.counts_of(boxes)
        for person in self._people.values():
            person.round(counts, is_whole=is_whole)
        if is_whole:
            self._compared = now

    def _has_lost(self) -> bool:
        """An account was closed or frozen: an open program reads no minute more in its tree."""
        return len(programs.accounts_by_id(self._people)) < len(self._people)

    def look_again(self) -> None:
        """Ask anew at the next round who has programs, and compare everything."""
        self._looked = self._compared = 0.0

    def _look(self) -> None:
        """Trees of those without a password stay in step, or removed mail would live on in them."""
        accounts = programs.program_accounts()
        known = {int(path.name) for path in self._root.glob("*") if path.name.isdecimal()}
        left = known - {account.id for account in accounts}
        accounts += programs.accounts_by_id(left)
        for gone in known - {account.id for account in accounts}:
            self._close(gone)
        for account in accounts:
            if account.id not in self._people:
                self._people[account.id] = Person(self._root / str(account.id), account)
            self._people[account.id].open(programs.openings(account))

    def _note_devices(self) -> None:
        """Devices that came since the last look; a restart looks at all of them once."""
        came = list(marks(self._root, self._noted))
        self._noted = max((one.at.timestamp() for one in came), default=self._noted)
        for row, one in programs.to_note(came):
            operations.note_use(row, one.source, at=one.at, by=SYSTEM)

    def _close(self, account_id: int) -> None:
        if person := self._people.pop(account_id, None):
            person.close()
        shutil.rmtree(self._root / str(account_id), ignore_errors=True)

    def close(self) -> None:
        for person in self._people.values():
            person.close()


def known() -> Programs:
    """The trees as this process remembers them."""
    kept = current_app.extensions
    if KNOWN not in kept:
        root = root_of(current_settings())
        root.mkdir(mode=0o700, exist_ok=True)
        kept[KNOWN] = Programs(root)
    found: Programs = kept[KNOWN]
    return found


def forget() -> None:
    """Close what this process remembers; the next round begins by looking at the disk."""
    with suppress(KeyError):
        current_app.extensions.pop(KNOWN).close()


@every(name=ROUND, seconds=_seconds)
def bring_together(_body: dict[str, Any]) -> None:
    """One round, where IMAP is switched on."""
    if current_settings().imap:
        known().round()


__all__ = ["bring_together", "forget", "known", "root_of"]
