"""When clamd has new signatures, the mail of the last seven days is scanned once more with them."""

from collections.abc import Sequence
from typing import Any

import structlog

from mail import operations
from mail.jobs.judging import virus_in
from mail.models import MailMessage, MailScan
from mail.queries.items import is_set_apart
from mail.queries.links import linked_in
from mail.queries.scanning import to_scan
from mail.wire import clamd
from office import blobs
from office.config import current_settings
from office.outbox import every
from office.permissions import SYSTEM

SECONDS = 300.0
PIECE, MOST_PIECES = 20, 50
log = structlog.get_logger()


@every(name="mail.rescan", seconds=SECONDS)
def rescan(_body: dict[str, Any]) -> None:
    """Piece by piece; what is left goes on the next time, as it does when clamd is away."""
    place = current_settings().clamd
    if not place:
        return
    try:
        scan = operations.begin_scan(clamd.version(place), by=SYSTEM)
        for _piece in range(MOST_PIECES):
            if scan.ended_at is not None:
                return
            _go_on(scan)
    except clamd.ScanFailed as fault:
        log.warning("rescan_waits", why=str(fault))


def _go_on(scan: MailScan) -> None:
    messages = to_scan(scan, most=PIECE)
    if not messages:
        operations.end_scan(scan, by=SYSTEM)
        return
    found, files = 0, linked_in(messages)
    for message in messages:
        virus = _virus(message, files.get(message.uid, []))
        found += bool(virus)
        if virus:
            operations.set_apart(message, virus, by=SYSTEM)
    operations.note_scanned(scan, messages[-1].id, found=found, by=SYSTEM)


def _virus(message: MailMessage, files: Sequence[str]) -> str:
    """What is found now and was not before, in a letter or in what it links to."""
    if is_set_apart(message):
        return ""
    return next(filter(None, map(_virus_of, (message.sha256, *files))), "")


def _virus_of(sha256: str) -> str:
    """What clamd finds too large it found so at once."""
    if not blobs.exists(sha256):
        return ""
    with blobs.open_blob(sha256) as stream:
        found = virus_in(stream)
    return "" if found == clamd.TOO_LARGE else found
