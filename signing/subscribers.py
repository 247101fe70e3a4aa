"""What a reorganisation of units does to certificates."""

from sqlalchemy import select

from office.db import db
from office.events import subscribe
from office.i18n import _
from office.permissions import SYSTEM
from office.units.events import UnitsReorganised
from office.units.models import Unit
from office.units.reorganisation import Rule, at_reorganisation
from signing import operations
from signing.models import Certificate, OwnerKind, SignatureRecord, SigningRequest


def register() -> None:
    """A signature says for ever for whom it was made: nothing of it is rewritten."""
    for model in (Certificate, SigningRequest, SignatureRecord):
        at_reorganisation(model, "agency_id", Rule.STAYS)


@subscribe(UnitsReorganised)
def close_seals(event: UnitsReorganised) -> None:
    """The seal of an agency that was closed seals nothing more; its successor has its own."""
    old = [before for before, _after in event.successions]
    closed = select(Unit.id).where(Unit.id.in_(old), Unit.closed_on.is_not(None))
    seals = select(Certificate).where(
        Certificate.kind == OwnerKind.AGENCY,
        Certificate.agency_id.in_(closed),
        Certificate.closed_at.is_(None),
    )
    for seal in db.session.scalars(seals):
        operations.close_certificate(seal, reason=_("The agency was closed."), by=SYSTEM)
