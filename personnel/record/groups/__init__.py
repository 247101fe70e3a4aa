"""The catalogue: all groups and fields of a record, with the items of the form.

Form: sơ yếu lý lịch of Thông tư 06/2023/TT-BNV, items 1 to 37. Item 20 (highest degree) is
read from the education rows, items 23 and 25 from the primary and the other posts.
"""

from collections.abc import Mapping

from personnel.record.groups import conduct, learning, person, post, private, service
from personnel.record.shapes import Field, Group

ORDER = (
    *("identity", "service", "contact", "insurance", "origin", "organisations", "military"),
    *("policy_category", "schooling", "education", "training", "assignment", "duty", "planning"),
    *("pay", "allowance", "health", "reward", "discipline", "past", "work_history", "family"),
    *("economy", "evaluation", "contract", "leave", "travel", "assets", "clearance", "skills"),
    *("papers", "photo", "exit"),
)
_FOUND = {
    group.name: group
    for part in (person, service, learning, post, conduct, private)
    for group in part.GROUPS
}
GROUPS: Mapping[str, Group] = {name: _FOUND[name] for name in ORDER}


def field(group: str, name: str) -> Field:
    return GROUPS[group].by_name[name]


def sensitive_fields(group: str) -> frozenset[str]:
    """Kept sealed in the database, masked in lists, each reading logged."""
    return frozenset(one.name for one in GROUPS[group].fields if one.is_sensitive)


def required(category: str) -> tuple[tuple[Group, Field], ...]:
    """What a complete record of an official of this category holds (đủ)."""
    return tuple(
        (group, one)
        for group in GROUPS.values()
        for one in group.fields
        if one.is_required and (not one.categories or category in one.categories)
    )
