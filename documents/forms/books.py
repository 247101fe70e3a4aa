"""Which part of which register a page or a program asks for."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from documents import queries
from documents.queries import Asked
from documents.queries.registers import TITLES
from office import clock
from office.errors import Invalid, NotFound
from office.i18n import _
from office.permissions import Actor
from office.typed import whole

FIRST_YEAR = 1945
HIGHEST = 9_999_999


def asked_of(args: Mapping[str, str], reader: Actor) -> Asked:
    """Read the address; what cannot be read is left out, an unknown register is not there."""
    book = args.get("book") or "incoming"
    if book not in known_books(reader):
        raise NotFound(_("There is no such register."))
    this = clock.today().year
    year = number_of(args.get("year", ""), most=this + 1) or this
    return Asked(
        book=book,
        year=max(year, FIRST_YEAR),
        series=args.get("series", ""),
        first=number_of(args.get("first", "")) or 1,
        last=number_of(args.get("last", "")),
        from_on=clock.read_day(args.get("from_on", "")),
        to_on=clock.read_day(args.get("to_on", "")),
    )


def known_books(reader: Actor) -> dict[str, str]:
    """The registers of the reader's agency with their headings."""
    named = queries.named_registers(reader.agency_id or 0)
    return TITLES | {row.series: row.name for row in named}


def values_of(asked: Asked, **changed: Any) -> dict[str, Any]:
    """The part as it stands in an address."""
    part = replace(asked, **changed)
    return {
        "book": part.book,
        "year": part.year,
        "series": part.series or None,
        "first": part.first if part.first > 1 else None,
        "last": part.last,
        "from_on": part.from_on.isoformat() if part.from_on else None,
        "to_on": part.to_on.isoformat() if part.to_on else None,
    }


def number_of(text: str, most: int = HIGHEST) -> int | None:
    """A whole number from 1 on, or nothing."""
    found = whole(text)
    return min(found, most) if found else None


def whole_number(text: str, *, field: str) -> int:
    """A whole number that a form needs."""
    found = whole(text)
    if found is None or not 1 <= found <= HIGHEST:
        words = _("Fill in a whole number from 1 on.")
        raise Invalid(words, fields={field: words})
    return found
