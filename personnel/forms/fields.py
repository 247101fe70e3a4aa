"""The fields of the catalogue as a form shows them, and what was typed as the catalogue reads it.

A place is typed as a province and an address, a unit chosen where the house has it or named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from office import clock
from office.i18n import _, language
from personnel.record import codes
from personnel.record.citizen import PROVINCES
from personnel.record.groups import GROUPS
from personnel.record.shapes import Field, Kind
from personnel.record.values import read

Typed = Mapping[str, str]
Options = Sequence[tuple[str, object]]
KINDS = {
    Kind.DATE: "date",
    Kind.LONG_TEXT: "textarea",
    Kind.EMAIL: "email",
    Kind.PHONE: "tel",
    Kind.CODE: "select",
    Kind.FLAG: "select",
    Kind.UNIT: "select",
}


@dataclass(frozen=True)
class Input:
    """One input of a form."""

    name: str
    label: object
    kind: str = "text"
    value: str = ""
    options: Options = ()
    error: str = ""
    hint: object = ""
    required: bool = False


def inputs_of(
    group: str,
    typed: Typed,
    errors: Mapping[str, str],
    units: Options = (),
    only: Sequence[str] = (),
) -> list[Input]:
    """The inputs of a group; `units` are those of the house that may be chosen."""
    fields = [one for one in GROUPS[group].fields if not only or one.name in only]
    return [made for one in fields for made in _inputs(group, one, typed, errors, units)]


def _inputs(
    group: str, field: Field, typed: Typed, errors: Mapping[str, str], units: Options
) -> list[Input]:
    name = f"{group}.{field.name}"
    said: dict[str, Any] = {
        "error": errors.get(name, ""),
        "hint": field.hint,
        "required": field.is_essential,
    }
    if field.kind is Kind.PLACE:
        return _place(name, field, typed, said)
    if field.kind is Kind.UNIT and not units:
        return [Input(name, field.label, value=typed.get(name, ""), **said)]
    kind = KINDS.get(field.kind, "text")
    return [Input(name, field.label, kind, typed.get(name, ""), _options(field, units), **said)]


def _place(name: str, field: Field, typed: Typed, said: dict[str, Any]) -> list[Input]:
    provinces = _codes(PROVINCES)
    address = _("%(what)s: commune and address", what=field.label)
    return [
        Input(
            f"{name}.province",
            _("%(what)s: province", what=field.label),
            "select",
            typed.get(f"{name}.province", ""),
            provinces,
        ),
        Input(f"{name}.detail", address, "text", typed.get(f"{name}.detail", ""), **said),
    ]


def _options(field: Field, units: Options) -> Options:
    if field.kind is Kind.UNIT:
        return [("", "–"), *units]
    if field.kind is Kind.FLAG:
        return [("", "–"), ("true", _("Yes")), ("false", _("No"))]
    return _codes(field.codes) if field.kind is Kind.CODE else ()


def _codes(list_id: str) -> Options:
    rows = codes.codes_of(list_id, clock.today())
    return [("", "–"), *((row.code, row.name(language())) for row in rows)]


def values_in(
    group: str, typed: Typed, on: date, units: Options = (), only: Sequence[str] = ()
) -> tuple[dict[str, Any], dict[str, str]]:
    """The values of a row and what is wrong, by the name of the input."""
    fields = [one for one in GROUPS[group].fields if not only or one.name in only]
    raw = {one.name: _raw(group, one, typed, units) for one in fields}
    values, problems = read(group, raw, on)
    return values, {f"{group}.{name}": problem for name, problem in problems.items()}


def _raw(group: str, field: Field, typed: Typed, units: Options) -> object:
    name = f"{group}.{field.name}"
    if field.kind is Kind.PLACE:
        province, detail = typed.get(f"{name}.province", ""), typed.get(f"{name}.detail", "")
        if province:
            return {"province": province, "detail": detail}
        return {"legacy": detail} if detail.strip() else None
    said = typed.get(name, "")
    if field.kind is Kind.UNIT and units and said:
        return {"unit": said, "name": _named(units, said)}
    return said


def _named(units: Options, uid: str) -> str:
    return next((str(label).lstrip("— ") for value, label in units if value == uid), "")


def typed_of(group: str, values: Mapping[str, Any]) -> dict[str, str]:
    """Stored values as they stand in a form, to be changed."""
    found: dict[str, str] = {}
    for field in GROUPS[group].fields:
        if (value := values.get(field.name)) is not None:
            found |= _typed(f"{group}.{field.name}", field, value)
    return found


def _typed(name: str, field: Field, value: Any) -> dict[str, str]:
    if field.kind is Kind.PLACE and isinstance(value, Mapping):
        parts = (value.get("detail", ""), value.get("commune", ""))
        detail = ", ".join(part for part in parts if part) or value.get("legacy", "")
        return {f"{name}.province": value.get("province", ""), f"{name}.detail": detail}
    if isinstance(value, Mapping):
        return {name: value.get("unit") or value.get("code") or value.get("name") or ""}
    if isinstance(value, list):
        return {name: "; ".join(map(str, value))}
    return {name: str(value).lower() if isinstance(value, bool) else str(value)}
