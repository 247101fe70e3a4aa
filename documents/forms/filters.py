"""Filters of a register view, read from the address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from documents.models import Document, Urgency
from office import clock, law
from office.i18n import _
from office.typed import whole
from office.ui.parts import Link

FIRST_YEAR = 2000
SHOWN_YEARS = 3


@dataclass(frozen=True)
class Filter:
    """Year, urgency and type; each may be left out."""

    year: int | None = None
    urgent: str = ""
    type_code: str = ""

    def values(self) -> dict[str, Any]:
        """The filter as it stands in an address."""
        return {
            "year": self.year,
            "urgent": self.urgent or None,
            "type": self.type_code or None,
        }

    def conditions(self) -> list[Any]:
        """The filter as conditions on documents."""
        found: list[Any] = []
        if self.year:
            first = clock.local_midnight(date(self.year, 1, 1))
            after = clock.local_midnight(date(self.year + 1, 1, 1))
            found += [Document.created_at >= first, Document.created_at < after]
        if self.urgent:
            found.append(Document.urgency != Urgency.NORMAL)
        if self.type_code:
            found.append(Document.type_code == self.type_code)
        return found

    def links(self, address: Callable[["Filter"], str]) -> list[Link]:
        """Chips: a set one leads to the list without it."""
        found = [self._year(year, address) for year in _years(self.year)]
        other = replace(self, urgent="" if self.urgent else "1")
        found.append(Link(_("Urgent"), address(other), is_current=bool(self.urgent)))
        if self.type_code:
            without = replace(self, type_code="")
            name = law.document_type(self.type_code).vi
            found.append(Link(name, address(without), is_current=True, lang="vi"))
        return found

    def _year(self, year: int, address: Callable[["Filter"], str]) -> Link:
        is_on = self.year == year
        other = replace(self, year=None if is_on else year)
        return Link(_("Year %(year)s", year=year), address(other), is_current=is_on)


def filter_of(args: Mapping[str, str]) -> Filter:
    """Read a filter; what cannot be read is left out."""
    year = whole(args.get("year", "")) or 0
    known = {row.code for row in law.document_types()}
    return Filter(
        year=year if _is_year(year) else None,
        urgent="1" if args.get("urgent") else "",
        type_code=args.get("type", "") if args.get("type") in known else "",
    )


def _is_year(year: int) -> bool:
    return FIRST_YEAR <= year <= clock.today().year


def _years(chosen: int | None) -> list[int]:
    if chosen:
        return [chosen]
    this = clock.today().year
    return list(range(this, this - SHOWN_YEARS + 1, -1))
