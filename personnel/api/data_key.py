"""The key of sensitive values over HTTP: how far a change of it is."""

from datetime import datetime

from flask import Response

from office.api import Closed, shown
from office.permissions import require
from personnel import operations, queries
from personnel.api.blueprint import actor, bp
from personnel.policy import Can


class KeyOut(Closed):
    """Since when the key holds, and how many records still lie under a former one."""

    since: datetime | None
    records: int
    under_former: int


@bp.get("/personnel/key", responses={200: KeyOut})
def data_key() -> Response:
    """Since when it holds, and how much still lies under a former one."""
    require(actor(), Can.CHANGE_KEY)
    return shown(_out())


@bp.post("/personnel/key", responses={200: KeyOut})
def change_key() -> Response:
    """Let a new one take over; a token alone is refused, because it can prove nothing anew."""
    operations.change_key(by=actor())
    return shown(_out())


def _out() -> KeyOut:
    key = queries.present_key()
    every, former = queries.sealed_counts()
    return KeyOut(since=key.made_at if key else None, records=every, under_former=former)
