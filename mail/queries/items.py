"""One item, its conversation in the same box, and all that a page says about it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select

from mail.models import (
    Flagged,
    Folder,
    ItemLabel,
    MailAssignment,
    Mailbox,
    MailDraft,
    MailFiling,
    MailItem,
    MailLabel,
    MailMessage,
    MailPart,
    Unseen,
)
from mail.models.outgoing import OutgoingMail
from mail.policy import Can
from mail.queries.boxes import READABLE, OpenBox, rights_in
from mail.queries.private import hides, is_private
from mail.queries.readers import readers_of
from office import blobs
from office.accounts.models import Person
from office.audit import AuditEvent
from office.db import db
from office.errors import Invalid, NotFound
from office.i18n import _
from office.permissions import Actor, allowed

KEPT_APART = (Folder.JUNK, Folder.QUARANTINE, Folder.TRASH)
MOST_TOGETHER = 200
READ = "mail.read"
SET_APART = ("secrecy", "infected")


@dataclass(frozen=True)
class OpenItem:
    """A message in a box as somebody has it open."""

    item: MailItem
    message: MailMessage
    opened: OpenBox


@dataclass(frozen=True)
class Line:
    """One message of a conversation for one reader."""

    item: MailItem
    message: MailMessage
    is_new: bool
    is_starred: bool


def open_item(uid: UUID, actor: Actor) -> OpenItem:
    """An item of a box that the actor reads; of others he does not learn that they are there."""
    row = db.session.execute(
        select(MailItem, MailMessage, Mailbox)
        .join(MailMessage, MailMessage.id == MailItem.message_id)
        .join(Mailbox, Mailbox.id == MailItem.mailbox_id)
        .where(MailItem.uid == uid, MailItem.removed_at.is_(None), Mailbox.state.in_(READABLE))
    ).first()
    if row is not None:
        opened = OpenBox(row[2], rights_in(row[2], actor))
        if allowed(actor, Can.READ, opened) and not _is_hidden(row[0], row[2], actor):
            return OpenItem(row[0], row[1], opened)
    raise NotFound(_("There is no such message."))


def _is_hidden(item: MailItem, box: Mailbox, actor: Actor) -> bool:
    if not hides(box, actor.person_id):
        return False
    borne = select(MailItem.id).where(MailItem.id == item.id, is_private())
    return db.session.scalar(borne) is not None


def together(folder: Folder) -> ColumnElement[bool]:
    """What belongs to a conversation seen from a folder: what was thrown away stays apart."""
    if folder in KEPT_APART:
        return MailItem.folder == folder
    return MailItem.folder.not_in(KEPT_APART)


def conversation(found: OpenItem, actor: Actor) -> list[Line]:
    """The messages of a conversation in this box, the oldest first; of very many the newest."""
    rows = db.session.execute(
        select(MailItem, MailMessage, Unseen.item_id, Flagged.item_id)
        .join(MailMessage, MailMessage.id == MailItem.message_id)
        .outerjoin(Unseen, _mine(Unseen, actor))
        .outerjoin(Flagged, _mine(Flagged, actor))
        .where(
            MailItem.mailbox_id == found.item.mailbox_id,
            MailItem.thread_id == found.item.thread_id,
            MailItem.removed_at.is_(None),
            together(found.item.folder),
            *([~is_private()] if hides(found.opened.box, actor.person_id) else []),
        )
        .order_by(MailItem.placed_at.desc(), MailItem.id.desc())
        .limit(MOST_TOGETHER)
    )
    lines = [Line(item, said, new is not None, star is not None) for item, said, new, star in rows]
    return lines[::-1]


def _mine(kept: type[Unseen] | type[Flagged], actor: Actor) -> ColumnElement[bool]:
    return (kept.item_id == MailItem.id) & (kept.person_id == actor.person_id)


def items_for(uids: Sequence[UUID], opened: OpenBox) -> list[MailItem]:
    """The chosen items of one box, as far as they are still there."""
    wanted = select(MailItem).where(
        MailItem.uid.in_(uids),
        MailItem.mailbox_id == opened.box.id,
        MailItem.removed_at.is_(None),
    )
    return list(db.session.scalars(wanted.order_by(MailItem.id)))


def with_conversation(items: Sequence[MailItem], opened: OpenBox, actor: Actor) -> list[MailItem]:
    """The chosen rows of a list with what stands behind each: its conversation in that folder.

    What its owner keeps to himself is touched by nobody else.
    """
    if not items:
        return []
    threads = {item.thread_id for item in items}
    rows = db.session.scalars(
        select(MailItem).where(
            MailItem.mailbox_id == opened.box.id,
            MailItem.thread_id.in_(threads),
            MailItem.removed_at.is_(None),
            *([~is_private()] if hides(opened.box, actor.person_id) else []),
        )
    )
    wanted = {(item.thread_id, item.folder) for item in items}
    return [row for row in rows if (row.thread_id, row.folder) in wanted]


def is_set_apart(message: MailMessage) -> bool:
    """Whether nobody gets the content: it bears a secrecy mark, or a virus was found in it."""
    return any(one.get("code") in SET_APART for one in message.notices)


def view_of(message: MailMessage) -> dict[str, Any]:
    """What the limited child read of a message; nothing when it was never read."""
    if not message.view_sha256 or not blobs.exists(message.view_sha256):
        return {}
    found: dict[str, Any] = json.loads(blobs.read(message.view_sha256))
    return found


def parts_of(messages: Sequence[int]) -> dict[int, list[MailPart]]:
    """The files of messages in their order, by the message."""
    found: dict[int, list[MailPart]] = {one: [] for one in messages}
    rows = select(MailPart).where(MailPart.message_id.in_(messages)).order_by(MailPart.id)
    for part in db.session.scalars(rows):
        found[part.message_id].append(part)
    return found


def part_of(message: MailMessage, uid: UUID) -> MailPart:
    """One file of a message."""
    wanted = select(MailPart).where(MailPart.message_id == message.id, MailPart.uid == uid)
    found = db.session.scalars(wanted).first()
    if found is None:
        raise NotFound(_("There is no such file in this message."))
    return found


_labels = (
    select(MailLabel).where(MailLabel.mailbox_id == bindparam("box_id")).order_by(MailLabel.name)
)


def labels_of(box: Mailbox) -> list[MailLabel]:
    """The labels of a box by name."""
    return list(db.session.scalars(_labels, {"box_id": box.id}))


def label_by_uid(opened: OpenBox, uid: UUID) -> MailLabel:
    """One label of a box."""
    found = next((one for one in labels_of(opened.box) if one.uid == uid), None)
    if found is None:
        raise NotFound(_("There is no such label in this mailbox."))
    return found


def labels_seen(box: Mailbox, actor: Actor) -> list[MailLabel]:
    """The labels of a box without the private ones of somebody else."""
    is_others = hides(box, actor.person_id)
    return [one for one in labels_of(box) if not (is_others and one.is_private)]


def labels_on(item_ids: Sequence[int]) -> dict[int, set[int]]:
    """The labels of items, by the item."""
    found: dict[int, set[int]] = {}
    rows = select(ItemLabel.item_id, ItemLabel.label_id).where(ItemLabel.item_id.in_(item_ids))
    for item_id, label_id in db.session.execute(rows):
        found.setdefault(item_id, set()).add(label_id)
    return found


def filings_of(messages: Sequence[int], box: Mailbox) -> list[MailFiling]:
    """What was made of messages of this box: documents, tasks, meetings."""
    mine = select(MailFiling).where(
        MailFiling.message_id.in_(messages),
        MailFiling.mailbox_id == box.id,
    )
    return list(db.session.scalars(mine.order_by(MailFiling.id)))


def assignment_of(item: MailItem) -> tuple[MailAssignment, str] | None:
    """Who handles a conversation of a shared box, with the name."""
    row = db.session.execute(
        select(MailAssignment, Person.full_name)
        .join(Person, Person.id == MailAssignment.person_id)
        .where(
            MailAssignment.mailbox_id == item.mailbox_id,
            MailAssignment.thread_id == item.thread_id,
        )
    ).first()
    return (row[0], row[1]) if row else None


def answering_now(item: MailItem, actor: Actor) -> list[str]:
    """Who else is writing an answer in this conversation at this moment."""
    there = select(MailItem.id).where(
        MailItem.mailbox_id == item.mailbox_id, MailItem.thread_id == item.thread_id
    )
    rows = db.session.scalars(
        select(Person.full_name)
        .join(MailDraft, MailDraft.person_id == Person.id)
        .where(
            MailDraft.answers_id.in_(there),
            MailDraft.person_id != actor.person_id,
            MailDraft.left_at.is_(None),
            MailDraft.dropped_at.is_(None),
        )
        .distinct()
        .order_by(Person.full_name)
    )
    return list(rows)


def people_called(ids: Sequence[int]) -> list[tuple[str, str]]:
    """Persons by their public name and their full one."""
    rows = db.session.execute(
        select(Person.uid, Person.full_name).where(Person.id.in_(ids)).order_by(Person.full_name)
    )
    return [(str(uid), name) for uid, name in rows]


def gone_out(messages: Sequence[int], box: Mailbox) -> list[OutgoingMail]:
    """How far each receiver outside has been reached."""
    mine = select(OutgoingMail).where(
        OutgoingMail.message_id.in_(messages), OutgoingMail.mailbox_id == box.id
    )
    return list(db.session.scalars(mine.order_by(OutgoingMail.id)))


def gone_inside(messages: Sequence[int], box: Mailbox) -> list[tuple[int, str, bool]]:
    """The message, the box of each receiver inside, and whether somebody has read it there."""
    unread = (
        select(Unseen.item_id)
        .where(Unseen.item_id == MailItem.id)
        .order_by(Unseen.person_id)
        .limit(1)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(MailItem.message_id, Mailbox.name, unread)
        .join(Mailbox, Mailbox.id == MailItem.mailbox_id)
        .where(MailItem.message_id.in_(messages), MailItem.mailbox_id != box.id)
        .order_by(Mailbox.name)
    )
    return [(message, name, new is None) for message, name, new in rows]


def unnoted(opened: OpenBox, items: Sequence[MailItem], actor: Actor) -> list[MailItem]:
    """Of whose reading by this person the audit log does not know; his own box needs no line."""
    if not items or (opened.box.person_id == actor.person_id and not opened.is_shared):
        return []
    lines = select(AuditEvent.subject_uid).where(
        AuditEvent.subject_uid.in_([str(item.uid) for item in items]),
        AuditEvent.act == READ,
        AuditEvent.account_id == actor.account_id,
    )
    known = set(db.session.scalars(lines))
    return [item for item in items if str(item.uid) not in known]


def known_names(folded: Sequence[str]) -> frozenset[str]:
    """Those of these folded names that somebody of this house bears."""
    if not folded:
        return frozenset()
    rows = db.session.scalars(select(Person.folded_name).where(Person.folded_name.in_(folded)))
    return frozenset(rows)


def member_by_uid(opened: OpenBox, uid: str) -> Person:
    """Somebody who reads a box, by the public name that a form sends."""
    rows = select(Person).where(Person.id.in_(readers_of(opened.box)))
    found = next((one for one in db.session.scalars(rows) if str(one.uid) == uid), None)
    if found is None:
        message = _("Choose somebody who reads this mailbox.")
        raise Invalid(message, fields={"person": message})
    return found
