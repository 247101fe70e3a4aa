"""Conversations that stay open for a moment: the next letter to a destination goes on the same.

Only one letter of a line of the queue is under way at once, so each conversation has one user. On
which nothing was said for seconds is ended; the hundredth letter ends it too.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from mail.jobs import ways
from mail.wire.client import Talk
from mail.wire.hops import Hop
from mail.wire.route import Route

IDLE = 3.0
Name = tuple[str, tuple[Hop, ...]]
_lock = threading.Lock()
_open: dict[Name, tuple[Talk, threading.Timer]] = {}


@contextmanager
def borrowed(line: str, found: Route) -> Iterator[Talk]:
    """The open conversation of a line by a route, else a new one; kept open while it is good."""
    name = (line, found.hops)
    talk = _take(name) or Talk(found.hops, own_name=ways.own_name(), dial=ways.dialing())
    try:
        yield talk
    except BaseException:
        talk.end()
        raise
    if talk.is_open:
        _keep(name, talk)
    else:
        talk.end()


def _take(name: Name) -> Talk | None:
    with _lock:
        found = _open.pop(name, None)
    if found is None:
        return None
    found[1].cancel()
    return found[0]


def _keep(name: Name, talk: Talk) -> None:
    timer = threading.Timer(IDLE, _end, (name, talk))
    timer.daemon = True
    with _lock:
        before = _open.get(name)
        _open[name] = (talk, timer)
    timer.start()
    if before is not None:
        before[1].cancel()
        before[0].end()


def _end(name: Name, talk: Talk) -> None:
    with _lock:
        if _open.get(name, (None,))[0] is not talk:
            return
        del _open[name]
    talk.end()
