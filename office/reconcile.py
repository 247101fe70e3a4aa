"""Maintained counters are counted anew each night; what had drifted is said to the operator."""

from collections.abc import Callable
from typing import Any

import structlog

from office.db import transaction
from office.outbox import every

log = structlog.get_logger(__name__)
Counter = Callable[[], int]
_counters: dict[str, Counter] = {}


def reconciles(name: str) -> Callable[[Counter], Counter]:
    """Register a function that counts anew, mends, and says how many rows were wrong."""

    def keep(counter: Counter) -> Counter:
        _counters[name] = counter
        return counter

    return keep


@every(name="counters.reconcile", cron="30 2 * * *")
def reconcile(_body: dict[str, Any]) -> None:
    """Mend every counter, each in a transaction of its own."""
    for name, drift in mend().items():
        if drift:
            log.warning("counter_drift", counter=name, rows=drift)


def mend() -> dict[str, int]:
    """Count everything anew; the number of rows that were wrong by counter."""
    found = {}
    for name, counter in _counters.items():
        with transaction():
            found[name] = counter()
    return found
