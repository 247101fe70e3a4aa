"""Putting a message into boxes: one item in each, numbered, counted, unread for its readers."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert, select

from mail.events import MailArrived
from mail.models import Folder, Mailbox, MailItem, MailMessage, Unseen
from mail.operations.pools import KIND, full_since, passed, watch_pools
from mail.policy import Can
from mail.queries.pools import Space
from mail.queries.readers import desk_to_tell, readers_of_many
from mail.queries.searching import CLASS
from office import clock, notices, search
from office.db import db, operation
from office.events import publish
from office.i18n import _l
from office.permissions import Actor, require

READ_ALREADY = (Folder.SENT, Folder.TRASH)


@operation
def place(message: MailMessage, box: Mailbox, folder: Folder, *, by: Actor) -> MailItem:
    """Put a message into a box; what lies there already stays where it is, and is the answer."""
    require(by, Can.CARRY_OUT, message)
    place_all(message, {box.id: folder}, by=by)
    return _lying(message, box, folder)


@operation
def place_all(message: MailMessage, places: Mapping[int, Folder], *, by: Actor) -> list[MailItem]:
    """Put a message into many boxes; gives the new items, not those that were there before.

    A sender's copy of a letter to himself is an item of its own.
    """
    require(by, Can.CARRY_OUT, message)
    boxes = _locked(places)
    there = _there(message, places)
    new = [box for box in boxes if (box.id, places[box.id] is Folder.SENT) not in there]
    items = [_item(message, box, places[box.id]) for box in new]
    db.session.add_all(items)
    db.session.flush()
    _mark_unread(new, items)
    for box in new:
        _watch_quota(box, message.size)
    watch_pools(new, message.size, by=by)
    if items:
        search.request_index(CLASS, message.id)  # the index knows in which boxes it lies
        _tell(message, new, items)
    return items


@operation
def place_quietly(
    message: MailMessage, box: Mailbox, folder: Folder, at: datetime, *, by: Actor
) -> MailItem:
    """Put a message into a box where it lay at that time elsewhere; nobody is told of it."""
    require(by, Can.CARRY_OUT, message)
    (locked,) = _locked({box.id: folder})
    item = _item(message, locked, folder)
    item.placed_at = at
    db.session.add(item)
    db.session.flush()
    _mark_unread([locked], [item])
    return item


def _locked(places: Mapping[int, Folder]) -> list[Mailbox]:
    """In the order of their ids, so that no two workers wait for each other."""
    wanted = select(Mailbox).where(Mailbox.id.in_(places)).order_by(Mailbox.id)
    return list(
        db.session.scalars(wanted.with_for_update(), execution_options={"populate_existing": True})
    )


def _there(message: MailMessage, places: Mapping[int, Folder]) -> set[tuple[int, bool]]:
    rows = db.session.execute(
        select(MailItem.mailbox_id, MailItem.folder, MailItem.from_folder).where(
            MailItem.message_id == message.id, MailItem.mailbox_id.in_(places)
        )
    )
    return {(box, Folder.SENT in (folder, before)) for box, folder, before in rows}


def _lying(message: MailMessage, box: Mailbox, folder: Folder) -> MailItem:
    """The item in a box; of a letter to himself the one that was wanted."""
    mine = select(MailItem).where(MailItem.message_id == message.id, MailItem.mailbox_id == box.id)
    rows = db.session.scalars(mine.order_by(MailItem.id)).all()
    alike = [
        row
        for row in rows
        if (Folder.SENT in (row.folder, row.from_folder)) is (folder is Folder.SENT)
    ]
    return alike[0]


def _item(message: MailMessage, box: Mailbox, folder: Folder) -> MailItem:
    box.last_number += 1
    box.changes += 1
    box.used_bytes += message.size
    return MailItem(
        mailbox_id=box.id,
        message_id=message.id,
        thread_id=message.thread_id,
        folder=folder,
        placed_at=clock.now(),
        number=box.last_number,
        changed=box.changes,
        size=message.size,
    )


def _mark_unread(boxes: Sequence[Mailbox], items: Sequence[MailItem]) -> None:
    readers = readers_of_many(boxes)
    rows = [
        {
            "item_id": item.id,
            "person_id": person,
            "mailbox_id": item.mailbox_id,
            "folder": item.folder,
        }
        for item in items
        if item.folder not in READ_ALREADY
        for person in readers[item.mailbox_id]
    ]
    if rows:
        db.session.execute(insert(Unseen), rows)


def _watch_quota(box: Mailbox, size: int) -> None:
    """Tell its reader once when a box passes a mark; what was accepted is put in all the same."""
    space, before = Space(box.quota_bytes, box.used_bytes, box.full_since), box.used_bytes - size
    box.full_since = full_since(space, before)
    percent = passed(space, before)
    desk = desk_to_tell(box) if percent else None
    if desk is not None:
        notices.tell(
            desk,
            kind=KIND,
            text=_l("Your mailbox is full to %(percent)s per cent", percent=percent),
            url="/mail",
            key=f"quota:{box.uid}:{percent}:{box.changes}",
        )


def _tell(message: MailMessage, boxes: Sequence[Mailbox], items: Sequence[MailItem]) -> None:
    placed = tuple(
        (box.uid, item.uid, item.folder.value) for box, item in zip(boxes, items, strict=True)
    )
    publish(MailArrived(message.uid, placed))
