"""One elected clock: it wins once, ticks once a round, and reads crontab lines in local time."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from office import clock, db, outbox, scheduler
from office.db import FileElection, transaction
from office.outbox import JobState, OutboxMessage, every
from office.scheduler import Clock, tick, trigger_of


@pytest.fixture(autouse=True)
def own_clockworks(monkeypatch):
    monkeypatch.setattr(outbox, "clockworks", {})
    monkeypatch.setattr(outbox, "_handlers", dict(outbox._handlers))  # noqa: SLF001 - put back
    monkeypatch.setattr(outbox, "RETRIES", dict(outbox.RETRIES))


def jobs():
    db.db.session.rollback()
    db.db.session.expire_all()
    return list(db.db.session.scalars(select(OutboxMessage)))


def test_one_of_two_is_elected_until_he_resigns(tmp_path):
    first, second = (FileElection(tmp_path / "lock") for _number in range(2))
    assert first.is_won()
    assert first.is_won()
    assert not second.is_won()
    first.resign()
    assert second.is_won()
    second.resign()
    second.resign()


def test_the_election_of_this_database_has_one_winner(lasting_app, tmp_path):
    with lasting_app.app_context():
        first, second = (db.election(tmp_path / "lock") for _number in range(2))
        assert first.is_won()
        assert first.is_won()
        assert not second.is_won()
        first.resign()
        assert second.is_won()
        second.resign()


def test_a_round_is_asked_for_once_until_it_is_done(house):
    heard = []
    every(name="beat", seconds=1)(lambda body: heard.append(body["at"]))
    now = clock.now()
    assert tick("beat", at=now)
    assert not tick("beat", at=now + timedelta(seconds=1))
    outbox.drain()
    assert tick("beat", at=now + timedelta(seconds=2))
    outbox.drain()
    assert len(heard) == 2
    assert len(jobs()) == 1


def test_a_crontab_line_is_read_in_the_time_of_vietnam(house):
    every(name="nightly", cron="30 2 * * *")(lambda _body: None)
    after = datetime(2026, 3, 1, 12, tzinfo=UTC)
    moment = trigger_of(outbox.clockworks["nightly"]).get_next_fire_time(None, after)
    assert moment.astimezone(UTC) == datetime(2026, 3, 1, 19, 30, tzinfo=UTC)


def test_seconds_may_come_from_the_settings(house):
    every(name="poll", seconds=lambda settings: settings.worker_threads_act * 7)(lambda _body: None)
    wanted = timedelta(seconds=7 * house.extensions["office.settings"].worker_threads_act)
    assert trigger_of(outbox.clockworks["poll"]).interval == wanted


def test_the_clock_ticks_and_seals_while_it_runs(lasting_app, monkeypatch):
    sealed = []
    monkeypatch.setattr(scheduler.audit, "seal_new", lambda: sealed.append(1))
    monkeypatch.setattr(scheduler, "SEAL_EVERY", 0.05)
    every(name="beat", seconds=0.05)(lambda _body: None)
    ticking = Clock(lasting_app)
    assert not ticking.is_running
    ticking.start()
    try:
        assert ticking.is_running
        with lasting_app.app_context():
            while not (jobs() and sealed):
                db.db.session.rollback()
    finally:
        ticking.stop()
    assert not ticking.is_running
    ticking.stop()


def test_a_round_left_undone_by_a_dead_worker_is_not_doubled(house):
    every(name="beat", seconds=1)(lambda _body: None)
    tick("beat", at=clock.now())
    outbox.claim("dead", (outbox.Lane.TICK,))
    assert not tick("beat", at=clock.now())
    with transaction():
        jobs()[0].state = JobState.DEAD
    assert tick("beat", at=clock.now())
