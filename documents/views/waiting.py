"""What the clerk waits for from others: the line of the axis, deliveries out, packages in."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from documents import queries
from documents.models import DispatchState
from documents.views.blueprint import base
from office.permissions import Actor, Role

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
    line = queries.line_state(agency_id)
    synced = line.synced_at
    rows = queries.undelivered(agency_id, MOST + 1)
    return Waiting(
        has_line=line.connections > 0,
        synced_at=synced.replace(second=0, microsecond=0) if synced else None,
        has_problem=line.problems > 0,
        deliveries=tuple(_delivery(row) for row in rows[:MOST]),
        has_more=len(rows) > MOST,
        held=line.held,
        held_url=url_for("documents.packages", view="held"),
    )


def _delivery(row: queries.Undelivered) -> Delivery:
    failed = row.state is DispatchState.FAILED
    return Delivery(row.receiver, row.symbol, f"{base()}{row.uid}", failed)
