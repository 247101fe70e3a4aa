"""V04: what a complete record holds, by category."""

from collections.abc import Iterator

from personnel.quality.facts import Facts
from personnel.quality.shapes import Problem, Severity
from personnel.record.groups import required
from personnel.record.shapes import Field, Group, Shape
from personnel.record.values import plain

IDENTITY_KEYS = ("full_name", "birth_date", "sex", "citizen_id")
NEEDED_GROUPS = ("assignment", "pay", "education", "family", "papers")
NEEDED_PAPERS = ("record_book", "diploma")  # of the open list of Thông tư 07/2019/TT-BNV
NOTHING: tuple[object, ...] = (None, "", [])
BY_GRADE = frozenset({"grade", "scale", "step", "coefficient", "step_since"})


def completeness(facts: Facts) -> Iterator[Problem]:
    """V04: required fields, and the groups of which at least one row is needed."""
    for needed in NEEDED_GROUPS:
        if not _has_rows(facts, needed):
            yield Problem(f"no_{needed}", needed)
    for group, field in missing_fields(facts):
        is_key = group.name == "identity" and field.name in IDENTITY_KEYS
        severity = Severity.ERROR if is_key else None
        yield Problem("field", group.name, field.name, severity=severity)
    for kind in missing_papers(facts):
        yield Problem(f"no_{kind}", "papers", "kind")


def asked_count(facts: Facts) -> int:
    """How many things V04 asks of this record."""
    return len(list(asked_fields(facts))) + len(NEEDED_GROUPS) + len(NEEDED_PAPERS)


def asked_fields(facts: Facts) -> Iterator[tuple[Group, Field]]:
    """The fields that this record must hold; pay by job position has no grade and no step."""
    is_by_position = facts.code("pay", "mode") == "job_position_amount"
    for group, field in required(facts.category):
        is_needed = group.shape is Shape.ONE or bool(facts.state.get(group.name))
        if is_needed and not (group.name == "pay" and is_by_position and field.name in BY_GRADE):
            yield group, field


def missing_fields(facts: Facts) -> Iterator[tuple[Group, Field]]:
    """Those of the asked fields that a row in force leaves out; a group not begun lacks all."""
    for group, field in asked_fields(facts):
        rows = facts.state.get(group.name, [])
        if not rows or any(row.values.get(field.name) in NOTHING for row in rows):
            yield group, field


def missing_papers(facts: Facts) -> list[str]:
    held = {plain(row.values.get("kind")) for row in facts.state.get("papers", ())}
    return [kind for kind in NEEDED_PAPERS if kind not in held]


def _has_rows(facts: Facts, group: str) -> bool:
    if group == "assignment":
        return facts.primary() is not None
    return bool(facts.state.get(group))
