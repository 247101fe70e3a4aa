"""An address book as files that other programs read: tables, directories (LDIF), cards (vCard)."""

import base64
import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import StringIO

from icalendar import vText

from office.sheets import FORMULA_STARTS

LONGEST_LINE = 75
SAFE_FIRST = set(range(1, 128)) - {ord(one) for one in "\n\r :<"}


@dataclass(frozen=True)
class Listed:
    """What everybody may know of who has an address."""

    name: str
    address: str
    title: str
    unit: str
    agency: str


def as_table(listed: Iterable[Listed], headings: Iterable[str]) -> str:
    """CSV (RFC 4180) that a spreadsheet shows and never reckons with."""
    made = StringIO()
    rows = csv.writer(made)
    rows.writerow(headings)
    for one in listed:
        values = (one.name, one.title, one.unit, one.agency, one.address)
        rows.writerow([f"'{text}" if text.startswith(FORMULA_STARTS) else text for text in values])
    return "\ufeff" + made.getvalue()


def as_directory(listed: Iterable[Listed], base: str) -> str:
    """LDIF (RFC 2849) of people and functions (RFC 2798, RFC 4519) below a domain's entry."""
    root = ",".join(f"dc={part}" for part in base.split("."))
    return "version: 1\n\n" + "\n".join(_entry(one, root) for one in listed)


def _entry(one: Listed, root: str) -> str:
    attributes = [
        ("dn", f"mail={_in_name(one.address)},{root}"),
        *(("objectClass", name) for name in ("top", "person", "organizationalPerson")),
        ("objectClass", "inetOrgPerson"),
        ("cn", one.name),
        ("sn", one.name.split()[0] if one.name.split() else one.address),
        ("mail", one.address),
        ("title", one.title),
        ("ou", one.unit),
        ("o", one.agency),
    ]
    return "".join(_line(name, value) for name, value in attributes if value)


def _in_name(value: str) -> str:
    """Signs that mean something in a distinguished name (RFC 4514 2.4)."""
    return "".join(f"\\{one}" if one in ',+"\\<>;=#' else one for one in value)


def _line(name: str, value: str) -> str:
    """A value with other letters than ASCII, or that begins or ends oddly, goes as base64."""
    raw = value.encode()
    is_safe = raw[0] in SAFE_FIRST and not value.endswith(" ")
    if is_safe and all(0 < one < 128 and one not in (10, 13) for one in raw):
        return f"{name}: {value}\n"
    return f"{name}:: {base64.b64encode(raw).decode()}\n"


def as_cards(listed: Iterable[Listed]) -> str:
    """Cards (vCard 4.0, RFC 6350), one behind the other."""
    return "".join(_card(one) for one in listed)


def _card(one: Listed) -> str:
    family, _space, given = one.name.partition(" ")
    values = [
        ("FN", _text(one.name or one.address)),
        ("N", f"{_text(family)};{_text(given)};;;"),
        ("EMAIL", _text(one.address)),
        ("TITLE", _text(one.title)),
        ("ORG", ";".join(_text(part) for part in (one.agency, one.unit) if part)),
    ]
    lines = [f"{name}:{value}" for name, value in values if value]
    whole = ["BEGIN:VCARD", "VERSION:4.0", *lines, "END:VCARD"]
    return "".join(f"{_folded(line)}\r\n" for line in whole)


def _folded(line: str) -> str:
    """No line is longer than 75 octets (RFC 6350 3.2), and no letter is torn apart."""
    pieces = [""]
    for sign in line:
        if len((pieces[-1] + sign).encode()) > LONGEST_LINE:
            pieces.append(" ")
        pieces[-1] += sign
    return "\r\n".join(pieces)


def _text(value: str) -> str:
    return vText(value).to_ical().decode()


FORMS: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "ldif": "text/plain; charset=utf-8",
    "vcf": "text/vcard; charset=utf-8",
}
