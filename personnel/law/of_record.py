"""From the rows of one record to what the engine asks for.

Nothing is guessed: a row that lacks what a rule needs leads to an item that says so.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from personnel.law.discipline import effect_ends
from personnel.law.evaluation import FAILED, day_of
from personnel.law.forecast import Facts
from personnel.law.leave import kind_or_none
from personnel.law.months import add_days
from personnel.law.pay import Allowances
from personnel.law.raises import NOT_COMPLETED, Extension, Holding, Interruption
from personnel.record.slots import NOTICE
from personnel.record.timeline import PRIMARY, Row, State, known, state, value
from personnel.record.values import plain

NEEDED = frozenset(
    {
        "identity",
        "service",
        "assignment",
        "pay",
        "discipline",
        "evaluation",
        "contract",
        "leave",
        "exit",
        "papers",
    }
)
RETIRES = frozenset({"retire"})
LEAVES = frozenset({"resign", "dismiss", "die", "move"})
SECOND = "second"
POSITION, PERCENT = "position", "percent"
CIVIL_SERVANT = "cong_chuc"


def facts_of(rows: Iterable[Row], on: date) -> Facts | None:
    """What the forecast needs of a record on a day; None for somebody who has left."""
    lines = _needed(rows)
    found = state(lines, on)
    if "exit" in found:
        return None
    return Facts(
        birth_date=value(found, "identity", "birth_date") or "",
        sex=_code(value(found, "identity", "sex")),
        retires_on=_last_day(lines, on, RETIRES),
        leaves_on=_last_day(lines, on, LEAVES),
        noticed_on=noticed_on(lines),
        pay=_holding(lines, _newest(lines, "pay"), on),
        term_end=_term_end(lines, found),
        contract_end=_contract_end(lines),
        secondment_end=_secondment_end(lines, found),
        probation_end=_probation_end(lines, found),
        discipline_ends=tuple(_discipline_ends(lines)),
        has_position=_has_position(found),
        rated_year=max((0, *_years(lines))) if "service" in found else None,
        serves_since=_day(
            value(found, "service", "recruited_on") or value(found, "service", "joined_on")
        ),
    )


def holding_of(rows: Iterable[Row], on: date) -> Holding | None:
    """The pay step held on a day with all that delays its raise; None when not paid by steps."""
    lines = _needed(rows)
    return _holding(lines, next(iter(state(lines, on).get("pay", ())), None), on)


def allowances_of(found: State) -> Allowances:
    """The sums of the allowances in force, and what is reserved of former pay."""
    sums = dict.fromkeys((POSITION, "coefficients", PERCENT), Decimal(0))
    for row in found.get("allowance", ()):
        worth = Decimal(str(row.values.get("value") or 0))
        if _code(row.values.get("unit")) == PERCENT:
            sums[PERCENT] += worth
        elif _code(row.values.get("kind")) == POSITION:
            sums[POSITION] += worth
        else:
            sums["coefficients"] += worth
    reserved = Decimal(str(value(found, "pay", "reserved_difference") or 0))
    return Allowances(reserved=reserved, **sums)


def _needed(rows: Iterable[Row]) -> list[Row]:
    """What the engine looks at of what is known; the most of a long record it never asks for."""
    return known(row for row in rows if row.group in NEEDED)


def _newest(lines: Sequence[Row], group: str) -> Row | None:
    """The line that began last or will: what is decided already is not to be proposed again."""
    rows = [row for row in lines if row.group == group]
    return max(rows, key=_began, default=None)


def _holding(lines: Sequence[Row], pay: Row | None, on: date) -> Holding | None:
    if pay is None or not pay.values.get("scale") or not pay.values.get("step"):
        return None
    said = pay.values
    since = _day(said.get("next_raise_base") or said.get("step_since")) or pay.valid_from
    return Holding(
        scale=_code(said["scale"]),
        step=int(said["step"]),
        since=since,
        over_grade=int(said.get("over_grade") or 0),
        interruptions=tuple(_interruptions(lines, on)),
        extensions=tuple(_extensions(lines)),
    )


def _extensions(lines: Sequence[Row]) -> Iterator[Extension]:
    for row in lines:
        if row.ends:
            continue
        if row.group == "discipline":
            yield Extension(_code(row.values.get("form")), row.valid_from)
        elif row.group == "evaluation" and _code(row.values.get("level")) == FAILED:
            year = _year(row.values)
            if year:
                yield Extension(NOT_COMPLETED, day_of(year))


def _interruptions(lines: Sequence[Row], on: date) -> Iterator[Interruption]:
    """What has no end yet counts up to the day of the question."""
    for row in lines:
        if row.group != "leave" or row.ends:
            continue
        code = _code(row.values.get("kind"))
        rule = kind_or_none(code, row.valid_from)
        if rule is not None and rule.counts:
            continue
        last = add_days(_end(row, lines), -1) if _end(row, lines) < date.max else on
        if last >= row.valid_from:
            yield Interruption(code, row.valid_from, last)


def _end(row: Row, lines: Sequence[Row]) -> date:
    """The first day on which a row does not hold any more: its own end, or one that ends it."""
    ended = (
        one.valid_from
        for one in lines
        if one.ends
        and (one.group, one.slot) == (row.group, row.slot)
        and one.valid_from >= row.valid_from
    )
    return min((row.valid_to or date.max, *ended))


def _last_day(lines: Sequence[Row], on: date, kinds: Container[str]) -> date | None:
    """The last day of service that a decision has fixed for one of these ways of leaving."""
    days = [
        row.valid_from
        for row in lines
        if row.group == "exit" and not row.ends and _code(row.values.get("kind")) in kinds
    ]
    return add_days(min(days), -1) if days and min(days) > on else None


def _term_end(lines: Sequence[Row], found: State) -> date | None:
    ends = ((row, _day(row.values.get("term_end"))) for row in found.get("assignment", ()))
    return min(
        (day for row, day in ends if day and not _is_followed(row, day, lines)), default=None
    )


def _secondment_end(lines: Sequence[Row], found: State) -> date | None:
    ends = (
        add_days(row.valid_to, -1)
        for row in found.get("assignment", ())
        if row.valid_to
        and _code(row.values.get("kind")) == SECOND
        and not _is_followed(row, row.valid_to, lines)
    )
    return min(ends, default=None)


def _is_followed(row: Row, end: date, lines: Sequence[Row]) -> bool:
    """Whether it is decided what comes in this post, at its end or before."""
    return any(
        (one.group, one.slot) == (row.group, row.slot)
        and row.valid_from < one.valid_from <= add_days(end, 1)
        for one in lines
    )


def _contract_end(lines: Sequence[Row]) -> date | None:
    """The last day of the newest contract; one that runs on for good has none."""
    newest = _newest(lines, "contract")
    if newest is None or newest.ends or newest.valid_to is None:
        return None
    return add_days(newest.valid_to, -1)


def noticed_on(lines: Iterable[Row]) -> date | None:
    """The day of the notice of retirement (thông báo nghỉ hưu), of what is known."""
    given = [row.valid_from for row in lines if row.slot == NOTICE and not row.ends]
    return max(given, default=None)


def _probation_end(lines: Sequence[Row], found: State) -> date | None:
    """The last day of a probation (tập sự) after which nothing was decided yet."""
    last = _day(value(found, "service", "probation_to"))
    if last is None or value(found, "service", "permanent_on"):
        return None
    pay = _newest(lines, "pay")
    return None if pay is not None and pay.valid_from > last else last


def _discipline_ends(lines: Sequence[Row]) -> Iterator[date]:
    """The last days of effect, as the decisions say or by the law."""
    for row in lines:
        if row.group == "discipline" and not row.ends:
            said = _day(row.values.get("effect_ends"))
            yield said or effect_ends(row.valid_from).result


def _has_position(found: State) -> bool:
    """Only civil servants are bound to a job position by the day of the law."""
    if _code(value(found, "service", "category")) != CIVIL_SERVANT:
        return True
    primary = [row for row in found.get("assignment", ()) if row.slot == PRIMARY]
    return not primary or any(row.values.get("position") for row in primary)


def _years(lines: Sequence[Row]) -> Iterator[int]:
    for row in lines:
        if row.group == "evaluation" and not row.ends:
            yield _year(row.values)


def _year(values: Mapping[str, Any]) -> int:
    """The year of a yearly evaluation; a quarter or a month is none."""
    period = str(values.get("period", ""))
    return int(period) if period.isdigit() else 0


def _code(stored: object) -> str:
    return str(plain(stored) or "")


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None


def _began(row: Row) -> tuple[date, int]:
    return (row.valid_from, row.order)
