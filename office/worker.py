"""The worker process: a share of threads for each lane, a watcher to wake them, one elected clock.

A job runs outside any transaction under a lease that a heartbeat renews; a worker that dies leaves
its leases to run out, one that is told to stop finishes or gives back what it holds.
"""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from types import FrameType
from typing import Any

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from office import outbox
from office.config import Settings, current_settings
from office.db import Election, election, follow_commits
from office.outbox import CHANNEL, LEASE, Claimed, Lane
from office.scheduler import Clock

log = structlog.get_logger(__name__)
IDLE_POLL = 1.0
LONGEST_SLEEP = 30.0
ELECTION_EVERY = 1.0
GRACE = 20.0
LINES_OUT = 6


def shares(settings: Settings) -> dict[Lane, int]:
    """How many threads each lane has for itself; none can take another's."""
    single = dict.fromkeys((Lane.MAIL, Lane.BULK, Lane.TICK), 1)
    return {Lane.ACT: settings.worker_threads_act, Lane.OUT: LINES_OUT, **single}


class Worker:
    """Threads that claim and do; `lease` is short in tests only."""

    def __init__(self, app: Flask, *, lease: timedelta = LEASE) -> None:
        self._app = app
        self._lease = lease
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self._stop = threading.Event()
        self._bells: dict[Lane, threading.Event] = {lane: threading.Event() for lane in Lane}
        self._held: dict[int, Claimed] = {}
        self._guard = threading.Lock()
        self._threads: list[threading.Thread] = []

    def run(self, share: Mapping[Lane, int]) -> None:
        """Work until `stop`; then finish or give back within the grace."""
        for lane, count in share.items():
            for number in range(count):
                self._spawn(f"{lane.value}-{number}", self._work, lane)
        for act in (self._watch, self._look_round, self._keep_leases, self._stand_for_election):
            self._spawn(act.__name__.strip("_"), act)
        log.info("worker_started", worker=self._name)
        self._stop.wait()
        self._wind_up()

    def stop(self) -> None:
        """Claim nothing more."""
        self._stop.set()
        for bell in self._bells.values():
            bell.set()

    def _spawn(self, name: str, act: Callable[..., None], *given: Any) -> None:
        thread = threading.Thread(target=self._steadily, args=(act, *given), name=name, daemon=True)
        thread.start()
        self._threads.append(thread)

    def _steadily(self, act: Callable[..., None], *given: Any) -> None:
        """Begin again after a fault: a lane without its thread would stand still unseen."""
        while not self._stop.is_set():
            try:
                act(*given)
            except Exception as fault:  # noqa: BLE001 - whatever it was, the others go on
                log.warning("worker_fault", act=act.__name__, error=type(fault).__name__)
                self._stop.wait(IDLE_POLL)

    # ------------------------------------------------------------------ doing

    def _work(self, lane: Lane) -> None:
        while not self._stop.is_set():
            self._bells[lane].clear()
            while self._do_next(lane):
                pass
            if not self._stop.is_set():
                self._bells[lane].wait(LONGEST_SLEEP)

    def _do_next(self, lane: Lane) -> bool:
        if self._stop.is_set():
            return False
        with self._app.app_context():
            if not outbox.is_due((lane,)):
                return False
            jobs = outbox.claim(self._name, (lane,), lease=self._lease)
        for job in jobs:
            self._do(job)
        return bool(jobs)

    def _do(self, job: Claimed) -> None:
        with self._guard:
            self._held[job.id] = job
        try:
            with self._app.app_context():
                outbox.perform(job)
        finally:
            with self._guard:
                del self._held[job.id]

    def _holding(self) -> list[Claimed]:
        with self._guard:
            return list(self._held.values())

    # ----------------------------------------------------------------- waking

    def _ring(self) -> None:
        """Wake the lanes that have something to do, and no other."""
        with self._app.app_context():
            for lane in outbox.due_lanes():
                self._bells[lane].set()

    def _watch(self) -> None:
        """Ring when a commit, in whichever process, may have brought something."""
        while not self._stop.is_set():
            with self._app.app_context():
                follow_commits(CHANNEL, self._ring, wake=outbox.wake, stop=self._stop)

    def _look_round(self) -> None:
        """Ring for what waited for its hour or for the lease of a lost worker to run out."""
        while not self._stop.wait(IDLE_POLL):
            self._ring()

    # ---------------------------------------------------------------- leading

    def _keep_leases(self) -> None:
        while not self._stop.wait(self._lease.total_seconds() / 3):
            self._about_held(lambda held: outbox.renew(held, self._lease))

    def _about_held(self, act: Callable[[list[Claimed]], None]) -> None:
        held = self._holding()
        if not held:
            return
        with self._app.app_context(), suppress(SQLAlchemyError):
            act(held)

    def _stand_for_election(self) -> None:
        with self._app.app_context():
            seat = election(current_settings().data_dir / "scheduler.lock")
        ticking = Clock(self._app)
        try:
            while not self._stop.is_set():
                self._lead(ticking, seat)
                self._stop.wait(ELECTION_EVERY)
        finally:
            ticking.stop()
            seat.resign()

    def _lead(self, ticking: Clock, seat: Election) -> None:
        with self._app.app_context():
            won = seat.is_won()
        if won and not ticking.is_running:
            ticking.start()
        elif ticking.is_running and not won:
            ticking.stop()

    # --------------------------------------------------------------- stopping

    def _wind_up(self) -> None:
        until = time.monotonic() + GRACE
        for thread in self._threads:
            thread.join(max(0.1, until - time.monotonic()))
        self._about_held(outbox.release)
        log.info("worker_stopped", worker=self._name, given_back=len(self._holding()))


def main(app: Flask, settings: Settings, *, lease: timedelta = LEASE) -> int:
    """Work until SIGTERM or SIGINT."""
    worker = Worker(app, lease=lease)

    def end(_number: int, _frame: FrameType | None) -> None:
        threading.Thread(target=worker.stop).start()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    worker.run(shares(settings))
    return 0
