"""The step in a new grade or career level (nâng ngạch, chuyển ngạch, đổi bậc nghề nghiệp).

Circular 02/2007/TT-BNV, part II: the equal or next higher coefficient; whether the day of the last
raise is kept or counted anew depends on how much is gained.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from office.i18n import _l
from personnel.law.explained import Explained, Step, shown_day, shown_name, shown_number
from personnel.law.pay import over_grade_part
from personnel.law.raises import Holding, rule
from personnel.law.scales import Scale, scale


@dataclass(frozen=True, slots=True)
class NewStep:
    """Where somebody stands in the new scale; `reserved` is what the last step falls short of."""

    scale: str
    step: int
    coefficient: Decimal
    since: date
    over_grade: int = 0
    reserved: Decimal = Decimal(0)


def grade_change(held: Holding, to_scale: str, on: date) -> Explained[NewStep]:
    """The step in another scale from a day on, and the day from which the next raise counts."""
    old, new = scale(held.scale, on), scale(to_scale, on)
    if old.code == new.code:
        return _same(held, old, on)
    coefficient = old.coefficient(held.step)
    before = coefficient + over_grade_part(held.scale, held.over_grade, on)
    step = _step_for(new, before)
    after = new.coefficient(step)
    reserved = max(before - after, Decimal(0))
    kept = not held.over_grade and not reserved and after - before < old.increment
    since = held.since if kept else on
    steps = [_nearest(old, new, before, step, on)]
    if reserved:
        steps.append(_reserved(reserved, on))
    steps.append(_kept(old, held, on) if kept else _reset(old, after - before, on))
    return Explained(NewStep(new.code, step, after, since, 0, reserved), tuple(steps))


def _step_for(new: Scale, before: Decimal) -> int:
    enough = (step for step in range(1, new.steps + 1) if new.coefficient(step) >= before)
    return next(enough, new.steps)


def _same(held: Holding, row: Scale, on: date) -> Explained[NewStep]:
    text = _l(
        "Both grades are paid by %(scale)s: step, over-grade and the day %(since)s are kept.",
        scale=shown_name(row),
        since=shown_day(held.since),
    )
    coefficient = row.coefficient(held.step)
    result = NewStep(row.code, held.step, coefficient, held.since, held.over_grade)
    return Explained(result, (rule("grade_change.same", on).step(text, on, held.since),))


def _nearest(old: Scale, new: Scale, before: Decimal, step: int, on: date) -> Step:
    text = _l(
        "On %(date)s %(before)s of %(old)s, over-grade included, leads to step %(step)d of %(new)s:"
        " %(after)s.",
        date=shown_day(on),
        before=shown_number(before.normalize()),
        old=shown_name(old),
        step=step,
        new=shown_name(new),
        after=shown_number(new.coefficient(step)),
    )
    return rule("grade_change.nearest", on).step(text, on)


def _reserved(reserved: Decimal, on: date) -> Step:
    text = _l(
        "The last step is lower: the difference %(reserved)s is reserved.",
        reserved=shown_number(reserved.normalize()),
    )
    return rule("grade_change.reserved", on).step(text, on)


def _kept(old: Scale, held: Holding, on: date) -> Step:
    text = _l(
        "The gain is smaller than a step of the old scale (%(increment)s): the next raise counts"
        " from %(since)s as before.",
        increment=shown_number(old.increment),
        since=shown_day(held.since),
    )
    return rule("grade_change.kept", on).step(text, held.since)


def _reset(old: Scale, gain: Decimal, on: date) -> Step:
    text = _l(
        "Gain %(gain)s, a step of the old scale is %(increment)s: the next raise counts from"
        " %(date)s.",
        gain=shown_number(gain.normalize()),
        increment=shown_number(old.increment),
        date=shown_day(on),
    )
    return rule("grade_change.reset", on).step(text, on)
