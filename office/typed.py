"""What people type or paste, as the house reads it: without signs that no paper can bear."""

import re
from typing import Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

MOST_DIGITS = 9
BREAKS = re.compile(r"[\x0b\x0c]")
UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def readable(text: str) -> str:
    """The text without control signs; a break as Word pastes it becomes a line break."""
    return UNSEEN.sub("", BREAKS.sub("\n", text))


def whole(text: str) -> int | None:
    """A whole number as people type it; one with more digits than any of ours is none."""
    text = text.strip()
    fits = text.isdecimal() and len(text) <= MOST_DIGITS
    return int(text) if fits else None


class Typed(ImmutableMultiDict[str, Any]):
    """The fields of a form or an address; files stay as they are."""

    def __init__(self, mapping: Any = None) -> None:
        pairs = MultiDict(mapping).items(multi=True)
        super().__init__([(name, _read(value)) for name, value in pairs])


def _read(value: Any) -> Any:
    return readable(value) if isinstance(value, str) else value


class HouseRequest(Request):
    """Every form and every address is read this way."""

    parameter_storage_class = Typed
