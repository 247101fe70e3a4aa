"""Statuses between two agencies of this installation, without a trip over the axis."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from documents import operations, queries
from documents.models import Direction, Document
from office.db import db
from office.outbox import delivers
from office.permissions import SYSTEM
from office.units import queries as units


@delivers("documents.local_status")
def tell(body: dict[str, Any]) -> None:
    """Tell the sending agency's record what the receiving one has done."""
    document = db.session.get_one(Document, body["document_id"])
    sent = db.session.scalars(
        select(Document).where(
            Document.identifier == document.identifier,
            Document.direction == Direction.OUTGOING,
        )
    ).first()
    if sent:
        operations.record_status(
            sent,
            (_addressed_as(document, sent), units.name_of(units.successor_of(document.agency_id))),
            body["code"],
            body["description"],
            said_at=datetime.fromisoformat(body["said_at"]),
            by=SYSTEM,
        )


def _addressed_as(document: Document, sent: Document) -> str:
    """The code to which it was sent, also when another agency has taken the receiver's place."""
    for row in queries.dispatches_of(sent):
        if row.local_agency_id == document.agency_id:
            return row.receiver_code
    return units.organ_id(units.successor_of(document.agency_id))
