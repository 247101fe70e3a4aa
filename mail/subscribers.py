"""What a reorganisation does to the rows of this package."""

from mail.models import OutgoingMail
from office.units.reorganisation import Rule, at_reorganisation


def register() -> None:
    """Say the rule of every column that names a unit."""
    at_reorganisation(OutgoingMail, "agency_id", Rule.STAYS)
