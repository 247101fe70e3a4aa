"""Officials as rows of a list that leaves the house."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from office.i18n import language
from office.permissions import Actor
from office.units.tree import Tree, tree
from personnel.models import Dossier
from personnel.queries.taking import Listed, taken
from personnel.record import codes
from personnel.record.days import said as said_day
from personnel.record.sheets.taking import Cell, ListColumn, cell, sensitive

Known = Callable[[Dossier, Tree], Cell]


def _number(value: Decimal | int | None) -> Cell:
    if isinstance(value, Decimal):
        return float(value)
    return value or None


def _day(stored: str) -> Cell:
    """A date, or as much of it as is known."""
    return date.fromisoformat(stored) if len(stored) == len("2026-07-01") else said_day(stored)


def _unit(one: Dossier, known: Tree) -> Cell:
    node = known.nodes.get(one.unit_id or 0)
    return node.name if node else None


SHOWN: Mapping[str, Known] = {
    "identity.full_name": lambda one, _: one.full_name,
    "identity.birth_date": lambda one, _: _day(one.birth_date),
    "identity.sex": lambda one, _: codes.name("sex", one.sex, language()) if one.sex else None,
    "service.staff_no": lambda one, _: one.staff_no,
    "service.category": lambda one, _: (
        codes.name("category", one.category, language()) if one.category else None
    ),
    "assignment.unit": _unit,
    "assignment.title": lambda one, _: one.title,
    "pay.grade": lambda one, _: one.grade,
    "pay.step": lambda one, _: _number(one.step),
    "pay.coefficient": lambda one, _: _number(one.coefficient),
}
"""What the register shows of everybody in its lists, for which no row is opened."""


def list_rows(
    ids: Sequence[int], columns: Sequence[ListColumn], actor: Actor, *, opened: Iterable[str]
) -> Iterator[list[Cell]]:
    """One line for each official, in the order given."""
    groups = {one.group for one in columns if one.target not in SHOWN}
    known = tree()
    for listed in taken(ids, actor, groups, opened=set(opened)):
        yield _line(listed, columns, known)


def _line(listed: Listed, columns: Sequence[ListColumn], known: Tree) -> list[Cell]:
    found = listed.state
    sealed = sensitive(columns) - listed.opened
    return [
        SHOWN[one.target](listed.dossier, known)
        if one.target in SHOWN
        else cell(one, found.get(one.group, []), sealed=sealed)
        for one in columns
    ]
