"""Room for recordings: what a meeting may take, and what the disk must keep free for everybody."""

import shutil
from typing import BinaryIO

from meetings.media import brought, chunks
from meetings.models import Meeting
from meetings.queries import recordings as queries
from office import blob_uses, blobs
from office.blobs import Stored
from office.config import current_settings
from office.errors import Invalid, Refusal
from office.i18n import _

MIB = 1 << 20


class NoRoom(Refusal):
    """The chunk is well, but cannot be kept now; the device keeps it and tries again."""

    status = 507
    code = "no-room"


class TooLarge(Refusal):
    """More than a slice of a recording ever is."""

    status = 413
    code = "too-large"


def refuse_large(size: int) -> None:
    """A slice of a few seconds is small; anything else is not read at all."""
    if size > chunks.LARGEST:
        raise TooLarge(_("At most %(count)s MB at once.", count=chunks.LARGEST // MIB))


def kept(meeting: Meeting, data: bytes) -> Stored:
    """The bytes in the store, on the disk before anybody is told that they are kept."""
    return _put(meeting, data, len(data))


def kept_file(meeting: Meeting, stream: BinaryIO, size: int) -> Stored:
    """A file of so many bytes that is a recording by its beginning; anything else is not kept."""
    if not size:
        problem = _("This file is empty.")
        raise Invalid(problem, fields={"file": problem})
    if size > brought.LARGEST:
        raise TooLarge(_("At most %(count)s MB at once.", count=brought.LARGEST // MIB))
    stored = _put(meeting, stream, size)
    with blobs.open_blob(stored.sha256) as file:
        head = file.read(brought.HEAD)
    if brought.format_of(head) is None:
        drop_strange(stored)
        problem = _("This is no recording: WebM, MP4, M4A, Ogg, MP3 and WAV files are taken.")
        raise Invalid(problem, fields={"file": problem})
    return stored


def drop_strange(stored: Stored) -> None:
    """Bytes that were refused do not stay, unless something else here needs the very same."""
    if not blob_uses.is_referred(stored.sha256):
        blobs.remove(stored.sha256)


def _put(meeting: Meeting, data: bytes | BinaryIO, size: int) -> Stored:
    settings = current_settings()
    if queries.size_of(meeting) + size > settings.recording_quota_mib * MIB:
        raise NoRoom(
            _("The recordings of this meeting have reached their limit."),
            who=_("The administrator can raise it."),
        )
    settings.blob_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    more = size if size > chunks.LARGEST else 0
    if shutil.disk_usage(settings.blob_dir).free < settings.recording_free_mib * MIB + more:
        raise _full()
    try:
        return blobs.put(data)
    except OSError as fault:
        raise _full() from fault


def _full() -> NoRoom:
    return NoRoom(
        _("The disk of the server is full."),
        who=_("The administrator makes room."),
        fix=_("Leave this page open: the recording waits on your device and loses nothing."),
    )
