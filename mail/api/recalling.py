"""Recalling letters for programs."""

from flask import Response, g

from mail import operations, queries
from mail.api.blueprint import bp
from office.api import ByUid, Closed, shown


class RecallWish(Closed):
    """With reach `outside` a letter tells receivers outside; nothing is taken back there."""

    reach: operations.Reach = operations.Reach.INSIDE


class RecalledCounts(Closed):
    """From how many a letter was taken back, and how many have it already."""

    taken: int
    read: int
    held: int
    gone: int
    told: int


@bp.post("/mail/items/<uuid:uid>/recall", responses={200: RecalledCounts})
def recall(path: ByUid, body: RecallWish) -> Response:
    """Take a sent letter back from everybody who has not read it."""
    made = operations.recall(queries.open_item(path.uid, g.actor), reach=body.reach, by=g.actor)
    counts = {name: len(getattr(made, name)) for name in RecalledCounts.model_fields}
    return shown(RecalledCounts(**counts))
