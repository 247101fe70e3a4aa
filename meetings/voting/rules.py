"""Who must be there and how many must agree: dated rows, because the laws changed both in 2025."""

import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from office.law import Named

DATA = Path(__file__).parent / "data" / "rules.toml"


class Base(StrEnum):
    """Of whom a majority is counted."""

    ALL = "all"
    PRESENT = "present"
    VALID = "valid"


class Tie(StrEnum):
    """What equal votes for and against mean."""

    CHAIR = "chair"
    LOST = "lost"


@dataclass(frozen=True, kw_only=True)
class Share:
    """A part of a number of people; `strict` asks for more than the part."""

    over: int
    of: int
    strict: bool

    def needed(self, people: int) -> int:
        """The least number of people that makes the share."""
        whole, rest = divmod(self.over * people, self.of)
        return whole + 1 if self.strict or rest else whole


@dataclass(frozen=True, kw_only=True)
class VoteRule(Named):
    """How a kind of body decides (quy tắc biểu quyết)."""

    code: str
    quorum: Share
    base: Base
    majority: Share
    tie: Tie

    def counted_of(self, *, members: int, present: int, valid: int) -> int:
        """How many people the majority is a share of."""
        return {Base.ALL: members, Base.PRESENT: present, Base.VALID: valid}[self.base]


def vote_rules(on: date) -> tuple[VoteRule, ...]:
    """The rules that hold on a day."""
    return tuple(row for row in _rules() if row.holds(on))


def vote_rule(code: str, on: date) -> VoteRule:
    """One rule as it holds on a day; a code without a row on that day raises KeyError."""
    for row in vote_rules(on):
        if row.code == code:
            return row
    raise KeyError(code)


@cache
def _rules() -> tuple[VoteRule, ...]:
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))["row"]
    return tuple(_rule(row) for row in rows)


def _rule(row: dict[str, Any]) -> VoteRule:
    made = {
        "quorum": Share(**row["quorum"]),
        "majority": Share(**row["majority"]),
        "base": Base(row["base"]),
        "tie": Tie(row["tie"]),
    }
    return VoteRule(**row | made)
