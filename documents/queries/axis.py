"""The connector's ledgers and the address book."""

from collections.abc import Sequence

from sqlalchemy import (
    Select,
    or_,
    select,
)

from documents.models import (
    AxisAgency,
    AxisConnection,
    AxisDelivery,
    DeliveryState,
    Document,
)
from office.db import db
from office.permissions import Actor


def deliveries(actor: Actor, states: Sequence[DeliveryState] = ()) -> Select[AxisDelivery]:
    """The packages that came to the actor's agency, newest first."""
    statement = (
        select(AxisDelivery)
        .where(AxisDelivery.agency_id == actor.agency_id)
        .order_by(AxisDelivery.id.desc())
    )
    return statement.where(AxisDelivery.state.in_(states)) if states else statement


def connections(agency_id: int | None = None) -> list[AxisConnection]:
    """The active connections, of one agency or all."""
    statement = select(AxisConnection).where(AxisConnection.is_active)
    if agency_id is not None:
        statement = statement.where(AxisConnection.agency_id == agency_id)
    return list(db.session.scalars(statement.order_by(AxisConnection.id)))


def known_package(connection_id: int, identifier: str, sender: str) -> AxisDelivery | None:
    """An earlier package of the same sender under the same identifier."""
    return db.session.scalars(
        select(AxisDelivery).where(
            AxisDelivery.connection_id == connection_id,
            AxisDelivery.identifier == identifier,
            AxisDelivery.sender_code == sender,
            AxisDelivery.state == DeliveryState.READ,
            AxisDelivery.meaning == "new",
        )
    ).first()


def by_identifier(agency_id: int, identifier: str) -> Document | None:
    """The outgoing document that an agency issued under an edXML identifier."""
    return db.session.scalars(
        select(Document)
        .where(
            Document.agency_id == agency_id,
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
