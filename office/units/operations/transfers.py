"""Moving a function from one desk to another: the only verb that touches rows of work.

It is previewed, then done by a job in pieces of at most five thousand rows, each a transaction of
its own; a job that was cut off finds what is left and goes on.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from office import audit, clock, outbox
from office.db import db, new_uid, operation
from office.errors import Invalid
from office.events import publish
from office.i18n import _
from office.outbox import Lane
from office.permissions import SYSTEM, Actor, require
from office.units.events import UnitsReorganised
from office.units.models import Desk
from office.units.policy import Can
from office.units.queries import location
from office.units.reorganisation import Declaration, Rule, declarations

TOPIC = "units.transfer"
PIECE = 5000


def preview(desk: Desk, names: Sequence[str] = ()) -> dict[str, int]:
    """How many open rows of each kind would move; no name means every kind."""
    return {one.name: one.count(desk.id) for one in _chosen(names)}


def _chosen(names: Sequence[str]) -> list[Declaration]:
    movable = list(declarations(Rule.FOLLOWS_DESK))
    unknown = set(names) - {one.name for one in movable}
    if unknown:
        raise Invalid(_("This kind of work cannot be moved."))
    return [one for one in movable if not names or one.name in names]


@operation
def transfer(desk: Desk, *, to: Desk, by: Actor, names: Sequence[str] = ()) -> UUID:
    """Give the open work of a desk to another one (chuyển giao chức năng); a job carries it out."""
    require(by, Can.REORGANISE, desk)
    if desk.id == to.id or location(to.id) is None:
        raise Invalid(_("Choose another desk that is open."))
    uid = new_uid()
    audit.record("desk.transfer", desk, by=by, to=to.uid, plan=preview(desk, names), operation=uid)
    outbox.enqueue(
        TOPIC,
        key=f"{TOPIC}:{uid}",
        lane=Lane.BULK,
        operation=str(uid),
        desk=desk.id,
        to=to.id,
        names=list(names),
        begun_at=clock.now().isoformat(),
    )
    publish(UnitsReorganised(str(uid), "transfer", clock.today().isoformat(), _pair(desk, to)))
    return uid


def _pair(desk: Desk, to: Desk) -> list[tuple[int, int]]:
    old, new = location(desk.id), location(to.id)
    return [(old, new)] if old and new and old != new else []


@outbox.delivers(TOPIC)
def _carry_out(body: dict[str, Any]) -> None:
    moved = 0
    while piece := continue_transfer(body, by=SYSTEM):
        moved += piece
    _finish(body, moved)


@operation
def continue_transfer(body: dict[str, Any], *, by: Actor, most: int = PIECE) -> int:
    """Move the next piece of a transfer; says how many rows, none when everything has moved."""
    require(by, Can.REORGANISE, None)
    at = clock.now()
    for one in _chosen(body["names"]):
        moved = one.move(body["desk"], body["to"], at, most)
        if moved:
            return moved
    return 0


@operation
def _finish(body: dict[str, Any], moved: int) -> None:
    desk = db.session.get_one(Desk, body["desk"])
    audit.record("desk.transferred", desk, by=SYSTEM, rows=moved, operation=body["operation"])
