"""The columns of a list that leaves the house: any field, under a heading that an import knows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from office.i18n import language
from personnel.record.groups import GROUPS
from personnel.record.shapes import Field, Group, Kind
from personnel.record.sheets.columns import COMMON, field_of, groups, parted, targets
from personnel.record.timeline import PRIMARY, Row
from personnel.record.values import plain, said

USUAL = (
    *("identity.full_name", "service.staff_no", "identity.birth_date", "identity.sex"),
    *("service.category", "assignment.unit", "assignment.title", "pay.grade", "pay.step"),
    "pay.coefficient",
)
HIDDEN = "••••••"
WIDTHS = {Kind.NAME: 26, Kind.LONG_TEXT: 40, Kind.PLACE: 34, Kind.UNIT: 30, Kind.NUMBER: 9}
WIDTH = 16
CODED = (Kind.CODE, Kind.PLACE, Kind.UNIT)
BARE = frozenset({"mangach"})
"""Lists whose codes people write themselves: 01.003."""

Cell = str | int | float | date | None


@dataclass(frozen=True)
class ListColumn:
    """One field of the record; a heading that two of them have says the group too."""

    target: str
    group: str
    field: Field
    heading: str

    @property
    def width(self) -> int:
        return WIDTHS.get(self.field.kind, WIDTH)


def offered() -> Sequence[Group]:
    """The groups whose fields may be chosen: never those that only who is named may read."""
    return groups()


def chosen(names: Collection[str]) -> list[ListColumn]:
    """The columns in the order of the record, the usual ones in theirs before; unknown names go."""
    ordered = [*USUAL, *(_target(group, one) for group in groups() for one in group.fields)]
    wanted = [one for one in dict.fromkeys(ordered) if one in names and one in targets()]
    labels = [_label(one) for one in wanted]
    return [_column(one, labels) for one in wanted]


def sensitive(columns: Sequence[ListColumn]) -> frozenset[str]:
    """The groups of which sensitive fields were chosen."""
    return frozenset(one.group for one in columns if one.field.is_sensitive)


def cell(column: ListColumn, rows: Sequence[Row], *, sealed: Collection[str]) -> Cell:
    """What the lines in force say, one after the other; of posts the primary one.

    `sealed` are the groups whose sensitive values were not opened to the reader.
    """
    if column.group == "assignment":
        rows = [row for row in rows if row.slot == PRIMARY]
    if column.field.is_sensitive and column.group in sealed:
        return HIDDEN if rows else None
    values = [row.values[column.field.name] for row in rows if column.field.name in row.values]
    if len(values) == 1:
        return _typed(column.field, values[0])
    return "; ".join(_words(column.field, one) for one in values) or None


def _typed(field: Field, value: Any) -> Cell:
    if field.kind is Kind.DATE:
        return date.fromisoformat(value)
    if field.kind is Kind.NUMBER:
        return int(value)
    return float(value) if field.kind is Kind.DECIMAL else _words(field, value)


def _words(field: Field, value: Any) -> str:
    if field.codes in BARE or (field.kind in CODED and not isinstance(value, Mapping)):
        return str(plain(value))
    return said(field, value, language())


def _target(group: Group, one: Field) -> str:
    return f"{group.name}.{one.name}"


def _column(target: str, labels: Sequence[str]) -> ListColumn:
    group, name = parted(target)
    label = _label(target)
    over = _words_of(GROUPS[group])
    is_clear = (group in COMMON or over == label) and labels.count(label) == 1
    words = label if is_clear else f"{over} {label}"
    return ListColumn(target, group, GROUPS[group].by_name[name], words)


def _label(target: str) -> str:
    found = field_of(target)
    return _words_of(found) if found else ""


def _words_of(one: Field | Group) -> str:
    return one.form_label if language() == "vi" else str(one.label)
