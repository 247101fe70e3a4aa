"""Who sits where, as far as mailboxes follow it: people, desks with a function, leavers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import aliased

from mail.models import BoxKind, BoxState, Mailbox, MailDomain
from office import clock
from office.accounts.models import Account, Person
from office.db import db
from office.errors import NotFound
from office.permissions import Role
from office.units import queries as units
from office.units.models import Desk, DeskKind, Tenure, Unit
from office.units.queries import held_at

FUNCTIONS = (DeskKind.CLERK, DeskKind.UNIT, DeskKind.POST)


@dataclass(frozen=True)
class Seated:
    """An official with an account who has a post in an agency."""

    person: Person
    account: Account


def agencies_with_mail() -> list[int]:
    """The open agencies that have a mail domain, their own or one they inherited."""
    owned = db.session.scalars(
        select(MailDomain.agency_id)
        .where(MailDomain.closed_at.is_(None), MailDomain.proved_at.is_not(None))
        .distinct()
    )
    return sorted({units.successor_of(one) for one in owned})


def _present(agency_id: int) -> Select[int | None]:
    """The persons who hold a desk of an agency now."""
    return (
        select(Tenure.person_id)
        .join(Desk, Desk.id == Tenure.desk_id)
        .where(
            Desk.agency_id == agency_id,
            Tenure.person_id.is_not(None),
            held_at(Tenure, clock.now()),
        )
    )


def seated(agency_id: int) -> list[Seated]:
    """Everybody with a post and an open account in an agency, by his number in the house."""
    rows = db.session.execute(
        select(Person, Account)
        .join(Account, Account.person_id == Person.id)
        .where(Person.id.in_(_present(agency_id)), Account.disabled_at.is_(None))
        .order_by(Person.id)
    )
    return [Seated(person, account) for person, account in rows]


def boxes_of_people(person_ids: Sequence[int]) -> dict[int, Mailbox]:
    """The personal box of each of these people."""
    mine = select(Mailbox).where(Mailbox.person_id.in_(person_ids), Mailbox.kind == BoxKind.PERSON)
    rows = db.session.scalars(mine.order_by(Mailbox.id))
    return {row.person_id: row for row in rows if row.person_id is not None}


def works_in(person_id: int, agency_ids: Sequence[int]) -> bool:
    """Whether somebody has a post in one of these agencies now."""
    held = select(Tenure.id).join(Desk, Desk.id == Tenure.desk_id)
    mine = held.where(
        Tenure.person_id == person_id,
        Desk.agency_id.in_(agency_ids),
        held_at(Tenure, clock.now()),
    )
    return db.session.scalar(mine.limit(1)) is not None


def agencies_of_people(person_ids: Collection[int]) -> dict[int, set[int]]:
    """The agencies in which each of these people has a post now."""
    held = select(Tenure.person_id, Desk.agency_id).join(Desk, Desk.id == Tenure.desk_id)
    mine = held.where(Tenure.person_id.in_(person_ids), held_at(Tenure, clock.now()))
    found: dict[int, set[int]] = {}
    for person_id, agency_id in db.session.execute(mine):
        if person_id is not None:
            found.setdefault(person_id, set()).add(agency_id)
    return found


def has_post(person_id: int) -> bool:
    """Whether somebody has a post anywhere in the house now."""
    mine = select(Tenure.id).where(Tenure.person_id == person_id, held_at(Tenure, clock.now()))
    return db.session.scalar(mine.limit(1)) is not None


def desks_of_person(person_id: int) -> list[int]:
    """The desks that somebody holds now."""
    mine = select(Tenure.desk_id).where(Tenure.person_id == person_id, held_at(Tenure, clock.now()))
    return sorted(set(db.session.scalars(mine)))


def took_post_since(person_id: int, at: datetime) -> bool:
    """Whether somebody has a post now that he took after an instant.

    A post that a reorganisation carried on without a gap is none that he took.
    """
    now, before = held_at(Tenure, clock.now()), aliased(Tenure)
    goes_on = exists().where(
        before.person_id == person_id,
        before.desk_id == Tenure.desk_id,
        before.valid_to == Tenure.valid_from,
    )
    mine = select(Tenure.id).where(Tenure.person_id == person_id, Tenure.valid_from > at, now)
    return db.session.scalar(mine.where(~goes_on).limit(1)) is not None


def boxes_of_leavers() -> list[Mailbox]:
    """The open personal boxes of those who have no post any more, and none to come.

    One that an administrator opened since by hand stays open.
    """
    now = clock.now()
    seat = aliased(Tenure)
    is_seated = exists().where(
        seat.person_id == Mailbox.person_id, or_(seat.valid_to.is_(None), seat.valid_to > now)
    )
    last = aliased(Tenure)
    left_since = exists().where(
        last.person_id == Mailbox.person_id, last.valid_to > Mailbox.decided_at
    )
    left = select(Mailbox).where(
        or_(Mailbox.decided_at.is_(None), left_since),
        Mailbox.kind == BoxKind.PERSON,
        Mailbox.state.in_([BoxState.ACTIVE, BoxState.SUSPENDED]),
        Mailbox.person_id.is_not(None),
        ~is_seated,
    )
    return list(db.session.scalars(left.order_by(Mailbox.id)))


def last_desk_of(person_id: int) -> Tenure | None:
    """The post that somebody held last."""
    held = select(Tenure).where(Tenure.person_id == person_id)
    latest = (Tenure.valid_to.is_(None).desc(), Tenure.valid_to.desc(), Tenure.id.desc())
    return db.session.scalars(held.order_by(*latest)).first()


def head_desk_of(person_id: int) -> int | None:
    """The desk that answers for who left: the head of his last unit, or the agency's leader."""
    last = last_desk_of(person_id)
    if last is None:
        return None
    unit_id = units.successor_of(last.unit_id)
    try:
        desk_id = units.desk_of_unit(unit_id).id
    except NotFound:
        desk_id = 0
    if desk_id and any(one.person_id != person_id for one in units.holders(desk_id)):
        return desk_id
    unit = db.session.get_one(Unit, unit_id)
    leaders = units.desks_of_role(unit.agency_id or unit.id, Role.LEADER)
    return leaders[0].id if leaders else None


@dataclass(frozen=True)
class HandedOver:
    """The box of a leaver, the agency that keeps it, and the desk of who answers for it."""

    agency_id: int
    head_desk_id: int | None


def handed_over(box: Mailbox) -> HandedOver:
    """Who may say who receives a box."""
    desk_id = head_desk_of(box.person_id) if box.person_id is not None else None
    return HandedOver(units.successor_of(box.agency_id), desk_id)


# ------------------------------------------------------------------- desks with a function


def desks_with_function(agency_id: int) -> list[Desk]:
    """The desks of an agency that a box belongs to: clerks', units', leaders' posts."""
    placed = units.desks_in(units.subtree_ids(agency_id))
    mine = placed.where(Desk.agency_id == agency_id, Desk.kind.in_(FUNCTIONS))
    return list(dict.fromkeys(db.session.scalars(mine)))


def successor_desk(desk: Desk) -> Desk:
    """The desk that does today what this one did: itself, unless its unit was merged."""
    try:
        if desk.kind is DeskKind.CLERK:
            return units.clerk_desk(desk.agency_id)
        place = units.location(desk.id)
        if desk.kind is DeskKind.UNIT and place is not None:
            return units.desk_of_unit(place)
    except NotFound:
        return desk
    return _leading_desk(desk) if desk.kind is DeskKind.POST else desk


def _leading_desk(desk: Desk) -> Desk:
    """An inherited post is worked by a leader of the successor at his own."""
    held = units.holders(desk.id)
    if not held or not _was_moved(desk.id):
        return desk
    own = (
        select(Desk)
        .join(Tenure, Tenure.desk_id == Desk.id)
        .where(
            Desk.agency_id == desk.agency_id,
            Desk.kind == DeskKind.POST,
            Tenure.person_id == held[0].person_id,
            held_at(Tenure, clock.now()),
        )
        .order_by(Tenure.valid_from, Tenure.id)
    )
    return db.session.scalars(own).first() or desk


def _was_moved(desk_id: int) -> bool:
    """Whether the unit in which the desk was opened is closed."""
    first = select(Tenure.unit_id).where(Tenure.desk_id == desk_id, Tenure.person_id.is_(None))
    unit_id = db.session.scalar(first.order_by(Tenure.id).limit(1))
    return unit_id is not None and db.session.get_one(Unit, unit_id).closed_on is not None


def desks_that_had_a_box(desk_ids: Sequence[int]) -> set[int]:
    """Those of the desks to which a box was given once."""
    known = select(Mailbox.desk_id).where(Mailbox.desk_id.in_(desk_ids))
    return {one for one in db.session.scalars(known) if one is not None}


def open_desk_boxes(agency_id: int) -> list[tuple[Mailbox, Desk]]:
    """The working boxes of the desks of an agency."""
    rows = db.session.execute(
        select(Mailbox, Desk)
        .join(Desk, Desk.id == Mailbox.desk_id)
        .where(
            Desk.agency_id == agency_id,
            Mailbox.kind == BoxKind.DESK,
            Mailbox.state.in_([BoxState.ACTIVE, BoxState.SUSPENDED]),
        )
        .order_by(Mailbox.id)
    )
    return [(box, desk) for box, desk in rows]
