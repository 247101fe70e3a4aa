"""A server process that is told to end lets its listeners go at once; they come back elsewhere.

The server's own handler of the signal waits for answers that are under way, and a stream would be
under way for ever: so the signal is heard a second time, by a pipe that the interpreter writes to.
"""

import os
import signal
import threading

from flask import Flask

from office.live.hub import hub_of

LAST = (signal.SIGTERM, signal.SIGINT)


def let_go_when_told(app: Flask) -> None:
    """Hear the signals of this process; called from its main thread."""
    heard, told = os.pipe()
    os.set_blocking(told, False)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    threading.Thread(target=_wait, args=(app, heard), name="live-leaving", daemon=True).start()


def _wait(app: Flask, heard: int) -> None:
    while not any(number in LAST for number in os.read(heard, 16)):
        pass
    hub_of(app).close()
