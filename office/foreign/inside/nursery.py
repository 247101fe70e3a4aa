"""A process that has loaded what children need and forks one for each order.

It never sees a foreign byte: orders name files, and only children open them. It ends when the one
who started it ends (its stdin closes), or when nobody asked it for a while. Standard library only.

An order is a line of JSON on stdin, `{"id": 7, …}`, or `{"end": 7}` to have it ended; each end of a
child is a line on stdout, its number and its exit code.
"""

import gc
import json
import os
import select
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any, NoReturn

IDLE = 120.0
PIECE = 1 << 16
Work = Callable[[dict[str, Any]], None]


def main(work: Work, prepare: Work) -> None:
    """Serve orders until stdin closes; `prepare` loads what an order needs, `work` does it."""
    wake, waker = os.pipe()
    for end in (wake, waker):
        os.set_blocking(end, False)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, _noticed)
    gc.disable()
    Nursery(work, prepare, wake).serve()


def _noticed(_number: int, _frame: object) -> None:
    """An end of a child is heard through the pipe that wakes the loop."""


def _kill(pid: int) -> None:
    """End a child with all that it started; one that has no group of its own yet is alone."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        os.kill(pid, signal.SIGKILL)


class Nursery:
    """The loop: orders come in, children are forked, their ends go out."""

    def __init__(self, work: Work, prepare: Work, wake: int) -> None:
        self.work, self.prepare, self.wake = work, prepare, wake
        self.living: dict[int, int] = {}
        self.rest = b""

    def serve(self) -> None:
        """Until stdin closes, or nothing was to do for a while."""
        while True:
            ready, _, _ = select.select([0, self.wake], [], [], IDLE)
            if not ready and not self.living:
                return
            if self.wake in ready:
                os.read(self.wake, PIECE)
                self._tell_ends()
            if 0 in ready and not self._take():
                self._end_all()
                return

    def _take(self) -> bool:
        piece = os.read(0, PIECE)
        *lines, self.rest = (self.rest + piece).split(b"\n")
        for line in lines:
            self._do(json.loads(line))
        return bool(piece)

    def _do(self, order: dict[str, Any]) -> None:
        if "end" in order:
            self._end(order["end"])
            return
        try:
            self.prepare(order)
        except BaseException:  # noqa: BLE001 - the child meets it again and says so
            gc.collect()
        gc.freeze()
        pid = os.fork()
        if pid == 0:
            self._be_child(order)
        self.living[pid] = order["id"]

    def _be_child(self, order: dict[str, Any]) -> NoReturn:
        code = 1
        try:
            self._leave_nursery(order)
            self.work(order)
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        except BaseException:  # noqa: BLE001 - it ends here, and its words are kept
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)

    def _leave_nursery(self, order: dict[str, Any]) -> None:
        """Its own group, folder, environment and errors; no way back to the orders of others."""
        os.setsid()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.chdir(order["out"])
        os.environ.clear()
        os.environ.update(order["environment"])
        nothing = os.open(os.devnull, os.O_RDWR)
        errors = os.open(order["errors"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        for given, wanted in ((nothing, 0), (nothing, 1), (errors, 2)):
            os.dup2(given, wanted)
        os.closerange(3, 256)
        gc.enable()

    def _end(self, number: int) -> None:
        for pid, known in self.living.items():
            if known == number:
                _kill(pid)

    def _end_all(self) -> None:
        for pid in self.living:
            _kill(pid)

    def _tell_ends(self) -> None:
        while self.living:
            over = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            if over is None:
                return
            pid = over.si_pid
            _kill(pid)  # what it left running; until it is buried, it is there
            code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            os.write(1, f"{self.living.pop(pid)} {code}\n".encode())
