"""Calendar files of others: when somebody is busy, told by the limited child."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from office.foreign.child import Limits, run_child
from office.foreign.refusals import ForeignFileRefused, Reason

LARGEST = 4 << 20
# Somebody waits for the page: a file that takes longer is one that nobody's calendar is.
SHORT = Limits(seconds=15, cpu_seconds=10, memory_mb=768, file_mb=8)


@dataclass(frozen=True)
class BusyTime:
    """From when to when; `uid` names the event, so that a meeting of ours can be left out."""

    starts_at: datetime
    ends_at: datetime
    uid: str


def busy_times(
    data: bytes, *, begin: datetime, end: datetime, zone: str, limits: Limits = SHORT
) -> list[BusyTime]:
    """The times taken in a frame by an iCalendar file; raises `ForeignFileRefused`."""
    if len(data) > LARGEST:
        raise ForeignFileRefused(Reason.TOO_LARGE)
    options = {"begin": begin.isoformat(), "end": end.isoformat(), "zone": zone}
    with NamedTemporaryFile(prefix="calendar-") as kept:
        kept.write(data)
        kept.flush()
        result = run_child("busy_times", Path(kept.name), limits=limits, **options)
    return [
        BusyTime(datetime.fromisoformat(first), datetime.fromisoformat(last), uid)
        for first, last, uid in result.facts["spans"]
    ]
