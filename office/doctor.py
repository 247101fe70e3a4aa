"""`office doctor` and `office audit verify`: what an operator asks before he looks further."""

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from office import anchors, audit, backup, blobs, clock, fonts, health, missing
from office.app import create_app
from office.config import current_settings
from office.db import db
from office.foreign.child import is_network_out_of_reach
from office.migrations import current_revision, head_revision
from office.outbox import JobState, OutboxMessage

LEAST_SPACE = 1 << 30
OLDEST_JOB = timedelta(minutes=10)


def main(folder: Path) -> int:
    """Print a line for each thing looked at; status 1 when something is wrong."""
    with create_app(data_dir=folder).app_context():
        faults = 0
        for name, check in (CHECKS | health.checks).items():
            found = list(check())
            faults += len(found)
            sys.stdout.write(f"{'FAULT' if found else 'ok':<6} {name}\n")
            sys.stdout.writelines(f"       {line}\n" for line in found)
        sys.stdout.writelines(f"{'lacks':<6} {line}\n" for line in _first_day())
    return 1 if faults else 0


def verify_audit(folder: Path) -> int:
    """Print every fault of the audit trail; status 1 when there is one."""
    with create_app(data_dir=folder).app_context():
        faults = [*audit.verify(), *anchors.faults()]
        lines = db.session.scalar(select(func.count()).select_from(audit.AuditEvent)) or 0
    sys.stdout.writelines(f"FAULT  {line}\n" for line in faults)
    sys.stdout.write(f"{lines} lines, {len(faults)} faults\n")
    return 1 if faults else 0


def _folder() -> Iterator[str]:
    folder = current_settings().data_dir
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & 0o077:
        yield f"others may look into {folder} (mode {mode:o}): chmod 700"
    if not os.access(folder, os.W_OK):
        yield f"{folder} cannot be written"
    if shutil.disk_usage(folder).free < LEAST_SPACE:
        yield "less than 1 GiB of disk is free"


def _database() -> Iterator[str]:
    if current_revision() != head_revision():
        yield f"the tables are of {current_revision()}, not {head_revision()}: office migrate"


def _files() -> Iterator[str]:
    probe = blobs.put(b"office doctor")
    if blobs.read(probe.sha256) != b"office doctor":
        yield "a stored file comes back changed"
    blobs.remove(probe.sha256)


def _jobs() -> Iterator[str]:
    dead = _count(OutboxMessage.state == JobState.DEAD)
    if dead:
        yield f"{dead} jobs gave up and wait for a retry"
    late = clock.now() - OLDEST_JOB
    waiting = _count(OutboxMessage.state == JobState.READY, OutboxMessage.due_at < late)
    if waiting:
        yield f"{waiting} jobs wait for more than ten minutes: is a worker running?"


def _count(*conditions: object) -> int:
    counted = select(func.count()).select_from(OutboxMessage)
    return db.session.scalar(counted.where(*conditions)) or 0  # type: ignore[arg-type]


def _fonts() -> Iterator[str]:
    if substitute := fonts.substitute_used():
        yield f"documents are set in {substitute}, not in Times New Roman: set OFFICE_FONTS"


def _conversion() -> Iterator[str]:
    given = current_settings().libreoffice
    if not shutil.which(given or "soffice"):
        yield "LibreOffice is missing: .docx drafts need a PDF made at the desk"


def _wall() -> Iterator[str]:
    if is_network_out_of_reach():
        return
    if current_settings().libreoffice_without_wall:
        yield "LibreOffice can reach the network, as OFFICE_LIBREOFFICE_WITHOUT_WALL allows"
    else:
        yield "no network namespace for LibreOffice: .docx drafts need a PDF made at the desk"


def _first_day() -> Iterator[str]:
    """What agencies still lack before they can work: no fault of the installation."""
    for agency, line in missing.in_all_agencies():
        detail = f" ({line.detail})" if line.detail else ""
        yield f"{agency}: {line.asked.label}{detail}"


CHECKS: dict[str, health.Check] = {
    "data folder": _folder,
    "database": _database,
    "files": _files,
    "jobs": _jobs,
    "backup": backup.faults,
    "fonts": _fonts,
    "conversion": _conversion,
    "network wall": _wall,
}
