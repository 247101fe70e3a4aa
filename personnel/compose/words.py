"""Stored values in the words of official Vietnamese papers, whatever language the reader uses."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from personnel.record import days, values
from personnel.record.groups import field

DOTS = "………"
SPACES = "\n\t"
LANGUAGE = "vi"


def clean(text: str) -> str:
    """One Unicode form (NFC, TCVN 6909:2001) without signs that hide or turn words round."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (sign for sign in composed if sign in SPACES or not _hides(sign))
    lines = (" ".join(line.split()) for line in "".join(kept).split("\n"))
    return "\n".join(line for line in lines if line)


def _hides(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs")


def said(group: str, name: str, value: Any) -> str:
    """One stored value in words; an empty one is no words."""
    if value in (None, "", [], {}):
        return ""
    return clean(values.said(field(group, name), value, LANGUAGE))


def joined(words: Iterable[str], separator: str = ", ") -> str:
    """What there is to say, side by side."""
    return separator.join(one for one in words if one)


def day(value: date) -> str:
    return f"{value:%d/%m/%Y}"


def month(value: str) -> str:
    """At most as exact as a month, as histories are written."""
    return days.said(value[: len("2026-07")])


def code_of(value: Any) -> str:
    """The code of a coded value, of others the value itself, to be compared."""
    if isinstance(value, Mapping):
        return str(value.get("code", ""))
    return str(value).lower() if isinstance(value, bool) else str(value)


def left_out_line(names: Sequence[str]) -> str:
    """Says honestly that a paper is not whole, and where."""
    if not names:
        return ""
    listed = "; ".join(names)
    return f"Không in, do người in không có quyền xem: {listed}."
