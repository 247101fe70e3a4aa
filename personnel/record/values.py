"""Between people and the record: what was typed becomes values, values become words."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from office.errors import Invalid
from office.i18n import _, force_locale
from personnel.record import citizen, codes, days, reading
from personnel.record.groups import GROUPS
from personnel.record.names import folded
from personnel.record.shapes import Field, Kind

__all__ = ["folded", "masked", "plain", "read", "said"]

HOME_COUNTRY = "+84"


def read(group: str, raw: Mapping[str, object], on: date) -> tuple[dict[str, Any], dict[str, str]]:
    """The values of a row and what is wrong, by field; `on` is the day the code lists are of.

    Fields left empty are left out. Values of a record read as themselves.
    """
    fields = GROUPS[group].by_name
    values: dict[str, Any] = {}
    problems = {name: _("There is no such field.") for name in raw if name not in fields}
    for name, field in fields.items():
        try:
            found = reading.value(field, raw.get(name), on)
        except Invalid as refusal:
            problems[name] = str(refusal)
            continue
        if found not in (None, [], ""):
            values[name] = found
        elif field.is_essential:
            problems[name] = _("This must be filled in.")
    return values, problems


def plain(value: Any) -> Any:
    """The bare code of a coded value, the name of a unit; any other value is plain already."""
    if isinstance(value, Mapping):
        return value.get("code") or value.get("name") or value
    return value


def said(field: Field, value: Any, locale: str) -> str:
    """The value in words: dates as 01/07/2026, codes by name, places from small to large."""
    if value is None:
        return ""
    with force_locale(locale):
        return _SAID.get(field.kind, _said_text)(value, locale)


def masked(field: Field, value: Any) -> str:
    """A sensitive value where it need not be known: a number keeps its ends, the rest nothing."""
    if field.kind is Kind.CITIZEN_ID:
        return citizen.masked(value)
    return "********"


def _said_text(value: Any, locale: str) -> str:
    return str(value)


def _said_date(value: str, locale: str) -> str:
    return days.said(value)


def _said_decimal(value: str, locale: str) -> str:
    return value.replace(".", ",") if locale == "vi" else value


def _said_code(value: Mapping[str, str] | str, locale: str) -> str:
    """A code that was kept without its list is said as it is."""
    if isinstance(value, str):
        return value
    if locale == "vi":
        return value["label"]
    return codes.name(value["list"], value["code"], locale)


def _said_place(value: Mapping[str, str], locale: str) -> str:
    """Thôn, xã, tỉnh; an old place that has no codes as it was written."""
    province = value.get("province", "")
    if province:
        listed = date.fromisoformat(value["list_date"])
        province = codes.code(citizen.PROVINCES, province, listed).name(locale)
    parts = [value.get("detail", ""), value.get("commune", ""), province]
    return ", ".join(part for part in parts if part) or value.get("legacy", "")


def _said_unit(value: Mapping[str, str], locale: str) -> str:
    return value.get("name", "")


def _said_flag(value: bool, locale: str) -> str:  # noqa: FBT001  # the value itself
    return _("Yes") if value else _("No")


def _said_phone(value: str, locale: str) -> str:
    """As people dial it at home: 0912 345 678."""
    if not value.startswith(HOME_COUNTRY):
        return value
    number = f"0{value.removeprefix(HOME_COUNTRY)}"
    return f"{number[:-6]} {number[-6:-3]} {number[-3:]}"


def _said_list(value: list[str], locale: str) -> str:
    return "; ".join(value)


_SAID: Mapping[Kind, Callable[[Any, str], str]] = {
    Kind.DATE: _said_date,
    Kind.PARTIAL_DATE: _said_date,
    Kind.DECIMAL: _said_decimal,
    Kind.CODE: _said_code,
    Kind.PLACE: _said_place,
    Kind.UNIT: _said_unit,
    Kind.FLAG: _said_flag,
    Kind.PHONE: _said_phone,
    Kind.LIST: _said_list,
}
