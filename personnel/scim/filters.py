"""Filters of RFC 7644 section 3.4.2.2 as conditions of the database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from scim2_models import InvalidFilterException
from scim2_models.path import (
    AttrPath,
    CompareOperator,
    Comparison,
    FilterNode,
    FilterVisitor,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
    ValuePath,
)
from sqlalchemy import ColumnElement, and_, false, not_, or_, true

from office.i18n import _
from office.typed import UNSEEN

Condition = ColumnElement[bool]
Op = CompareOperator


class Field(Protocol):
    """An attribute that can be compared."""

    def compare(self, op: Op, value: Any) -> Condition:
        """The condition of a comparison."""

    def present(self) -> Condition:
        """The condition that there is a value."""


@dataclass(frozen=True)
class Words:
    """A text; `fold` makes what is compared of what was asked for."""

    column: Any
    fold: Callable[[str], str] = str

    def compare(self, op: Op, value: Any) -> Condition:
        """All comparisons of texts; none means no value."""
        if value is None and op in {Op.eq, Op.ne}:
            return self.present() if op is Op.ne else not_(self.present())
        if not isinstance(value, str) or UNSEEN.search(value):
            raise InvalidFilterException
        return _text(self.column, op, self.fold(value))

    def present(self) -> Condition:
        """No text is no value."""
        found: Condition = self.column != ""
        return found


def _text(column: Any, op: Op, value: str) -> Condition:
    made: Mapping[Op, Callable[[], Condition]] = {
        Op.co: lambda: column.contains(value, autoescape=True),
        Op.sw: lambda: column.startswith(value, autoescape=True),
        Op.ew: lambda: column.endswith(value, autoescape=True),
    }
    return made[op]() if op in made else _ordered(column, op, value)


def _ordered(column: Any, op: Op, value: Any) -> Condition:
    made: Mapping[Op, Callable[[], Condition]] = {
        Op.eq: lambda: column == value,
        Op.ne: lambda: column != value,
        Op.gt: lambda: column > value,
        Op.ge: lambda: column >= value,
        Op.lt: lambda: column < value,
        Op.le: lambda: column <= value,
    }
    if op not in made:
        raise InvalidFilterException
    return made[op]()


@dataclass(frozen=True)
class Moment:
    """An instant."""

    column: Any

    def compare(self, op: Op, value: Any) -> Condition:
        """Before, after, at."""
        try:
            at = datetime.fromisoformat(value)
        except (TypeError, ValueError):
            raise InvalidFilterException from None
        if at.tzinfo is None:
            raise InvalidFilterException
        return _ordered(self.column, op, at)

    def present(self) -> Condition:
        """Every record has one."""
        return true()


@dataclass(frozen=True)
class Flag:
    """A yes or no."""

    condition: Condition

    def compare(self, op: Op, value: Any) -> Condition:
        """Is it so, or not."""
        if op not in {Op.eq, Op.ne} or not isinstance(value, bool):
            raise InvalidFilterException
        return self.condition if (op is Op.eq) is value else not_(self.condition)

    def present(self) -> Condition:
        """It is always said."""
        return true()


@dataclass(frozen=True)
class Uid:
    """A public name; `having` makes the condition of the record it names."""

    having: Callable[[UUID], Condition]

    def compare(self, op: Op, value: Any) -> Condition:
        """This one, or any other."""
        if op not in {Op.eq, Op.ne} or not isinstance(value, str):
            raise InvalidFilterException
        try:
            condition = self.having(UUID(value))
        except ValueError:
            condition = false()
        return condition if op is Op.eq else not_(condition)

    def present(self) -> Condition:
        """Every record has one."""
        return true()


class Conditions(FilterVisitor[Condition]):
    """Walks a filter; refuses what the house does not compare."""

    def __init__(self, fields: Mapping[str, Field], within: str = "") -> None:
        self.fields, self.within = fields, within

    def visit_comparison(self, node: Comparison) -> Condition:
        """One attribute against a value."""
        return self._field(node.attr_path).compare(node.op, node.value)

    def visit_present(self, node: Present) -> Condition:
        """Whether there is a value."""
        return self._field(node.attr_path).present()

    def visit_not(self, node: Not) -> Condition:
        """The contrary."""
        return not_(self.visit(node.expr))

    def visit_logical_expr(self, node: LogicalExpr) -> Condition:
        """All, or any."""
        parts = [self.visit(term) for term in node.terms]
        return and_(*parts) if node.op is LogicalOperator.and_ else or_(*parts)

    def visit_value_path(self, node: ValuePath) -> Condition:
        """`emails[value eq "…"]`: these attributes have no parts that stand together."""
        inner = Conditions(self.fields, within=f"{node.attr_path.attr}.")
        return inner.visit(node.val_filter)

    def _field(self, path: AttrPath) -> Field:
        parts = [part for part in (path.attr, path.sub_attr) if part]
        found = self.fields.get((self.within + ".".join(parts)).casefold())
        if found is None:
            names = ", ".join(sorted(self.fields))
            told = _("This attribute is not compared. These are: %(names)s.", names=names)
            raise InvalidFilterException(detail=told)
        return found


def condition_of(node: FilterNode, fields: Mapping[str, Field]) -> Condition:
    """The condition of a whole filter."""
    return Conditions(fields).visit(node)
