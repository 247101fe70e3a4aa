"""The connections to the axis for programs of the administrator."""

from datetime import datetime
from uuid import UUID

from flask import Response, g

from documents import operations, queries
from documents.api.frame import api
from documents.models import AxisConnection
from documents.operations import RecallWay
from documents.policy import Can
from office.api import ByUid, Closed, scope, shown
from office.permissions import require
from office.units import queries as units


class ConnectionOut(Closed):
    """How one agency reaches the axis; the secret stays here."""

    uid: UUID
    agency: str
    system_id: str
    base_url: str
    polled_at: datetime | None
    problem: str
    recall_way: RecallWay


class ConnectionList(Closed):
    """All connections in use."""

    items: list[ConnectionOut]


class RecallWayIn(Closed):
    """By a message alone, or by the status 13 besides."""

    way: RecallWay


@api.get("/connections", responses={200: ConnectionList})
@scope("admin")
def connections() -> Response:
    """Every agency's line to the axis."""
    require(g.actor, Can.MANAGE_CONNECTIONS, None)
    return shown(ConnectionList(items=[_out(row) for row in queries.connections()]))


@api.put("/connections/<uuid:uid>/recall-way", responses={200: ConnectionOut})
@scope("admin")
def recall_way(path: ByUid, body: RecallWayIn) -> Response:
    """Say how a connection calls documents back."""
    require(g.actor, Can.MANAGE_CONNECTIONS, None)
    row = queries.connection_of(path.uid)
    operations.choose_recall_way(row, body.way, by=g.actor)
    return shown(_out(row))


def _out(row: AxisConnection) -> ConnectionOut:
    return ConnectionOut(
        uid=row.uid,
        agency=units.name_of(row.agency_id),
        system_id=row.system_id,
        base_url=row.base_url,
        polled_at=row.polled_at,
        problem=row.problem,
        recall_way=RecallWay.BOTH if row.also_send_13 else RecallWay.MESSAGE,
    )
