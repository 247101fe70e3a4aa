"""How good a record is, in points of 100, and a unit by its records."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from personnel.quality.checks import completeness
from personnel.quality.facts import Facts
from personnel.quality.rules import RECORD_RULES, check_record
from personnel.quality.shapes import Finding, Measure, Severity

FULL = 100
COMPLETENESS = "V04"
COST = {Severity.ERROR: 2, Severity.WARNING: 1}


@dataclass(frozen=True)
class Score:
    """Points of each measure and of the identity keys; `total` is their mean, rounded down."""

    measures: Mapping[Measure, int]
    identity: int
    findings: Sequence[Finding]

    @property
    def total(self) -> int:
        return sum(self.measures.values()) // len(self.measures)

    @property
    def errors(self) -> int:
        return sum(one.severity is Severity.ERROR for one in self.findings)

    @property
    def may_be_sent(self) -> bool:
        """To the national database: no errors, and identity keys of 100 %."""
        return self.identity == FULL and not self.errors


@dataclass(frozen=True)
class UnitScore:
    """Means over the records of a unit, rounded down: 100 stands for all."""

    records: int
    total: int
    identity: int
    faultless: int


def score(facts: Facts) -> Score:
    """Runs the rules and counts."""
    findings = check_record(facts)
    measures = {one: _points(one, findings) for one in Measure}
    asked = completeness.asked_count(facts)
    missing = sum(one.rule == COMPLETENESS for one in findings)
    measures[Measure.SUFFICIENT] = FULL * (asked - missing) // asked
    return Score(measures, _identity(facts, findings), findings)


def unit_score(scores: Iterable[Score]) -> UnitScore:
    """Of a unit, a branch or the whole register."""
    found = list(scores)
    return UnitScore(
        records=len(found),
        total=_mean([one.total for one in found]),
        identity=_mean([one.identity for one in found]),
        faultless=_mean([FULL if not one.findings else 0 for one in found]),
    )


def _points(measure: Measure, findings: Sequence[Finding]) -> int:
    """A rule with an error costs its whole share of the measure, one with warnings half."""
    worst: dict[str, int] = {}
    for one in findings:
        worst[one.rule] = max(worst.get(one.rule, 0), COST[one.severity])
    rules = [rule.id for rule in RECORD_RULES.values() if rule.measure is measure]
    most = len(rules) * COST[Severity.ERROR]
    return FULL * (most - sum(worst.get(rule, 0) for rule in rules)) // most


def _identity(facts: Facts, findings: Sequence[Finding]) -> int:
    """How many of the identity keys are there and right."""
    keys = completeness.IDENTITY_KEYS
    wrong = {
        one.field
        for one in findings
        if one.group == "identity" and one.severity is Severity.ERROR and one.field in keys
    }
    return FULL * (len(keys) - len(wrong)) // len(keys)


def _mean(points: Sequence[int]) -> int:
    return sum(points) // len(points) if points else FULL
