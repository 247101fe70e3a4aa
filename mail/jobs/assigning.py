"""Who handles conversations of shared boxes is reminded; what lost its handler goes back."""

from typing import Any

from mail import operations
from office import clock
from office.outbox import every
from office.permissions import SYSTEM

TAKEN_BACK_EVERY = 600.0


@every(name="mail.remind", cron="10 7 * * *")
def remind(_body: dict[str, Any]) -> None:
    """Each working morning; what falls on a day off is told before it."""
    if clock.is_working_day(clock.today()):
        operations.remind_handlers(by=SYSTEM)


@every(name="mail.handlers", seconds=TAKEN_BACK_EVERY)
def take_back(_body: dict[str, Any]) -> None:
    """A tenure or a lent right ends by itself; nobody is there to hand the work on."""
    operations.take_back_orphans(by=SYSTEM)
