"""What the clerk waits for from others: the line of the axis, deliveries out, packages in."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from documents import queries
from documents.models import DeliveryState, Dispatch, DispatchState, Document
from documents.views.blueprint import page_of
from office.permissions import Actor, Role

HELD = (DeliveryState.BROKEN, DeliveryState.QUARANTINED)
MOST = 5


@dataclass(frozen=True)
class Delivery:
    """A receiver who has not got a document: `has_failed`, or it still waits to be sent."""

    receiver: str
    symbol: str
    url: str
    has_failed: bool


@dataclass(frozen=True)
class Waiting:
    """The state of the line, what did not arrive out there, what could not be read here."""

    has_line: bool
    synced_at: datetime | None
    has_problem: bool
    deliveries: tuple[Delivery, ...]
    has_more: bool
    held: int
    held_url: str


def waiting_of(actor: Actor) -> Waiting | None:
    """For records clerks; nobody else follows deliveries."""
    if not actor.holds(Role.CLERK, agency_id=actor.agency_id):
        return None
    agency_id = actor.agency_id or 0
    lines = queries.connections(agency_id)
    synced = max((one.polled_at for one in lines if one.polled_at), default=None)
    rows = queries.undelivered(agency_id, MOST + 1)
    return Waiting(
        has_line=bool(lines),
        synced_at=synced.replace(second=0, microsecond=0) if synced else None,
        has_problem=any(one.problem for one in lines),
        deliveries=tuple(_delivery(*row) for row in rows[:MOST]),
        has_more=len(rows) > MOST,
        held=queries.count_of_deliveries(agency_id, HELD),
        held_url=url_for("documents.packages", view="held"),
    )


def _delivery(dispatch: Dispatch, document: Document) -> Delivery:
    failed = dispatch.state is DispatchState.FAILED
    return Delivery(dispatch.receiver_name, document.symbol, page_of(document), failed)
