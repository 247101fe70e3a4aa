"""Files that come in pieces over a bad line: what has arrived stays, and the rest follows later.

Pieces lie in a folder beside the database until the file is whole; then it is a blob of the draft.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from mail.models import MIB, Mailbox, MailDraft
from mail.operations.drafting import File, attach_file, still_writing
from mail.operations.sending import OVERHEAD, carried_bytes, largest_mib, too_large
from mail.policy import Can
from mail.queries.drafts import DraftState, opened_of, state_of
from mail.queries.links import may_link
from office import blobs, clock
from office.config import current_settings
from office.db import after_commit, db, new_uid, operation
from office.errors import Invalid, NotFound
from office.foreign.kinds import HEAD_BYTES, Kind, sniff
from office.foreign.refusals import ForeignFileRefused, Reason
from office.foreign.uploads import safe_name
from office.i18n import _
from office.permissions import Actor, require

PIECE = MIB
FORGOTTEN = timedelta(days=7)
LARGEST_LINKED = 100 * MIB


@dataclass(frozen=True)
class Upload:
    """A file on its way: how much of it is here; `file_uid` once it is whole."""

    uid: UUID
    name: str
    size: int
    here: int
    file_uid: str = ""


@operation
def begin_upload(draft: MailDraft, name: str, size: int, *, by: Actor) -> Upload:
    """Announce a file; too large a one is refused before its first byte."""
    require(by, Can.DRAFT, opened_of(draft, by))
    still_writing(draft)
    _goes_as_link(draft, size)
    upload = Upload(new_uid(), safe_name(name), size, 0)
    place = _place(upload.uid)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    place.touch(mode=0o600)
    note = {"draft": str(draft.uid), "name": upload.name, "size": size}
    _note(upload.uid).write_text(json.dumps(note), encoding="utf-8")
    return upload


@operation
def take_piece(draft: MailDraft, uid: UUID, at: int, data: bytes, *, by: Actor) -> Upload:
    """Add the next bytes; a piece that is here already changes nothing, and says what is here."""
    require(by, Can.DRAFT, opened_of(draft, by))
    upload = upload_of(draft, uid)
    if at != upload.here or len(data) > PIECE:
        return upload
    if upload.here + len(data) > upload.size:
        raise Invalid(_("The file is longer than was announced; choose it again."))
    with _place(uid).open("ab") as kept:
        kept.write(data)
    here = upload.here + len(data)
    if here < upload.size:
        return Upload(uid, upload.name, upload.size, here)
    file_uid = _whole(draft, upload, by)
    return Upload(uid, upload.name, upload.size, here, file_uid)


def upload_of(draft: MailDraft, uid: UUID) -> Upload:
    """How far a file is."""
    try:
        note: dict[str, Any] = json.loads(_note(uid).read_text(encoding="utf-8"))
        file_uid, size = str(note.get("file", "")), int(note["size"])
        here = size if file_uid else _place(uid).stat().st_size
    except OSError:
        raise NotFound(_("There is no such file.")) from None
    if note["draft"] != str(draft.uid):
        raise NotFound(_("There is no such file."))
    return Upload(uid, note["name"], size, here, file_uid)


def _whole(draft: MailDraft, upload: Upload, by: Actor) -> str:
    with _place(upload.uid).open("rb") as content:
        file_uid = keep_file(draft, upload.name, content, by=by)
    after_commit(lambda: _settle(upload.uid, file_uid))
    return file_uid


def _settle(uid: UUID, file_uid: str) -> None:
    """Who did not hear that his file is whole, because the line was cut, asks again."""
    note: dict[str, Any] = json.loads(_note(uid).read_text(encoding="utf-8"))
    _note(uid).write_text(json.dumps(note | {"file": file_uid}), encoding="utf-8")
    _place(uid).unlink(missing_ok=True)


@operation
def keep_file(draft: MailDraft, name: str, content: Any, *, by: Actor) -> str:
    """Put a file that came at once into a letter; programs never go by mail."""
    require(by, Can.DRAFT, opened_of(draft, by))
    head = content.read(HEAD_BYTES)
    if sniff(head) is Kind.PROGRAM:
        raise ForeignFileRefused(Reason.PROGRAM)
    content.seek(0)
    stored = blobs.put(content)
    is_linked = _goes_as_link(draft, stored.size)
    file = File(safe_name(name), stored.sha256, stored.size, is_linked=is_linked)
    return attach_file(draft, file, by=by)


@operation
def clear_uploads(*, by: Actor) -> int:
    """Remove the pieces of files that nobody goes on with, after a week; says how many files.

    While its letter is being written in, a file that was cut off may still go on.
    """
    require(by, Can.CARRY_OUT)
    old = sorted(_untouched(clock.now() - FORGOTTEN))
    for uid in old:
        _place(uid).unlink(missing_ok=True)
        _note(uid).unlink(missing_ok=True)
    return len(old)


def _untouched(since: datetime) -> Iterator[UUID]:
    newest: dict[UUID, float] = {}
    for path in [*_folder().glob("*.part"), *_folder().glob("*.json")]:
        with suppress(OSError, ValueError):
            uid = UUID(path.stem)
            newest[uid] = max(newest.get(uid, 0.0), path.stat().st_mtime)
    for uid, touched in newest.items():
        if touched < since.timestamp() and not _is_written_in(uid, since):
            yield uid


def _is_written_in(uid: UUID, since: datetime) -> bool:
    try:
        draft_uid = UUID(json.loads(_note(uid).read_text(encoding="utf-8"))["draft"])
    except (OSError, ValueError, KeyError, TypeError):
        return False
    draft = db.session.scalars(select(MailDraft).where(MailDraft.uid == draft_uid)).first()
    if draft is None or state_of(draft) is not DraftState.WRITING:
        return False
    return draft.saved_at >= since


def _goes_as_link(draft: MailDraft, size: int) -> bool:
    """Whether the letter would become too large with a file; refused is what is beyond a link."""
    largest = largest_mib(db.session.get_one(Mailbox, draft.mailbox_id))
    if (size + carried_bytes(draft)) * OVERHEAD <= largest * MIB:
        return False
    if not may_link():
        raise too_large(largest)
    if size > LARGEST_LINKED:
        told = _("A file of at most %(mib)d MiB can be sent.", mib=LARGEST_LINKED // MIB)
        raise Invalid(told, fields={"files": told})
    return True


def _folder() -> Path:
    return current_settings().data_dir / "uploads"


def _place(uid: UUID) -> Path:
    return _folder() / f"{uid}.part"


def _note(uid: UUID) -> Path:
    return _folder() / f"{uid}.json"
