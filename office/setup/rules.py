"""What a reorganisation does to the rows of the first day."""

from office.setup.models import StaffSheet
from office.units.reorganisation import Rule, at_reorganisation


def declare() -> None:
    """Say the rule of each column; called once the tables are known."""
    at_reorganisation(StaffSheet, "agency_id", Rule.STAYS)
