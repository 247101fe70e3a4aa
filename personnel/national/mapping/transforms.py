"""How one value is written elsewhere, and read back: each pair undoes itself."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

Turn = Callable[[Any], Any]
Maps = Mapping[str, Mapping[str, str]]
_ISO = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


class Pair:
    """There and back."""

    def __init__(self, there: Turn, back: Turn) -> None:
        self.there = there
        self.back = back


def pair(spec: str, maps: Maps) -> Pair:
    """The pair of a word of the profile: as `date:dd/MM/yyyy` or `code:NAME`."""
    kind, _colon, detail = spec.partition(":")
    if kind == "date" and detail in _DATES:
        return Pair(*_DATES[detail])
    if kind == "code" and detail in maps:
        ours = dict(maps[detail])
        theirs = {value: key for key, value in ours.items()}
        return Pair(lambda one: ours.get(one, one), lambda one: theirs.get(one, one))
    if spec in _PLAIN:
        return Pair(*_PLAIN[spec])
    raise ValueError(f"no such transform: {spec}")


def _only_text(turn: Callable[[str], Any]) -> Turn:
    """Nothing stays nothing, and what is no text is not touched."""
    return lambda one: turn(one) if isinstance(one, str) and one else one


def _vietnamese(text: str) -> str:
    found = _ISO.fullmatch(text)
    return "/".join(part for part in reversed(found.groups()) if part) if found else text


def _iso(text: str) -> str:
    """Also of a month or a year alone."""
    parts = text.split("/")
    is_date = len(parts) <= 3 and all(part.isdigit() for part in parts) and len(parts[-1]) == 4
    return "-".join(reversed(parts)) if is_date else text


def _compact(text: str) -> str:
    found = _ISO.fullmatch(text)
    return "".join(part for part in found.groups() if part) if found else text


def _from_compact(text: str) -> str:
    parts = [part for part in (text[:4], text[4:6], text[6:8]) if part]
    return "-".join(parts) if text.isdigit() and len(text) in {4, 6, 8} else text


def _comma(text: str) -> str:
    return text.replace(".", ",") if re.fullmatch(r"-?\d+(\.\d+)?", text) else text


def _point(text: str) -> str:
    return text.replace(",", ".") if re.fullmatch(r"-?\d+(,\d+)?", text) else text


def _loaded(text: str) -> Any:
    return json.loads(text)


_DATES: dict[str, tuple[Turn, Turn]] = {
    "dd/MM/yyyy": (_only_text(_vietnamese), _only_text(_iso)),
    "yyyyMMdd": (_only_text(_compact), _only_text(_from_compact)),
}
_PLAIN: dict[str, tuple[Turn, Turn]] = {
    "decimal:comma": (_only_text(_comma), _only_text(_point)),
    "number": (str, lambda one: int(one or 0)),
    "json": (lambda one: json.dumps(one, ensure_ascii=False), _only_text(_loaded)),
    "list": (";".join, lambda one: one.split(";") if one else []),
    "mark": (lambda one: one.strip('"'), lambda one: f'"{one}"'),
}
