"""Finds what a form asks for in one record: rows by group and condition, then their words."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from personnel.compose.facts import FormRecord
from personnel.compose.layouts import PersonColumn, Source, Table
from personnel.compose.words import DOTS, clean, code_of, day, joined, month, said
from personnel.record.codes import lists
from personnel.record.groups import GROUPS, field
from personnel.record.timeline import Row

NOW = "nay"


@dataclass(frozen=True)
class Found:
    """The words of a place in a form; hidden ones are there but not for this reader."""

    words: str
    is_hidden: bool = False

    @property
    def shown(self) -> str:
        """What is printed: dots where there is nothing to print."""
        return self.words or DOTS


class Finder:
    """Reads one record for one form."""

    def __init__(self, record: FormRecord) -> None:
        self.record = record

    def value(self, source: Source | PersonColumn) -> Found:
        """The words a label asks for; a group that one has many of is said row by row."""
        (group,) = {path.partition(".")[0] for path in source.of}
        names = tuple(path.partition(".")[2] for path in source.of)
        if any(self.record.hides(group, name) for name in names):
            return Found("", is_hidden=True)
        rows = [row for row in self.rows(group, ever=source.ever) if _fits(row, source)]
        return Found(SAYERS.get(source.say, _all)(self, rows, names))

    def table(self, table: Table) -> Iterator[list[str]]:
        """The rows of a table, in the order of time."""
        rows = [
            row
            for group in table.groups
            if group not in self.record.hidden
            for row in self.rows(group, ever=table.ever)
            if _fits(row, table)
        ]
        for row in sorted(self._merged(rows), key=_begins):
            cells = (self._cell(row, column.of, column.say) for column in table.columns)
            yield [*cells]

    def hides(self, table: Table) -> bool:
        """Whether a table is left empty because the reader may not see its groups."""
        return all(group in self.record.hidden for group in table.groups)

    def hidden_columns(self, table: Table) -> list[str]:
        """The columns of a shown table in which something is kept from the reader."""
        shown = [group for group in table.groups if group not in self.record.hidden]
        return [
            column.label
            for column in table.columns
            if any(self.record.hides(group, name) for group in shown for name in column.of)
        ]

    def rows(self, group: str, *, ever: bool) -> Sequence[Row]:
        """What held on the day, or all that began until then."""
        return self.record.history(group) if ever else self.record.state.get(group, ())

    def words(self, row: Row, name: str) -> str:
        """A field of a row, or a fact of the row itself (`@since`)."""
        if name in FACTS:
            return FACTS[name](self, row)
        if name not in GROUPS[row.group].by_name or self.record.hides(row.group, name):
            return ""
        return said(row.group, name, row.values.get(name))

    def code(self, row: Row, name: str) -> str:
        """The code of a coded field, where the reader may see it."""
        is_shown = bool(row.values.get(name)) and not self.record.hides(row.group, name)
        return _code(row, name) if is_shown else ""

    def ends(self, row: Row) -> date | None:
        """When the row stopped holding: by its own date or by the next row of its slot."""
        later = [
            other.valid_from
            for other in self._line(row)
            if (other.valid_from, other.order) > (row.valid_from, row.order)
        ]
        return min((day for day in (row.valid_to, *later) if day is not None), default=None)

    def decision(self, row: Row) -> str:
        """How the decision behind a row is cited."""
        cited = self.record.decisions.get(row.decision_uid) if row.decision_uid else None
        if cited is None:
            return ""
        issuer = f" của {clean(cited.issuer)}" if cited.issuer else ""
        return f"Số {clean(cited.number)} ngày {day(cited.day)}{issuer}"

    def _cell(self, row: Row, names: Sequence[str], say: str) -> str:
        if all(self.record.hides(row.group, name) for name in names):
            return DOTS
        return SAYERS.get(say, _all)(self, [row], names)

    def _line(self, row: Row) -> list[Row]:
        return [other for other in self.record.every(row.group) if other.slot == row.slot]

    def _merged(self, rows: Sequence[Row]) -> Iterator[Row]:
        """A post that the history of work tells of already is not told again by its decision."""
        told = {_begins(row)[:7] for row in rows if row.group == "work_history"}
        for row in rows:
            if not (row.group == "assignment" and told and _begins(row)[:7] in told):
                yield row


def _fits(row: Row, source: Source | Table) -> bool:
    without = getattr(source, "without", {})
    wanted = all(_code(row, name) in codes for name, codes in source.where.items())
    return wanted and not any(_code(row, name) in codes for name, codes in without.items())


def _code(row: Row, name: str) -> str:
    return row.slot if name == "@slot" else code_of(row.values.get(name))


def _begins(row: Row) -> str:
    """When what the row tells began: its own month where it has one, else the day it held from."""
    return str(row.values.get("from_month") or row.values.get("issued_on") or row.valid_from)


def _all(finder: Finder, rows: Iterable[Row], names: Sequence[str]) -> str:
    return joined((joined(finder.words(row, name) for name in names) for row in rows), "; ")


def _upper(finder: Finder, rows: Iterable[Row], names: Sequence[str]) -> str:
    return _all(finder, rows, names).upper()


def _highest(finder: Finder, rows: Iterable[Row], names: Sequence[str]) -> str:
    """The row whose first field stands highest in its code list; of equal ones the later."""
    ranked = sorted(rows, key=lambda row: (-_rank(row, names[0]), _begins(row)))
    return _all(finder, ranked[-1:], names)


def _gravest(finder: Finder, rows: Iterable[Row], names: Sequence[str]) -> str:
    """The row whose first field stands last in its code list: forms of discipline grow graver."""
    ranked = sorted(rows, key=lambda row: (_rank(row, names[0]), _begins(row)))
    return _all(finder, ranked[-1:], names)


def _rank(row: Row, name: str) -> int:
    known = [one.code for one in lists()[field(row.group, name).codes]]
    code = _code(row, name)
    return known.index(code) if code in known else len(known)


def _codes(finder: Finder, rows: Iterable[Row], names: Sequence[str]) -> str:
    return joined(finder.code(row, name) for row in rows for name in names)


def _allowance(finder: Finder, rows: Iterable[Row], names: Sequence[str]) -> str:
    """Coefficients as they are, percents with their sign, the kind before them where asked."""
    return joined((_one_allowance(finder, row, names) for row in rows), "; ")


def _one_allowance(finder: Finder, row: Row, names: Sequence[str]) -> str:
    unit = "%" if _code(row, "unit") == "percent" else ""
    words = [finder.words(row, name) for name in names]
    return joined((*words[:-1], f"{words[-1]}{unit}" if words[-1] else ""), " ")


def _pay(finder: Finder, rows: Iterable[Row], _names: Sequence[str]) -> str:
    """Code of the grade, step and coefficient, as lists of persons put them."""
    return joined((_one_pay(finder, row) for row in rows), "; ")


def _one_pay(finder: Finder, row: Row) -> str:
    step, coefficient = finder.words(row, "step"), finder.words(row, "coefficient")
    labelled = (f"bậc {step}" if step else "", coefficient and f"hệ số {coefficient}")
    return joined((finder.code(row, "grade"), *labelled))


def _kin(finder: Finder, rows: Iterable[Row], names: Sequence[str]) -> str:
    """Of flags only what holds is said, in words."""
    return joined(
        FLAGS[name] if row.values.get(name) is True and shown else "" if name in FLAGS else shown
        for row in rows
        for name in names
        for shown in (finder.words(row, name),)
    )


def _with(unit: str) -> "Sayer":
    def say(finder: Finder, rows: Iterable[Row], names: Sequence[str]) -> str:
        words = _all(finder, rows, names)
        return f"{words}{unit}" if words else ""

    return say


def _money(finder: Finder, rows: Iterable[Row], names: Sequence[str]) -> str:
    """Đồng, in groups of three as papers write them."""
    amounts = (row.values.get(name) for row in rows for name in names)
    return joined((f"{one:,} đồng".replace(",", ".") for one in amounts if one is not None), "; ")


def _span(finder: Finder, row: Row) -> str:
    """From one month to another (từ tháng, năm - đến tháng, năm)."""
    if begins := row.values.get("from_month"):
        return _between(str(begins), str(row.values.get("to_month") or ""))
    if "issued_on" in GROUPS[row.group].by_name:
        return month(str(row.values.get("issued_on") or ""))
    end = finder.ends(row)
    return _between(row.valid_from.isoformat(), end.isoformat() if end else "")


def _between(begins: str, ends: str) -> str:
    return f"{month(begins)} - {month(ends) or NOW}"


Sayer = Callable[[Finder, Sequence[Row], Sequence[str]], str]
SAYERS: Mapping[str, Sayer] = {
    "": _all,
    "upper": _upper,
    "highest": _highest,
    "gravest": _gravest,
    "code": _codes,
    "allowance": _allowance,
    "pay": _pay,
    "kin": _kin,
    "money": _money,
    "percent": _with("%"),
    "cm": _with(" cm"),
    "kg": _with(" kg"),
}
FLAGS = {"is_party_member": "đảng viên", "is_abroad": "ở nước ngoài"}
FACTS: Mapping[str, Callable[[Finder, Row], str]] = {
    "@since": lambda _finder, row: day(row.valid_from),
    "@month": lambda _finder, row: f"{row.valid_from:%m/%Y}",
    "@year": lambda _finder, row: f"{row.valid_from:%Y}",
    "@span": _span,
    "@decision": lambda finder, row: finder.decision(row),
}
