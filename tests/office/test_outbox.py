"""Work stored with the change: once, in order, patiently, and never lost."""

import threading
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from office import clock, outbox
from office.db import db, operation, transaction
from office.errors import Refusal
from office.outbox import (
    GiveUp,
    JobState,
    Lane,
    OutboxMessage,
    Retry,
    back_off,
    claim,
    delivers,
    drain,
    enqueue,
    every,
    is_due,
    perform,
    release,
    renew,
    repeat,
    revive,
)

LATER = timedelta(minutes=2)


@pytest.fixture(autouse=True)
def own_registers(monkeypatch):
    monkeypatch.setattr(outbox, "_handlers", dict(outbox._handlers))  # noqa: SLF001 - put back
    monkeypatch.setattr(outbox, "RETRIES", dict(outbox.RETRIES))
    monkeypatch.setattr(outbox, "clockworks", dict(outbox.clockworks))


@pytest.fixture
def done(house):
    """What the topic `note` has done."""
    heard = []
    delivers("note")(lambda body: heard.append(body["name"]))
    return heard


def ask(name, topic="note", **words):
    with transaction():
        return enqueue(topic, key=words.pop("key", f"{topic}:{name}"), name=name, **words)


def jobs():
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def states():
    return [job.state for job in jobs()]


def test_work_is_done_once(done):
    ask("a")
    assert drain() == 1
    assert drain() == 0
    assert done == ["a"]
    (job,) = jobs()
    assert job.state is JobState.DONE
    assert job.done_at
    assert job.lease_until is None


def test_the_same_key_twice_is_one_piece_of_work(done):
    assert ask("a") is True
    assert ask("a") is False
    drain()
    assert ask("a") is False
    assert done == ["a"]


def test_work_falls_with_its_change(done):
    @operation
    def fall():
        enqueue("note", key="k", name="a")
        raise Refusal("no")

    with pytest.raises(Refusal):
        fall()
    assert drain() == 0


def test_a_change_that_lasts_wakes_the_worker(done):
    outbox.wake.clear()
    with transaction():
        enqueue("note", key="k", name="a")
        assert not outbox.wake.is_set()
    assert outbox.wake.is_set()
    outbox.wake.clear()


def test_urgent_work_goes_first_then_the_oldest(done):
    for name in ("a", "b"):
        ask(name)
    ask("u", urgent=True)
    drain()
    assert done == ["u", "a", "b"]


def test_work_waits_for_its_hour(done):
    ask("a", not_before=clock.now() + LATER)
    assert not is_due((Lane.ACT,))
    assert drain() == 0
    with time_machine.travel(clock.now() + LATER, tick=False):
        assert is_due((Lane.ACT,))
        assert drain() == 1


def test_lanes_do_not_take_each_others_work(done):
    ask("bulk", lane=Lane.BULK)
    assert not is_due((Lane.ACT, Lane.MAIL))
    assert drain(Lane.ACT, Lane.MAIL) == 0
    assert drain(Lane.BULK) == 1


def test_only_lanes_with_something_due_are_named(done):
    ask("a", lane=Lane.BULK)
    ask("b", lane=Lane.MAIL, not_before=clock.now() + LATER)
    assert outbox.due_lanes() == {Lane.BULK}
    claim("one", (Lane.BULK,))
    assert outbox.due_lanes() == set()
    with time_machine.travel(clock.now() + LATER, tick=False):
        assert outbox.due_lanes() == {Lane.BULK, Lane.MAIL}


def test_a_claim_is_a_lease_for_one(done):
    ask("a")
    (job,) = claim("one", (Lane.ACT,))
    assert (job.owner, job.attempts) == ("one", 1)
    assert claim("two", (Lane.ACT,)) == []
    assert not is_due((Lane.ACT,))


def test_a_claim_takes_no_more_than_asked(done):
    for name in "abc":
        ask(name)
    assert len(claim("one", (Lane.ACT,), most=2)) == 2


def test_a_lost_worker_leaves_its_work_to_others(done):
    ask("a")
    claim("dead", (Lane.ACT,))
    with time_machine.travel(clock.now() + LATER, tick=False):
        (job,) = claim("alive", (Lane.ACT,))
    assert (job.owner, job.attempts) == ("alive", 2)


def test_who_lost_his_lease_marks_nothing(done):
    ask("a")
    (old,) = claim("slow", (Lane.ACT,))
    with time_machine.travel(clock.now() + LATER, tick=False):
        claim("quick", (Lane.ACT,))
        perform(old)
    (job,) = jobs()
    assert (job.state, job.lease_owner) == (JobState.READY, "quick")


def test_a_lease_is_renewed_while_its_worker_lives(done):
    ask("a")
    (job,) = claim("one", (Lane.ACT,))
    with time_machine.travel(clock.now() + timedelta(seconds=50), tick=False):
        renew([job])
    with time_machine.travel(clock.now() + timedelta(seconds=100), tick=False):
        assert claim("two", (Lane.ACT,)) == []


def test_unfinished_work_is_given_back_at_once(done):
    ask("a")
    held = claim("one", (Lane.ACT,))
    release(held)
    assert drain() == 1
    assert done == ["a"]


def test_only_the_holder_gives_back(done):
    ask("a")
    (old,) = claim("slow", (Lane.ACT,))
    with time_machine.travel(clock.now() + LATER, tick=False):
        claim("quick", (Lane.ACT,))
        release([old])
        assert claim("third", (Lane.ACT,)) == []


def test_a_partition_keeps_its_order_while_one_of_it_waits(house):
    done, faults = [], ["first time"]

    @delivers("send")
    def send(body):
        if body["name"] == "a1" and faults:
            raise RuntimeError(faults.pop())
        done.append(body["name"])

    for name in ("a1", "a2", "b1"):
        ask(name, "send", partition=name[0])
    drain()
    assert done == ["b1"]
    with time_machine.travel(clock.now() + LATER, tick=False):
        drain()
    assert done == ["b1", "a1", "a2"]


def test_a_dead_letter_no_longer_holds_its_partition(house):
    done = []

    @delivers("send")
    def send(body):
        if body["name"] == "a1":
            raise GiveUp("the receiver does not exist")
        done.append(body["name"])

    for name in ("a1", "a2"):
        ask(name, "send", partition="a")
    drain()
    assert done == ["a2"]
    assert states() == [JobState.DEAD, JobState.DONE]
    assert jobs()[0].last_error == "the receiver does not exist"


def fails(house, topic="fails", **retry):
    outbox.RETRIES[topic] = Retry(**retry)
    tries = []

    @delivers(topic)
    def fail(body):
        tries.append(body["name"])
        raise RuntimeError("the line is down")

    return tries


def test_a_failure_waits_longer_each_time_and_ends_as_a_dead_letter(house):
    tries = fails(house, limit=3, first=timedelta(seconds=10))
    ask("a", "fails")
    drain()
    (job,) = jobs()
    first_wait = job.due_at - clock.now()
    assert timedelta(seconds=7) < first_wait <= timedelta(seconds=10)
    assert (job.state, job.last_error) == (JobState.READY, "RuntimeError('the line is down')")
    for _round in range(2):
        with time_machine.travel(jobs()[0].due_at, tick=False):
            drain()
    assert len(tries) == 3
    assert states() == [JobState.DEAD]


def test_the_wait_doubles_to_its_bound_with_some_jitter():
    retry = Retry(first=timedelta(seconds=1), longest=timedelta(seconds=10))
    for attempts, longest in ((1, 1), (2, 2), (3, 4), (4, 8), (5, 10), (500, 10)):
        waits = [back_off(retry, attempts).total_seconds() for _number in range(20)]
        assert all(longest * 0.8 <= wait <= longest for wait in waits)
    assert len(set(waits)) > 1


def test_a_failing_job_leaves_no_half_change(house):
    @delivers("half")
    def half(_body):
        with transaction():
            enqueue("note", key="inner", name="x")
        db.session.add(OutboxMessage(topic="x"))
        raise RuntimeError("after the change")

    ask("a", "half")
    drain(most=1)
    assert [job.topic for job in jobs()] == ["half", "note"]


def test_work_that_kills_its_worker_ends_as_a_dead_letter(house):
    """The attempt is counted at the claim, so that even a crash counts."""
    outbox.RETRIES["kills"] = Retry(limit=2)
    delivers("kills")(lambda body: pytest.fail("must not be tried a third time"))
    ask("a", "kills")
    now = clock.now()
    for round_ in range(2):
        with time_machine.travel(now + LATER * round_, tick=False):
            assert claim("crashing", (Lane.ACT,))
    with time_machine.travel(now + LATER * 2, tick=False):
        drain()
    assert states() == [JobState.DEAD]
    assert "ended its worker" in jobs()[0].last_error


def test_a_topic_that_nobody_knows_is_a_dead_letter(house):
    ask("a", "unheard-of")
    drain()
    assert states() == [JobState.DEAD]
    assert "unheard-of" in jobs()[0].last_error


def test_a_dead_letter_is_given_a_new_life(house, done):
    fails(house, limit=1)
    ask("a", "fails")
    drain()
    delivers("fails")(lambda body: done.append(body["name"]))
    with transaction():
        revive(jobs()[0])
    drain()
    assert done == ["a"]
    assert states() == [JobState.DONE]


def test_work_that_comes_back_stays_one_row(done):
    for _round in range(3):
        with transaction():
            repeat("note", key="again", name="again")
        with transaction():
            repeat("note", key="again", name="again")
        drain()
    assert done == ["again"] * 3
    assert len(jobs()) == 1


def test_clock_work_within_seconds_is_its_own_retry(house):
    every(name="poll", seconds=1)(lambda body: 1 / 0)
    every(name="nightly", cron="0 2 * * *")(lambda body: None)
    assert outbox.retry_of("tick.poll").limit == 1
    assert outbox.retry_of("tick.nightly").limit > 1
    with transaction():
        repeat("tick.poll", key="tick:poll")
    drain()
    assert states() == [JobState.DEAD]
    with transaction():
        repeat("tick.poll", key="tick:poll")
    assert drain() == 1


def test_old_finished_work_is_dropped_and_dead_letters_stay(house, done):
    fails(house, limit=1)
    ask("a")
    ask("b", "fails")
    drain()
    with time_machine.travel(clock.now() + timedelta(days=13), tick=False):
        outbox.prune({})
        assert len(jobs()) == 2
    with time_machine.travel(clock.now() + timedelta(days=15), tick=False):
        outbox.prune({})
        assert [job.topic for job in jobs()] == ["fails"]


def test_draining_stops_where_it_is_told(done):
    for name in "abc":
        ask(name)
    assert drain(most=2) == 2
    assert done == ["a", "b"]


def test_many_workers_do_every_piece_exactly_once(lasting_app):
    done, guard = [], threading.Lock()

    @delivers("note")
    def note(body):
        with guard:
            done.append(body["name"])

    with lasting_app.app_context(), transaction():
        for number in range(40):
            enqueue("note", key=f"k{number}", name=number)

    def work():
        with lasting_app.app_context():
            drain()

    workers = [threading.Thread(target=work) for _number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(done) == list(range(40))


def test_what_is_built_in_bulk_waits_behind_the_acts_of_people(done):
    """Its moments lie in the past: they must not bring it to the front of a lane."""
    with clock.standing_at(clock.now() - timedelta(days=60)):
        ask("history", urgent=True)
    ask("live act")
    ask("live pages", lane=Lane.BULK, urgent=True)
    history = jobs()[0]
    assert (history.lane, history.is_urgent) == (Lane.BULK, False)
    drain(Lane.ACT)
    assert done == ["live act"]
    drain(Lane.BULK)
    assert done == ["live act", "live pages", "history"]
