"""The names of measures, groups of faults, severities and owners, for pages and tables."""

from collections.abc import Mapping

from office.i18n import _l
from personnel.quality.shapes import ErrorGroup, Measure, Owner, Severity

MEASURES: Mapping[Measure, str] = {
    Measure.CORRECT: _l("Correct"),
    Measure.SUFFICIENT: _l("Sufficient"),
    Measure.CLEAN: _l("Clean"),
    Measure.LIVE: _l("Live"),
    Measure.UNIFIED: _l("Unified"),
}
ERROR_GROUPS: Mapping[ErrorGroup, str] = {
    ErrorGroup.MISSING: _l("Missing data"),
    ErrorGroup.OUT_OF_RANGE: _l("Out of range"),
    ErrorGroup.DUPLICATE: _l("Duplicate"),
    ErrorGroup.FORMAT: _l("Wrong format"),
    ErrorGroup.BROKEN_REFERENCE: _l("Broken reference"),
    ErrorGroup.CONTRADICTION: _l("Contradiction between fields"),
    ErrorGroup.STALE: _l("Out of date"),
    ErrorGroup.MISMATCH: _l("Differs from national reference data"),
}
SEVERITIES: Mapping[Severity, str] = {
    Severity.ERROR: _l("Error: keeps the record from the national database"),
    Severity.WARNING: _l("Warning"),
}
OWNERS: Mapping[Owner, str] = {
    Owner.OFFICIAL: _l("The official"),
    Owner.HR: _l("Personnel section"),
    Owner.HEAD: _l("Head of the unit"),
    Owner.ADMIN: _l("Administrator of the system"),
}
