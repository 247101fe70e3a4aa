"""How much the boxes of a unit may hold together, and how much they do; counted when asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from mail.models import Mailbox, MailPool
from mail.queries.boxes import of_agency
from office import clock
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor
from office.units import queries as units
from office.units.models import Desk, Tenure
from office.units.queries import desks_in, held_at

WARNED_AT = (95, 80)


@dataclass(frozen=True)
class Space:
    """Something that fills up: how much it may hold, how much it does, since when it is full."""

    quota: int
    used: int
    full_since: datetime | None

    @property
    def is_full(self) -> bool:
        """Whether mail from outside is put off."""
        return self.used >= self.quota

    @property
    def percent(self) -> int:
        """How full it is."""
        return self.used * 100 // self.quota


def pools_of(agency_id: int | None) -> list[MailPool]:
    """The pools of an agency's units that still stand, and of units that came to it."""
    mine = MailPool.agency_id.in_(units.lineage(agency_id) if agency_id else ())
    known = set(units.subtree_ids(agency_id))
    rows = db.session.scalars(select(MailPool).where(mine).order_by(MailPool.id))
    return [one for one in rows if one.unit_id in known]


def pool_by_uid(uid: UUID, actor: Actor) -> MailPool:
    """One pool of the actor's agency."""
    found = next((one for one in pools_of(actor.agency_id) if one.uid == uid), None)
    if found is None:
        raise NotFound(_("There is no such shared space."))
    return found


def space_of(pool: MailPool) -> Space:
    """How a pool stands now."""
    used = select(func.coalesce(func.sum(Mailbox.used_bytes), 0)).where(shares(pool))
    return Space(pool.quota_bytes, int(db.session.scalar(used) or 0), pool.full_since)


def shares(pool: MailPool) -> ColumnElement[bool]:
    """The boxes of a unit: of its desks and below, and of who works there; of an agency all.

    Who works in two units fills the space of both.
    """
    if pool.unit_id == units.successor_of(pool.agency_id):
        return of_agency(pool.unit_id)
    below = units.subtree_ids(pool.unit_id)
    people = select(Tenure.person_id).where(
        Tenure.unit_id.in_(below), Tenure.person_id.is_not(None), held_at(Tenure, clock.now())
    )
    desks = desks_in(below).with_only_columns(Desk.id).order_by(None)
    return or_(Mailbox.desk_id.in_(desks), Mailbox.person_id.in_(people))


def pools_over(boxes: Sequence[Mailbox]) -> list[tuple[MailPool, int]]:
    """The pools that some boxes fill, each with how many of them."""
    ids = [box.id for box in boxes]
    found = []
    for agency_id in {units.successor_of(box.agency_id) for box in boxes}:
        for pool in pools_of(agency_id):
            inside = select(func.count()).select_from(Mailbox)
            number = db.session.scalar(inside.where(Mailbox.id.in_(ids), shares(pool))) or 0
            if number:
                found.append((pool, number))
    return found


def spaces_of(box: Mailbox) -> list[Space]:
    """What must have room for a letter to a box: the box itself, and the pools above it."""
    own = Space(box.quota_bytes, box.used_bytes, box.full_since)
    return [own, *(space_of(pool) for pool, _number in pools_over([box]))]


def has_room(box: Mailbox, size: int) -> bool:
    """Whether something that people bring fits into a box."""
    return all(one.used + size <= one.quota for one in spaces_of(box))
