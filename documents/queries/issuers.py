"""Names that a clerk writes again and again: who sent us papers before, who can be reached."""

from sqlalchemy import select

from documents.models import AxisAgency, Direction, Document
from office.db import db
from office.permissions import Actor
from office.units import queries as units

LOOKED_AT, MOST = 500, 800


def known_issuers(actor: Actor) -> list[str]:
    """Former issuers of the agency, the latest first, then the agencies here and on the axis."""
    names = [*_former(actor.agency_id or 0), *(one.name for one in units.agencies()), *_book()]
    return [name for name in dict.fromkeys(names) if name][:MOST]


def _former(agency_id: int) -> list[str]:
    statement = (
        select(Document.issuer_name)
        .where(
            Document.agency_id == agency_id,
            Document.direction == Direction.INCOMING,
            Document.is_restricted.is_(False),
        )
        .order_by(Document.id.desc())
        .limit(LOOKED_AT)
    )
    return list(db.session.scalars(statement))


def _book() -> list[str]:
    statement = select(AxisAgency.name).where(AxisAgency.is_listed).order_by(AxisAgency.name)
    return list(db.session.scalars(statement.limit(MOST)))
