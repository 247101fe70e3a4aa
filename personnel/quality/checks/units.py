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
    """V15: staff beside allotted posts (biên chế) of each category, deputies beside their number.

    A category whose posts nobody has allotted is not counted: its limit is not known.
    """
    for one in facts.staff:
        if one.present > one.allotted:
            yield _too_many("staff", one.category, one.present, one.allotted)
        if one.deputies_allowed is not None and one.deputies > one.deputies_allowed:
            yield _too_many("deputies", one.category, one.deputies, one.deputies_allowed)


def _too_many(what: str, category: str, count: int, allowed: int) -> Problem:
    words = {"name": category, "count": str(count), "allowed": str(allowed)}
    return Problem(what, "assignment", "leadership" if what == "deputies" else "", words=words)


def _rank(level: str) -> int:
    return LEVELS.index(level)
