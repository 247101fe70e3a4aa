"""What a row of a spreadsheet says of an official, and what is wrong with which cell."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from office.errors import Invalid
from office.i18n import _
from personnel.record import citizen, days
from personnel.record.groups import GROUPS
from personnel.record.names import folded
from personnel.record.shapes import Authority, Kind, Shape
from personnel.record.sheets.columns import SINCE, parted
from personnel.record.slots import slot_of
from personnel.record.timeline import Change
from personnel.record.values import plain
from personnel.record.values import read as read_values

ROW = -1
"""The place of what is wrong with a row as a whole."""
SERIAL_FROM = date(1899, 12, 30)
SERIALS = range(10_000, 80_000)
DATES = (Kind.DATE, Kind.PARTIAL_DATE)
SHORT_NUMBER = range(9, 12)
USUAL: Mapping[str, Mapping[str, str]] = {
    "assignment": {"kind": "assign", "is_primary": "true"},
    "pay": {"mode": "grade_step"},
}
BEGINS = {"pay": "step_since", "assignment": "appointed_on", "contract": "signed_on"}
OLD_LETTERS = frozenset("µ¸¶¹¨»ÆÇË©®ª«¬")
"""Signs by which words of TCVN3 (.VnTime) are known when they are read as Latin letters."""
MASK = frozenset("•*")
"""What the house writes for a value that it hides: brought back it says nothing."""
_VNI = re.compile("a[áàåãäéèúùõøûâê]|e[áàåãäùõøûâ]|o[âùõøûåä]|[iuyôö][øû]|[uyôö][ùõ]|ñ[aeiouyôö]")
"""Letters that stand together in VNI fonts (Nguyeãn Vaên) and in no syllable of Vietnamese."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell, by the place of its column; a warning hinders nothing.

    `gap` is the group of a field that must be said and was not.
    """

    place: int
    message: str
    is_warning: bool = False
    gap: str = ""


@dataclass
class Said:
    """What a row says: values by group, since when they hold, and its faults."""

    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    since: dict[str, date] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def value(self, group: str, name: str) -> Any:
        """One value, or nothing."""
        return self.values.get(group, {}).get(name)


def read(cells: Sequence[str], mapping: Mapping[str, str], on: date) -> Said:
    """The values of all columns that are assigned; code lists are those of the day."""
    said, raw, places = Said(), _Raw(), dict[tuple[str, str], int]()
    for text_place, target in mapping.items():
        place = int(text_place)
        group, name = parted(target)
        places[group, name] = place
        text = cells[place].strip() if place < len(cells) else ""
        if set(text) - MASK:
            raw.take(said, group, name, text, place)
    for group, typed in raw.groups.items():
        found, problems = read_values(group, _with_usual(group, typed), on)
        said.values[group] = found
        _blame(said, group, typed, problems, places)
    _agree(said, places)
    return said


def _blame(
    said: Said,
    group: str,
    typed: Mapping[str, object],
    problems: Mapping[str, str],
    places: Mapping[tuple[str, str], int],
) -> None:
    """What is wrong with each field, but for cells that could not even be read."""
    unread = {fault.place for fault in said.faults if not fault.is_warning}
    for name, words in problems.items():
        place = places.get((group, name), ROW)
        if place == ROW or place not in unread:
            gap = "" if name in typed else group
            said.faults.append(Fault(place, _named(group, name, words), gap=gap))


class _Raw:
    """The texts of one row by group and field, as the readers of values want them."""

    def __init__(self) -> None:
        self.groups: dict[str, dict[str, object]] = {}

    def take(self, said: Said, group: str, name: str, text: str, place: int) -> None:
        if is_old(text):
            said.faults.append(Fault(place, old_letters()))
        elif name == SINCE:
            try:
                said.since[group] = days.first(days.partial(_dated(text)))
            except Invalid as refusal:
                said.faults.append(Fault(place, str(refusal)))
        else:
            self.groups.setdefault(group, {})[name] = _typed(said, group, name, text, place)


def is_old(text: str) -> bool:
    """Whether a text is in the letters of TCVN3 or VNI, which would be taken for others."""
    return bool(OLD_LETTERS & set(text) or _VNI.search(text.lower()))


def old_letters() -> str:
    """What is said of a text in letters from before Unicode."""
    return _(
        "This is written in old letters (TCVN3, VNI): convert it to Unicode and send it again."
    )


def _typed(said: Said, group: str, name: str, text: str, place: int) -> str:
    kind = GROUPS[group].by_name[name].kind
    if kind in DATES:
        return _dated(text)
    if kind is Kind.CITIZEN_ID and text.isdigit() and len(text) in SHORT_NUMBER:
        whole = text.zfill(12)
        if not citizen.problems(whole):
            message = _("The zeros at the beginning were lost and have been put back.")
            said.faults.append(Fault(place, message, is_warning=True))
            return whole
    return text


def _dated(text: str) -> str:
    """A day that the spreadsheet holds as a bare number."""
    if text.isascii() and text.isdigit() and int(text) in SERIALS:
        return (SERIAL_FROM + timedelta(days=int(text))).isoformat()
    return text.removesuffix(" 00:00")


def _with_usual(group: str, typed: Mapping[str, object]) -> Mapping[str, object]:
    """What a list of officials leaves unsaid: a post was given and is the one they have."""
    return {**USUAL.get(group, {}), **typed}


def _named(group: str, name: str, words: str) -> str:
    known = GROUPS[group].by_name.get(name)
    return f"{known.form_label}: {words}" if known else words


def _agree(said: Said, places: Mapping[tuple[str, str], int]) -> None:
    """The citizen number says sex and year of birth too (V01)."""
    number = said.value("identity", "citizen_id")
    if not number:
        return
    sex = str(plain(said.value("identity", "sex")) or "")
    born = str(said.value("identity", "birth_date") or "")
    place = places.get(("identity", "citizen_id"), ROW)
    for words in citizen.problems(number, sex=sex, birth_date=born):
        said.faults.append(Fault(place, words))


# ------------------------------------------------------------------------ what it changes


def openings(said: Said, on: date) -> list[Change]:
    """The rows of a new dossier; what says no day holds since the recruitment."""
    known = said.value("service", "recruited_on") or said.value("service", "joined_on")
    start = min(date.fromisoformat(known), on) if known else on
    return [_change(group, values, said, start) for group, values in said.values.items() if values]


def _change(group: str, values: Mapping[str, Any], said: Said, start: date) -> Change:
    begun = values.get(BEGINS.get(group, ""))
    since = said.since.get(group) or (date.fromisoformat(begun) if begun else start)
    return Change(group, slot_of(group, values), since, values=values)


def is_covered(fault: Fault) -> bool:
    """Whether what is not said stands in the dossier already, so that a change needs it not."""
    group = GROUPS.get(fault.gap)
    if group is None:
        return False
    return group.shape is Shape.ONE or group.authority is Authority.DECIDED


def updates(
    said: Said, standing: Mapping[str, Sequence[Mapping[str, Any]]], on: date
) -> list[Change]:
    """What differs from what stands; columns that are left empty change nothing."""
    found = []
    for group, values in said.values.items():
        if values and group != "service" and GROUPS[group].authority is Authority.DECLARED:
            merged = _merged(group, values, standing.get(group, ()))
            if merged is not None:
                found.append(_change(group, merged, said, on))
    return found


def decided(
    said: Said, standing: Mapping[str, Sequence[Mapping[str, Any]]]
) -> list[tuple[str, str]]:
    """The fields that differ from what stands and that only a decision may change."""
    return [
        (group, name)
        for group, values in said.values.items()
        if GROUPS[group].authority is Authority.DECIDED
        for name, value in values.items()
        if not any(_same(value, one.get(name)) for one in standing.get(group, ({},)))
        and (group, name) not in ASSUMED
    ]


ASSUMED = frozenset((group, name) for group, values in USUAL.items() for name in values)


def _merged(
    group: str, values: Mapping[str, Any], standing: Sequence[Mapping[str, Any]]
) -> Mapping[str, Any] | None:
    if any(all(_same(value, one.get(name)) for name, value in values.items()) for one in standing):
        return None
    one_at_a_time = bool(slot_of(group, values)) or GROUPS[group].shape is Shape.ONE
    return {**(standing[-1] if standing and one_at_a_time else {}), **values}


def _same(value: Any, other: Any) -> bool:
    if isinstance(value, str) and isinstance(other, str):
        return value == other
    if isinstance(value, Mapping) and isinstance(other, Mapping) and "name" in value:
        return folded(str(value["name"])) == folded(str(other.get("name", "")))
    return bool(plain(value) == plain(other))
