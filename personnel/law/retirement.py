"""Retirement by the month of birth (Labour Code 45/2019/QH14 art. 169, Decree 135/2020/NĐ-CP)."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from office.errors import Invalid
from office.i18n import _, _l
from personnel.law.explained import Explained, Step, shown_day, shown_month
from personnel.law.months import add_days, add_months, month_end
from personnel.law.tables import Rule, limit, read

MALE, FEMALE = "1", "2"
YEAR_ONLY = 4  # letters of a birth date like 1968
PARTIAL = re.compile(r"\d{4}(-\d\d){0,2}")


@dataclass(frozen=True, kw_only=True)
class AgeRule(Rule):
    """The age of a sex by year, in months of life: base + yearly x (year - base_year), capped."""

    base_year: int
    base_months: int
    yearly: int
    cap: int

    def required(self, year: int) -> int:
        return min(self.cap, self.base_months + self.yearly * (year - self.base_year))


@dataclass(frozen=True, slots=True)
class Retirement:
    """The last day of service, the first of the pension, and the days before that matter."""

    age_months: int
    leaves_on: date
    pension_from: date
    notice_by: date
    decision_by: date
    warnings: tuple[date, ...]


def retirement(birth_date: str, sex: str, *, lower: int = 0) -> Retirement:
    """By a birth date of any precision (`1970`, `1970-05`, `1970-05-14`); a year means 1 January.

    `sex` is `1` male or `2` female; `lower` the months by which hard work or reduced capacity
    lowers the age (60, at most 120), along the schedule.
    """
    year, month = birth_month(birth_date)
    return _retirement(year, month, _checked_sex(sex), _checked_lower(lower))


@lru_cache(maxsize=65_536)
def birth_month(birth_date: str) -> tuple[int, int]:
    """Year and month of a partial date; `Invalid` for anything else."""
    try:
        day = date.fromisoformat((birth_date + "-01-01")[:10])
    except ValueError:
        day = None
    if day is None or not PARTIAL.fullmatch(birth_date):
        message = _("“%(date)s” is no date of birth.", date=birth_date)
        if not birth_date:
            message = _("The date of birth is missing.")
        raise Invalid(message, fields={"birth_date": message})
    return day.year, day.month


def _checked_sex(sex: str) -> str:
    if sex not in (MALE, FEMALE):
        message = _("The retirement age depends on the sex: 1 male or 2 female.")
        raise Invalid(message, fields={"sex": message})
    return sex


def _checked_lower(lower: int) -> int:
    if not 0 <= lower <= limit("retirement.lower.most", date.max).months:
        message = _("The retirement age is lowered by 0 to 120 months.")
        raise Invalid(message, fields={"lower": message})
    return lower


@lru_cache(maxsize=8_192)
def _retirement(year: int, month: int, sex: str, lower: int) -> Retirement:
    reached, age = _reached(year, month, sex, lower)
    leaves = month_end(reached)
    notice, decision = limit("retirement.notice", leaves), limit("retirement.decision", leaves)
    warnings = limit("retirement.warnings", leaves).each
    return Retirement(
        age_months=age,
        leaves_on=leaves,
        pension_from=add_days(leaves, 1),
        notice_by=add_months(leaves, -notice.months),
        decision_by=add_months(leaves, -decision.months),
        warnings=tuple(add_months(leaves, -months) for months in warnings),
    )


def _reached(year: int, month: int, sex: str, lower: int) -> tuple[date, int]:
    """The first month in which the age is that which the month's own year asks for."""
    born = date(year, month, 1)
    table = read(AgeRule, "retirement_ages")
    age = min(row.base_months for row in table.rows if row.code == f"age.{sex}") - lower
    while True:
        day = add_months(born, age)
        if age >= _rule(sex, day).required(day.year) - lower:
            return day, age
        age += 1


def _rule(sex: str, day: date) -> AgeRule:
    return read(AgeRule, "retirement_ages").find(f"age.{sex}", day)


def explain_retirement(birth_date: str, sex: str, *, lower: int = 0) -> Explained[Retirement]:
    """When somebody retires, with each rule."""
    found = retirement(birth_date, sex, lower=lower)
    steps = [
        *_birth_steps(birth_date, found),
        _age_step(sex, found),
        _reached_step(sex, found, lower),
        _end_step(found),
        _limit_step("retirement.notice", found, found.notice_by),
        _limit_step("retirement.decision", found, found.decision_by),
    ]
    return Explained(found, tuple(steps))


def _birth_steps(birth_date: str, found: Retirement) -> list[Step]:
    if len(birth_date) > YEAR_ONLY:
        return []
    born = date(*birth_month(birth_date), 1)
    text = _l("Only the year of birth is known: %(date)s counts.", date=shown_day(born))
    return [limit("retirement.year_only", found.leaves_on).step(text, born)]


def _age_step(sex: str, found: Retirement) -> Step:
    row = _rule(sex, found.leaves_on)
    age = row.required(found.leaves_on.year)
    text = _l(
        "In %(year)d the retirement age is %(years)d years %(months)d months.",
        year=found.leaves_on.year,
        years=age // 12,
        months=age % 12,
    )
    return row.step(text, found.leaves_on)


def _reached_step(sex: str, found: Retirement, lower: int) -> Step:
    month = shown_month(found.leaves_on)
    if not lower:
        text = _l("It is reached in %(month)s.", month=month)
        return _rule(sex, found.leaves_on).step(text, found.leaves_on)
    row = limit("retirement.lower", found.leaves_on)
    if lower > row.months:
        row = limit("retirement.lower.most", found.leaves_on)
    text = _l("Lowered by %(lower)d months it is reached in %(month)s.", lower=lower, month=month)
    return row.step(text, found.leaves_on)


def _end_step(found: Retirement) -> Step:
    text = _l(
        "Service ends with %(leaves)s, the last day of the month; the pension begins on"
        " %(pension)s.",
        leaves=shown_day(found.leaves_on),
        pension=shown_day(found.pension_from),
    )
    row = limit("retirement.end", found.leaves_on)
    return row.step(text, found.leaves_on, found.pension_from)


def _limit_step(code: str, found: Retirement, day: date) -> Step:
    row = limit(code, found.leaves_on)
    texts = {
        "retirement.notice": _l(
            "The notice is given at least %(months)d months before: by %(day)s.",
            months=row.months,
            day=shown_day(day),
        ),
        "retirement.decision": _l(
            "The decision is issued %(months)d months before: by %(day)s.",
            months=row.months,
            day=shown_day(day),
        ),
    }
    return row.step(texts[code], day)
