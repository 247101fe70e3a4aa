"""Connections of agencies to the axis."""

from enum import StrEnum

from documents.models import AxisConnection
from documents.operations.dispatching import take_up
from documents.policy import Can
from office import audit, clock, outbox, vault
from office.db import db, new_uid, operation
from office.permissions import Actor, require

AGENCIES = "axis.agencies"


@operation
def connect(  # noqa: PLR0913 - each fact by its name
    agency_id: int, *, transport: str, base_url: str, system_id: str, secret: str, by: Actor
) -> AxisConnection:
    """Connect an agency to the axis; the secret is stored sealed, what waited for it leaves."""
    require(by, Can.MANAGE_CONNECTIONS, None)
    connection = AxisConnection(
        uid=new_uid(),
        agency_id=agency_id,
        transport=transport,
        base_url=base_url,
        system_id=system_id,
        secret=vault.lock(secret, purpose=AxisConnection.SEALED_FOR),
    )
    db.session.add(connection)
    db.session.flush()
    audit.record("axis.connected", connection, by=by, system_id=system_id, base_url=base_url)
    want_address_book(connection)
    take_up(agency_id, by=by)
    return connection


def want_address_book(connection: AxisConnection) -> None:
    """Have the address book of the axis brought up to date by the worker; part of other acts."""
    key = f"{AGENCIES}:{connection.uid}"
    outbox.repeat(AGENCIES, key=key, connection_id=connection.id)


class RecallWay(StrEnum):
    """How a recall is said over the axis: as a message alone, or as a status (13) besides."""

    MESSAGE = "message"
    BOTH = "both"


@operation
def choose_recall_way(connection: AxisConnection, way: RecallWay, *, by: Actor) -> None:
    """Say how this connection calls documents back; some receivers know the status alone."""
    require(by, Can.MANAGE_CONNECTIONS, connection)
    connection.also_send_13 = way is RecallWay.BOTH
    audit.record("axis.recall_way", connection, by=by, way=way)


@operation
def note_poll(connection: AxisConnection, *, problem: str = "", by: Actor) -> None:
    """Note when the axis was last asked and what kept us from it."""
    require(by, Can.RECORD, connection)
    connection.polled_at = clock.now()
    connection.problem = problem
