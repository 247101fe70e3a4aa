"""One thread of a process reads what happened and passes it to the queue of each listener.

It asks the tables only after a commit (SQLite: within the poll; PostgreSQL: when told), once for
all listeners of a channel. A listener that does not keep up is told to load its page again.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import structlog
from flask import Flask

from office.db import follow_commits
from office.live.channels import FOLLOWED, Channel, Told, wakes

log = structlog.get_logger(__name__)
ROOM = 200
AT_ONCE = 500
POLL = 0.2
AT_A_TIME, BREATH = 50, 0.002  # a thousand threads woken at once only get in each other's way
PAUSE = 1.0
THREAD = "live-hub"


class Listener:
    """The bounded queue of one stream; what does not fit is gone, and the reader is told so.

    One thread puts and one takes. The bell is a lock that is closed while nothing waits: with a
    condition each reader woke twice, for the bell and for the lock that the teller still held.
    """

    __slots__ = ("_bell", "_has_lost", "_waiting")

    def __init__(self) -> None:
        self._waiting: deque[Told] = deque()
        self._bell = threading.Lock()
        self._bell.acquire()
        self._has_lost = False

    def put(self, told: Told) -> bool:
        """Keep it for the reader; false when the queue was full."""
        fits = len(self._waiting) < ROOM
        if fits:
            self._waiting.append(told)
        else:
            self._waiting.clear()
            self._has_lost = True
        self.ring()
        return fits

    def ring(self) -> None:
        """Let the reader look up, also when there is nothing for him."""
        if self._bell.locked():
            with suppress(RuntimeError):  # rung by another just now
                self._bell.release()

    def take(self, seconds: float) -> list[Told]:
        """All that waits; waits itself for at most that long, and may come back with nothing."""
        if not self._waiting and not self._has_lost:
            self._bell.acquire(timeout=max(0.0, seconds))
        found = []
        while self._waiting:
            with suppress(IndexError):  # thrown away just now
                found.append(self._waiting.popleft())
        return found

    def has_lost(self) -> bool:
        """Whether something was thrown away since this was asked last."""
        if not self._has_lost:
            return False
        self._has_lost = False
        return True


@dataclass
class Counts:
    """What this process did since its start."""

    told: int = 0
    lost: int = 0
    refused: int = 0


class Hub:
    """The listeners of this process, and the thread that serves them while there are any."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._guard = threading.Lock()
        self._listeners: dict[tuple[str, str], set[Listener]] = {}
        self._heard: dict[tuple[str, str], int] = {}
        self._channels: dict[str, Channel] = {}
        self._follower: _Follower | None = None
        self._taken: dict[str, int] = {}
        self.counts = Counts()
        self.is_closing = False

    # ------------------------------------------------------------------ places

    def take_place(self, kind: str, most: int) -> bool:
        """Whether there was still a place of this kind (a stream, a wait)."""
        with self._guard:
            taken = self._taken.get(kind, 0)
            if taken >= most or self.is_closing:
                self.counts.refused += 1
                return False
            self._taken[kind] = taken + 1
            return True

    def free_place(self, kind: str) -> None:
        """Give a place back."""
        with self._guard:
            self._taken[kind] -= 1

    def taken(self, kind: str) -> int:
        """How many places of this kind are taken now."""
        return self._taken.get(kind, 0)

    # --------------------------------------------------------------- listening

    def join(self, channel: Channel, key: str) -> Listener:
        """A new listener: whatever is committed from now on comes into its queue."""
        place, listener = (channel.name, key), Listener()
        with self._guard:
            self._channels[channel.name] = channel
            self._listeners.setdefault(place, set()).add(listener)
            is_known = place in self._heard
        newest = 0 if is_known else channel.newest(key)
        with self._guard:
            self._heard.setdefault(place, newest)
            if self._follower is None:
                self._follower = _Follower(self._app, self._ring)
        return listener

    def leave(self, channel: Channel, key: str, listener: Listener) -> None:
        """The last one to leave ends the thread."""
        place = (channel.name, key)
        ended: _Follower | None = None
        with self._guard:
            left = self._listeners.get(place, set())
            left.discard(listener)
            if not left:
                self._listeners.pop(place, None)
                self._heard.pop(place, None)
            if not self._listeners:
                ended, self._follower = self._follower, None
        if ended:
            ended.end()

    @contextmanager
    def listening(self, channel: Channel, key: str) -> Iterator[Listener]:
        """A listener for the length of a block."""
        listener = self.join(channel, key)
        try:
            yield listener
        finally:
            self.leave(channel, key, listener)

    def listeners(self, name: str, key: str) -> list[Listener]:
        """Who listens to a key in this process."""
        with self._guard:
            return list(self._listeners.get((name, key), ()))

    def close(self) -> None:
        """The process ends: every stream is let go, and comes back to another one."""
        with self._guard:
            self.is_closing = True
            everybody = [one for some in self._listeners.values() for one in some]
        for listener in everybody:
            listener.ring()

    # ----------------------------------------------------------------- telling

    def _ring(self) -> None:
        with self._app.app_context():
            for channel in list(self._channels.values()):
                while self._pass_on(channel) == AT_ONCE:
                    pass

    def _pass_on(self, channel: Channel) -> int:
        with self._guard:
            heard = {key: at for (name, key), at in self._heard.items() if name == channel.name}
        if not heard:
            return 0
        found = list(channel.since(heard, AT_ONCE))
        for told in found:
            self._tell((channel.name, told.key), told)
        return len(found)

    def _tell(self, place: tuple[str, str], told: Told) -> None:
        with self._guard:
            if told.id <= self._heard.get(place, told.id):
                return
            self._heard[place] = told.id
            listeners = list(self._listeners.get(place, ()))
        for at, listener in enumerate(listeners, start=1):
            self.counts.told += 1
            self.counts.lost += not listener.put(told)
            if at % AT_A_TIME == 0:
                time.sleep(BREATH)


class _Follower:
    """The thread that hears of commits; it begins again after a fault, and nothing is lost."""

    def __init__(self, app: Flask, ring: Callable[[], None]) -> None:
        self._app, self._ring = app, ring
        self._stop, self._wake = threading.Event(), threading.Event()
        wakes.append(self._wake.set)
        self._thread = threading.Thread(target=self._run, name=THREAD, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._follow()
            except Exception as fault:  # noqa: BLE001 - whatever it was, the streams go on
                log.warning("live_fault", error=type(fault).__name__)
                self._stop.wait(PAUSE)

    def _follow(self) -> None:
        with self._app.app_context():
            follow_commits(FOLLOWED, self._ring, wake=self._wake, stop=self._stop, file_poll=POLL)

    def end(self) -> None:
        """Stop; does not wait for it."""
        wakes.remove(self._wake.set)
        self._stop.set()
        self._wake.set()


def hub_of(app: Flask) -> Hub:
    """The hub of an application, made on first use."""
    found: Hub = app.extensions.get("office.live") or app.extensions.setdefault(
        "office.live", Hub(app)
    )
    return found


def now() -> float:
    """Seconds of a clock that only runs forward; for waits, not for dates."""
    return time.monotonic()
