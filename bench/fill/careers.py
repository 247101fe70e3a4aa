"""Moulds of officials: careers that many people of a register share but for name and number."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import groupby
from typing import Any
from uuid import UUID

from office.search import words
from personnel.demo.careers import MAN, WOMAN, Cast, rows_of
from personnel.law.ahead import Ahead, ahead
from personnel.record.groups import sensitive_fields
from personnel.record.known_for import said_of
from personnel.record.slots import shares, slot_of
from personnel.record.timeline import Change, Row, state
from personnel.record.values import read

MOST_MOULDS, LONG_MOULDS = 300, 3
YEARS = 30
KEPT = ("identity", "service", "contact", "assignment", "pay", "education", "evaluation")
LAST = {"pay": 2, "evaluation": 2}
ROLES = ("unit_head", *["official"] * 9)
BEGUN = timedelta(days=60)
"""How long the register has been kept."""
SKILL_IN = 10
SKILLS = ("Tiếng Anh", "Tiếng Thái", "Phân tích dữ liệu", "Lập trình", "Thẩm định dự án")


def plain(values: Mapping[str, Any]) -> str:
    """JSON by RFC 8785, as long as it holds no fractions: what is stored and what is hashed."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


OWN = ("full_name", "birth_date", "staff_no", "managing_body", "unit", "citizen_id", "salt")
NOWHERE = {"name": "…"}


def gap(name: str) -> str:
    """Where a value of a person's own goes in the words of a mould."""
    return f'"@{name}@"'


@dataclass(frozen=True)
class Line:
    """A row of a mould: open and secret values in JSON with gaps for what is a person's own."""

    group: str
    slot: str
    valid_from: str
    valid_to: str
    words: str
    secret: str
    gaps: Sequence[str]
    is_shared: bool


@dataclass(frozen=True)
class Mould:
    """One career with everything that the lists and the forecast make of it."""

    sex: str
    born: date
    lines: Sequence[Line]
    ahead: Ahead
    shown: Mapping[str, Any]
    known_for: str
    changes_on: date | None


def begun(now: datetime) -> datetime:
    """The instant at which the register was opened."""
    return datetime.combine(now.date() - BEGUN, time(1), now.tzinfo)


@cache
def moulds(now: datetime, people: int) -> list[Mould]:
    """Careers of officials of every age, for so many people."""
    return [_mould(_changes(number, now), now) for number in range(min(people, MOST_MOULDS))]


@cache
def long_moulds(now: datetime) -> list[Mould]:
    """Careers of thirty years with a row of every kind for every year."""
    careers = (_all(number, now) for number in range(10_000))
    old = (found for found in careers if _recruited(found).year <= now.year - YEARS)
    return [_mould([*next(old), *_thirty_years(now)], now) for _ in range(LONG_MOULDS)]


def _all(number: int, now: datetime) -> list[Change]:
    sex = WOMAN if number % 2 else MAN
    role = ROLES[number % len(ROLES)]
    title = "Trưởng phòng" if role == "unit_head" else "Chuyên viên"
    cast = Cast(number, "Nguyễn Văn Mẫu", sex, NOWHERE, NOWHERE, title, role)
    return rows_of(cast, now.date(), begun(now).date())


def _recruited(changes: Sequence[Change]) -> date:
    return next(one.valid_from for one in changes if one.group == "service")


def _changes(number: int, now: datetime) -> list[Change]:
    """The rows that a register of half a million people holds of each."""
    found: list[Change] = []
    wanted = [one for one in _all(number, now) if one.group in KEPT]
    for group, lines in groupby(wanted, key=lambda one: one.group):
        own = list(lines)
        found += own[-LAST.get(group, len(own)) :]
    if number % SKILL_IN == 0:
        found.append(_skill(number, begun(now).date()))
    return found


def _skill(number: int, since: date) -> Change:
    return _stored("skills", {"name": SKILLS[number // SKILL_IN % len(SKILLS)]}, since)


def _thirty_years(now: datetime) -> Iterator[Change]:
    for year in range(now.year - YEARS, now.year - 4):
        last = date(year, 12, 31)
        yield _stored("evaluation", {"period": str(year), "score": "85", "level": "HTTNV"}, last)
        yield _stored("training", {"kind": "it", "level": f"Khóa {year}"}, date(year, 6, 1))
        if year % 3 == 0:
            yield _stored("skills", {"name": f"Chuyên đề {year}"}, date(year, 9, 1))


def _stored(group: str, raw: dict[str, Any], since: date) -> Change:
    values, problems = read(group, raw, max(since, date(2026, 7, 1)))
    if problems:
        raise ValueError(f"{group}: {problems}")
    return Change(group, slot_of(group, values), since, None, values)


# --------------------------------------------------------------------------- what is made of it


def _mould(changes: Sequence[Change], now: datetime) -> Mould:
    at, today = begun(now), now.date()
    rows = [_row(change, order, at) for order, change in enumerate(changes, 1)]
    last = {one.group: one.values for one in changes if one.valid_from <= today}
    days = [day for one in changes for day in (one.valid_from, one.valid_to) if day]
    pay, post, service = (last[group] for group in ("pay", "assignment", "service"))
    shown = {
        "category": service["category"]["code"],
        "title": post["title"],
        "grade": pay["grade"]["code"],
        "step": pay["step"],
        "over_grade": pay.get("over_grade", 0),
        "coefficient": pay["coefficient"],
    }
    return Mould(
        sex=last["identity"]["sex"]["code"],
        born=date.fromisoformat(last["identity"]["birth_date"]),
        lines=[_line(change) for change in changes],
        ahead=ahead(rows, today),
        shown=shown,
        known_for=_joined(said_of(state(rows, today))),
        changes_on=min((day for day in days if day > today), default=None),
    )


def _joined(said: Iterable[str]) -> str:
    return "".join(f" {word}" for word in dict.fromkeys(words(" ".join(said))))


def _row(change: Change, order: int, at: datetime) -> Row:
    uid = UUID(int=order)
    given = (change.group, change.slot or str(uid), change.valid_from, order, at, change.values)
    return Row(uid, uid, *given, valid_to=change.valid_to)


def _line(change: Change) -> Line:
    sealed = sensitive_fields(change.group)
    said = {name: _gapped(name, value) for name, value in change.values.items()}
    opened = {name: value for name, value in said.items() if name not in sealed}
    secret = {name: value for name, value in said.items() if name in sealed}
    words = plain(opened)
    hidden = plain(secret | {"salt": "@salt@"}) if secret else ""
    return Line(
        change.group,
        change.slot,
        str(change.valid_from),
        str(change.valid_to or ""),
        words,
        hidden,
        [name for name in OWN if gap(name) in words + hidden],
        shares(change.group, change.slot),
    )


def _gapped(name: str, value: Any) -> Any:
    """A unit is a person's own only where he sits today."""
    is_own = value == NOWHERE if name in ("unit", "managing_body") else name in OWN
    return f"@{name}@" if is_own else value
