"""Lists of conversations: a folder, a label, a personal view, or what was found by words.

A conversation stands once in a list, as its newest message there; a page of fifty costs the same
in a box of ten messages and in one of a hundred thousand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, union_all
from sqlalchemy.orm import aliased

from mail.models import (
    AssignmentState,
    BoxKind,
    Flagged,
    Folder,
    ItemLabel,
    MailAssignment,
    Mailbox,
    MailDraft,
    MailItem,
    MailMessage,
    Unseen,
)
from mail.queries import searching
from mail.queries.boxes import READABLE, OpenBox
from mail.queries.items import together
from office.accounts.models import Person
from office.db import db
from office.permissions import Actor

COLUMNS: tuple[Any, ...] = (
    MailItem.id,
    MailItem.uid,
    MailItem.thread_id,
    MailItem.message_id,
    MailItem.folder,
    MailItem.placed_at,
    MailItem.is_answered,
    MailItem.handled_by,
    MailMessage.sender_name,
    MailMessage.sender_address,
    MailMessage.to,
    MailMessage.subject,
    MailMessage.preview,
    MailMessage.has_files,
    MailMessage.is_outside,
)
MOST_COUNTED = 1000
UNREAD, STARRED, MINE = "unread", "starred", "mine"
VIEWS = (UNREAD, STARRED, MINE)


class ListRow(NamedTuple):
    """What a row of a list shows of the newest message of a conversation."""

    id: int
    uid: UUID
    thread_id: int
    message_id: int
    folder: Folder
    placed_at: datetime
    is_answered: bool
    handled_by: str
    sender_name: str
    sender_address: str
    to: list[dict[str, Any]]
    subject: str
    preview: str
    has_files: bool
    is_outside: bool


class ThreadFacts(NamedTuple):
    """How many messages a conversation has here, and how many are unread and starred."""

    messages: int
    unseen: int
    starred: int


@dataclass(frozen=True)
class Asked:
    """Which messages of a box: `view` is a folder or a personal view, the rest narrows it."""

    view: str = Folder.INBOX.value
    label_id: int | None = None
    words: str = ""
    has_files: bool = False
    from_outside: bool = False

    @property
    def folder(self) -> Folder | None:
        """The folder, when it is one."""
        return Folder(self.view) if self.view in list(Folder) else None

    @property
    def places(self) -> tuple[type, type]:
        """Of what a place in this list is made: when and which, or as the index finds."""
        return (int, int) if self.words else (datetime, int)

    def place_of(self, row: "ListRow") -> tuple[object, object]:
        """Where the next page goes on behind a row."""
        return (row.message_id if self.words else row.placed_at), row.id

    @property
    def is_whole_box(self) -> bool:
        """Whether more than one folder is looked through."""
        return bool(self.words) or self.label_id is not None or self.folder is None


def rows_of(
    box: Mailbox, actor: Actor, asked: Asked, *, after: tuple[Any, ...] | None, size: int
) -> list[ListRow]:
    """A page of conversations, the newest first, with one row too many."""
    if asked.words:
        return _found(box, actor, asked, after=after, size=size)
    wanted = select(*COLUMNS).join(MailMessage, MailMessage.id == MailItem.message_id)
    wanted = wanted.where(MailItem.removed_at.is_(None), *_narrowed(asked, actor, box))
    if after:
        wanted = wanted.where(
            or_(
                MailItem.placed_at < after[0],
                and_(MailItem.placed_at == after[0], MailItem.id < after[1]),
            )
        )
    newest_first = wanted.order_by(MailItem.placed_at.desc(), MailItem.id.desc())
    return [ListRow(*row) for row in db.session.execute(newest_first.limit(size + 1))]


def _found(
    box: Mailbox, actor: Actor, asked: Asked, *, after: tuple[Any, ...] | None, size: int
) -> list[ListRow]:
    """What the index finds, in its own order: the newest first."""
    folder = asked.folder
    wanted = searching.read_question(
        asked.words,
        box=str(box.uid),
        folder=None if folder is Folder.INBOX else folder,
        has_files=asked.has_files,
        is_unread=asked.view == UNREAD,
    )
    found = searching.found(actor, wanted, before=(after[0], after[1]) if after else None)
    rows = found.with_only_columns(*COLUMNS, maintain_column_froms=True)
    rows = rows.where(*_besides(asked, actor, box)).limit(size + 1)
    return [ListRow(*row) for row in db.session.execute(rows)]


def _besides(asked: Asked, actor: Actor, box: Mailbox) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.from_outside:
        found.append(MailMessage.is_outside.is_(True))
    if asked.label_id is not None:
        worn = select(ItemLabel.item_id).where(ItemLabel.label_id == asked.label_id)
        found.append(MailItem.id.in_(worn))
    if asked.view in (STARRED, MINE):
        found.append(_personal(asked.view, actor, box))
    return found


def _narrowed(asked: Asked, actor: Actor, box: Mailbox) -> list[ColumnElement[bool]]:
    found = [_place(asked, actor, box)]
    if asked.has_files:
        found.append(MailMessage.has_files.is_(True))
    if asked.from_outside:
        found.append(MailMessage.is_outside.is_(True))
    return found


def _place(asked: Asked, actor: Actor, box: Mailbox) -> ColumnElement[bool]:
    """Labels and personal marks are few and name their items: the box itself is not walked."""
    if asked.label_id is not None:
        worn = select(ItemLabel.item_id).where(ItemLabel.label_id == asked.label_id)
        return and_(MailItem.id.in_(worn), together(Folder.INBOX))
    if asked.folder is None:
        return _personal(asked.view, actor, box)
    lies = and_(MailItem.mailbox_id == box.id, MailItem.folder == asked.folder)
    return and_(lies, _is_newest(asked.folder))


def _is_newest(folder: Folder) -> ColumnElement[bool]:
    """No later message of the same conversation lies in this folder."""
    later = aliased(MailItem)
    return ~exists().where(
        later.mailbox_id == MailItem.mailbox_id,
        later.thread_id == MailItem.thread_id,
        later.id > MailItem.id,
        later.folder == folder,
        later.removed_at.is_(None),
    )


def _personal(view: str, actor: Actor, box: Mailbox) -> ColumnElement[bool]:
    if view == UNREAD:
        mine = select(Unseen.item_id).where(
            Unseen.person_id == actor.person_id,
            Unseen.mailbox_id == box.id,
            Unseen.folder == Folder.INBOX,
        )
        return MailItem.id.in_(mine)
    if view == STARRED:
        mine = select(Flagged.item_id).where(
            Flagged.person_id == actor.person_id, Flagged.mailbox_id == box.id
        )
        return and_(MailItem.id.in_(mine), together(Folder.INBOX))
    newest = (
        select(func.max(MailItem.id))
        .join(
            MailAssignment,
            and_(
                MailAssignment.mailbox_id == MailItem.mailbox_id,
                MailAssignment.thread_id == MailItem.thread_id,
            ),
        )
        .where(
            MailAssignment.mailbox_id == box.id,
            MailAssignment.person_id == actor.person_id,
            MailAssignment.state != AssignmentState.DONE,
            together(Folder.INBOX),
        )
        .group_by(MailItem.thread_id)
    )
    return MailItem.id.in_(newest)


def facts_of(
    box: Mailbox, actor: Actor, rows: Sequence[ListRow], folder: Folder
) -> dict[int, ThreadFacts]:
    """Counts of the conversations of a page, by the conversation."""
    mine = Unseen.person_id == actor.person_id, Flagged.person_id == actor.person_id
    found = db.session.execute(
        select(
            MailItem.thread_id,
            func.count(MailItem.id),
            func.count(Unseen.item_id),
            func.count(Flagged.item_id),
        )
        .outerjoin(Unseen, and_(Unseen.item_id == MailItem.id, mine[0]))
        .outerjoin(Flagged, and_(Flagged.item_id == MailItem.id, mine[1]))
        .where(
            MailItem.mailbox_id == box.id,
            MailItem.thread_id.in_({row.thread_id for row in rows}),
            MailItem.removed_at.is_(None),
            together(folder),
        )
        .group_by(MailItem.thread_id)
    )
    return {thread: ThreadFacts(*counts) for thread, *counts in found}


class Given(NamedTuple):
    """Who handles a conversation, and until when."""

    name: str
    state: AssignmentState
    due_on: datetime | None
    done_at: datetime | None


def assignments_in(box: Mailbox, rows: Sequence[ListRow]) -> dict[int, Given]:
    """Who handles the conversations of a page of a shared box."""
    found = db.session.execute(
        select(
            MailAssignment.thread_id,
            Person.full_name,
            MailAssignment.state,
            MailAssignment.due_on,
            MailAssignment.done_at,
        )
        .join(Person, Person.id == MailAssignment.person_id)
        .where(
            MailAssignment.mailbox_id == box.id,
            MailAssignment.thread_id.in_({row.thread_id for row in rows}),
        )
    )
    return {row[0]: Given(row[1], row[2], row[3], row[4]) for row in found}


def since(box: Mailbox, folder: Folder, number: int) -> int:
    """How many messages came into a folder after the highest number that is shown."""
    new = select(MailItem.id).where(
        MailItem.mailbox_id == box.id, MailItem.number > number, MailItem.folder == folder
    )
    return db.session.scalar(select(func.count()).select_from(new.limit(100).subquery())) or 0


def unread_in(boxes: Sequence[OpenBox], actor: Actor) -> Mapping[int, int]:
    """Unread messages in the inbox of each box, counted up to a thousand."""
    if not boxes:
        return {}
    counts = [_counted(one.box, actor) for one in boxes]
    rows = db.session.execute(union_all(*counts) if len(counts) > 1 else counts[0])
    return {int(box_id): int(count) for box_id, count in rows}


def _counted(box: Mailbox, actor: Actor) -> Select[Any]:
    new = select(Unseen.item_id, Unseen.mailbox_id).where(
        Unseen.person_id == actor.person_id,
        Unseen.mailbox_id == box.id,
        Unseen.folder == Folder.INBOX,
    )
    some = new.limit(MOST_COUNTED).subquery()
    return select(func.coalesce(func.max(some.c.mailbox_id), box.id), func.count(some.c.item_id))


def unread_of(actor: Actor) -> int:
    """Unread messages in the boxes of the acting post, counted up to a thousand."""
    whose: list[ColumnElement[bool]] = [
        and_(Mailbox.desk_id == actor.desk_id, Mailbox.kind == BoxKind.DESK)
    ]
    if actor.delegation_id is None:
        whose.append(and_(Mailbox.person_id == actor.person_id, Mailbox.kind == BoxKind.PERSON))
    mine = select(Mailbox.id).where(or_(*whose), Mailbox.state.in_(READABLE))
    new = select(Unseen.item_id).where(
        Unseen.person_id == actor.person_id,
        Unseen.folder == Folder.INBOX,
        Unseen.mailbox_id.in_(mine),
    )
    some = new.limit(MOST_COUNTED).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def drafts_in(
    box: Mailbox, *, are_waiting: bool, after: tuple[Any, ...] | None, size: int
) -> list[tuple[MailDraft, str]]:
    """Letters that are being written in a box, or those that wait to leave; with their writers."""
    is_waiting = MailDraft.send_at.is_not(None)
    wanted = (
        select(MailDraft, Person.full_name)
        .join(Person, Person.id == MailDraft.person_id)
        .where(
            MailDraft.mailbox_id == box.id,
            MailDraft.left_at.is_(None),
            MailDraft.dropped_at.is_(None),
            is_waiting if are_waiting else ~is_waiting,
        )
    )
    if after:
        wanted = wanted.where(MailDraft.id < after[0])
    rows = db.session.execute(wanted.order_by(MailDraft.id.desc()).limit(size + 1))
    return [(draft, name) for draft, name in rows]
