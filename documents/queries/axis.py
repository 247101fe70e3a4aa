"""The connector's ledgers and the address book."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import (
    Select,
    bindparam,
    func,
    or_,
    select,
    type_coerce,
)

from documents.models import (
    AxisAgency,
    AxisConnection,
    AxisDelivery,
    Channel,
    DeliveryState,
    Direction,
    Dispatch,
    DispatchState,
    Document,
    Source,
)
from office import fetch, missing, outbox
from office.db import UidText, db
from office.errors import NotFound
from office.i18n import _, _l
from office.permissions import Actor
from office.units import queries as units


def deliveries(actor: Actor, states: Sequence[DeliveryState] = ()) -> Select[AxisDelivery]:
    """The packages that came to the actor's agency, newest first."""
    statement = (
        select(AxisDelivery)
        .where(AxisDelivery.agency_id == actor.agency_id)
        .order_by(AxisDelivery.id.desc())
    )
    return statement.where(AxisDelivery.state.in_(states)) if states else statement


def connections(agency_id: int | None = None) -> list[AxisConnection]:
    """The active connections, of one agency with those it inherited behind its own, or all."""
    statement = select(AxisConnection).where(AxisConnection.is_active)
    if agency_id is not None:
        statement = statement.where(AxisConnection.agency_id.in_(units.lineage(agency_id)))
        statement = statement.order_by(AxisConnection.agency_id != agency_id)
    return list(db.session.scalars(statement.order_by(AxisConnection.id)))


def connection_of(uid: UUID) -> AxisConnection:
    """An active connection by its public name, or 404."""
    found = select(AxisConnection).where(AxisConnection.uid == uid, AxisConnection.is_active)
    row = db.session.scalar(found)
    if row is None:
        raise NotFound(_("There is no such connection."))
    return row


@missing.asks(
    "axis",
    order=100,
    label=_l("Connection to the axis"),
    why=_l("Documents come and go over it; `office connect-axis` sets it up."),
    endpoint="documents.connections",
    otherwise=missing.State.ADVISED,
)
def axis_line(agency_id: int) -> missing.Answer:
    """Whether an agency is connected, and through which system."""
    found = connections(agency_id)
    return missing.Answer(bool(found), ", ".join(one.system_id for one in found))


@fetch.allows("axis")
def axis_hosts() -> list[tuple[str, int]]:
    """The hosts of the configured connections."""
    parts = [urlsplit(row.base_url) for row in connections() if row.transport == "vxp"]
    return [(part.hostname or "", part.port or 443) for part in parts]


class LineState(NamedTuple):
    """An agency's connections in one line, and how many packages could not be read."""

    connections: int
    synced_at: datetime | None
    problems: int
    held: int


_held = (
    select(func.count())
    .where(
        AxisDelivery.agency_id == bindparam("agency_id"),
        AxisDelivery.state.in_((DeliveryState.BROKEN, DeliveryState.QUARANTINED)),
    )
    .scalar_subquery()
)
_line = select(
    func.count(AxisConnection.id),
    func.max(AxisConnection.polled_at),
    func.count(AxisConnection.id).filter(AxisConnection.problem != ""),
    _held,
).where(AxisConnection.is_active, AxisConnection.agency_id == bindparam("agency_id"))


def line_state(agency_id: int) -> LineState:
    """How the axis stands for an agency, in one statement: the clerk's start page shows it."""
    row = db.session.connection().execute(_line, {"agency_id": agency_id}).one()
    return LineState._make(row)


class Undelivered(NamedTuple):
    """A receiver who has not got a document; column order is that of `_undelivered`."""

    receiver: str
    state: DispatchState
    symbol: str
    uid: str


_undelivered = (
    select(
        Dispatch.receiver_name,
        Dispatch.state,
        Document.symbol,
        type_coerce(Document.uid, UidText()),
    )
    .join(Document, Document.id == Dispatch.document_id)
    .where(
        Dispatch.state.in_((DispatchState.QUEUED, DispatchState.FAILED)),
        Document.agency_id == bindparam("agency_id"),
    )
    .order_by(Dispatch.id.desc())
    .limit(bindparam("most"))
)


def undelivered(agency_id: int, most: int) -> list[Undelivered]:
    """What an agency issued and a receiver has not got: waiting to be sent, or failed."""
    values = {"agency_id": agency_id, "most": most}
    rows = db.session.connection().execute(_undelivered, values).all()
    return [Undelivered._make(row) for row in rows]


def sending_key(document: Document) -> str:
    """The key of the one job that sends an issued document."""
    return f"document:{document.uid}:issued"


def message_key(document: Document) -> str:
    """The key of the one message that carries an issued document over the axis."""
    return f"edoc:{document.uid}"


def is_unsent(document: Document, dispatches: Sequence[Dispatch]) -> bool:
    """Whether a receiver waits in vain: it could not be sent, or its job was given up."""
    states = {row.state for row in dispatches if row.channel is not Channel.PAPER}
    if DispatchState.FAILED in states:
        return True
    return DispatchState.QUEUED in states and outbox.is_dead(sending_key(document))


def letter_over_axis(symbol: str) -> Document | None:
    """The first document that the axis brought under this number and symbol."""
    statement = select(Document).where(Document.symbol == symbol, Document.source == Source.AXIS)
    return db.session.scalars(statement.order_by(Document.id)).first()


def known_package(connection_id: int, identifier: str, sender: str) -> AxisDelivery | None:
    """An earlier package of the same sender under the same identifier."""
    return db.session.scalars(
        select(AxisDelivery).where(
            AxisDelivery.connection_id == connection_id,
            AxisDelivery.identifier == identifier,
            AxisDelivery.sender_code == sender,
            AxisDelivery.state.in_((DeliveryState.READ, DeliveryState.DESTROYED)),
            AxisDelivery.meaning == "new",
        )
    ).first()


def same_package(delivery: AxisDelivery) -> AxisDelivery | None:
    """An earlier package of the same bytes that was read."""
    return db.session.scalars(
        select(AxisDelivery).where(
            AxisDelivery.connection_id == delivery.connection_id,
            AxisDelivery.sha256 == delivery.sha256,
            AxisDelivery.id != delivery.id,
            AxisDelivery.meaning != "repeat",
            AxisDelivery.state.in_((DeliveryState.READ, DeliveryState.DESTROYED)),
        )
    ).first()


def by_identifier(agency_id: int, identifier: str) -> Document | None:
    """The document that an agency, or one whose place it took, issued under an identifier."""
    return db.session.scalars(
        select(Document)
        .where(
            Document.agency_id.in_(units.lineage(agency_id)),
            Document.direction == Direction.OUTGOING,
            Document.identifier == identifier,
        )
        .order_by(Document.id.desc())
    ).first()


def external_name(code: str) -> str:
    """The name of an agency in the axis's address book, or its code."""
    statement = select(AxisAgency.name).where(
        or_(AxisAgency.code == code, AxisAgency.old_code == code)
    )
    return db.session.scalars(statement).first() or code


def address_book(words: str = "") -> list[AxisAgency]:
    """Agencies that can be reached over the axis, by name."""
    statement = select(AxisAgency).where(AxisAgency.is_listed)
    if words:
        statement = statement.where(AxisAgency.name.ilike(f"%{words}%"))
    return list(db.session.scalars(statement.order_by(AxisAgency.name).limit(300)))
