"""Handing over at leaving, over HTTP."""

from datetime import date
from uuid import UUID

from flask import Response, g
from pydantic import Field

from office.api import ByUid, Closed, shown
from office.permissions import Actor
from personnel import operations, queries
from personnel.api.blueprint import bp
from personnel.models import Dossier
from personnel.queries.handing import HandItem, handover_of, leaving_of


class HandItemOut(Closed):
    """One line: how much there is (null where only people know) and who goes on with it."""

    item: str
    group: str
    label: str
    count: int | None
    goes_on: str
    is_done: bool
    ticked_by: str
    note: str


class HandoverOut(Closed):
    """What is to be handed over; no day while nobody leaves."""

    leaves_on: date | None
    decision: UUID | None
    items: list[HandItemOut]


class TickIn(Closed):
    """The line that was handed over, and to whom."""

    item: str = Field(max_length=100)
    note: str = Field("", max_length=500)


class UntickIn(Closed):
    """The line whose tick is taken back."""

    item: str = Field(max_length=100)


def _actor() -> Actor:
    found: Actor = g.actor
    return found


def _line(group: object, one: HandItem) -> HandItemOut:
    return HandItemOut(
        item=one.key,
        group=str(group),
        label=str(one.label),
        count=one.count,
        goes_on=one.goes_on,
        is_done=one.is_done,
        ticked_by=one.mark.done_by if one.mark else "",
        note=one.mark.note if one.mark else "",
    )


def _handover(dossier: Dossier) -> HandoverOut:
    leaving = leaving_of(dossier)
    groups = handover_of(dossier, leaving) if leaving else []
    items = [_line(group.label, one) for group in groups for one in group.items]
    return HandoverOut(
        leaves_on=leaving.on if leaving else None,
        decision=leaving.decision if leaving else None,
        items=items,
    )


@bp.get("/personnel/dossiers/<uuid:uid>/handover", responses={200: HandoverOut})
def handover(path: ByUid) -> Response:
    """What somebody who leaves still holds."""
    return shown(_handover(queries.visible_dossier(path.uid, _actor())))


@bp.post("/personnel/dossiers/<uuid:uid>/handover", responses={200: HandoverOut})
def tick_handover(path: ByUid, body: TickIn) -> Response:
    """Tick one line off."""
    dossier = queries.visible_dossier(path.uid, _actor())
    operations.tick_handover(dossier, body.item, body.note, by=_actor())
    return shown(_handover(dossier))


@bp.post("/personnel/dossiers/<uuid:uid>/handover/reopen", responses={200: HandoverOut})
def untick_handover(path: ByUid, body: UntickIn) -> Response:
    """Take a tick back."""
    dossier = queries.visible_dossier(path.uid, _actor())
    operations.untick_handover(dossier, body.item, by=_actor())
    return shown(_handover(dossier))
