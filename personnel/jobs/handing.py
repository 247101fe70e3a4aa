"""Each morning what is still to be handed over is told to those whom it concerns."""

from typing import Any

from office.outbox import every
from office.permissions import SYSTEM
from personnel import operations


@every(name="personnel.handover", cron="10 6 * * *")
def remind(_body: dict[str, Any]) -> None:
    """Before the last day, and on it."""
    operations.remind_of_handovers(by=SYSTEM)
