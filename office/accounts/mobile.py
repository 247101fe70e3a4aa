"""Mobile numbers as the network writes them (ITU-T E.164), and as lists show them."""

import re
import unicodedata

from office.errors import Invalid
from office.i18n import _, apart

NUMBER = re.compile(r"\+[1-9][0-9]{7,14}")
# Circular 22/2014/TT-BTTTT as amended: mobile numbers of Vietnam begin with 3, 5, 7, 8 or 9.
OURS, OUR_CODE = re.compile(r"\+84[35789][0-9]{8}"), "+84"
BETWEEN = re.compile(r"[\s.()\-–/]")
LONGEST = 40


def read(text: str) -> str:
    """A number as somebody types it, with its country; empty stays empty, another is refused."""
    bare = BETWEEN.sub("", "".join(_plain(sign) for sign in text.strip()))
    number = _with_country(bare)
    is_right = (OURS if number.startswith(OUR_CODE) else NUMBER).fullmatch(number)
    if bare and (len(text) > LONGEST or not is_right):
        told = _(
            "Enter a mobile number, like %(home)s or %(abroad)s.",
            home=apart("0912 345 678"),
            abroad=apart("+84 912 345 678"),
        )
        raise Invalid(told, fields={"mobile": told})
    return number


def masked(number: str) -> str:
    """Enough of a number to know it again, and not enough to call it."""
    return f"{number[:3]} ••• ••• {number[-3:]}" if number else ""


def _plain(sign: str) -> str:
    """Digits of every script are digits."""
    value = unicodedata.decimal(sign, None)
    return sign if value is None else str(value)


def _with_country(bare: str) -> str:
    if bare.startswith("00"):
        return f"+{bare[2:]}"
    if bare.startswith("0"):
        return OUR_CODE + bare[1:]
    if bare.startswith(f"{OUR_CODE}0"):  # +84 (0) 912 …
        return OUR_CODE + bare[4:]
    return bare
