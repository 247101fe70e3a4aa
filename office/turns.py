"""Writers of one process take turns before they ask a file for its lock: who came first goes first.

SQLite lets whoever waits look again after a pause that grows, so among many at once it is luck who
comes next, and somebody waits until his time is over. Here nobody looks: each is called.
"""

import os
import threading
from collections import deque
from weakref import WeakSet


class Turns:
    """A lock that is handed on in the order in which it was asked for; its holder may ask again."""

    def __init__(self) -> None:
        self._begin()
        _all.add(self)

    def _begin(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[tuple[int, threading.Lock]] = deque()
        self._holder: int | None = None
        self._depth = 0

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def come(self, *, seconds: float) -> bool:
        """Wait for one's turn; false when it did not come in time."""
        me, bell = threading.get_ident(), threading.Lock()
        with self._guard:
            if self._holder in (None, me):
                self._holder = me
                self._depth += 1
                return True
            bell.acquire()
            self._waiting.append((me, bell))
        return bell.acquire(timeout=seconds) or self._was_called((me, bell))

    def _was_called(self, entry: tuple[int, threading.Lock]) -> bool:
        """Whether it was called while it gave up; else it leaves the queue."""
        with self._guard:
            if entry not in self._waiting:
                return True
            self._waiting.remove(entry)
            return False

    def go(self) -> None:
        """Hand it on."""
        with self._guard:
            if self._holder != threading.get_ident():
                return  # forked in between: what the parent held is not ours
            self._depth -= 1
            if self._depth:
                return
            self._holder = None
            if self._waiting:
                self._holder, bell = self._waiting.popleft()
                self._depth = 1
                bell.release()


_all: WeakSet[Turns] = WeakSet()


def _begin_anew() -> None:
    """A forked process has one thread, and holds nothing of what its parent's threads held."""
    for one in list(_all):
        one._begin()  # noqa: SLF001


os.register_at_fork(after_in_child=_begin_anew)
