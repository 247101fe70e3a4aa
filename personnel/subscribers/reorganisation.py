"""What a reorganisation does to the rows of this package.

A dossier follows the body that keeps it, and what lists show of it follows the unit; the rows of
the record say what was true on their day and are never touched: a new one says what is true since.
"""

from datetime import date
from uuid import UUID

from office.events import subscribe
from office.permissions import SYSTEM
from office.units.events import UnitsReorganised
from office.units.reorganisation import Rule, at_reorganisation
from personnel import operations
from personnel.models import (
    OPEN,
    Allotment,
    Dossier,
    FindingState,
    ForecastRun,
    ImportBatch,
    ImportTemplate,
    OfficialForm,
    PersonnelDecision,
    QualityDay,
    QualityFinding,
    RegisterGrant,
)


def declare() -> None:
    """Say the rule of every column that names a desk or a unit."""
    at_reorganisation(Dossier, "agency_id", Rule.FOLLOWS_UNIT)
    at_reorganisation(Dossier, "unit_id", Rule.FOLLOWS_UNIT)
    at_reorganisation(PersonnelDecision, "agency_id", Rule.STAYS)
    is_open = PersonnelDecision.state.in_(OPEN)
    at_reorganisation(PersonnelDecision, "desk_id", Rule.FOLLOWS_DESK, is_open=is_open)
    at_reorganisation(ImportBatch, "agency_id", Rule.STAYS)
    at_reorganisation(ImportTemplate, "agency_id", Rule.STAYS)
    at_reorganisation(OfficialForm, "agency_id", Rule.STAYS)
    holds = RegisterGrant.ended_at.is_(None)
    at_reorganisation(RegisterGrant, "desk_id", Rule.FOLLOWS_DESK, is_open=holds)
    at_reorganisation(RegisterGrant, "unit_id", Rule.STAYS)
    at_reorganisation(Allotment, "unit_id", Rule.STAYS)
    at_reorganisation(ForecastRun, "agency_id", Rule.STAYS)
    is_left = QualityFinding.state != FindingState.RESOLVED
    at_reorganisation(QualityFinding, "desk_id", Rule.FOLLOWS_DESK, is_open=is_left)
    at_reorganisation(QualityFinding, "unit_id", Rule.STAYS)
    at_reorganisation(QualityDay, "agency_id", Rule.STAYS)
    subscribe(UnitsReorganised, must=True)(follow)


def follow(event: UnitsReorganised) -> None:
    """Dossiers of a unit that was closed are kept and shown by the one that took its place."""
    operations.follow_reorganisation(
        {old for old, _new in event.successions},
        on=date.fromisoformat(event.on),
        operation_uid=UUID(event.operation_uid),
        by=SYSTEM,
    )
