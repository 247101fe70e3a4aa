"""Lists of conversations: a folder, a label, a personal view, or what was found by words.

A conversation stands once in a list, as its newest message there; a page of fifty costs the same
in a box of ten messages and in one of a hundred thousand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Result,
    Select,
    and_,
    bindparam,
    exists,
    func,
    null,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import aliased

from mail.models import (
    AssignmentState,
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
from mail.queries.items import KEPT_APART, together
from mail.queries.private import hides, is_private
from office.accounts.models import Person
from office.db import UidText, db
from office.permissions import Actor

COLUMNS: tuple[Any, ...] = (
    MailItem.id,
    type_coerce(MailItem.uid, UidText()).label("uid"),
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
PERSON: BindParameter[int] = bindparam("person_id")
BOX: BindParameter[int] = bindparam("box_id")
UNREAD, STARRED, MINE = "unread", "starred", "mine"
VIEWS = (UNREAD, STARRED, MINE)


class ListRow(NamedTuple):
    """What a row of a list shows of the newest message of a conversation."""

    id: int
    uid: str
    thread_id: int
    message_id: int
    folder: Folder
    placed_at: datetime
    is_answered: bool
    handled_by: str
    sender_name: str
    sender_address: str
    to: list[dict[str, Any]] | None
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
    def is_plain(self) -> bool:
        """Whether all of a folder is asked for."""
        narrowed = self.words or self.label_id or self.has_files or self.from_outside
        return self.folder is not None and not narrowed

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
    hidden = hides(box, actor.person_id)
    if asked.is_plain and not hidden:
        return _plain_page(box, asked, after, size)
    wanted = select(*COLUMNS).join(MailMessage, MailMessage.id == MailItem.message_id)
    wanted = wanted.where(MailItem.removed_at.is_(None), *_narrowed(asked, actor, box))
    if hidden:
        wanted = wanted.where(~is_private())
    if after:
        wanted = wanted.where(
            or_(
                MailItem.placed_at < after[0],
                and_(MailItem.placed_at == after[0], MailItem.id < after[1]),
            )
        )
    newest_first = wanted.order_by(MailItem.placed_at.desc(), MailItem.id.desc())
    return _rows(db.session.connection().execute(newest_first.limit(size + 1)))


def _rows(found: Result[Any]) -> list[ListRow]:
    return [ListRow._make(row) for row in found.all()]


def _plain_page(
    box: Mailbox, asked: Asked, after: tuple[Any, ...] | None, size: int
) -> list[ListRow]:
    """A folder as it is opened all day: the statement is put together once."""
    given: dict[str, Any] = {"box_id": box.id, "most": size + 1}
    if after:
        given |= {"placed_at": after[0], "item_id": after[1]}
    statement = _folder_page(asked.folder or Folder.INBOX, bool(after))
    return _rows(db.session.connection().execute(statement, given))


@cache
def _folder_page(folder: Folder, goes_on: bool) -> Select[Any]:  # noqa: FBT001 - a key of the cache
    joined = select(*_columns(folder)).join(MailMessage, MailMessage.id == MailItem.message_id)
    wanted = joined.where(
        MailItem.mailbox_id == BOX,
        MailItem.removed_at.is_(None),
        MailItem.folder == folder,
        _is_newest(folder),
    )
    if goes_on:
        at = bindparam("placed_at", type_=MailItem.placed_at.type)
        number: BindParameter[int] = bindparam("item_id")
        same = and_(MailItem.placed_at == at, MailItem.id < number)
        wanted = wanted.where(or_(MailItem.placed_at < at, same))
    newest_first = wanted.order_by(MailItem.placed_at.desc(), MailItem.id.desc())
    return newest_first.limit(bindparam("most"))


def _columns(folder: Folder) -> list[Any]:
    """Receivers are read where they are shown: of what we sent."""
    is_ours = folder is Folder.SENT
    return [one if is_ours or one is not MailMessage.to else null() for one in COLUMNS]


def _found(
    box: Mailbox, actor: Actor, asked: Asked, *, after: tuple[Any, ...] | None, size: int
) -> list[ListRow]:
    """What the index finds, in its own order: the newest first."""
    folder = asked.folder
    wanted = searching.read_question(
        asked.words,
        folder=None if folder is Folder.INBOX else folder,
        has_files=asked.has_files,
        is_unread=asked.view == UNREAD,
    )
    last = (after[0], after[1]) if after else None
    found = searching.found(actor, wanted, before=last, boxes=[box])
    rows = found.with_only_columns(*COLUMNS, maintain_column_froms=True)
    rows = rows.where(*_besides(asked, actor, box)).limit(size + 1)
    return _rows(db.session.connection().execute(rows))


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
    return and_(lies, _is_newest(asked.folder, hidden=hides(box, actor.person_id)))


def _is_newest(folder: Folder, *, hidden: bool = False) -> ColumnElement[bool]:
    """No later message of the same conversation lies in this folder that the reader would see."""
    later = aliased(MailItem)
    return ~exists().where(
        *([~is_private(later)] if hidden else []),
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
    place = folder if folder in KEPT_APART else Folder.INBOX
    found = db.session.connection().execute(
        _facts(place, hides(box, actor.person_id)),
        {
            "box_id": box.id,
            "person_id": actor.person_id,
            "threads": sorted({row.thread_id for row in rows}),
        },
    )
    return {thread: ThreadFacts(*counts) for thread, *counts in found.all()}


@cache
def _facts(folder: Folder, hidden: bool) -> Any:  # noqa: FBT001 - a key of the cache
    """Put together once: that takes longer than running it."""
    is_mine = Unseen.person_id == PERSON, Flagged.person_id == PERSON
    return (
        select(
            MailItem.thread_id,
            func.count(MailItem.id),
            func.count(Unseen.item_id),
            func.count(Flagged.item_id),
        )
        .outerjoin(Unseen, and_(Unseen.item_id == MailItem.id, is_mine[0]))
        .outerjoin(Flagged, and_(Flagged.item_id == MailItem.id, is_mine[1]))
        .where(
            MailItem.mailbox_id == BOX,
            MailItem.thread_id.in_(bindparam("threads", expanding=True)),
            MailItem.removed_at.is_(None),
            together(folder),
            *([~is_private()] if hidden else []),
        )
        .group_by(MailItem.thread_id)
    )


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


def since(box: Mailbox, actor: Actor, folder: Folder, number: int) -> int:
    """How many messages came into a folder after the highest number that is shown."""
    new = select(MailItem.id).where(
        MailItem.mailbox_id == box.id, MailItem.number > number, MailItem.folder == folder
    )
    if hides(box, actor.person_id):
        new = new.where(~is_private())
    return db.session.scalar(select(func.count()).select_from(new.limit(100).subquery())) or 0


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
