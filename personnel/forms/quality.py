"""What lists of findings are narrowed to, out of their address; what cannot be read narrows not."""

from collections.abc import Mapping
from uuid import UUID

from office.errors import Invalid, NotFound
from office.i18n import _
from office.units import queries as units
from personnel.models import Dossier, FindingState
from personnel.quality.rules import RULES
from personnel.quality.shapes import ErrorGroup, Measure, Severity
from personnel.quality.words import ERROR_GROUPS, MEASURES
from personnel.queries import Asked

LONGEST = 100
ASKED = ("q", "state", "severity", "measure", "kind", "unit", "mine", "overdue")
SHORT = {Severity.ERROR: "error", Severity.WARNING: "warning"}
Options = list[tuple[str, object]]


def asked_of(args: Mapping[str, str]) -> dict[str, str]:
    """The words of the address, each of bounded length."""
    return {name: args.get(name, "").replace("\0", "").strip()[:LONGEST] for name in ASKED}


def narrow_of(said: Mapping[str, str]) -> Asked:
    """The same as the query takes it."""
    return Asked(
        words=said["q"],
        state=FindingState(said["state"]) if said["state"] in set(FindingState) else None,
        severity=next((one for one, word in SHORT.items() if word == said["severity"]), None),
        rules=_rules(said["measure"], said["kind"]),
        unit_id=_unit(said["unit"]),
        is_mine=bool(said["mine"]),
        is_overdue=bool(said["overdue"]),
    )


def _rules(measure: str, kind: str) -> list[str]:
    """The rules of a measure and of a group of errors; empty when neither is asked."""
    measures = {str(one) for one in Measure} & {measure}
    kinds = {str(one.value) for one in ErrorGroup} & {kind}
    if not measures and not kinds:
        return []
    fitting = [
        rule.id
        for rule in RULES.values()
        if (not measures or rule.measure in measures)
        and (not kinds or str(rule.error_group.value) in kinds)
    ]
    return fitting or ["-"]


def _unit(uid: str) -> int | None:
    try:
        return units.unit_by_uid(UUID(uid)).id
    except (ValueError, NotFound):
        return None


def measure_options() -> Options:
    """The five measures."""
    return [("", _("Every measure")), *((str(one), text) for one, text in MEASURES.items())]


def kind_options() -> Options:
    """The eight groups of errors."""
    found = [(str(one.value), text) for one, text in ERROR_GROUPS.items()]
    return [("", _("Every group of errors")), *found]


def severity_options() -> Options:
    """Errors and warnings."""
    return [
        ("", _("Errors and warnings")),
        ("error", _("Errors")),
        ("warning", _("Warnings")),
    ]


def state_options() -> Options:
    """What is not resolved, or one state."""
    return [("", _("Not resolved")), *((str(one), one.label) for one in FindingState)]


def stays_of(said: str, pair: tuple[Dossier, Dossier]) -> Dossier | None:
    """Which of the two stays; None for two people. Raises `Invalid` when nothing was chosen."""
    chosen: Mapping[str, Dossier | None] = {
        "two": None,
        "first": pair[0],
        "second": pair[1],
    }
    if said not in chosen:
        message = _("Choose what the two dossiers are.")
        raise Invalid(message, fields={"verdict": message})
    return chosen[said]
