"""What a reorganisation does to the rows of the kernel itself."""

from office.accounts.models import Notice
from office.units.models import (
    AgencySetting,
    Desk,
    SigningAuthority,
    Succession,
    Tenure,
    Unit,
    UnitCode,
    UnitVersion,
)
from office.units.reorganisation import Rule, at_reorganisation

TREE = (
    (Unit, "agency_id"),
    (UnitVersion, "unit_id"),
    (UnitVersion, "parent_id"),
    (UnitCode, "unit_id"),
    (Succession, "old_unit_id"),
    (Succession, "new_unit_id"),
    (Desk, "agency_id"),
    (Tenure, "desk_id"),
    (Tenure, "unit_id"),
    (SigningAuthority, "agency_id"),
    (SigningAuthority, "desk_id"),
)


def declare() -> None:
    """Say the rule of each column; called once the tables are known."""
    for model, column in TREE:
        at_reorganisation(model, column, Rule.TREE)
    at_reorganisation(AgencySetting, "agency_id", Rule.STAYS)
    at_reorganisation(Notice, "desk_id", Rule.FOLLOWS_DESK, is_open=Notice.read_at.is_(None))
