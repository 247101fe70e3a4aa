"""What comes for one record with the rules that say so, made when somebody asks."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from office.i18n import _l
from personnel.law.ahead import HORIZON, UNREADABLE
from personnel.law.evaluation import day_of, last_closed_year, rating_due
from personnel.law.explained import Step, shown_day
from personnel.law.forecast import Coming, Facts, Item, forecast
from personnel.law.of_record import facts_of
from personnel.law.raises import Holding, explain_raise
from personnel.law.retirement import explain_retirement
from personnel.law.tables import limit
from personnel.law.terms import (
    placement_breach,
    probation_warning,
    secondment_warning,
    term_warning,
)
from personnel.record.timeline import Row


@dataclass(slots=True)
class Told:
    """One thing that comes and how it was reckoned, step by step."""

    item: Item
    steps: tuple[Step, ...] = field(default=())


def told(rows: Iterable[Row], on: date, months: int = HORIZON) -> list[Told]:
    """What comes within the months; what cannot be read is told too."""
    try:
        facts = facts_of(rows, on)
        return [] if facts is None else list(_told(facts, forecast(facts, on, months), on))
    except UNREADABLE as unreadable:
        text = _l("The record holds a value that cannot be read: %(fault)s", fault=str(unreadable))
        return [Told(Item(Coming.UNCLEAR, on, problem=str(text)))]


def _told(facts: Facts, items: Iterable[Item], on: date) -> Iterator[Told]:
    held = facts.pay
    for item in items:
        if item.raise_ is None:
            steps = WAYS.get(item.kind, _nothing)(facts, on)
        else:
            steps = explain_raise(held).steps if held else ()
            held = _after(held, item) if held else None
        yield Told(item, steps)


def _after(held: Holding, item: Item) -> Holding:
    """The step as it will be held once the raise was given."""
    given = item.raise_
    if given is None:
        return held
    return replace(held, step=given.step, since=given.due, over_grade=given.over_grade)


def _nothing(_facts: Facts, _on: date) -> tuple[Step, ...]:
    return ()


def _retirement(facts: Facts, _on: date) -> tuple[Step, ...]:
    if facts.retires_on is None:
        return explain_retirement(facts.birth_date or "", facts.sex, lower=facts.lower).steps
    last = facts.retires_on
    text = _l("A decision has fixed the last day of service: %(day)s.", day=shown_day(last))
    return (Step("", text, "", (last,)),)


def _noticed(facts: Facts, on: date) -> tuple[Step, ...]:
    """The law, and how far it was followed: whether the notice was given."""
    steps = _retirement(facts, on)
    if facts.noticed_on is None:
        return steps
    text = _l("The notice of retirement was given on %(day)s.", day=shown_day(facts.noticed_on))
    return (*steps, Step("", text, "", (facts.noticed_on,)))


def _probation(facts: Facts, _on: date) -> tuple[Step, ...]:
    ends = facts.probation_end
    if ends is None:
        return ()
    rule = limit("probation.warning", ends)
    text = _l(
        "The probation in the record lasts until %(ends)s and nothing was decided yet; its result"
        " is judged from %(day)s on.",
        ends=shown_day(ends),
        day=shown_day(probation_warning(ends)),
    )
    return (rule.step(text, ends),)


def _discipline(facts: Facts, on: date) -> tuple[Step, ...]:
    text = _l("It loses its effect of itself if nothing new happened: no decision is needed.")
    days = tuple(day for day in facts.discipline_ends if day >= on)
    return (limit("discipline.effect", on).step(text, *days),)


def _term(facts: Facts, _on: date) -> tuple[Step, ...]:
    ends = facts.term_end
    if ends is None:
        return ()
    rule, warn_on = limit("term.warning", ends), term_warning(ends)
    named = _l("The term named in the record ends on %(ends)s.", ends=shown_day(ends))
    warns = _l(
        "%(days)d days before, on %(day)s, reappointment is to be prepared.",
        days=rule.days,
        day=shown_day(warn_on),
    )
    return (Step("", named, "", (ends,)), rule.step(warns, warn_on))


def _contract(facts: Facts, _on: date) -> tuple[Step, ...]:
    ends = facts.contract_end
    if ends is None:
        return ()
    rule = limit("contract.warnings", ends)
    text = _l(
        "The contract in the record runs until %(ends)s; its end is announced %(days)s days"
        " before.",
        ends=shown_day(ends),
        days=", ".join(map(str, rule.each)),
    )
    return (rule.step(text, ends),)


def _secondment(facts: Facts, _on: date) -> tuple[Step, ...]:
    ends = facts.secondment_end
    if ends is None:
        return ()
    rule = limit("secondment.warning", ends)
    text = _l(
        "The secondment in the record lasts until %(ends)s; the return is prepared from %(day)s"
        " on.",
        ends=shown_day(ends),
        day=shown_day(secondment_warning(ends)),
    )
    return (rule.step(text, ends),)


def _evaluation(_facts: Facts, on: date) -> tuple[Step, ...]:
    year = last_closed_year(on)
    text = _l(
        "No level of %(year)s stands in the record; the ratings of that year are made before"
        " %(day)s.",
        year=str(year),
        day=shown_day(rating_due(year)),
    )
    return (limit("evaluation.year", day_of(year)).step(text, rating_due(year)),)


def _placement(_facts: Facts, on: date) -> tuple[Step, ...]:
    found = placement_breach(on)
    return (Step(found.rule, found.text, found.basis),) if found else ()


WAYS: Mapping[Coming, Callable[[Facts, date], tuple[Step, ...]]] = {
    Coming.RETIREMENT_WARNING: _noticed,
    Coming.RETIREMENT_NOTICE: _noticed,
    Coming.RETIREMENT_DECISION: _noticed,
    Coming.RETIREMENT: _noticed,
    Coming.TERM_WARNING: _term,
    Coming.TERM_END: _term,
    Coming.CONTRACT_WARNING: _contract,
    Coming.CONTRACT_END: _contract,
    Coming.SECONDMENT_WARNING: _secondment,
    Coming.SECONDMENT_END: _secondment,
    Coming.PROBATION_WARNING: _probation,
    Coming.PROBATION_END: _probation,
    Coming.DISCIPLINE_END: _discipline,
    Coming.EVALUATION_MISSING: _evaluation,
    Coming.PLACEMENT: _placement,
}
