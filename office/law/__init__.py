"""The constants of the law as dated rows: a new decree is a new row in `data/`, not new code.

Every function without a date answers with the rows that have no known end.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

DATA = Path(__file__).parent / "data"
UNIT_DATA = Path(__file__).parents[1] / "units" / "data"
OPEN_END = date.max


@dataclass(frozen=True, kw_only=True)
class Dated:
    """A row of law: where it stands written and from when to when it holds, both days included."""

    basis: str
    valid_from: date
    valid_to: date | None = None

    def holds(self, on: date) -> bool:
        return self.valid_from <= on <= (self.valid_to or OPEN_END)


@dataclass(frozen=True, kw_only=True)
class Names:
    """A name that pages show: names of the law are data, not interface text."""

    vi: str
    en: str
    ar: str

    def name(self, locale: str) -> str:
        """The name in the reader's language; the Vietnamese name is the official one."""
        return {"en": self.en, "ar": self.ar}.get(locale, self.vi)


@dataclass(frozen=True, kw_only=True)
class Named(Names, Dated):
    """A row of law that has a name."""


class DocumentGroup(StrEnum):
    """Which law a type is drafted under; normative documents (VBQPPL) are received only."""

    ADMINISTRATIVE = "administrative"
    COPY = "copy"
    NORMATIVE = "normative"


@dataclass(frozen=True, kw_only=True)
class DocumentType(Named):
    """A type of document (loại văn bản); without abbreviation it is left out of the symbol."""

    code: str
    group: DocumentGroup
    position: int
    abbreviation: str
    template: str


@dataclass(frozen=True, kw_only=True)
class Urgency(Named):
    """A level of urgency (độ khẩn); stamp sizes in millimetres, `read_as` the axis' priorities."""

    code: str
    position: int
    priority: int
    read_as: tuple[int, ...]
    stamp: str
    stamp_width: int
    stamp_height: int


@dataclass(frozen=True, kw_only=True)
class AuthorityCode(Named):
    """What is printed before a signer's title (TM., KT., TL., TUQ., Q.) and when it is allowed."""

    code: str
    printed: str
    needs_written_delegation: bool
    allowed_vi: str
    allowed_en: str
    allowed_ar: str

    def allowed_when(self, locale: str) -> str:
        return {"en": self.allowed_en, "ar": self.allowed_ar}.get(locale, self.allowed_vi)


@dataclass(frozen=True, kw_only=True)
class SecrecyMark(Named):
    """A mark of state secrecy (độ mật), known only in order to refuse what bears it."""

    code: str
    position: int
    stamp: str


@dataclass(frozen=True, kw_only=True)
class TaskGrade(Named):
    """A word in which the result of a task is evaluated (mức độ hoàn thành nhiệm vụ)."""

    code: str
    position: int


@dataclass(frozen=True, kw_only=True)
class Span:
    """A length of time; exactly one measure is set, `at` narrows working days to a time of day."""

    minutes: int | None = None
    working_days: int | None = None
    at: time | None = None
    days: int | None = None
    months: int | None = None
    share: int | None = None


@dataclass(frozen=True, kw_only=True)
class TimeLimit(Named):
    """A limit with the moment to warn and the moment it is broken (thời hạn)."""

    code: str
    starts: str
    warn: Span
    breach: Span


@dataclass(frozen=True, kw_only=True)
class OfficeHours(Dated):
    """Opening and closing time of a working day in Vietnam."""

    opens: time
    closes: time


@dataclass(frozen=True, kw_only=True)
class Retention(Named):
    """For how long a file is kept (thời hạn bảo quản); `years` is 0 for permanent keeping."""

    code: str
    position: int
    years: int

    @property
    def is_permanent(self) -> bool:
        return self.years == 0


@dataclass(frozen=True, kw_only=True)
class Holiday(Names):
    """A day off for public servants."""

    on: date


@dataclass(frozen=True, kw_only=True)
class Province(Dated):
    """A province or centrally run city with its administrative code."""

    code: str
    kind: str
    name: str


@dataclass(frozen=True, kw_only=True)
class UnitKind(Named):
    """A kind of unit; an agency has its own identifier, registers, seal and archive."""

    code: str
    level: str
    agency: bool


RowT = TypeVar("RowT", bound=Dated)


def document_types(on: date | None = None) -> tuple[DocumentType, ...]:
    """The 29 administrative types, the copies and the normative types, in the order of the law."""
    return _holding(_document_types(), on)


def document_type(code: str) -> DocumentType:
    """The newest row of a type, whether it still holds or not: old documents keep their type."""
    return [row for row in _document_types() if row.code == code][-1]


def urgencies(on: date | None = None) -> tuple[Urgency, ...]:
    return _holding(_urgencies(), on)


def retentions(on: date | None = None) -> tuple[Retention, ...]:
    """The periods of keeping, the longest first."""
    return _holding(_retentions(), on)


def retention(code: str) -> Retention:
    """The newest row of a period, whether it still holds or not: old files keep theirs."""
    return [row for row in _retentions() if row.code == code][-1]


def authority_codes(on: date | None = None) -> tuple[AuthorityCode, ...]:
    return _holding(_authority_codes(), on)


def secrecy_marks(on: date | None = None) -> tuple[SecrecyMark, ...]:
    """The marks to refuse, the longest words first so that TUYỆT MẬT is not read as MẬT."""
    marks = _holding(_secrecy_marks(), on)
    return tuple(sorted(marks, key=lambda mark: len(mark.stamp), reverse=True))


def task_grades(on: date | None = None) -> tuple[TaskGrade, ...]:
    """The levels in which results are evaluated, the best first."""
    return _holding(_task_grades(), on)


def time_limits(on: date | None = None) -> tuple[TimeLimit, ...]:
    return _holding(_time_limits(), on)


def time_limit(name: str, on: date | None = None) -> TimeLimit:
    """The limit of that name; a name without a row on that day is a defect and raises KeyError."""
    for limit in time_limits(on):
        if limit.code == name:
            return limit
    raise KeyError(name)


def office_hours(on: date | None = None) -> OfficeHours:
    return _holding(_office_hours(), on)[0]


def provinces(on: date | None = None) -> tuple[Province, ...]:
    return _holding(_provinces(), on)


def unit_kinds(on: date | None = None) -> tuple[UnitKind, ...]:
    return _holding(_unit_kinds(), on)


@cache
def holidays_of(year: int) -> tuple[Holiday, ...]:
    """The public holidays of a year; own rows of exchanged days win over the general calendar."""
    import holidays

    found = holidays.country_holidays("VN", years=year, language="vi")
    days = {on: _holiday(on, name) for on, name in found.items()}
    for row in _calendar()["override"]:
        if row["on"].year == year:
            days.pop(row["on"], None)
            if not row["working"]:
                days[row["on"]] = Holiday(on=row["on"], vi=row["vi"], en=row["en"], ar=row["ar"])
    return tuple(days[on] for on in sorted(days))


def calendar_overrides() -> Mapping[date, bool]:
    """Days exchanged by the Government: True is a working day; for `office.clock.use_overrides`."""
    return {row["on"]: row["working"] for row in _calendar()["override"]}


def _holiday(on: date, vi: str) -> Holiday:
    """Names come as `day` or `day (why)`; the why is translated by its first words."""
    day, _, why = vi.removesuffix(")").partition(" (")
    known = {row["key"]: row for row in _calendar()["name"]}
    if day not in known:
        return Holiday(on=on, vi=vi, en=vi, ar=vi)
    names = known[day]
    if not why:
        return Holiday(on=on, vi=vi, en=names["en"], ar=names["ar"])
    in_lieu, exchanged = _calendar()["suffix"]
    suffix = in_lieu if why == in_lieu["key"] else exchanged
    en, ar = f"{names['en']} ({suffix['en']})", f"{names['ar']} ({suffix['ar']})"
    return Holiday(on=on, vi=f"{day} ({suffix['key']})", en=en, ar=ar)


def read_table(name: str) -> dict[str, Any]:
    """A whole data file of the law, for a module that reads its own rows."""
    return _read(DATA / name)


def _holding(rows: Iterable[RowT], on: date | None) -> tuple[RowT, ...]:
    return tuple(row for row in rows if row.holds(on or OPEN_END))


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _rows(path: Path) -> list[dict[str, Any]]:
    return list(_read(path)["row"])


@cache
def _calendar() -> dict[str, Any]:
    return _read(DATA / "holidays.toml")


@cache
def _document_types() -> tuple[DocumentType, ...]:
    rows = _rows(DATA / "document_types.toml")
    return tuple(DocumentType(**row | {"group": DocumentGroup(row["group"])}) for row in rows)


@cache
def _retentions() -> tuple[Retention, ...]:
    return tuple(Retention(**row) for row in _rows(DATA / "retentions.toml"))


@cache
def _urgencies() -> tuple[Urgency, ...]:
    rows = _rows(DATA / "urgencies.toml")
    return tuple(Urgency(**row | {"read_as": tuple(row["read_as"])}) for row in rows)


@cache
def _authority_codes() -> tuple[AuthorityCode, ...]:
    return tuple(AuthorityCode(**row) for row in _rows(DATA / "authority_codes.toml"))


@cache
def _secrecy_marks() -> tuple[SecrecyMark, ...]:
    return tuple(SecrecyMark(**row) for row in _rows(DATA / "secrecy_marks.toml"))


@cache
def _task_grades() -> tuple[TaskGrade, ...]:
    return tuple(TaskGrade(**row) for row in _rows(DATA / "task_grades.toml"))


@cache
def _time_limits() -> tuple[TimeLimit, ...]:
    return tuple(_time_limit(row) for row in _rows(DATA / "time_limits.toml"))


def _time_limit(row: dict[str, Any]) -> TimeLimit:
    spans = {"warn": Span(**row["warn"]), "breach": Span(**row["breach"])}
    return TimeLimit(**row | spans)


@cache
def _office_hours() -> tuple[OfficeHours, ...]:
    return tuple(OfficeHours(**row) for row in _rows(DATA / "office_hours.toml"))


@cache
def _provinces() -> tuple[Province, ...]:
    return tuple(Province(**row) for row in _rows(UNIT_DATA / "provinces.toml"))


@cache
def _unit_kinds() -> tuple[UnitKind, ...]:
    return tuple(UnitKind(**row) for row in _rows(UNIT_DATA / "kinds.toml"))
