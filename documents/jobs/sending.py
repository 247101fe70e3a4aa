"""What leaves for the axis: built once, kept, handed over; and what people learn if it cannot."""

import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import IO, Any, BinaryIO, cast

from sqlalchemy import select

from documents import operations, queries
from documents.axis.client import AxisRefused, Sending
from documents.jobs.packages import package_of, status_of
from documents.jobs.transports import transport_of
from documents.models import (
    AxisConnection,
    AxisDelivery,
    AxisOutgoing,
    Channel,
    Dispatch,
    DispatchState,
    Document,
    OutgoingKind,
)
from documents.operations.dispatching import NewMessage
from documents.queries.axis import message_key
from office import blobs
from office.db import db
from office.i18n import _
from office.outbox import GiveUp, delivers
from office.permissions import SYSTEM
from office.units import queries as units

CLOCKS_DIFFER = timedelta(minutes=5)


@delivers("axis.refuse")
def refuse(body: dict[str, Any]) -> None:
    """Answer a package that became no document: 02, or 16 when it asks about an unknown one."""
    delivery = db.session.get_one(AxisDelivery, body["delivery_id"])
    connection = db.session.get_one(AxisConnection, delivery.connection_id)
    code = body.get("code", "02")

    def write(into: IO[bytes]) -> Sending:
        return status_of(delivery, body["reason"], into=into, code=code)

    deliver(connection, OutgoingKind.STATUS, f"status:{delivery.uid}:{code}", None, write)


@delivers("axis.send")
def send(body: dict[str, Any]) -> None:
    """Deliver an issued document: inside the house over the same files, outside by the axis."""
    document = db.session.get_one(Document, body["document_id"])
    for dispatch in queries.dispatches_of(document):
        operations.hand_over_locally(dispatch, by=SYSTEM)
    outside = [row for row in queries.dispatches_of(document) if _goes_over_axis(row)]
    if outside:
        _send_outside(document, outside)


def _goes_over_axis(row: Dispatch) -> bool:
    return row.channel is Channel.AXIS and row.state is not DispatchState.WITHDRAWN


def _send_outside(document: Document, receivers: list[Dispatch]) -> None:
    try:
        connection = connection_of(document)
    except GiveUp as no_line:
        operations.note_unsent(document, str(no_line), by=SYSTEM)
        raise

    def write(into: IO[bytes]) -> Sending:
        return package_of(document, receivers, connection.attachment_mode, into=into)

    deliver(connection, OutgoingKind.DOCUMENT, message_key(document), document, write)


@delivers("axis.status")
def send_status(body: dict[str, Any]) -> None:
    """Tell the sender of a document how far it got."""
    document = db.session.get_one(Document, body["document_id"])
    said_at = datetime.fromisoformat(body["said_at"])

    def write(into: IO[bytes]) -> Sending:
        return status_of(
            document, body["description"], into=into, code=body["code"], said_at=said_at
        )

    said = body.get("said") or body["code"]
    key = f"status:{document.uid}:{said}"
    deliver(connection_of(document), OutgoingKind.STATUS, key, document, write)


def connection_of(document: Document) -> AxisConnection:
    """The line of the agency, or of the one that took its place."""
    connection = next(iter(queries.connections(units.successor_of(document.agency_id))), None)
    if connection is None:
        raise GiveUp(_("This agency has no connection to the national axis."))
    return connection


def deliver(
    connection: AxisConnection,
    kind: OutgoingKind,
    key: str,
    document: Document | None,
    write: Callable[[IO[bytes]], Sending],
) -> None:
    """Build the bytes once, keep them, send them; after an unknown outcome ask before resending."""
    with tempfile.TemporaryFile() as built:
        sending = write(built)
        built.seek(0)
        message = _message(connection, kind, key, document, cast("BinaryIO", built))
    if message.sent_at:
        return
    first_tried_at = message.tried_at
    operations.mark_tried(message, by=SYSTEM)
    with blobs.open_blob(message.sha256) as raw:
        axis_id = _hand_over(connection, raw, sending, first_tried_at, message)
    operations.mark_sent(message, axis_id, by=SYSTEM)


def _hand_over(
    connection: AxisConnection,
    raw: BinaryIO,
    sending: Sending,
    first_tried_at: datetime | None,
    message: AxisOutgoing,
) -> str:
    transport = transport_of(connection)
    try:
        if first_tried_at is None:
            return transport.send(raw, sending)
        others = _sent_since(first_tried_at, message)
        return transport.resend(raw, sending, first_tried_at=first_tried_at, others=others)
    except AxisRefused as refusal:
        operations.note_send_problem(message, str(refusal), by=SYSTEM)
        raise GiveUp(str(refusal)) from refusal


def _sent_since(first_tried_at: datetime, message: AxisOutgoing) -> set[str]:
    """What the axis calls our other messages of that time, which are known not to be this one."""
    statement = select(AxisOutgoing.axis_id).where(
        AxisOutgoing.agency_id == message.agency_id,
        AxisOutgoing.id != message.id,
        AxisOutgoing.sent_at >= first_tried_at - CLOCKS_DIFFER,
    )
    return set(db.session.scalars(statement))


def _message(
    connection: AxisConnection,
    kind: OutgoingKind,
    key: str,
    document: Document | None,
    built: BinaryIO,
) -> AxisOutgoing:
    known = db.session.scalars(select(AxisOutgoing).where(AxisOutgoing.key == key)).first()
    if known:
        return known
    new = NewMessage(
        connection.agency_id, kind, key, blobs.put(built), document.id if document else None
    )
    return operations.keep_message(new, by=SYSTEM)
