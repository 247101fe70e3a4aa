"""The rows of law: read once from `data/`, found by code and day."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Generic, TypeVar

from office.errors import Refusal
from office.i18n import _
from office.law import Dated, Names
from personnel.law.explained import NOT_COMPARED, Step, shown_day

DATA = Path(__file__).parent / "data"
_tables: dict[str, "Table[Any]"] = {}


@dataclass(frozen=True, kw_only=True)
class Rule(Dated):
    """A row with the code by which it is looked up; `note` says what is not yet certain of it."""

    code: str
    note: str = ""

    def step(self, text: str, *dates: date) -> Step:
        """This rule as a step of an explanation."""
        note = NOT_COMPARED if self.note else ""
        return Step(self.code, text, self.basis, dates, note)


@dataclass(frozen=True, kw_only=True)
class NamedRule(Names, Rule):
    """A row that has a name in three languages."""


RuleT = TypeVar("RuleT", bound=Rule)


class NoRule(Refusal):
    """No row holds: nothing is reckoned with a rule of another day."""

    code = "no-rule"

    def __init__(self, code: str, on: date) -> None:
        super().__init__(
            _("No rule “%(code)s” is known for %(date)s.", code=code, date=shown_day(on)),
            fix=_("Check the code and the date; an older or newer rule is a row to be added."),
        )


class Table(Generic[RuleT]):
    """The rows of one file, in the order of the file."""

    def __init__(self, rows: list[RuleT]) -> None:
        self.rows = tuple(rows)
        self._by_code: dict[str, list[RuleT]] = {}
        for row in rows:
            self._by_code.setdefault(row.code, []).append(row)

    def find(self, code: str, on: date) -> RuleT:
        """The row that holds on a day; without one nothing can be said: `NoRule`."""
        found = self.get(code, on)
        if found is None:
            raise NoRule(code, on)
        return found

    def get(self, code: str, on: date) -> RuleT | None:
        for row in self._by_code.get(code, ()):
            if row.holds(on):
                return row
        return None

    def on(self, day: date) -> Iterator[RuleT]:
        """All rows that hold on a day."""
        return (row for row in self.rows if row.holds(day))


def read(kind: type[RuleT], name: str) -> Table[RuleT]:
    """The rows of a file, read once; numbers with a point stay exact."""
    found = _tables.get(name)
    if found is None:
        text = (DATA / f"{name}.toml").read_text(encoding="utf-8")
        rows = tomllib.loads(text, parse_float=Decimal)["row"]
        found = _tables[name] = Table([kind(**_settled(row)) for row in rows])
    return found


def _settled(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}


@dataclass(frozen=True, kw_only=True)
class Limit(Rule):
    """A term, a limit or a warning; one measure is set (`each`: the earliest warning first)."""

    months: int = 0
    days: int = 0
    day: date | None = None
    month_day: tuple[int, int] = (1, 1)
    each: tuple[int, ...] = ()


def limit(code: str, on: date) -> Limit:
    """The limit of that name as it is on a day."""
    return read(Limit, "limits").find(code, on)


def limit_or_none(code: str, on: date) -> Limit | None:
    """Like `limit`, for what the law of some days does not limit."""
    return read(Limit, "limits").get(code, on)
