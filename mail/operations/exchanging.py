"""Letters leave a box as files and come into it so; both are acts that the audit log keeps."""

from dataclasses import dataclass
from typing import Any

from mail.models import Folder, Mailbox, MailImport
from mail.operations.importing import bring_letter
from mail.operations.keeping import Kept, hashes_of
from mail.operations.purging import drop_later, let_go
from mail.policy import Can
from mail.queries.boxes import OpenBox
from mail.queries.exchanging import Choice, count_of
from mail.queries.pools import has_room
from office import audit, blobs, clock, outbox
from office.db import db, operation
from office.errors import Invalid
from office.foreign.uploads import safe_name
from office.i18n import _
from office.permissions import Actor, require

BRING = "mail.bring"
INTO = (Folder.INBOX, Folder.SENT, Folder.ARCHIVE)
MOST_REFUSED = 100
FULL, FULL_HERE, GIVEN_UP = "full", "full_here", "given_up"


@operation
def note_export(opened: OpenBox, choice: Choice, *, by: Actor) -> int:
    """Keep in the audit log that somebody takes letters out of a box; says how many."""
    require(by, Can.EXCHANGE, opened)
    count = count_of(opened, choice)
    folder = choice.folder.value if choice.items is None else "chosen"
    audit.record("mail.exported", opened.box, by=by, folder=folder, letters=count)
    return count


@operation
def bring_file(
    opened: OpenBox, folder: Folder, name: str, content: Any, *, by: Actor
) -> MailImport:
    """Have the letters of a file (EML, MBOX) laid into a box; the work is done behind the page."""
    require(by, Can.EXCHANGE, opened)
    if folder not in INTO:
        message = _("Letters are not laid there from a file.")
        raise Invalid(message, fields={"folder": message})
    stored = blobs.put(content)
    if not stored.size:
        message = _("This file is empty.")
        raise Invalid(message, fields={"files": message})
    row = MailImport(
        mailbox_id=opened.box.id,
        folder=folder,
        name=safe_name(name),
        sha256=stored.sha256,
        size=stored.size,
        asked_by=by.name,
        asked_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    audit.record("mail.import_asked", opened.box, by=by, name=row.name, sha256=row.sha256)
    outbox.enqueue(BRING, key=f"{BRING}:{row.uid}", lane=outbox.Lane.BULK, file=str(row.uid))
    return row


@dataclass(frozen=True)
class Looked:
    """One letter of a file: what is kept of it, or why it is not taken (`fault`, `sha256`)."""

    number: int
    kept: Kept | None = None
    fault: str = ""
    sha256: str = ""


@operation
def note_looked(row: MailImport, looked: Looked, *, by: Actor) -> bool:
    """Lay one letter of a file into its box, or note why not; False when there is no room for it.

    Each counts once.
    """
    require(by, Can.CARRY_OUT, row)
    db.session.refresh(row, with_for_update=True)
    if looked.number <= row.looked:
        return True
    row.looked = looked.number
    fault = looked.fault
    if looked.kept is not None:
        fault = _laid(row, looked.kept, by)
    if fault:
        row.refused_count += 1
        told = {"number": looked.number, "why": fault}
        row.refused = [*row.refused, told][:MOST_REFUSED]
        let_go(hashes_of(looked.kept) if looked.kept else {looked.sha256}, by=by)
    return fault != FULL


def _laid(row: MailImport, kept: Kept, by: Actor) -> str:
    box = db.session.get_one(Mailbox, row.mailbox_id)
    if not has_room(box, kept.size):
        return FULL
    if bring_letter(box, kept, row.folder, is_seen=True, by=by) is None:
        row.known += 1
    else:
        row.brought += 1
    return ""


@operation
def cut_import(row: MailImport, why: str, *, by: Actor) -> None:
    """A file comes to its end before its last letter: told of the first that was not laid in."""
    require(by, Can.CARRY_OUT, row)
    db.session.refresh(row, with_for_update=True)
    if row.done_at is None:
        told = {"number": row.looked + 1, "why": why}
        row.refused = [*row.refused[: MOST_REFUSED - 1], told]
        end_import(row, by=by)


@operation
def end_import(row: MailImport, *, by: Actor) -> None:
    """All letters of a file were looked at; the file itself goes."""
    require(by, Can.CARRY_OUT, row)
    if row.done_at is not None:
        return
    sha256, row.sha256, row.done_at = row.sha256, "", clock.now()
    counts = {"brought": row.brought, "known": row.known, "refused": row.refused_count}
    box = db.session.get_one(Mailbox, row.mailbox_id)
    audit.record("mail.imported", box, by=by, source=row.name, asked_by=row.asked_by, **counts)
    drop_later([sha256], key=str(row.uid))
