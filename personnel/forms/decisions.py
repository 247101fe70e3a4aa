"""Decisions as they are filled in: the fields that a kind sets, and what was typed as changes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from office import clock
from office.errors import Invalid, Refusal
from office.i18n import _, language
from personnel.operations.lawful import coefficient_of, scale_code
from personnel.record import codes
from personnel.record.decisions import DecisionKind
from personnel.record.groups import GROUPS
from personnel.record.shapes import Field, Kind
from personnel.record.slots import slot_of
from personnel.record.timeline import Change
from personnel.record.values import plain, read

Options = Sequence[tuple[str, object]]
ONE_DAY = timedelta(days=1)
WITH_LAST_DAY = {
    *("second", "rotate", "concurrent", "suspend", "leave"),
    *("training", "contract", "allowance"),
}
"""Kinds whose effect may end by itself: the last day is asked."""
FIRST = {
    "assignment": ("unit", "title", "function", "leadership", "position", "term_end"),
    "pay": ("mode", "grade", "step", "coefficient", "over_grade"),
    "papers": ("name", "dated"),
}
"""What is asked at once; the other fields of the group lie in a fold below."""
BY_STEP = "grade_step"


@dataclass(frozen=True)
class Entry:
    """One field of a form."""

    name: str
    label: object
    kind: str
    value: str
    options: Options = ()
    hint: object = ""
    is_first: bool = True


@dataclass(frozen=True)
class Part:
    """The fields of one group; only the first group of a kind is open."""

    group: str
    label: object
    entries: Sequence[Entry]

    @property
    def first(self) -> list[Entry]:
        """What is asked at once."""
        return [one for one in self.entries if one.is_first]

    @property
    def more(self) -> list[Entry]:
        """What few need."""
        return [one for one in self.entries if not one.is_first]


def parts_of(
    found: DecisionKind, shown: Mapping[str, Any], on: date, places: Options
) -> list[Part]:
    """The groups that a kind sets, filled with what was typed or proposed."""
    return [
        Part(group, GROUPS[group].label, entries_of(found, group, shown, on, places))
        for group in found.groups
    ]


def entries_of(
    found: DecisionKind, group: str, shown: Mapping[str, Any], on: date, places: Options
) -> list[Entry]:
    """The fields of one group, but for what the kind itself says."""
    fixed = fixed_of(found, group)
    return [
        replace(
            entry(field, f"{group}.{field.name}", shown.get(f"{group}.{field.name}"), on, places),
            is_first=is_first(group, field.name),
        )
        for field in GROUPS[group].fields
        if field.name not in fixed
    ]


def is_first(group: str, name: str) -> bool:
    """Whether a field is asked at once and not below."""
    return name in FIRST.get(group, (name,))


def fixed_of(found: DecisionKind, group: str) -> dict[str, Any]:
    """The values that need not be typed: those of the kind, and which post is meant."""
    said = (found.fixed or {}).items()
    fixed: dict[str, Any] = {
        name.partition(".")[2]: value for name, value in said if name.startswith(f"{group}.")
    }
    if group == "assignment":
        fixed["is_primary"] = found.code != "concurrent"
    return fixed


def entry(field: Field, name: str, value: Any, on: date, places: Options) -> Entry:
    """A field as a form shows it; a stored value is shown as it would be typed."""
    return Entry(
        name=name,
        label=field.label,
        kind=_INPUTS.get(field.kind, "text"),
        value=typed_of(value),
        options=_options(field, on, places),
        hint=field.hint,
    )


def typed_of(value: Any) -> str:
    """A stored value as somebody would type it."""
    if isinstance(value, Mapping):
        return str(value.get("unit") or plain(value) or value.get("legacy") or "")
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)


_INPUTS = {
    Kind.LONG_TEXT: "textarea",
    Kind.DATE: "date",
    Kind.NUMBER: "number",
    Kind.CODE: "select",
    Kind.UNIT: "select",
    Kind.FLAG: "select",
}


def _options(field: Field, on: date, places: Options) -> Options:
    if field.kind is Kind.CODE:
        rows = codes.codes_of(field.codes, on)
        return [("", ""), *((row.code, _named(row)) for row in rows)]
    if field.kind is Kind.UNIT:
        return [("", _("Choose")), *places]
    if field.kind is Kind.FLAG:
        return [("", ""), ("1", _("Yes")), ("0", _("No"))]
    return ()


def _named(row: codes.Code) -> str:
    name = row.name(language())
    return f"{row.code} {name}" if row.code[:1].isdigit() else name


# -------------------------------------------------------------------------- what was typed


def changes_of(
    found: DecisionKind, typed: Mapping[str, str], on: date, places: Options
) -> list[Change]:
    """The changes that a filled form asks for; raises `Invalid` with the names of its fields."""
    made: list[Change] = []
    wrong: dict[str, str] = {}
    for group in found.groups:
        raw = _typed_in(group, typed)
        ends = [name for name in _ended(typed) if name.startswith(f"{group}:")]
        made += [Change(group, name.partition(":")[2], on, ends=True) for name in ends]
        if not raw and (group != found.groups[0] or ends):
            continue
        values, problems = _read(found, group, raw, on, places)
        wrong |= {f"{group}.{name}": text for name, text in problems.items()}
        made.append(_change(found, group, values, on, typed))
    if wrong:
        raise Invalid(" ".join(dict.fromkeys(wrong.values())), fields=wrong)
    return [completed(one) for one in made]


def _typed_in(group: str, typed: Mapping[str, str]) -> dict[str, str]:
    prefix = f"{group}."
    return {
        name.removeprefix(prefix): value
        for name, value in typed.items()
        if name.startswith(prefix) and str(value).strip()
    }


def _ended(typed: Any) -> list[str]:
    """The lines in force that were ticked to end."""
    return list(typed.getlist("ends")) if hasattr(typed, "getlist") else []


def _read(
    found: DecisionKind, group: str, raw: Mapping[str, str], on: date, places: Options
) -> tuple[dict[str, Any], dict[str, str]]:
    asked: dict[str, Any] = dict(raw) | fixed_of(found, group)
    if group == "pay" and not asked.get("mode"):
        asked["mode"] = BY_STEP
    return read(group, with_units(group, asked, places), on)


def with_units(group: str, raw: Mapping[str, Any], places: Options) -> dict[str, Any]:
    """A unit of the house by its public name becomes a stored unit; other words stay a name."""
    named = {value: str(label).strip("– ") for value, label in places}
    units = {field.name for field in GROUPS[group].fields if field.kind is Kind.UNIT}
    return {
        name: {"unit": value, "name": named[value]} if name in units and value in named else value
        for name, value in raw.items()
    }


def _change(
    found: DecisionKind, group: str, values: dict[str, Any], on: date, typed: Mapping[str, str]
) -> Change:
    until = None
    if found.code in WITH_LAST_DAY and group == found.groups[0]:
        last = day_typed(typed.get("until", ""), "until")
        until = last + ONE_DAY if last else None
    return Change(group, slot_of(group, values), on, until, values)


def filled_of(on: date, change: Change) -> dict[str, Any]:
    """A proposed change as a form shows it."""
    shown: dict[str, Any] = {
        f"{change.group}.{name}": typed_of(value) for name, value in change.values.items()
    }
    if change.valid_to is not None:
        shown["until"] = (change.valid_to - ONE_DAY).isoformat()
    if change.ends:
        shown["ends"] = f"{change.group}:{change.slot}"
    return shown | {"effective_on": on.isoformat()}


def completed(change: Change) -> Change:
    """What follows from the grade and step is filled in: scale, coefficient, since when."""
    if change.group != "pay" or change.ends or change.is_void:
        return change
    values = dict(change.values)
    code = scale_code(change)
    try:
        if code and not values.get("scale"):
            values["scale"] = codes.code("mabangluong", code, change.valid_from).stored()
        coefficient = coefficient_of(replace(change, values=values))
    except Invalid as refusal:
        raise Invalid(refusal.message, fields={"pay.step": refusal.message}) from refusal
    except Refusal:
        return change
    if coefficient is not None:
        values.setdefault("coefficient", str(coefficient))
    values.setdefault("step_since", change.valid_from.isoformat())
    return replace(change, values=values)


def day_typed(text: str, name: str) -> date | None:
    """A day as a form sends it; raises `Invalid` at its field."""
    if not text.strip():
        return None
    found = clock.read_day(text)
    if found is None:
        message = _("This is no day: write it as 01/07/2026.")
        raise Invalid(message, fields={name: message})
    return found


def effective_day(typed: Mapping[str, str]) -> date:
    """The day from which the decision holds; it must be said."""
    found = day_typed(typed.get("effective_on", ""), "effective_on")
    if found is None:
        message = _("Say from which day it holds.")
        raise Invalid(message, fields={"effective_on": message})
    return found


def lines_in(text: str) -> Iterator[str]:
    """Pasted staff numbers: one a line, or parted by commas and spaces."""
    seen: set[str] = set()
    for one in text.replace(",", " ").replace(";", " ").split():
        if one not in seen:
            seen.add(one)
            yield one
