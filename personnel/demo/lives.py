"""Who the officials of the demo are, and a row of a dossier as it is typed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

Raw = tuple[str, dict[str, Any], date, date | None]


@dataclass(frozen=True)
class Cast:
    """Who somebody is: the number makes everything else about him, the same each time."""

    number: int
    name: str
    sex: str
    unit: dict[str, str]
    agency: dict[str, str]
    title: str
    role: str


@dataclass(frozen=True)
class Life:
    """The days of a career."""

    born: date
    recruited: date
    appointed: date
