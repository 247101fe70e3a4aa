"""How long recordings are kept (thời hạn bảo quản): dated rows, because circulars change."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from office.law import Dated

DATA = Path(__file__).parent / "data" / "retention.toml"


@dataclass(frozen=True, kw_only=True)
class Retention(Dated):
    """A period in years, counted from the day of the meeting."""

    code: str
    years: int

    def last_day(self, held_on: date) -> date:
        """The last day on which the recording is kept."""
        leap = (held_on.month, held_on.day) == (2, 29)
        return held_on.replace(year=held_on.year + self.years, day=28 if leap else held_on.day)


def retention(held_on: date) -> Retention:
    """The period for a meeting held on a day; before the first row the first row holds."""
    rows = _rows()
    return next((row for row in reversed(rows) if row.valid_from <= held_on), rows[0])


def fewest_years() -> int:
    """The shortest period of all rows: what is younger is kept in any case."""
    return min(row.years for row in _rows())


@cache
def _rows() -> tuple[Retention, ...]:
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))["row"]
    return tuple(sorted((Retention(**row) for row in rows), key=lambda row: row.valid_from))
