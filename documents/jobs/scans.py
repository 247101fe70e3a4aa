"""Folders of scanners: each file is taken once it is whole, and moved only after it was kept.

A folder bears the name of a clerks' desk. What was taken goes to `done/`, what was refused to
`refused/` with a text beside it; nothing is ever deleted.
"""

import hashlib
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import select

from documents.jobs.tray import Secret, reason_words, secret_words
from documents.models import FileRole, TrayState, TrayWay
from documents.operations.files import NewFile
from documents.operations.tray import Brought, keep_scan, note_refused_scan
from office import blobs, clock
from office.config import current_settings
from office.db import db
from office.foreign.kinds import Kind
from office.foreign.reading import first_page_stamp_words
from office.foreign.refusals import ForeignFileRefused, Reason
from office.foreign.uploads import SIZE_LIMIT, check_upload
from office.outbox import every
from office.permissions import SYSTEM
from office.units.models import Desk, DeskKind

DONE, REFUSED = "done", "refused"
SCANNED = (Kind.PDF, Kind.JPEG, Kind.PNG, Kind.TIFF)
MOST_AT_ONCE = 20
_seen: dict[Path, tuple[int, int]] = {}
_opened: set[Path] = set()


@every(name="documents.scans", seconds=lambda settings: settings.scan_poll_seconds)
def look_into_folders(_body: dict[str, Any]) -> None:
    """Take what the scanners have finished since the last round."""
    for folder, agency_id in _folders():
        for path in list(_settled(folder))[:MOST_AT_ONCE]:
            _take(path, agency_id)


def _folders() -> list[tuple[Path, int]]:
    """The folder of each clerks' desk, opened when it is first looked for."""
    root = current_settings().scan_dir
    desks = select(Desk.uid, Desk.agency_id).where(Desk.kind == DeskKind.CLERK)
    found = [(root / str(uid), agency_id) for uid, agency_id in db.session.execute(desks)]
    for folder, _agency_id in found:
        if folder not in _opened:
            folder.mkdir(parents=True, exist_ok=True)
            _opened.add(folder)
    return [(folder, agency_id) for folder, agency_id in found if folder.is_dir()]


def _settled(folder: Path) -> Iterator[Path]:
    """Files that have not changed since the round before, nor in the last moments."""
    now, patience = time.time(), current_settings().scan_settle_seconds
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "~")) or path.is_symlink() or not path.is_file():
            continue
        with suppress(FileNotFoundError):
            found = path.stat()
            looks = (found.st_size, found.st_mtime_ns)
            is_still = _seen.get(path) == looks or now - found.st_mtime >= 10 * patience
            _seen[path] = looks
            if is_still and found.st_size and now - found.st_mtime >= patience:
                yield path


def _take(path: Path, agency_id: int) -> None:
    """Keep, commit, then move: a stop in between finds the file again under the same key."""
    try:
        brought = _checked(path, agency_id)
    except Secret:
        _refuse(path, agency_id, TrayState.QUARANTINED, secret_words())
    except ForeignFileRefused as refusal:
        _refuse(path, agency_id, TrayState.BROKEN, reason_words(refusal))
    else:
        keep_scan(brought, by=SYSTEM)
        _move(path, path.parent / DONE / clock.today().isoformat())


def _checked(path: Path, agency_id: int) -> Brought:
    if path.stat().st_size > SIZE_LIMIT:
        raise ForeignFileRefused(Reason.TOO_LARGE)
    with path.open("rb") as stream:
        accepted = check_upload(stream, path.name, allowed=SCANNED)
        if accepted.kind is Kind.PDF and first_page_stamp_words(path):
            raise Secret
        stored = blobs.put(stream)
    file = NewFile(accepted.name, accepted.media_type, stored.sha256, stored.size, FileRole.MAIN)
    return _brought(path, agency_id, stored.sha256, (file,))


def _brought(path: Path, agency_id: int, sha256: str, files: tuple[NewFile, ...]) -> Brought:
    found = path.stat()
    content = sha256 or f"{found.st_size}"
    key = f"{path.parent.name}:{content}:{path.name}:{found.st_mtime_ns}"
    return Brought(
        agency_id,
        TrayWay.SCANNER,
        path.name,
        sha256,
        found.st_size,
        files,
        key=hashlib.sha256(key.encode()).hexdigest(),
    )


def _refuse(path: Path, agency_id: int, state: TrayState, problem: str) -> None:
    brought = _brought(path, agency_id, "", ())
    note_refused_scan(brought, state, problem, by=SYSTEM)
    target = _move(path, path.parent / REFUSED)
    target.with_name(f"{target.name}.txt").write_text(f"{problem}\n", encoding="utf-8")


def _move(path: Path, folder: Path) -> Path:
    """Under its own name, or with a number behind it where that name is taken."""
    folder.mkdir(parents=True, exist_ok=True)
    target, number = folder / path.name, 1
    while target.exists():
        target = folder / f"{path.stem}-{number}{path.suffix}"
        number += 1
    path.rename(target)
    _seen.pop(path, None)
    return target
