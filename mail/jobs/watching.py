"""Looks every minute whether mail comes in and leaves."""

from typing import Any

from mail import operations
from mail.queries.pressure import pressure
from mail.queries.troubles import troubles
from office.outbox import every
from office.permissions import SYSTEM

SECONDS = 60.0


@every(name="mail.watch", seconds=SECONDS)
def watch(_body: dict[str, Any]) -> None:
    """Tell administrators what is wrong, once a day each."""
    operations.raise_alarms(pressure(), troubles(), by=SYSTEM)


__all__ = ["watch"]
