"""What was typed, one reader for each kind: it gives the stored value or raises `Invalid`."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from email_validator import EmailNotValidError, validate_email

from office.errors import Invalid
from office.i18n import _
from personnel.record import citizen, codes, days, names
from personnel.record.shapes import Field, Kind

LONGEST = {Kind.TEXT: 500, Kind.NAME: 200, Kind.LONG_TEXT: 20_000, Kind.LIST: 2_000}
YES = frozenset({"true", "1", "yes", "on", "x", "co", "نعم"})
NO = frozenset({"false", "0", "no", "off", "khong", "لا"})
PLACE_PARTS = ("province", "commune", "list_date", "detail", "legacy")
CODE_PARTS = ("list", "code", "version", "label")
UNIT_PARTS = ("unit", "name")
_UNREADABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_GROUPS = re.compile(r"[+-]?\d{1,3}([.,\s]\d{3})+", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,15}(\.0)?", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d{1,12}([.,]\d{1,6})?", re.ASCII)
_PHONE = re.compile(r"\+[1-9]\d{7,14}", re.ASCII)
_HOME_PHONE = re.compile(r"0[1-9]\d{8,9}", re.ASCII)


def value(field: Field, typed: object, on: date) -> Any:
    """The stored value; nothing typed gives None."""
    if typed is None or (isinstance(typed, str) and not typed.strip()):
        return None
    return READERS[field.kind](field, typed, on)


def _text(field: Field, typed: object, on: date) -> str:
    text = _bounded(field, names.clean(_string(typed)))
    if not field.pattern:
        return text
    compact = re.sub(r"\s", "", text).upper()
    if re.fullmatch(field.pattern, compact, re.ASCII) is None:
        raise Invalid(_("This is not written as expected. %(hint)s", hint=field.hint))
    return compact


def _long_text(field: Field, typed: object, on: date) -> str:
    return _bounded(field, names.clean_lines(_string(typed)))


def _name(field: Field, typed: object, on: date) -> str:
    name = _bounded(field, names.clean(_string(typed)))
    if names.has_digits(name):
        raise Invalid(_("A name holds no digits."))
    if not names.is_name(name):
        raise Invalid(_("A name holds letters and spaces only."))
    return name


def _date(field: Field, typed: object, on: date) -> str:
    return days.whole(typed)


def _partial_date(field: Field, typed: object, on: date) -> str:
    return days.partial(typed)


def _number(field: Field, typed: object, on: date) -> int:
    text = str(typed).strip()
    if _GROUPS.fullmatch(text):
        text = re.sub(r"[.,\s]", "", text)
    if isinstance(typed, bool) or _WHOLE.fullmatch(text) is None:
        raise Invalid(_("Write a whole number in digits."))
    number = int(text.partition(".")[0])
    _check_limits(field, Decimal(number))
    return number


def _decimal(field: Field, typed: object, on: date) -> str:
    text = str(typed).strip()
    if isinstance(typed, bool) or _DECIMAL.fullmatch(text) is None:
        raise Invalid(_("Write a number in digits, for example 3,33."))
    number = Decimal(text.replace(",", "."))
    _check_limits(field, number)
    if field.decimals is None:
        return format(number, "f")
    rounded = round(number, field.decimals)
    if rounded != number:
        raise Invalid(_("At most %(count)s digits after the comma.", count=field.decimals))
    return format(rounded, "f")


def _code(field: Field, typed: object, on: date) -> dict[str, Any]:
    if not isinstance(typed, Mapping):
        written = _bounded(field, names.clean(_string(typed)))
        return codes.recognised(field.codes, written, on).stored()
    if typed.get("list", field.codes) != field.codes:
        raise Invalid(_("This code is of another list."))
    parts = _parts(field, typed, CODE_PARTS)
    row = codes.code(field.codes, parts.get("code", ""), on)
    entered = {part: parts[part] for part in ("version", "label") if part in parts}
    return row.stored() | entered


def _place(field: Field, typed: object, on: date) -> dict[str, str]:
    if not isinstance(typed, Mapping):
        return {"legacy": _bounded(field, names.clean(_string(typed)))}
    place = _parts(field, typed, PLACE_PARTS)
    if not {"province", "detail", "legacy"} & set(place):
        raise Invalid(_("Say at least the province or the address."))
    if "province" in place:
        place["list_date"] = days.whole(place.get("list_date", on))
        listed = date.fromisoformat(place["list_date"])
        row = codes.recognised(citizen.PROVINCES, place["province"], listed)
        place["province"] = row.code
    return place


def _unit(field: Field, typed: object, on: date) -> dict[str, str]:
    if not isinstance(typed, Mapping):
        return {"name": _bounded(field, names.clean(_string(typed)))}
    unit = _parts(field, typed, UNIT_PARTS)
    if not unit:
        raise Invalid(_("Choose a unit or write its name."))
    return unit


def _flag(field: Field, typed: object, on: date) -> bool:
    text = typed if isinstance(typed, bool) else names.folded(str(typed))
    if text is True or text in YES:
        return True
    if text is False or text in NO:
        return False
    raise Invalid(_("Answer yes or no."))


def _email(field: Field, typed: object, on: date) -> str:
    try:
        found = validate_email(
            _string(typed).strip(), check_deliverability=False, test_environment=True
        )
    except EmailNotValidError:
        raise Invalid(_("This is no e-mail address.")) from None
    return found.normalized


def _phone(field: Field, typed: object, on: date) -> str:
    """E.164; a number that begins with 0 is Vietnamese."""
    text = re.sub(r"[\s().-]", "", _string(typed))
    if _HOME_PHONE.fullmatch(text):
        return f"+84{text[1:]}"
    if text.startswith("00"):
        text = f"+{text[2:]}"
    if _PHONE.fullmatch(text) is None:
        raise Invalid(_("Write the number as 0912 345 678, or with the country: +84 912 345 678."))
    return text


def _citizen_id(field: Field, typed: object, on: date) -> str:
    number = re.sub(r"[\s.]", "", _string(typed))
    found = citizen.problems(number)
    if found:
        raise Invalid(found[0])
    return number


def _list(field: Field, typed: object, on: date) -> list[str]:
    parts = typed if isinstance(typed, list | tuple) else re.split(r"[;,\n]", _string(typed))
    return [_bounded(field, text) for text in (names.clean(_string(one)) for one in parts) if text]


def _parts(field: Field, typed: Mapping[str, Any], allowed: tuple[str, ...]) -> dict[str, str]:
    unknown = sorted(set(map(str, typed)) - set(allowed))
    if unknown:
        raise Invalid(_("This cannot be read: %(parts)s.", parts=", ".join(unknown)))
    cleaned = {part: names.clean(_string(typed.get(part) or "")) for part in allowed}
    return {part: _bounded(field, text) for part, text in cleaned.items() if text}


def _string(typed: object) -> str:
    if not isinstance(typed, str | int | float | Decimal):
        raise Invalid(_("Text is expected here."))
    return str(typed)


def _bounded(field: Field, text: str) -> str:
    if _UNREADABLE.search(text):
        raise Invalid(_("The text holds signs that nobody can read."))
    most = LONGEST.get(field.kind, 500)
    if len(text) > most:
        raise Invalid(_("The text is longer than %(count)s letters.", count=most))
    return text


def _check_limits(field: Field, number: Decimal) -> None:
    if field.least is not None and number < field.least:
        raise Invalid(_("At least %(least)s.", least=field.least))
    if field.most is not None and number > field.most:
        raise Invalid(_("At most %(most)s.", most=field.most))


READERS: Mapping[Kind, Callable[[Field, Any, date], Any]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _long_text,
    Kind.NAME: _name,
    Kind.DATE: _date,
    Kind.PARTIAL_DATE: _partial_date,
    Kind.NUMBER: _number,
    Kind.DECIMAL: _decimal,
    Kind.CODE: _code,
    Kind.PLACE: _place,
    Kind.UNIT: _unit,
    Kind.FLAG: _flag,
    Kind.EMAIL: _email,
    Kind.PHONE: _phone,
    Kind.CITIZEN_ID: _citizen_id,
    Kind.LIST: _list,
}
