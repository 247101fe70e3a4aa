"""Who is concerned by what comes into boxes: readers, desks where they are told of it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import select

from mail.models import BoxKind, Mailbox, MailGrant, Right
from mail.queries.boxes import granted_at, receives
from mail.queries.seats import agencies_of_people
from office import clock
from office.db import db
from office.units import queries as units
from office.units.models import Tenure
from office.units.queries import held_at


def readers_of_many(boxes: Sequence[Mailbox]) -> dict[int, set[int]]:
    """The persons who read each box now, by the box; four questions however many boxes."""
    now = clock.now()
    found: dict[int, set[int]] = {box.id: set() for box in boxes}
    by_desk = {box.desk_id: box for box in boxes if box.kind is BoxKind.DESK}
    for desk_id, person_id in _held(by_desk, now):
        found[by_desk[desk_id].id].add(person_id)
    for box in boxes:
        if box.kind is BoxKind.PERSON and box.person_id is not None:
            found[box.id].add(box.person_id)
    for box_id, person_id in _guests(boxes, now):
        found[box_id].add(person_id)
    return found


def readers_of(box: Mailbox) -> list[int]:
    """The persons who read a box now: for each of them new mail is unread, and it is sealed."""
    return sorted(readers_of_many([box])[box.id])


def _guests(boxes: Sequence[Mailbox], at: datetime) -> Iterator[tuple[int, int]]:
    """Who receives a leaver's box or was lent one to read: only with a post in its agency."""
    keepers = {box.id: box.agency_id for box in boxes}
    lent = select(MailGrant.mailbox_id, MailGrant.person_id, MailGrant.rights).where(
        MailGrant.mailbox_id.in_(keepers), granted_at(at)
    )
    rows = db.session.execute(lent)
    guests = [(box_id, person_id) for box_id, person_id, rights in rows if Right.READ in rights]
    receivers = [(box, box.receiver_id) for box in boxes if box.receiver_id is not None]
    guests += [(box.id, person_id) for box, person_id in receivers if receives(box, person_id)]
    posts = agencies_of_people([person_id for _box_id, person_id in guests]) if guests else {}
    for box_id, person_id in guests:
        if posts.get(person_id, set()) & set(units.lineage(units.successor_of(keepers[box_id]))):
            yield box_id, person_id


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
