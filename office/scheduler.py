"""One worker of all is elected; its clock seals the audit trail and asks for the work of the hour.

APScheduler is only the clock: what it fires makes one outbox row ready, so that a double fire is
harmless and any worker may do the work.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from flask import Flask
from sqlalchemy import exists, select

from office import audit, clock, job_modules, outbox
from office.config import current_settings
from office.db import db, transaction
from office.outbox import Clockwork, JobState, OutboxMessage

log = structlog.get_logger(__name__)
SEAL_EVERY = 1.0
LATE_GRACE = timedelta(minutes=10)


# ------------------------------------------------------------------------------- clock


class Clock:
    """The clock of the elected worker."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._scheduler: BackgroundScheduler | None = None

    @property
    def is_running(self) -> bool:
        """Whether this worker is the elected one."""
        return self._scheduler is not None

    def start(self) -> None:
        """Begin to seal and to tick; a round that was missed while nobody led is not made up."""
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        scheduler = BackgroundScheduler(timezone=clock.LOCAL)
        self._add(scheduler, IntervalTrigger(seconds=SEAL_EVERY), "audit.seal", audit.seal_new)
        job_modules.load()
        with self._app.app_context():
            for work in outbox.clockworks.values():
                self._add(scheduler, trigger_of(work), work.name, partial(tick_now, work.name))
        scheduler.start()
        self._scheduler = scheduler
        log.info("clock_started", jobs=len(outbox.clockworks))

    def stop(self) -> None:
        """End the ticking; work already asked for is done by whoever works."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=True)
            self._scheduler = None

    def _add(
        self, scheduler: BackgroundScheduler, trigger: Any, name: str, act: Callable[[], object]
    ) -> None:
        scheduler.add_job(
            self._within_app,
            trigger,
            args=[act],
            id=name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=int(LATE_GRACE.total_seconds()),
        )

    def _within_app(self, act: Callable[[], object]) -> None:
        with self._app.app_context():
            act()


def trigger_of(work: Clockwork) -> Any:
    """The moments of a piece of work; crontab lines are read in the time of Vietnam."""
    if work.cron is not None:
        return CronTrigger.from_crontab(work.cron, timezone=clock.LOCAL)
    return IntervalTrigger(seconds=_seconds(work))


def _seconds(work: Clockwork) -> float:
    given = work.seconds(current_settings()) if callable(work.seconds) else work.seconds
    return given or 60.0


def tick_now(name: str) -> bool:
    """Ask for the round of this moment."""
    return tick(name, at=clock.now())


def tick(name: str, *, at: datetime) -> bool:
    """Ask for one round of a piece of clock work, unless the round before is still to be done."""
    work = outbox.clockworks[name]
    waiting = exists().where(
        OutboxMessage.key == f"tick:{name}", OutboxMessage.state == JobState.READY
    )
    if db.session.scalar(select(waiting)):
        return False
    with transaction():
        outbox.repeat(work.topic, key=f"tick:{name}", at=at.isoformat())
    return True
