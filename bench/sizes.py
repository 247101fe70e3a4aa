"""How large the data sets are and how much disk they take."""

import os
from dataclasses import dataclass
from pathlib import Path

GIB = 1 << 30


@dataclass(frozen=True)
class Size:
    """One data set: a large agency with a third of everything, and smaller ones beside it."""

    documents: int
    agencies: int
    rooms: int
    large_rooms: int
    people: int
    large_people: int
    heavy: int
    light: int = 250

    @property
    def units(self) -> int:
        """Agencies with their rooms."""
        return 1 + self.large_rooms + (self.agencies - 1) * (1 + self.rooms)

    @property
    def room_needed(self) -> int:
        """Bytes on disk while one database of this size is built (measured, with a third more)."""
        return int(self.documents / 1_000_000 * 9 * GIB) + GIB // 8


MILLION = Size(
    documents=1_000_000,
    agencies=96,
    rooms=19,
    large_rooms=99,
    people=20_000,
    large_people=2_000,
    heavy=100_000,
)
PERCENT = Size(
    documents=10_000,
    agencies=2,
    rooms=9,
    large_rooms=9,
    people=200,
    large_people=100,
    heavy=1_000,
)
CRUMB = Size(
    documents=100,
    agencies=2,
    rooms=2,
    large_rooms=2,
    people=20,
    large_people=12,
    heavy=10,
    light=10,
)


@dataclass(frozen=True)
class Scale:
    """The data set that is measured, and the small one to which growth is related."""

    main: Size
    before: Size
    rounds: int
    deep_pages: int
    seconds_of_load: float
    name: str


FULL = Scale(MILLION, PERCENT, rounds=200, deep_pages=1_000, seconds_of_load=30, name="full")
SMALL = Scale(PERCENT, CRUMB, rounds=10, deep_pages=10, seconds_of_load=2, name="small")


def chosen_scale() -> Scale:
    """One per cent with SMALL=1."""
    return SMALL if os.environ.get("SMALL", "") not in ("", "0") else FULL


def bench_dir() -> Path:
    """Where data sets are kept between runs."""
    return Path(os.environ.get("OFFICE_BENCH_DIR", "var/bench")).absolute()
