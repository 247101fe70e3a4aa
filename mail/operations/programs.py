"""What somebody's mail program (IMAP) did in a box, taken over as his own acts."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select, update

from mail.maildir.names import ANSWERED, FLAGGED, PASSED, SEEN
from mail.models import Flagged, Folder, Mailbox, MailItem, MailMessage, Unseen
from mail.operations.keeping import Kept, keep_message
from mail.operations.organising import note_access
from mail.operations.placing import place_all
from mail.policy import Can
from mail.queries.boxes import OpenBox
from mail.queries.items import unnoted
from mail.queries.programs import REMOVED, Did
from office import audit, clock
from office.db import db, insert_ignoring, operation
from office.permissions import SYSTEM, Actor, require


@operation
def follow_program(opened: OpenBox, acts: Sequence[Did], *, by: Actor) -> None:
    """Do what a program did; who may only read changes his own marks and nothing else.

    What it marks as read was read: in a box that is not his alone that stands in the audit log.
    """
    require(by, Can.READ, opened)
    box = _locked(opened.box)
    items = _items(box, [one.item for one in acts])
    known = [(items[one.item], one) for one in acts if one.item in items]
    placed = [(item, one) for item, one in known if one.folder is not None or one.is_removed]
    if placed:
        require(by, Can.ORGANISE, opened)
    for item, one in placed:
        _lay(item, one)
    db.session.flush()
    seen = [item for item, did in known if SEEN in did.set]
    note_access(opened, unnoted(opened, seen, by), via=REMOVED, by=by)
    for item, one in known:
        _mark(item, one, by)
        box.changes += 1
        item.changed = box.changes
    _note(opened, placed, by)


def _locked(box: Mailbox) -> Mailbox:
    wanted = select(Mailbox).where(Mailbox.id == box.id).with_for_update()
    return db.session.scalars(wanted, execution_options={"populate_existing": True}).one()


def _items(box: Mailbox, ids: Iterable[int]) -> dict[int, MailItem]:
    wanted = select(MailItem).where(
        MailItem.mailbox_id == box.id, MailItem.id.in_(list(ids)), MailItem.removed_at.is_(None)
    )
    return {item.id: item for item in db.session.scalars(wanted)}


def _lay(item: MailItem, did: Did) -> None:
    """What a program removes lies in the recoverable folder, where programs no longer see it."""
    folder = Folder.TRASH if did.is_removed else Folder(did.folder or item.folder)
    if folder is not item.folder:
        item.from_folder, item.folder = item.folder.value, folder
        item.deleted_at = clock.now() if folder is Folder.TRASH else None
    item.removed_via = REMOVED if did.is_removed else ""
    db.session.execute(update(Unseen).where(Unseen.item_id == item.id).values(folder=folder))


def _mark(item: MailItem, did: Did, by: Actor) -> None:
    mine = {"item_id": item.id, "person_id": by.person_id, "mailbox_id": item.mailbox_id}
    if SEEN in did.set:
        _forget(Unseen, item, by)
    if SEEN in did.cleared:
        insert_ignoring(Unseen, mine | {"folder": item.folder})
    if FLAGGED in did.set:
        insert_ignoring(Flagged, mine | {"flagged_at": clock.now()})
    if FLAGGED in did.cleared:
        _forget(Flagged, item, by)
    item.is_answered = (item.is_answered or ANSWERED in did.set) and ANSWERED not in did.cleared
    item.is_forwarded = (item.is_forwarded or PASSED in did.set) and PASSED not in did.cleared


def _forget(model: type[Unseen | Flagged], item: MailItem, by: Actor) -> None:
    mine = model.item_id == item.id, model.person_id == by.person_id
    db.session.execute(delete(model).where(*mine))


def _note(opened: OpenBox, placed: Sequence[tuple[MailItem, Did]], by: Actor) -> None:
    """Moving in a box that others use too, and every removal, stands in the audit log."""
    removed = [str(item.uid) for item, did in placed if did.is_removed]
    moved = [str(item.uid) for item, did in placed if not did.is_removed]
    if removed:
        audit.record("mail.removed", opened.box, by=by, items=removed, via=REMOVED)
    if moved and (opened.is_shared or opened.box.person_id != by.person_id):
        audit.record("mail.moved", opened.box, by=by, items=moved, via=REMOVED)


# ------------------------------------------------------------ letters that a program brings


@operation
def take_from_program(
    opened: OpenBox, kept: Kept, folder: Folder, flags: frozenset[str], *, by: Actor
) -> MailItem:
    """Take in a letter that a program laid into a folder (APPEND)."""
    require(by, Can.ORGANISE, opened)
    message = _same(opened.box, kept) or keep_message(kept, near=[opened.box.id], by=SYSTEM)
    return lay_copy(opened, message, folder, flags, by=by)


@operation
def lay_copy(
    opened: OpenBox, message: MailMessage, folder: Folder, flags: frozenset[str], *, by: Actor
) -> MailItem:
    """Lay a message that the house has into a box; what was thrown away there comes back."""
    require(by, Can.ORGANISE, opened)
    new = place_all(message, {opened.box.id: folder}, by=SYSTEM)
    box = _locked(opened.box)
    item = new[0] if new else _lying(box, message)
    if not new:
        _lay(item, Did(item.id, folder=folder))
    for one in (SEEN, FLAGGED, ANSWERED, PASSED):
        _mark(item, Did(item.id, set=flags & {one}), by)
    box.changes += 1
    item.changed = box.changes
    audit.record("mail.appended", opened.box, by=by, item=str(item.uid), folder=folder.value)
    return item


def _lying(box: Mailbox, message: MailMessage) -> MailItem:
    mine = select(MailItem).where(MailItem.mailbox_id == box.id, MailItem.message_id == message.id)
    return db.session.scalars(mine.order_by(MailItem.removed_at.is_not(None), MailItem.id)).all()[0]


def _same(box: Mailbox, kept: Kept) -> MailMessage | None:
    """A message of the box with the same bytes: a program brought it back."""
    wanted = (
        select(MailMessage)
        .join(MailItem, MailItem.message_id == MailMessage.id)
        .where(MailItem.mailbox_id == box.id, MailMessage.sha256 == kept.sha256)
        .where(MailItem.removed_at.is_(None))
    )
    return db.session.scalars(wanted.order_by(MailMessage.id)).first()
