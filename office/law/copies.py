"""Which copies may be made of what (Decree 30/2020/NĐ-CP art. 25): dated rows."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from office.law import Dated, read_table


@dataclass(frozen=True, kw_only=True)
class CopyWay(Dated):
    """A form of copy, what must be held for it, and from which medium to which it is made."""

    kind: str
    held_as: str
    ways: tuple[tuple[str, str], ...]


def copy_way(kind: str, on: date) -> CopyWay:
    """What the law allows for a form of copy on a day."""
    return next(row for row in _ways() if row.kind == kind and row.holds(on))


@cache
def _ways() -> tuple[CopyWay, ...]:
    rows = read_table("copy_ways.toml")["row"]
    return tuple(
        CopyWay(**row | {"ways": tuple((made_from, made_as) for made_from, made_as in row["ways"])})
        for row in rows
    )
