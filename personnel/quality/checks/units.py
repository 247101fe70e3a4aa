"""V14, V15: an evaluation and the staff of one unit."""

from collections.abc import Iterator

from personnel.quality.facts import UnitFacts
from personnel.quality.shapes import Problem

LEVELS = ("KHTNV", "HTNV", "HTTNV", "HTXSNV")


def quotas(facts: UnitFacts) -> Iterator[Problem]:
    """V14: excellent ones of each group of duties, and the head not above the unit."""
    for one in facts.duty_groups:
        if one.excellent > one.allowed:
            words = {
                "name": one.name,
                "excellent": str(one.excellent),
                "allowed": str(one.allowed),
            }
            yield Problem("quota", "evaluation", "level", words=words)
    if facts.head_level and facts.unit_level and _rank(facts.head_level) > _rank(facts.unit_level):
        yield Problem("head", "evaluation", "level")


def staffing(facts: UnitFacts) -> Iterator[Problem]:
    """V15: staff beside allotted posts (biên chế), deputies beside their number."""
    if facts.allotted is not None and facts.headcount > facts.allotted:
        words = {"count": str(facts.headcount), "allowed": str(facts.allotted)}
        yield Problem("staff", "assignment", words=words)
    if facts.deputies_allowed is not None and facts.deputies > facts.deputies_allowed:
        words = {"count": str(facts.deputies), "allowed": str(facts.deputies_allowed)}
        yield Problem("deputies", "assignment", "leadership", words=words)


def _rank(level: str) -> int:
    return LEVELS.index(level)
