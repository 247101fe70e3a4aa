"""The sandbox's own time: it must not depend on the clock of the house that it witnesses."""

import calendar
import time

_VIETNAM = 7 * 3600


def now() -> float:
    return time.time()


def local_text(at: float, pattern: str = "%Y/%m/%d %H:%M:%S") -> str:
    """Wall clock of Vietnam (UTC+7, no summer time)."""
    return time.strftime(pattern, time.gmtime(at + _VIETNAM))


def seconds_of(timestamp: str) -> float | None:
    """The instant of a wire timestamp ``ddMMyyyyTHHmmss+SSSS``."""
    try:
        parsed = time.strptime(timestamp.partition("+")[0] + " UTC", "%d%m%YT%H%M%S %Z")
    except ValueError:
        return None
    return calendar.timegm(parsed) - _VIETNAM
