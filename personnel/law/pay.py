"""What a coefficient is worth: base salary of the day, over-grade, allowances, shares."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from office.i18n import _l
from personnel.law.explained import Explained, Step, shown_day, shown_name, shown_number
from personnel.law.scales import scale
from personnel.law.tables import NamedRule, Rule, read

HUNDRED = Decimal(100)
DONG = Decimal(1)


@dataclass(frozen=True, kw_only=True)
class BaseSalary(Rule):
    """The base salary (mức lương cơ sở) of a period, VND a month."""

    amount: int


@dataclass(frozen=True, kw_only=True)
class PositionAllowance(NamedRule):
    """The allowance of a leading post (phụ cấp chức vụ lãnh đạo), a coefficient."""

    coefficient: Decimal


@dataclass(frozen=True, kw_only=True)
class Share(Rule):
    """Which part of the pay is paid, per cent."""

    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowances:
    """What is paid beside the pay step: sums of coefficients, per cent of pay, reserved part.

    `percent` is taken of the coefficient with over-grade and the allowance of the position.
    """

    position: Decimal = Decimal(0)
    coefficients: Decimal = Decimal(0)
    percent: Decimal = Decimal(0)
    reserved: Decimal = Decimal(0)


NOTHING = Allowances()


def base_salary(on: date) -> BaseSalary:
    """The base salary of a day; `NoRule` before the first known row."""
    return read(BaseSalary, "base_salaries").find("base", on)


def position_allowance(post: str, on: date) -> PositionAllowance | None:
    """By body, post and class: `commune.chair.special`, `department.director.class_1`."""
    return read(PositionAllowance, "position_allowances").get(post, on)


def position_allowances(on: date) -> Iterable[PositionAllowance]:
    """All allowances of leading posts that the tables know on a day."""
    return read(PositionAllowance, "position_allowances").on(on)


def share(code: str, on: date) -> Share:
    """`probation` (85 %) or `full`."""
    return read(Share, "shares").find(code, on)


def over_grade_part(scale_code: str, percent: int, on: date) -> Decimal:
    """The over-grade allowance (thâm niên vượt khung) as a coefficient."""
    return scale(scale_code, on).last * percent / HUNDRED


def amount(coefficient: Decimal, on: date) -> int:
    """Dong a month for a coefficient at the base salary of the day."""
    return _dong(coefficient * base_salary(on).amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """What somebody is paid by: the fields of his pay row and the sums of his allowances."""

    scale: str
    step: int
    over_grade: int = 0
    share: int = 100
    allowances: Allowances = NOTHING


def monthly(paid: Paid, on: date) -> Explained[int]:
    """Dong a month of a day, with the way it is reckoned."""
    row, base = scale(paid.scale, on), base_salary(on)
    held = row.coefficient(paid.step)
    over = over_grade_part(paid.scale, paid.over_grade, on)
    extra = paid.allowances
    percent = (held + over + extra.position) * extra.percent / HUNDRED
    of_pay = (held + over + extra.reserved) * paid.share / HUNDRED
    total = of_pay + extra.position + extra.coefficients + percent
    result = _dong(total * base.amount)
    steps = [
        row.step(
            _l(
                "Step %(step)d of scale %(scale)s has the coefficient %(coefficient)s.",
                step=paid.step,
                scale=row.code,
                coefficient=shown_number(held),
            )
        ),
        *_over_grade_step(paid, over, on),
        *_allowance_step(extra, percent, on),
        *_share_step(paid.share, on),
        base.step(
            _l(
                "The base salary of %(date)s is %(amount)s VND; total coefficient %(total)s.",
                date=shown_day(on),
                amount=shown_number(base.amount),
                total=shown_number(total.normalize()),
            ),
            on,
        ),
    ]
    return Explained(result, tuple(steps))


def _over_grade_step(paid: Paid, over: Decimal, on: date) -> Iterable[Step]:
    if paid.over_grade:
        row = scale(paid.scale, on)
        yield row.step(
            _l(
                "Over-grade %(percent)d %% of the last step (%(last)s) adds %(part)s.",
                percent=paid.over_grade,
                last=shown_number(row.last),
                part=shown_number(over.normalize()),
            )
        )


def _allowance_step(extra: Allowances, percent: Decimal, on: date) -> Iterable[Step]:
    if extra != NOTHING:
        total = extra.position + extra.coefficients + extra.reserved + percent
        text = _l("Allowances add the coefficient %(sum)s.", sum=shown_number(total.normalize()))
        yield share("allowances", on).step(text)


def _share_step(percent: int, on: date) -> Iterable[Step]:
    if percent != HUNDRED:
        rows = read(Share, "shares").on(on)
        full = share("full", on)
        row = next((one for one in rows if one.percent == percent), full)
        yield row.step(_l("Of the pay %(percent)d %% is paid.", percent=percent))


def explain_position_allowance(post: str, on: date) -> Explained[Decimal]:
    """The coefficient of a leading post and where it stands written."""
    row = read(PositionAllowance, "position_allowances").find(post, on)
    text = _l(
        "%(post)s: allowance %(coefficient)s from %(date)s.",
        post=shown_name(row),
        coefficient=shown_number(row.coefficient),
        date=shown_day(row.valid_from),
    )
    return Explained(row.coefficient, (row.step(text, row.valid_from),))


def _dong(value: Decimal) -> int:
    return int(value.quantize(DONG, ROUND_HALF_UP))
