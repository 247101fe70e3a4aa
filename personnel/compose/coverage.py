"""Which items of a form a template of an administrator has places for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from personnel.compose.layouts import Form, Item
from personnel.compose.placeholders import HIGHEST, ROWS
from personnel.record.groups import GROUPS, field

CODE = "_code"


@dataclass(frozen=True)
class Covered:
    """One item: its number and words, and the labels of fields for which there is no place."""

    key: str
    label: str
    lacks: tuple[str, ...]
    is_missing: bool


def covered(form: Form, asked: Iterable[str]) -> list[Covered]:
    """Every item that takes words from the record, in the order of the form."""
    there = {path for name in asked for path in _paths(name)}
    found = (_covered(place, item, there) for place, item in enumerate(form.items, 1))
    return [one for one in found if one]


def missing(form: Form, asked: Iterable[str]) -> list[Covered]:
    """The items for which the template has no place at all."""
    return [one for one in covered(form, asked) if one.is_missing]


def _covered(place: int, item: Item, there: set[str]) -> Covered | None:
    wanted = list(dict.fromkeys(_wanted(item)))
    lacks = [path for path in wanted if path not in there]
    if not wanted:
        return None
    labels = tuple(dict.fromkeys(field(*path.split(".")).form_label for path in lacks))
    return Covered(item.number or str(place), _label(item), labels, len(lacks) == len(wanted))


def _wanted(item: Item) -> Iterator[str]:
    for part in item.parts:
        yield from (path for path in part.of if "@" not in path)
    for table in item.tables:
        for column in table.columns:
            for group in table.groups:
                yield from (f"{group}.{name}" for name in column.of if _has(group, name))


def _has(group: str, name: str) -> bool:
    return name in GROUPS[group].by_name


def _label(item: Item) -> str:
    labels = [item.label, *(part.label for part in item.parts)]
    return next((label for label in labels if label), "")


def _paths(name: str) -> Iterator[str]:
    """What a name of a template says of the record: `pay_history.grade_code` is `pay.grade`."""
    rows, _dot, said = name.partition(".")
    if rows == "highest_degree":
        yield from HIGHEST.of
    elif rows in ROWS and said:
        yield f"{ROWS[rows].group}.{said.removesuffix(CODE)}"
