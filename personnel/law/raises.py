"""The periodic raise (nâng bậc lương thường xuyên) and the over-grade allowance.

Circular 08/2013/TT-BNV, amended by Circular 03/2021/TT-BNV. What comes out is a proposal with its
day, never a change. `next_raise` is quick; `explain_raise` says how the same day was found.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from office.i18n import _l
from personnel.law.explained import Explained, Step, shown_day, shown_name, shown_number
from personnel.law.months import add_days, add_months, whole_months, working_days
from personnel.law.scales import Scale, scale
from personnel.law.tables import NamedRule, Rule, Table, read

NOT_COMPLETED = "not_completed"


@dataclass(frozen=True, slots=True)
class Interruption:
    """A time that does not count; `kind` is a code of `data/interruptions.toml`, both days in."""

    kind: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Extension:
    """A discipline (its form) or `not_completed` (a year, dated on its last day).

    Of extensions with the same `cause` (one misconduct, disciplined and rated) the longest counts.
    """

    form: str
    on: date
    cause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A pay step as it is held.

    `since` is the day from which the next raise counts: the last raise, of over-grade too, or the
    day which the last decision fixed.
    """

    scale: str
    step: int
    since: date
    over_grade: int = 0
    interruptions: tuple[Interruption, ...] = ()
    extensions: tuple[Extension, ...] = ()


class RaiseKind(StrEnum):
    """The next step of the scale, or per cent beyond the last one."""

    STEP = "step"
    OVER_GRADE = "over_grade"


@dataclass(frozen=True, slots=True)
class Raise:
    """A raise to be proposed: from `due` on this step, coefficient and over-grade percentage."""

    kind: RaiseKind
    due: date
    step: int
    coefficient: Decimal
    over_grade: int = 0


@dataclass(frozen=True, kw_only=True)
class RaiseRule(Rule):
    """A number of the periodic raise."""

    percent: int = 0
    months: int = 0
    working_days: int = 0
    days_of_month: int = 0


@dataclass(frozen=True, kw_only=True)
class ExtensionRule(NamedRule):
    """By how many months a discipline or a year not completed delays the raise."""

    months: int


@dataclass(frozen=True, slots=True)
class Delay:
    """What moved the day: the times and extensions that count, and the months they make."""

    interruptions: tuple[Interruption, ...] = ()
    extensions: tuple[Extension, ...] = ()
    lost: int = 0
    extended: int = 0

    @property
    def months(self) -> int:
        return self.lost + self.extended


NO_DELAY = Delay()


def rule(code: str, on: date) -> RaiseRule:
    """A row of `data/raises.toml` as it is on a day."""
    return read(RaiseRule, "raises").find(code, on)


def extension_rule(form: str, on: date) -> ExtensionRule:
    """How long a form of discipline, or `not_completed`, delays; `NoRule` for other forms."""
    return extension_rules().find(form, on)


def extension_rules() -> Table[ExtensionRule]:
    return read(ExtensionRule, "extensions")


def interruption_rule(kind: str, on: date) -> NamedRule:
    return read(NamedRule, "interruptions").find(kind, on)


def next_raise(held: Holding) -> Raise | None:
    """The next raise, None when the scale ends here (no steps left, no over-grade allowance)."""
    row = scale(held.scale, held.since)
    cycle = cycle_months(row, held)
    if cycle is None:
        return None
    months = cycle + delay(held, cycle).months
    return _raise(row, held, add_months(held.since, months))


def cycle_months(row: Scale, held: Holding) -> int | None:
    """The months on this step before the next; None when nothing follows."""
    if held.step < row.steps:
        row.coefficient(held.step)  # refuses steps that do not exist
        return row.cadence
    row.coefficient(held.step)
    if not row.over_grade_after:
        return None
    return rule("over_grade.next", held.since).months if held.over_grade else row.over_grade_after


def _raise(row: Scale, held: Holding, due: date) -> Raise:
    if held.step < row.steps:
        step = held.step + 1
        return Raise(RaiseKind.STEP, due, step, row.coefficient(step))
    code = "over_grade.next" if held.over_grade else "over_grade.first"
    percent = held.over_grade + rule(code, held.since).percent
    return Raise(RaiseKind.OVER_GRADE, due, held.step, row.last, percent)


def delay(held: Holding, cycle: int) -> Delay:
    """What counts in this cycle: each event before the day that the earlier ones have led to."""
    if not (held.interruptions or held.extensions):
        return NO_DELAY
    found, due = NO_DELAY, add_months(held.since, cycle)
    for event in sorted(_events(held), key=_day):
        if _day(event) >= due:
            break
        found = _with(found, event)
        due = add_months(held.since, cycle + found.months)
    return found


def _events(held: Holding) -> Iterator[Interruption | Extension]:
    for time in _merged(held.interruptions):
        if time.last >= held.since:
            yield Interruption(time.kind, max(time.first, held.since), time.last)
    yield from (one for one in held.extensions if one.on >= held.since)


def _day(event: Interruption | Extension) -> date:
    return event.first if isinstance(event, Interruption) else event.on


def _merged(times: Iterable[Interruption]) -> list[Interruption]:
    """Days that two reasons share count once."""
    merged: list[Interruption] = []
    for time in sorted(times, key=lambda one: (one.first, one.last)):
        first = max(time.first, add_days(merged[-1].last, 1)) if merged else time.first
        if first <= time.last:
            merged.append(Interruption(time.kind, first, time.last))
    return merged


def _with(found: Delay, event: Interruption | Extension) -> Delay:
    times, longer = found.interruptions, found.extensions
    if isinstance(event, Interruption):
        interruption_rule(event.kind, event.first)
        times = (*times, event)
    else:
        longer = (*longer, event)
    return Delay(times, longer, _lost_months(times), _extended_months(longer))


def _lost_months(times: tuple[Interruption, ...]) -> int:
    """Whole months of all times; the days left over make months by a rule of their own."""
    months = days = 0
    for time in times:
        whole, rest = whole_months(time.first, time.last)
        months += whole
        days += working_days(rest, time.last)
    if not days:
        return months
    rounding = rule("interruption.rounding", times[-1].first)
    more, rest_days = divmod(days, rounding.days_of_month)
    return months + more + (rest_days >= rounding.working_days)


def _extended_months(extensions: tuple[Extension, ...]) -> int:
    causes: dict[str, int] = {}
    alone = 0
    for one in extensions:
        months = extension_rule(one.form, one.on).months
        if one.cause:
            causes[one.cause] = max(causes.get(one.cause, 0), months)
        else:
            alone += months
    return alone + sum(causes.values())


def explain_raise(held: Holding) -> Explained[Raise | None]:
    """The next raise with each rule that led to its day."""
    row = scale(held.scale, held.since)
    cycle = cycle_months(row, held)
    if cycle is None:
        text = _l("%(scale)s ends with this step; nothing follows.", scale=shown_name(row))
        return Explained(None, (row.step(text, held.since),))
    delayed = delay(held, cycle)
    found = _raise(row, held, add_months(held.since, cycle + delayed.months))
    steps = [
        _cycle_step(row, held, cycle),
        *(_time_step(one) for one in delayed.interruptions),
        *_rounding_steps(delayed),
        *(_extension_step(one) for one in delayed.extensions),
        *_ignored_steps(held, delayed, found.due),
        _proposal_step(row, held, found),
    ]
    return Explained(found, tuple(steps))


def _cycle_step(row: Scale, held: Holding, cycle: int) -> Step:
    without = add_months(held.since, cycle)
    text = _l(
        "%(scale)s: %(months)d months after %(since)s, that is on %(day)s.",
        scale=shown_name(row),
        months=cycle,
        since=shown_day(held.since),
        day=shown_day(without),
    )
    return row.step(text, held.since, without)


def _time_step(time: Interruption) -> Step:
    row = interruption_rule(time.kind, time.first)
    text = _l(
        "%(kind)s from %(first)s to %(last)s does not count.",
        kind=shown_name(row),
        first=shown_day(time.first),
        last=shown_day(time.last),
    )
    return row.step(text, time.first, time.last)


def _rounding_steps(delayed: Delay) -> Iterator[Step]:
    if delayed.interruptions:
        row = rule("interruption.rounding", delayed.interruptions[-1].first)
        text = _l(
            "Not counted in all: %(months)d months; %(days)d working days or more left over make a"
            " month.",
            months=delayed.lost,
            days=row.working_days,
        )
        yield row.step(text)


def _extension_step(one: Extension) -> Step:
    row = extension_rule(one.form, one.on)
    text = _l(
        "%(form)s of %(day)s makes the time longer by %(months)d months.",
        form=shown_name(row),
        day=shown_day(one.on),
        months=row.months,
    )
    return row.step(text, one.on)


def _ignored_steps(held: Holding, delayed: Delay, due: date) -> Iterator[Step]:
    """What is on the record and does not count here is named too; a shared cause counts once."""
    for one in held.extensions:
        row = extension_rules().get(one.form, one.on)
        if row is not None and one not in delayed.extensions:
            text = _l(
                "%(form)s of %(day)s lies outside %(since)s to %(due)s and does not delay.",
                form=shown_name(row),
                day=shown_day(one.on),
                since=shown_day(held.since),
                due=shown_day(due),
            )
            yield row.step(text, one.on)
    if delayed.extended < sum(
        extension_rule(one.form, one.on).months for one in delayed.extensions
    ):
        last = delayed.extensions[-1]
        text = _l(
            "What has one cause counts once, the longest: %(months)d months.",
            months=delayed.extended,
        )
        yield extension_rule(last.form, last.on).step(text)


def _proposal_step(row: Scale, held: Holding, found: Raise) -> Step:
    if found.kind is RaiseKind.STEP:
        text = _l(
            "Propose step %(step)d, coefficient %(coefficient)s, from %(day)s.",
            step=found.step,
            coefficient=shown_number(found.coefficient),
            day=shown_day(found.due),
        )
        return row.step(text, found.due)
    code = "over_grade.next" if held.over_grade else "over_grade.first"
    text = _l(
        "No step is left: propose over-grade %(percent)d %% of %(coefficient)s from %(day)s.",
        percent=found.over_grade,
        coefficient=shown_number(found.coefficient),
        day=shown_day(found.due),
    )
    return rule(code, held.since).step(text, found.due)
