"""Of which day and as known when a record is asked for, out of an address."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from office import clock
from personnel.rows.record import AsOf


def as_of(args: Mapping[str, str], day: str = "on", known: str = "known") -> AsOf:
    """What cannot be read means today and now; a day alone means its end."""
    return AsOf(_day(args.get(day, "")) or clock.today(), _instant(args.get(known, "")))


def _day(text: str) -> date | None:
    found = clock.read_day(text.strip())
    return found if found and clock.EARLIEST <= found <= clock.LATEST else None


def _instant(text: str) -> datetime | None:
    found = _day(text[: len("2026-07-01")])
    if found is None:
        return None
    if len(text) == len("2026-07-01T10:00"):
        hours, minutes = text[11:13], text[14:16]
        if hours.isdecimal() and minutes.isdecimal():
            return clock.local_midnight(found) + timedelta(hours=int(hours), minutes=int(minutes))
    return clock.midnight_after(found)
