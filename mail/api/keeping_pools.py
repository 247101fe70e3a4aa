"""Space that the boxes of a unit share, for programs of the administrator."""

from uuid import UUID

from flask import Response, g

from mail import operations
from mail.api.blueprint import bp
from mail.api.keeping_frame import agency, guard
from mail.models import MailPool
from mail.queries import pools
from office.api import ByUid, Closed, Whole, scope, shown
from office.db import db
from office.units.models import Unit
from office.units.queries import unit_by_uid


class NewPool(Closed):
    """How much all boxes of a unit may hold together; without a unit those of the agency."""

    unit: UUID | None = None
    mib: Whole


class Pool(Closed):
    """A space that is shared."""

    uid: UUID
    unit: UUID
    quota: int
    used: int
    is_full: bool


class Pools(Closed):
    """The shared spaces of the agency."""

    items: list[Pool]


def _all() -> Response:
    return shown(Pools(items=[_pool(one) for one in pools.pools_of(g.actor.agency_id)]))


def _pool(pool: MailPool) -> Pool:
    space = pools.space_of(pool)
    unit = db.session.get_one(Unit, pool.unit_id)
    return Pool(
        uid=pool.uid, unit=unit.uid, quota=space.quota, used=space.used, is_full=space.is_full
    )


@bp.get("/mail-pools", responses={200: Pools})
@scope("admin")
def list_pools() -> Response:
    """The shared spaces of the agency, with how much lies in them."""
    guard()
    return _all()


@bp.post("/mail-pools", responses={200: Pool})
@scope("admin")
def set_pool(body: NewPool) -> Response:
    """Say how much all boxes of a unit may hold together."""
    guard()
    unit = unit_by_uid(body.unit) if body.unit else agency()
    return shown(_pool(operations.set_pool(unit, body.mib, by=g.actor)))


@bp.post("/mail-pools/<uuid:uid>/ending", responses={200: Pools})
@scope("admin")
def end_pool(path: ByUid) -> Response:
    """Let the boxes of a unit share nothing any more."""
    guard()
    operations.end_pool(pools.pool_by_uid(path.uid, g.actor), by=g.actor)
    return _all()
