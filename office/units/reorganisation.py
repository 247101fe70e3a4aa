"""What becomes of a record when its unit or desk is reorganised: each model says it itself.

Mergers change tenures only, so most records need nothing: an open one lies at a desk that has moved
as a whole, a closed one stays byte for byte what it was. Only a transfer of function moves rows.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, select, update

from office.db import db

Mover = Callable[[Sequence[int], int, datetime], None]


class Rule(StrEnum):
    """What a reorganisation does to a column that names a desk or a unit."""

    FOLLOWS_DESK = "follows_desk"  # stays at its desk; open rows move when its function does
    STAYS = "stays"  # history: says what was true then and is never touched
    FOLLOWS_UNIT = "follows_unit"  # its package changes it when UnitsReorganised is told
    TREE = "tree"  # units, desks and tenures themselves


@dataclass(frozen=True)
class Declaration:
    """The rule of one column; `is_open` tells the rows that are still work."""

    model: type[Any]
    column: str
    rule: Rule
    is_open: ColumnElement[bool] | None = None
    mover: Mover | None = None

    @property
    def name(self) -> str:
        """Table and column, as the house test names them."""
        return f"{self.model.__tablename__}.{self.column}"

    def open_at(self, desk_id: int) -> list[ColumnElement[bool]]:
        """The condition for open rows at a desk."""
        at_desk = getattr(self.model, self.column) == desk_id
        return [at_desk] if self.is_open is None else [at_desk, self.is_open]

    def count(self, desk_id: int) -> int:
        """How many open rows lie at a desk."""
        found = select(func.count()).select_from(self.model).where(*self.open_at(desk_id))
        return db.session.scalar(found) or 0

    def move(self, desk_id: int, to: int, at: datetime, most: int) -> int:
        """Move the next open rows to another desk; says how many."""
        rows = select(self.model.id).where(*self.open_at(desk_id)).order_by(self.model.id)
        ids = db.session.scalars(rows.limit(most)).all()
        if ids:
            (self.mover or self._readdress)(ids, to, at)
        return len(ids)

    def _readdress(self, ids: Sequence[int], to: int, _at: datetime) -> None:
        change = update(self.model).where(self.model.id.in_(ids)).values({self.column: to})
        db.session.execute(change.execution_options(synchronize_session=False))


_declared: dict[str, Declaration] = {}


def at_reorganisation(
    model: type[Any], column: str, rule: Rule, *, is_open: ColumnElement[bool] | None = None
) -> Callable[[Mover], Mover]:
    """Declare the rule of a column; as a decorator it also names who moves open rows.

    The mover gets ids, the new desk and the instant. Without one the column is set anew.
    """
    made = Declaration(model, column, rule, is_open)
    _declared[made.name] = made

    def keep(mover: Mover) -> Mover:
        _declared[made.name] = replace(made, mover=mover)
        return mover

    return keep


def declarations(*rules: Rule) -> Iterator[Declaration]:
    """What was declared, narrowed to some rules."""
    yield from (one for one in _declared.values() if not rules or one.rule in rules)
