"""Who is concerned by what comes into boxes: readers, desks where they are told of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from mail.models import BoxKind, Mailbox, MailGrant
from mail.queries.boxes import granted_at
from office import clock
from office.db import db
from office.units.models import Tenure
from office.units.queries import held_at


def readers_of_many(boxes: Sequence[Mailbox]) -> dict[int, set[int]]:
    """The persons who read each box now, by the box; three questions however many boxes."""
    now = clock.now()
    found: dict[int, set[int]] = {box.id: set() for box in boxes}
    by_desk = {box.desk_id: box for box in boxes if box.kind is BoxKind.DESK}
    for desk_id, person_id in _held(by_desk, now):
        found[by_desk[desk_id].id].add(person_id)
    for box in boxes:
        own = (box.person_id if box.kind is BoxKind.PERSON else None, box.receiver_id)
        found[box.id].update(one for one in own if one is not None)
    lent = select(MailGrant.mailbox_id, MailGrant.person_id).where(
        MailGrant.mailbox_id.in_(found), granted_at(now)
    )
    for box_id, person_id in db.session.execute(lent):
        found[box_id].add(person_id)
    return found


def _held(desks: Iterable[int | None], at: datetime) -> list[tuple[int, int]]:
    held = select(Tenure.desk_id, Tenure.person_id).where(
        Tenure.desk_id.in_([one for one in desks if one is not None]),
        Tenure.person_id.is_not(None),
        held_at(Tenure, at),
    )
    return [(desk, person) for desk, person in db.session.execute(held) if person is not None]


def desk_to_tell(box: Mailbox) -> int | None:
    """The desk at which the reader of a box finds notices; his longest-held one."""
    if box.kind is BoxKind.DESK:
        return box.desk_id
    if box.person_id is None:
        return None
    mine = select(Tenure.desk_id).where(
        Tenure.person_id == box.person_id, held_at(Tenure, clock.now())
    )
    return db.session.scalar(mine.order_by(Tenure.valid_from, Tenure.id).limit(1))
