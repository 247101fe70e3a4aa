"""What comes for one official in the next months: built to be run for everybody each night.

It explains nothing: `raises.explain_raise` and `retirement.explain_retirement` do on demand. What
cannot be reckoned is itself an item (`UNCLEAR`), so that nothing fails in silence.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from office.errors import Refusal
from personnel.law.evaluation import is_rated, last_closed_year, rating_due
from personnel.law.months import add_months
from personnel.law.raises import Holding, Raise, RaiseKind, next_raise
from personnel.law.retirement import Retirement, retirement
from personnel.law.terms import (
    contract_warnings,
    placement_due,
    probation_warning,
    secondment_warning,
    term_warning,
)


class Coming(StrEnum):
    """What can come: of a thing with warnings these first, then its own day."""

    RAISE = "raise"
    OVER_GRADE = "over_grade"
    RETIREMENT_WARNING = "retirement_warning"
    RETIREMENT_NOTICE = "retirement_notice"
    RETIREMENT_DECISION = "retirement_decision"
    RETIREMENT = "retirement"
    TERM_WARNING = "term_warning"
    TERM_END = "term_end"
    CONTRACT_WARNING = "contract_warning"
    CONTRACT_END = "contract_end"
    SECONDMENT_WARNING = "secondment_warning"
    SECONDMENT_END = "secondment_end"
    PROBATION_WARNING = "probation_warning"
    PROBATION_END = "probation_end"
    DISCIPLINE_END = "discipline_end"
    EVALUATION_MISSING = "evaluation_missing"
    PLACEMENT = "placement"
    UNCLEAR = "unclear"


@dataclass(slots=True, kw_only=True)
class Facts:
    """What the forecast needs of one record; what is None is not forecast.

    `lower` as in `retirement`; `retires_on` a day that a decision fixed, `leaves_on` the last day
    before another end of service, after which nothing comes; `noticed_on` the day of the
    notice of retirement; `probation_end` the last day of a probation that nothing has followed;
    `discipline_ends` the days on which a discipline loses its effect; `rated_year` the last year
    with a rating, 0 when there is none yet; `serves_since` the first day of service, before which
    nobody is rated.
    """

    birth_date: str | None = None
    sex: str = ""
    lower: int = 0
    retires_on: date | None = None
    leaves_on: date | None = None
    noticed_on: date | None = None
    pay: Holding | None = None
    term_end: date | None = None
    contract_end: date | None = None
    secondment_end: date | None = None
    probation_end: date | None = None
    discipline_ends: tuple[date, ...] = ()
    has_position: bool = True
    rated_year: int | None = None
    serves_since: date | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that comes: what, when, the raise to propose, and why something is unclear.

    `is_late`: its day lies before the first day of the forecast.
    """

    kind: Coming
    on: date
    is_late: bool = False
    raise_: Raise | None = None
    problem: str = field(default="", compare=False)


def forecast(facts: Facts, first: date, months: int) -> list[Item]:
    """What comes from `first` on for so many months, and what is late already, by day."""
    end = add_months(first, months)
    found: list[Item] = []
    for look in (_raises, _retirement, _ends, _duties):
        try:
            found.extend(look(facts, first, end))
        except Refusal as unclear:
            found.append(Item(Coming.UNCLEAR, first, problem=str(unclear.message)))
    found.sort(key=_when)
    last = facts.leaves_on
    return found if last is None else [item for item in found if item.on <= last]


def _when(item: Item) -> date:
    return item.on


def _raises(facts: Facts, first: date, end: date) -> Iterator[Item]:
    """Each raise of the time; after a late one nothing more, its real day is not known."""
    held = facts.pay
    while held is not None:
        found = next_raise(held)
        if found is None or found.due >= end or found.due > _leaves_on(facts):
            return
        kind = Coming.RAISE if found.kind is RaiseKind.STEP else Coming.OVER_GRADE
        yield Item(kind, found.due, found.due < first, found)
        if found.due < first:
            return
        held = Holding(
            scale=held.scale,
            step=found.step,
            since=found.due,
            over_grade=found.over_grade,
            interruptions=held.interruptions,
            extensions=held.extensions,
        )


def _leaves_on(facts: Facts) -> date:
    """No raise comes after the last day; where that is unclear, `_retirement` says so."""
    if facts.retires_on is not None:
        return facts.retires_on
    with suppress(Refusal):
        return retirement(facts.birth_date or "", facts.sex, lower=facts.lower).leaves_on
    return date.max


def _retirement(facts: Facts, first: date, end: date) -> Iterator[Item]:
    if facts.retires_on is not None:
        if facts.retires_on < end:
            yield Item(Coming.RETIREMENT, facts.retires_on, facts.retires_on < first)
        return
    if facts.birth_date is None:
        return
    found = retirement(facts.birth_date, facts.sex, lower=facts.lower)
    if found.warnings[0] >= end:
        return
    yield from _milestones(facts, found, first, end)


def _milestones(facts: Facts, found: Retirement, first: date, end: date) -> Iterator[Item]:
    """Notice, decision and last day; once this is over it alone is late."""
    is_over = found.leaves_on < first
    for day in found.warnings:
        if first <= day < end:
            yield Item(Coming.RETIREMENT_WARNING, day)
    acts = (
        (Coming.RETIREMENT_NOTICE, found.notice_by, facts.noticed_on is not None or is_over),
        (Coming.RETIREMENT_DECISION, found.decision_by, is_over),
        (Coming.RETIREMENT, found.leaves_on, False),
    )
    for kind, day, done in acts:
        if day < end and not done:
            yield Item(kind, day, day < first)


def _ends(facts: Facts, first: date, end: date) -> Iterator[Item]:
    """The ends of a term, a contract, a secondment and a probation, each with its warnings."""
    if facts.term_end is not None:
        warnings = (term_warning(facts.term_end),)
        yield from _end(Coming.TERM_WARNING, warnings, first, end)
        yield from _end(Coming.TERM_END, (facts.term_end,), first, end)
    if facts.contract_end is not None:
        yield from _end(Coming.CONTRACT_WARNING, contract_warnings(facts.contract_end), first, end)
        yield from _end(Coming.CONTRACT_END, (facts.contract_end,), first, end)
    if facts.secondment_end is not None:
        warnings = (secondment_warning(facts.secondment_end),)
        yield from _end(Coming.SECONDMENT_WARNING, warnings, first, end)
        yield from _end(Coming.SECONDMENT_END, (facts.secondment_end,), first, end)
    if facts.probation_end is not None:
        warnings = (probation_warning(facts.probation_end),)
        yield from _end(Coming.PROBATION_WARNING, warnings, first, end)
        yield from _end(Coming.PROBATION_END, (facts.probation_end,), first, end)


WARNINGS = {
    *(Coming.TERM_WARNING, Coming.CONTRACT_WARNING),
    *(Coming.SECONDMENT_WARNING, Coming.PROBATION_WARNING),
}


def _end(kind: Coming, days: tuple[date, ...], first: date, end: date) -> Iterator[Item]:
    """A warning that is over is no news: the end itself is, early or late."""
    for day in days:
        if day < end and (day >= first or kind not in WARNINGS):
            yield Item(kind, day, day < first)


def _duties(facts: Facts, first: date, end: date) -> Iterator[Item]:
    """The rating of the last closed year, the job position, disciplines that lose their effect."""
    for day in facts.discipline_ends:
        if first <= day < end:  # it ends of itself: nobody can be late with it
            yield Item(Coming.DISCIPLINE_END, day)
    if facts.rated_year is not None:
        year = last_closed_year(first)
        if facts.rated_year < year and is_rated(facts.serves_since or date.min, year):
            yield Item(Coming.EVALUATION_MISSING, rating_due(year), is_late=True)
    if not facts.has_position:
        due = placement_due(first)
        if due is not None and due < end:
            yield Item(Coming.PLACEMENT, due, due < first)
