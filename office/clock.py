"""The only clock: instants in UTC, days and deadlines in the time of Vietnam."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
WORK_ENDS = time(17, 0)
LAST = datetime.max.replace(tzinfo=UTC)
AHEAD = timedelta(hours=9)  # of Vietnam before UTC, and more than it ever was
COUNTED = 1500  # days: those further away count five a week
EARLIEST, LATEST = date(1800, 1, 1), date(2199, 12, 31)
PUBLIC_DAYS = Path(__file__).parent / "law" / "data" / "public_days.toml"

Overrides = Callable[[], Mapping[date, bool]]
_overrides: list[Overrides] = []


_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """This instant, aware, in UTC."""
    return _told.get() or datetime.now(UTC)


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let the clock stand at a past moment; only demo folders write a history this way."""
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)


def stands() -> bool:
    """Whether a past is being written."""
    return _told.get() is not None


def today() -> date:
    """The day in Vietnam."""
    return to_local(now()).date()


def read_day(text: str) -> date | None:
    """A day as a browser writes it; one that no paper and no deadline can bear is none."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if EARLIEST <= found <= LATEST else None


def to_local(at: datetime) -> datetime:
    """The instant as Vietnam's wall clock shows it; past the calendar's end its last one."""
    return LAST.replace(tzinfo=LOCAL) if at > LAST - AHEAD else at.astimezone(LOCAL)


def local_midnight(day: date) -> datetime:
    """The first instant of a day in Vietnam, in UTC; the calendar begins with its first one."""
    if day == date.min:
        return datetime.min.replace(tzinfo=UTC)
    return datetime.combine(day, time.min, LOCAL).astimezone(UTC)


def midnight_after(day: date) -> datetime:
    """The first instant after a day in Vietnam; the calendar ends with its last one."""
    return LAST if day == date.max else local_midnight(day + timedelta(days=1))


def end_of_work(day: date) -> datetime:
    """The instant a deadline of that day runs out (17:00 local), in UTC."""
    return datetime.combine(day, WORK_ENDS, LOCAL).astimezone(UTC)


def use_overrides(source: Overrides) -> None:
    """Take an agency calendar of swapped and extra days; its rows win over the public holidays."""
    _overrides[:] = [source]


@cache
def _listed() -> dict[int, frozenset[date]]:
    rows = tomllib.loads(PUBLIC_DAYS.read_text(encoding="utf-8"))["row"]
    return {row["year"]: frozenset(row["days"]) for row in rows}


@lru_cache(maxsize=32)
def _public_holidays(year: int) -> frozenset[date]:
    """The listed days; for years beyond the list those that the package counts."""
    if year in _listed():
        return _listed()[year]
    import holidays

    return frozenset(holidays.country_holidays("VN", years=year))


def is_working_day(day: date) -> bool:
    """Monday to Friday without public holidays, unless the calendar's own row says otherwise."""
    for source in _overrides:
        own = source().get(day)
        if own is not None:
            return own
    return day.weekday() < 5 and day not in _public_holidays(day.year)


def add_working_days(day: date, count: int) -> date:
    """The day that lies `count` working days after `day` (the day itself is not counted)."""
    step = timedelta(days=1 if count >= 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def working_days_between(first: date, last: date) -> int:
    """Working days after `first` up to `last`; negative when `last` lies before.

    A mistyped year is centuries away: there whole weeks are counted without their holidays.
    """
    if last < first:
        return -working_days_between(last, first)
    weeks = max((last - first).days - COUNTED, 0) // 7
    first += timedelta(weeks=weeks)
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return weeks * 5 + sum(is_working_day(day) for day in days)
