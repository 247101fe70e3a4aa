"""The sandbox's own time: it must not depend on the clock of the house that it witnesses."""

import time

DAY = 24 * 3600


def now() -> float:
    return time.time()


def stamp(at: float | None = None) -> str:
    """An instant as it stands in bodies."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now() if at is None else at))


def today() -> str:
    """The day in Vietnam (UTC+7)."""
    return time.strftime("%Y-%m-%d", time.gmtime(now() + 7 * 3600))
