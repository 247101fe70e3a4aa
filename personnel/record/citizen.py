"""The citizen number (số định danh cá nhân), 12 digits that say province, century, sex and year.

Nghị định 137/2015/NĐ-CP Điều 13: three digits of the province of birth registration, one of century
and sex, two of the year of birth, six at random.
"""

import re
from functools import cache

from office.i18n import _
from personnel.record.codes import lists

PROVINCES = "donvihanhchinhcap1"
MALE, FEMALE = "1", "2"
FIRST_CENTURY = 1900
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


def problems(number: str, *, sex: str = "", birth_date: str = "") -> tuple[str, ...]:
    """What is wrong with a number, alone and beside the sex code and the date of birth."""
    if not is_number(number):
        return (_("A citizen number has 12 digits."),)
    return (*_of_province(number), *_of_sex(number, sex), *_of_year(number, birth_date))


def masked(number: str) -> str:
    """As lists show it to those who need not know it."""
    return f"{number[:1]}{'*' * max(0, len(number) - 4)}{number[-3:]}"


def _of_province(number: str) -> tuple[str, ...]:
    if number[:3] in provinces():
        return ()
    text = _("The first three digits, %(digits)s, are of no province.", digits=number[:3])
    return (text,)


def _of_sex(number: str, sex: str) -> tuple[str, ...]:
    if sex in {"", sex_of(number)}:
        return ()
    text = _("The fourth digit, %(digit)s, does not agree with the sex.", digit=number[3])
    return (text,)


def _of_year(number: str, birth_date: str) -> tuple[str, ...]:
    year = birth_year_of(number)
    if birth_date[:4] in {"", str(year)}:
        return ()
    text = _("The number says the year of birth %(year)s, the record another.", year=year)
    return (text,)
