"""What readers do with messages in boxes: read, star, move, label; others' boxes leave a trace."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select, update

from mail.models import (
    Flagged,
    Folder,
    ItemLabel,
    Mailbox,
    MailItem,
    MailLabel,
    MailMessage,
    Unseen,
)
from mail.policy import Can
from mail.queries.boxes import OpenBox
from mail.queries.items import READ, is_set_apart
from mail.queries.keeping import rules_for
from office import audit, clock
from office.db import db, insert_ignoring, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require

LONGEST_NAME = 60
MOST_LABELS = 50
REACHABLE = (Folder.INBOX, Folder.ARCHIVE, Folder.JUNK, Folder.TRASH, Folder.SENT)


@operation
def note_access(opened: OpenBox, items: Sequence[MailItem], *, via: str = "", by: Actor) -> None:
    """Keep in the audit log what somebody read in a box that is not his alone."""
    require(by, Can.READ, opened)
    how = {"via": via} if via else {}
    for item in items:
        audit.record(READ, item, by=by, box=opened.box.uid, **how)


@operation
def mark_seen(opened: OpenBox, items: Sequence[MailItem], *, by: Actor) -> None:
    """These are read, for this reader only."""
    require(by, Can.READ, opened)
    ids = [item.id for item in items]
    unseen = Unseen.item_id.in_(ids), Unseen.person_id == by.person_id
    new = set(db.session.scalars(select(Unseen.item_id).where(*unseen)))
    if new:
        db.session.execute(delete(Unseen).where(*unseen))
        _changed(opened.box, [item for item in items if item.id in new])


@operation
def mark_folder_seen(opened: OpenBox, folder: Folder, *, by: Actor) -> None:
    """Everything in a folder is read, for this reader only."""
    require(by, Can.READ, opened)
    mine = select(Unseen.item_id).where(
        Unseen.person_id == by.person_id,
        Unseen.mailbox_id == opened.box.id,
        Unseen.folder == folder,
    )
    items = db.session.scalars(select(MailItem).where(MailItem.id.in_(mine))).all()
    mark_seen(opened, items, by=by)


@operation
def mark_unseen(opened: OpenBox, items: Sequence[MailItem], *, by: Actor) -> None:
    """These are to be read again by this reader."""
    require(by, Can.READ, opened)
    for item in items:
        insert_ignoring(Unseen, _mine(item, by) | {"folder": item.folder})
    _changed(opened.box, items)


@operation
def star(opened: OpenBox, items: Sequence[MailItem], *, by: Actor) -> None:
    """Put a star on messages, for this reader only."""
    require(by, Can.READ, opened)
    for item in items:
        insert_ignoring(Flagged, _mine(item, by) | {"flagged_at": clock.now()})
    _changed(opened.box, items)


@operation
def unstar(opened: OpenBox, items: Sequence[MailItem], *, by: Actor) -> None:
    """Take the reader's star off again."""
    require(by, Can.READ, opened)
    ids = [item.id for item in items]
    db.session.execute(
        delete(Flagged).where(Flagged.item_id.in_(ids), Flagged.person_id == by.person_id)
    )
    _changed(opened.box, items)


@operation
def move(opened: OpenBox, items: Sequence[MailItem], folder: Folder, *, by: Actor) -> None:
    """Lay messages into another folder; only who manages the box takes them out of quarantine."""
    require(by, Can.ORGANISE, opened)
    if folder not in REACHABLE:
        raise Refusal(_("Messages are not laid there by hand."))
    _ask_release([item for item in items if item.folder is Folder.QUARANTINE], folder, opened, by)
    moved = [item for item in items if item.folder is not folder]
    for item in moved:
        item.from_folder, item.folder = item.folder.value, folder
        item.deleted_at = clock.now() if folder is Folder.TRASH else None
        item.removed_via = ""
    _follow(moved)
    _changed(opened.box, moved)
    _note("mail.moved", opened, moved, by=by, to=folder)


def _ask_release(items: Sequence[MailItem], folder: Folder, opened: OpenBox, by: Actor) -> None:
    """What holds a virus or bears a secrecy mark never leaves quarantine but to be thrown away."""
    if not items or folder is Folder.TRASH:
        return
    require(by, Can.MANAGE, opened)
    wanted = select(MailMessage).where(MailMessage.id.in_([item.message_id for item in items]))
    if any(is_set_apart(message) for message in db.session.scalars(wanted)):
        raise Refusal(
            _("A letter with a virus or a secrecy mark stays in quarantine."),
            fix=_("Ask the security officer of your agency."),
        )


@operation
def restore(opened: OpenBox, items: Sequence[MailItem], *, by: Actor) -> None:
    """Bring thrown away messages back to where they lay before."""
    require(by, Can.ORGANISE, opened)
    found = [item for item in items if item.folder is Folder.TRASH]
    for item in found:
        before = item.from_folder
        is_known = before in list(REACHABLE) and before != Folder.TRASH
        item.folder = Folder(before) if is_known else Folder.INBOX
        item.from_folder, item.deleted_at = Folder.TRASH.value, None
        item.removed_via = ""  # what a program removed is shown to programs again
    _follow(found)
    _changed(opened.box, found)
    _note("mail.restored", opened, found, by=by)


def _follow(items: Iterable[MailItem]) -> None:
    """What is unread stays unread in its new folder."""
    db.session.flush()
    by_folder: dict[Folder, list[int]] = {}
    for item in items:
        by_folder.setdefault(item.folder, []).append(item.id)
    for folder, ids in by_folder.items():
        db.session.execute(update(Unseen).where(Unseen.item_id.in_(ids)).values(folder=folder))


# ------------------------------------------------------------------------------- labels


@operation
def label(opened: OpenBox, items: Sequence[MailItem], wanted: MailLabel, *, by: Actor) -> None:
    """Put a label on messages (gắn nhãn)."""
    require(by, Can.ORGANISE, opened)
    for item in items:
        insert_ignoring(ItemLabel, {"item_id": item.id, "label_id": wanted.id})
    _changed(opened.box, items)
    _note("mail.labelled", opened, items, by=by, label=wanted.name)


@operation
def unlabel(opened: OpenBox, items: Sequence[MailItem], wanted: MailLabel, *, by: Actor) -> None:
    """Take a label off messages."""
    require(by, Can.ORGANISE, opened)
    ids = [item.id for item in items]
    db.session.execute(
        delete(ItemLabel).where(ItemLabel.item_id.in_(ids), ItemLabel.label_id == wanted.id)
    )
    _changed(opened.box, items)
    _note("mail.unlabelled", opened, items, by=by, label=wanted.name)


@operation
def make_label(opened: OpenBox, name: str, *, by: Actor) -> MailLabel:
    """Give a box a new label; the same name again is the same label."""
    require(by, Can.MANAGE, opened)
    bare = _label_name(name)
    there = db.session.scalars(select(MailLabel).where(MailLabel.mailbox_id == opened.box.id)).all()
    if same := next((one for one in there if one.name.lower() == bare.lower()), None):
        if same.is_private:
            _ask_owner(opened, by)
        return same
    if len(there) >= MOST_LABELS:
        raise Refusal(
            _("This mailbox has %(number)d labels.", number=MOST_LABELS),
            fix=_("Drop one that is no longer used."),
        )
    made = MailLabel(mailbox_id=opened.box.id, name=bare)
    db.session.add(made)
    db.session.flush()
    _note("mail.label_made", opened, (), by=by, label=bare)
    return made


@operation
def rename_label(opened: OpenBox, wanted: MailLabel, name: str, *, by: Actor) -> None:
    """Call a label otherwise; what bears it goes on bearing it."""
    require(by, Can.MANAGE, opened)
    if wanted.is_private:
        _ask_owner(opened, by)
    bare = _label_name(name)
    taken = select(MailLabel.id).where(
        MailLabel.mailbox_id == opened.box.id, MailLabel.name == bare, MailLabel.id != wanted.id
    )
    if db.session.scalar(taken) is not None:
        message = _("This mailbox has a label of this name already.")
        raise Invalid(message, fields={"name": message})
    before, wanted.name = wanted.name, bare
    _note("mail.label_renamed", opened, (), by=by, before=before, label=bare)


@operation
def drop_label(opened: OpenBox, wanted: MailLabel, *, by: Actor) -> None:
    """Take a label out of the box and off every message; one that keeps mail for years stays."""
    require(by, Can.MANAGE, opened)
    if wanted.is_private:
        _ask_owner(opened, by)
    if wanted.keep_days:
        raise Refusal(_("This label says how long mail must be kept; it cannot be dropped."))
    db.session.execute(delete(ItemLabel).where(ItemLabel.label_id == wanted.id))
    db.session.delete(wanted)
    _note("mail.label_dropped", opened, (), by=by, label=wanted.name)


@operation
def turn_private(opened: OpenBox, wanted: MailLabel, *, by: Actor) -> None:
    """Keep mail with a label to oneself (thư riêng), or share it again with who reads the box."""
    require(by, Can.MANAGE, opened)
    _ask_owner(opened, by)
    if not wanted.is_private and not rules_for(opened.box).allows_private:
        raise Refusal(_("The mail rules of the agency do not allow private mail."))
    wanted.is_private = not wanted.is_private
    borne = select(ItemLabel.item_id).where(ItemLabel.label_id == wanted.id)
    _changed(opened.box, db.session.scalars(select(MailItem).where(MailItem.id.in_(borne))).all())
    facts = {"label": wanted.name, "is_private": wanted.is_private}
    audit.record("mail.label_privacy", opened.box, by=by, **facts)


def _ask_owner(opened: OpenBox, by: Actor) -> None:
    if not is_own(opened, by):
        raise Refusal(_("What is private in a mailbox is said by its owner alone."))


def _label_name(name: str) -> str:
    bare = " ".join(name.split())
    if not bare or len(bare) > LONGEST_NAME:
        message = _("Name the label in at most %(number)d letters.", number=LONGEST_NAME)
        raise Invalid(message, fields={"name": message})
    return bare


# ------------------------------------------------------------------------------- pieces


def _mine(item: MailItem, by: Actor) -> dict[str, object]:
    return {"item_id": item.id, "person_id": by.person_id, "mailbox_id": item.mailbox_id}


def _changed(box: Mailbox, items: Sequence[MailItem]) -> None:
    """Each change of an item has a number of its own in the box."""
    if not items:
        return
    locked = select(Mailbox).where(Mailbox.id == box.id).with_for_update()
    db.session.flush()
    (found,) = db.session.scalars(locked, execution_options={"populate_existing": True})
    for item in items:
        found.changes += 1
        item.changed = found.changes


def is_own(opened: OpenBox, by: Actor) -> bool:
    """Whether nobody else's mail is touched."""
    return opened.box.person_id == by.person_id and not opened.is_shared


def _note(
    act: str, opened: OpenBox, items: Sequence[MailItem], *, by: Actor, **facts: object
) -> None:
    """Acts in a box of a desk or of somebody else stand in the audit log; deletions always do."""
    if not is_own(opened, by) or facts.get("to") is Folder.TRASH:
        audit.record(act, opened.box, by=by, items=[item.uid for item in items], **facts)
