"""Figures over many rows are kept for a while, the more rows the longer; few are counted anew."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any, Generic, TypeVar

from office import clock
from office.db import db
from office.permissions import Actor

FEW = 100  # rows that are counted at every visit
A_SECOND = 20  # so many rows are worth a second
LONGEST = 120.0  # seconds
MOST_KEPT = 500
T = TypeVar("T")


@dataclass(frozen=True)
class Kept(Generic[T]):
    """What was counted, from how many rows, and when."""

    value: T
    rows: int
    at: datetime


_kept: OrderedDict[Any, tuple[float, Kept[Any]]] = OrderedDict()
_lock = Lock()


def kept(name: str, actor: Actor, count: Callable[[], tuple[T, int]]) -> Kept[T]:
    """The figures of this name for this reader; `count` gives them and the rows they came from."""
    key = (db.engine, name, actor.person_id, actor.tenure_id, actor.delegation_id)
    with _lock:
        until, known = _kept.get(key, (0.0, None))
    if known is not None and time.monotonic() < until:
        return known
    value, rows = count()
    made = Kept(value, rows, clock.now())
    if rows > FEW:
        _keep(key, made)
    return made


def _keep(key: Any, made: Kept[Any]) -> None:
    with _lock:
        _kept[key] = time.monotonic() + min(made.rows / A_SECOND, LONGEST), made
        _kept.move_to_end(key)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)


def forget(tenure_id: int | None = None) -> None:
    """Count everything anew at the next visit, of one post or of all."""
    with _lock:
        for key in [one for one in _kept if tenure_id in (None, one[3])]:
            del _kept[key]
