"""Statuses between two agencies of this installation, without a trip over the axis."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from documents import operations
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
            (units.organ_id(document.agency_id), units.name_of(document.agency_id)),
            body["code"],
            body["description"],
            said_at=datetime.fromisoformat(body["said_at"]),
            by=SYSTEM,
        )
