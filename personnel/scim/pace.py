"""How fast an identity system may ask."""

from threading import Lock
from time import monotonic

from office.errors import Throttled
from office.i18n import _

MOST = 1200
WINDOW = 60.0


class Pace:
    """So many requests of one token in a minute, counted in each server process by itself."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._seen: dict[str, tuple[float, int]] = {}
        self._lock = Lock()

    def take(self, key: str) -> None:
        """Count a request; refuse it when the minute is full."""
        now = monotonic()
        with self._lock:
            since, count = self._seen.get(key, (now, 0))
            if now - since >= WINDOW:
                since, count = now, 0
                self._seen = {k: v for k, v in self._seen.items() if now - v[0] < WINDOW}
            self._seen[key] = since, count + 1
        if count >= self.most:
            raise Throttled(
                _("Too many requests came with this token; go on in a minute."),
                retry_after=int(WINDOW - (now - since)) + 1,
            )
