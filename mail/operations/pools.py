"""Space that the boxes of a unit share: set, taken back, watched while mail is put in."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from mail.models import MIB, Mailbox, MailPool
from mail.operations.boxes import LEAST_QUOTA
from mail.policy import Can
from mail.queries.pools import WARNED_AT, Space, pools_over, space_of
from office import audit, clock, notices
from office.db import db, operation
from office.errors import Invalid
from office.i18n import _, _l
from office.permissions import Actor, Role, require
from office.units import queries as units
from office.units.models import Unit

MOST_SHARED = 64 * 1024 * 1024
KIND = "mail_quota"


@operation
def set_pool(unit: Unit, mib: int, *, by: Actor) -> MailPool:
    """Say how much all boxes of a unit of the agency may hold together (dung lượng chung)."""
    require(by, Can.KEEP_BOXES, by.agency_id)
    if unit.id not in units.subtree_ids(by.agency_id):
        message = _("Choose one.")
        raise Invalid(message, fields={"unit": message})
    if not LEAST_QUOTA <= mib <= MOST_SHARED:
        words = _("Enter a number from %(least)s to %(most)s.", least=LEAST_QUOTA, most=MOST_SHARED)
        raise Invalid(words, fields={"quota": words})
    pool = db.session.scalars(select(MailPool).where(MailPool.unit_id == unit.id)).first()
    before = pool.quota_bytes if pool else 0
    pool = pool or MailPool(unit_id=unit.id)
    pool.agency_id, pool.quota_bytes = by.agency_id or unit.id, mib * MIB
    db.session.add(pool)
    db.session.flush()
    is_full = space_of(pool).is_full
    pool.full_since = (pool.full_since or clock.now()) if is_full else None
    audit.record("mail.pool_set", pool, by=by, unit=unit.uid, before=before, after=mib * MIB)
    return pool


@operation
def end_pool(pool: MailPool, *, by: Actor) -> None:
    """Let the boxes of a unit share nothing any more; each keeps its own quota."""
    require(by, Can.KEEP_BOXES, units.successor_of(pool.agency_id))
    unit = db.session.get_one(Unit, pool.unit_id)
    audit.record("mail.pool_ended", pool, by=by, unit=unit.uid, before=pool.quota_bytes)
    db.session.delete(pool)


@operation
def watch_pools(boxes: Sequence[Mailbox], size: int, *, by: Actor) -> None:
    """Tell the administrators once when a shared space passes a mark."""
    require(by, Can.CARRY_OUT, boxes)
    for pool, number in pools_over(boxes):
        space = space_of(pool)
        before = space.used - number * size
        pool.full_since = full_since(space, before)
        mark = passed(space, before)
        if mark:
            _tell(pool, mark)


def full_since(space: Space, before: int) -> datetime | None:
    """Since when it is full: from the letter on that filled it, not from an earlier time."""
    if not space.is_full:
        return None
    return clock.now() if space.full_since is None or before < space.quota else space.full_since


def passed(space: Space, before: int) -> int:
    """The highest mark that was passed just now; 0 for none."""
    marks = ((percent, space.quota * percent // 100) for percent in WARNED_AT)
    return next((percent for percent, mark in marks if before < mark <= space.used), 0)


def _tell(pool: MailPool, percent: int) -> None:
    agency_id = units.successor_of(pool.agency_id)
    name = units.name_of(pool.unit_id)
    for desk in units.desks_of_role(agency_id, Role.ADMIN):
        notices.tell(
            desk.id,
            kind=KIND,
            text=_l(
                "The mail space of %(unit)s is full to %(percent)s per cent",
                unit=name,
                percent=percent,
            ),
            url="/mail-keep/pools",
            key=f"pool:{pool.uid}:{percent}:{clock.now():%Y%m%d}",
        )
