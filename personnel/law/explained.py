"""Results that say which rules made them, with which dates and by which legal basis."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, TypeVar, cast

from office import i18n
from office.i18n import LazyText, _l
from office.law import Names

ResultT = TypeVar("ResultT")
NOT_COMPARED = _l("This rule is still to be compared with the official text.")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a reckoning: the code of its rule, a sentence, the days it counts with."""

    rule: str
    text: str
    basis: str
    dates: tuple[date, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Explained(Generic[ResultT]):
    """What was found and how, in the order in which it was reckoned."""

    result: ResultT
    steps: tuple[Step, ...]


class Severity(StrEnum):
    """Whether a breach stops an act or only warns."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A rule that is not kept: whom it concerns, what is wrong and what to do about it."""

    rule: str
    who: tuple[str, ...]
    text: str
    fix: str
    basis: str
    severity: Severity = Severity.ERROR


def later(say: Callable[..., str], *facts: Any) -> str:
    """A part of a sentence that is written in the language of whoever reads it."""
    return cast("str", LazyText(say, *facts))


def shown_day(day: date) -> str:
    """A day inside a sentence, written as the reader writes it."""
    return later(i18n.day, day)


def shown_month(day: date) -> str:
    """A month inside a sentence: 05/2032."""
    return f"{day.month:02}/{day.year}"


def shown_number(number: Decimal | int) -> str:
    """A coefficient, points or an amount inside a sentence, written as the reader writes it."""
    return later(_number, number)


def shown_name(names: Names) -> str:
    """What the law calls a thing, in the reader's language."""
    return later(_name, names)


def _number(number: Decimal | int) -> str:
    exponent = Decimal(number).as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    text = f"{number:,.{decimals}f}"
    return text.translate(_SWAP) if i18n.language() == "vi" else text


_SWAP = str.maketrans(",.", ".,")


def _name(names: Names) -> str:
    return names.name(i18n.language())
