"""The lines of a decision to be changed one by one: of a draft, or of what it wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from office.errors import Invalid
from office.i18n import _
from personnel.forms.decisions import (
    Entry,
    Options,
    completed,
    day_typed,
    entry,
    fixed_of,
    is_first,
    with_units,
)
from personnel.models import Dossier
from personnel.operations import Wish
from personnel.record.decisions import DecisionKind, kind
from personnel.record.groups import GROUPS
from personnel.record.timeline import Change
from personnel.record.values import read

ONE_DAY = timedelta(days=1)
MOST = 60
"""How many lines one page holds; longer lists are drafted anew."""


@dataclass(frozen=True)
class Line:
    """One change in the fields of a form; its names begin with its place."""

    place: int
    dossier: Dossier
    label: object
    since: str
    last: str
    ends: bool
    entries: Sequence[Entry]

    @property
    def first(self) -> list[Entry]:
        """What is asked at once."""
        return [one for one in self.entries if one.is_first]

    @property
    def more(self) -> list[Entry]:
        """What few need."""
        return [one for one in self.entries if not one.is_first]


def lines_of(
    wishes: Sequence[Wish], code: str, shown: Mapping[str, Any], places: Options
) -> list[Line]:
    """The lines as they stand, or as they were typed."""
    found = kind(code)
    return [_line(place, wish, found, shown, places) for place, wish in enumerate(wishes)]


def _line(
    place: int, wish: Wish, found: DecisionKind, shown: Mapping[str, Any], places: Options
) -> Line:
    change = wish.change
    fixed = fixed_of(found, change.group)
    last = (change.valid_to - ONE_DAY).isoformat() if change.valid_to else ""
    fields = [] if change.ends else GROUPS[change.group].fields
    return Line(
        place,
        wish.dossier,
        GROUPS[change.group].label,
        shown.get(f"{place}:since", change.valid_from.isoformat()),
        shown.get(f"{place}:last", last),
        change.ends,
        [
            replace(
                entry(
                    field,
                    f"{place}.{field.name}",
                    shown.get(f"{place}.{field.name}", change.values.get(field.name)),
                    change.valid_from,
                    _with_present(places, change.values.get(field.name)),
                ),
                is_first=is_first(change.group, field.name),
            )
            for field in fields
            if field.name not in fixed
        ],
    )


def _with_present(places: Options, stored: Any) -> Options:
    """A unit that is not among the choices of one's own agency stays the one that it is."""
    if not isinstance(stored, Mapping) or not stored.get("unit"):
        return places
    known = {value for value, _label in places}
    own = (str(stored["unit"]), str(stored.get("name", "")))
    return places if own[0] in known else [*places, own]


def changed(
    wishes: Sequence[Wish], code: str, typed: Mapping[str, str], places: Options
) -> list[Wish]:
    """The lines with what was typed; raises `Invalid` with the names of the fields."""
    found = kind(code)
    wrong: dict[str, str] = {}
    made = []
    for place, wish in enumerate(wishes):
        try:
            made.append(replace(wish, change=_changed(place, wish.change, found, typed, places)))
        except Invalid as refusal:
            wrong |= {str(name): str(text) for name, text in refusal.fields.items()}
    if wrong:
        raise Invalid(" ".join(dict.fromkeys(wrong.values())), fields=wrong)
    return made


def _changed(
    place: int, change: Change, found: DecisionKind, typed: Mapping[str, str], places: Options
) -> Change:
    since = _day(typed, place, "since") or change.valid_from
    last = _day(typed, place, "last")
    until = last + ONE_DAY if last else None
    if change.ends:
        return replace(change, valid_from=since)
    prefix = f"{place}."
    raw: dict[str, Any] = {
        name.removeprefix(prefix): value for name, value in typed.items() if name.startswith(prefix)
    }
    fixed = {
        name: change.values[name] for name in fixed_of(found, change.group) if name in change.values
    }
    seen = [choice for value in change.values.values() for choice in _with_present((), value)]
    asked = with_units(change.group, raw | fixed, [*places, *seen])
    values, problems = read(change.group, asked, since)
    if problems:
        raise Invalid(
            _("Some fields cannot be taken."),
            fields={f"{place}.{name}": text for name, text in problems.items()},
        )
    return completed(replace(change, valid_from=since, valid_to=until, values=values))


def _day(typed: Mapping[str, str], place: int, name: str) -> date | None:
    return day_typed(typed.get(f"{place}:{name}", ""), f"{place}:{name}")
