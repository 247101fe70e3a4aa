"""How many messages somebody has not read: asked on every page, so put together once."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    union_all,
)

from mail.models import BoxKind, Folder, Mailbox, Unseen
from mail.queries.boxes import READABLE, OpenBox
from mail.queries.private import bears_private, hides
from office.db import db
from office.permissions import Actor

MOST_COUNTED = 1000
PERSON: BindParameter[int] = bindparam("person_id")


def unread_in(boxes: Sequence[OpenBox], actor: Actor) -> Mapping[int, int]:
    """Unread messages in the inbox of each box, counted up to a thousand."""
    if not boxes:
        return {}
    ids = {f"box_{place}": one.box.id for place, one in enumerate(boxes)}
    hidden = tuple(hides(one.box, actor.person_id) for one in boxes)
    rows = db.session.connection().execute(_counted(hidden), {"person_id": actor.person_id, **ids})
    return {boxes[int(place)].box.id: int(count) for place, count in rows}


@cache
def _counted(hidden: tuple[bool, ...]) -> Any:
    """The place of a box among those asked for, and its count; private mail of others aside."""
    counts = [_counted_at(place, is_hidden) for place, is_hidden in enumerate(hidden)]
    return union_all(*counts) if len(counts) > 1 else counts[0]


def _counted_at(place: int, is_hidden: bool) -> Any:  # noqa: FBT001 - a part of the cache's key
    new = select(Unseen.item_id).where(
        Unseen.person_id == PERSON,
        Unseen.mailbox_id == bindparam(f"box_{place}"),
        Unseen.folder == Folder.INBOX,
    )
    if is_hidden:
        new = new.where(~bears_private(Unseen.item_id))
    return select(literal(place), func.count()).select_from(new.limit(MOST_COUNTED).subquery())


def unread_at_post(counts: Mapping[int, int], boxes: Sequence[OpenBox], actor: Actor) -> int:
    """What `unread_of` says, from counts that were made already."""
    own = [one.box for one in boxes if not one.is_lent]
    mine = [box for box in own if box.desk_id in (None, actor.desk_id)]
    return min(sum(counts.get(box.id, 0) for box in mine), MOST_COUNTED)


def unread_of(actor: Actor) -> int:
    """Unread messages in the boxes of the acting post, counted up to a thousand."""
    is_own = actor.delegation_id is None
    given = {"person_id": actor.person_id, "desk_id": actor.desk_id}
    found = db.session.connection().scalar(_unread if is_own else _unread_at_desk, given)
    return int(found or 0)


def _unread_in(*whose: ColumnElement[bool]) -> Select[Any]:
    mine = select(Mailbox.id).where(or_(*whose), Mailbox.state.in_(READABLE))
    new = select(Unseen.item_id).where(
        Unseen.person_id == PERSON,
        Unseen.folder == Folder.INBOX,
        Unseen.mailbox_id.in_(mine),
    )
    return select(func.count()).select_from(new.limit(MOST_COUNTED).subquery())


_of_desk = and_(Mailbox.desk_id == bindparam("desk_id"), Mailbox.kind == BoxKind.DESK)
_of_person = and_(Mailbox.person_id == PERSON, Mailbox.kind == BoxKind.PERSON)
_unread, _unread_at_desk = _unread_in(_of_desk, _of_person), _unread_in(_of_desk)
