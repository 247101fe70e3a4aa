"""The parent's side of the nursery: one process that forks children, kept while there is work.

Starting Python and loading parsers costs more than most orders; here it is done once. Whoever forks
himself (a server's workers, tests) gets a nursery of his own.
"""

import atexit
import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from itertools import count
from typing import Any

LOST = -9  # how an order ends whose nursery was killed


class Nursery:
    """A running nursery; orders of many threads are told apart by their numbers."""

    def __init__(self, start: str) -> None:
        self.pid = os.getpid()
        self._numbers = count(1)
        self._lock = threading.Lock()
        self._waiting: dict[int, _Waiting] = {}
        self.process = subprocess.Popen(  # noqa: S603  # our own interpreter and a fixed line
            [sys.executable, "-I", "-c", start],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={},
            start_new_session=True,
        )
        self._listener = threading.Thread(target=self._listen, name="nursery", daemon=True)
        self._listener.start()

    @property
    def is_alive(self) -> bool:
        """Whether it still takes orders of this very process."""
        return self.pid == os.getpid() and self.process.poll() is None

    def run(self, order: Mapping[str, Any], *, seconds: float) -> int | None:
        """Have an order done; its exit code, or None when the time was up and it was ended.

        `LOST` is the end of an order whose nursery ended.
        """
        waiting = _Waiting()
        number = next(self._numbers)
        self._waiting[number] = waiting
        self._tell({**order, "id": number})
        if waiting.done.wait(seconds):
            return waiting.code
        self._tell({"end": number})
        waiting.done.wait(seconds)
        return None

    def _tell(self, words: Mapping[str, Any]) -> None:
        pipe = self.process.stdin
        with self._lock, contextlib.suppress(BrokenPipeError, ValueError):
            if pipe is not None:
                pipe.write(json.dumps(words).encode() + b"\n")
                pipe.flush()
        if self.process.poll() is not None:
            self._lose()

    def _listen(self) -> None:
        with self.process:
            for line in self.process.stdout or ():
                number, code = map(int, line.split())
                self._waiting.pop(number, _Waiting()).tell(code)
        self._lose()

    def _lose(self) -> None:
        for number in list(self._waiting):
            self._waiting.pop(number, _Waiting()).tell(LOST)

    def close(self) -> None:
        """Let it end: it has no orders any more."""
        pipe = self.process.stdin
        if self.pid == os.getpid() and pipe is not None:
            with self._lock, contextlib.suppress(BrokenPipeError):
                pipe.close()
            self._listener.join()


def run(start: str, order: Mapping[str, Any], *, seconds: float) -> int | None:
    """Have an order done by the nursery of this process; one that was just going is replaced."""
    code = nursery(start).run(order, seconds=seconds)
    return nursery(start).run(order, seconds=seconds) if code == LOST else code


class _Waiting:
    """Somebody who waits for the end of his order."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.code = LOST

    def tell(self, code: int) -> None:
        self.code = code
        self.done.set()


kept: dict[str, Nursery] = {}
_making = threading.Lock()


def nursery(start: str) -> Nursery:
    """The nursery of this process that begins with a line of Python; made when it is needed."""
    with _making:
        known = kept.get(start)
        if known is None or not known.is_alive:
            kept[start] = known = Nursery(start)
        return known


@atexit.register
def close_all() -> None:
    """Leave no nursery behind."""
    for one in kept.values():
        one.close()
