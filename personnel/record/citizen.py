"""The citizen number (số định danh cá nhân), 12 digits that say province, century, sex and year.

Nghị định 137/2015/NĐ-CP Điều 13: three digits of the province of birth registration, one of century
and sex, two of the year of birth, six at random.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from office.i18n import _l
from personnel.record.codes import lists

PROVINCES = "donvihanhchinhcap1"
MALE, FEMALE = "1", "2"
FIRST_CENTURY = 1900


class Fault(StrEnum):
    """What may be wrong with a number."""

    DIGITS = "digits"
    PROVINCE = "province"
    SEX = "sex"
    YEAR = "year"


TEXTS: Mapping[Fault, str] = {
    Fault.DIGITS: _l("A citizen number has 12 digits."),
    Fault.PROVINCE: _l("The first three digits of the citizen number are of no province."),
    Fault.SEX: _l("The fourth digit of the citizen number does not agree with the sex."),
    Fault.YEAR: _l("The citizen number says another year of birth than the record."),
}
_NUMBER = re.compile(r"\d{12}", re.ASCII)


def is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


@cache
def provinces() -> frozenset[str]:
    """The three digits of all provinces of all times: a number is kept for life."""
    return frozenset(f"0{row.code}" for row in lists()[PROVINCES])


def sex_of(number: str) -> str:
    """The code of the sex that the fourth digit says: even for men."""
    return FEMALE if int(number[3]) % 2 else MALE


def birth_year_of(number: str) -> int:
    return FIRST_CENTURY + 100 * (int(number[3]) // 2) + int(number[4:6])


def faults(number: str, *, sex: str = "", birth_date: str = "") -> tuple[Fault, ...]:
    """What is wrong with a number, alone and beside the sex code and the date of birth."""
    if not is_number(number):
        return (Fault.DIGITS,)
    agreeing = {
        Fault.PROVINCE: number[:3] in provinces(),
        Fault.SEX: sex in {"", sex_of(number)},
        Fault.YEAR: birth_date[:4] in {"", str(birth_year_of(number))},
    }
    return tuple(fault for fault, agrees in agreeing.items() if not agrees)


def problems(number: str, *, sex: str = "", birth_date: str = "") -> tuple[str, ...]:
    """The same in words."""
    return tuple(str(TEXTS[fault]) for fault in faults(number, sex=sex, birth_date=birth_date))


def masked(number: str) -> str:
    """As lists show it to those who need not know it."""
    return f"{number[:1]}{'*' * max(0, len(number) - 4)}{number[-3:]}"
