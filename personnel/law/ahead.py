"""What comes for one record, quickly and whatever the record holds: what fails is an item too."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from office.errors import Refusal
from personnel.law.forecast import Coming, Facts, Item, forecast
from personnel.law.of_record import NEEDED, facts_of
from personnel.law.raises import next_raise
from personnel.law.retirement import retirement
from personnel.record.timeline import Row

HORIZON = 12  # months
READ = NEEDED
SEALED = frozenset({"discipline"})
"""The groups whose sealed fields the law asks for: the form of a discipline delays a raise."""
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


@dataclass(slots=True)
class Ahead:
    """What is foreseen of a record, and the days that lists show; `fault` says what is unreadable.

    `fault` is for operators and programs; the item that stands for it is `Coming.UNCLEAR`.
    """

    items: list[Item] = field(default_factory=list)
    raise_on: date | None = None
    retires_on: date | None = None
    term_ends_on: date | None = None
    contract_ends_on: date | None = None
    fault: str = ""


def ahead(rows: Iterable[Row], on: date) -> Ahead:
    """What comes within the horizon; nothing for who has left."""
    try:
        facts = facts_of(rows, on)
        return Ahead() if facts is None else _found(facts, on)
    except UNREADABLE as unreadable:
        fault = f"{type(unreadable).__name__}: {unreadable}"
        return Ahead([Item(Coming.UNCLEAR, on, problem=fault)], fault=fault)


def _found(facts: Facts, on: date) -> Ahead:
    retires_on = leaves_on(facts)
    return Ahead(
        forecast(facts, on, HORIZON),
        raise_on=_raise_on(facts, retires_on or date.max),
        retires_on=retires_on,
        term_ends_on=facts.term_end,
        contract_ends_on=facts.contract_end,
    )


def leaves_on(facts: Facts) -> date | None:
    """The last day of service: as a decision fixed it, or by the month of birth."""
    if facts.retires_on is not None:
        return facts.retires_on
    with suppress(Refusal):
        return retirement(facts.birth_date or "", facts.sex, lower=facts.lower).leaves_on
    return None


def _raise_on(facts: Facts, last: date) -> date | None:
    with suppress(Refusal):
        found = next_raise(facts.pay) if facts.pay else None
        return found.due if found and found.due <= last else None
    return None
