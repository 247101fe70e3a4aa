"""The intake: what it holds after a fault, and how the worker takes it out."""

import asyncio
import os
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from mail.smtp.body import Body
from mail.smtp.intake import rows
from mail.smtp.intake.reading import Intakes
from mail.smtp.intake.rows import Incoming
from mail.smtp.intake.writing import Intake, IntakeFailed
from office import clock
from tests.mail.smtp import harness


def incoming(key, size):
    now = clock.now().isoformat(timespec="microseconds")
    texts = ("mx", "192.0.2.1", "me.test", "", "", "a@b.test", "{}", "[]")
    return Incoming(key, now, *texts, size, "hash", "<id>", "twin")


def filled(folder, number, *sizes):
    """An intake with one mail of each size, closed again."""

    async def work():
        intake = Intake(folder, number)
        intake.start()
        waiting = []
        for place, size in enumerate(sizes):
            key = f"{number}-{place}"
            body = Body(intake.body_path(key), most=10**9)
            body.add(b"x" * size)
            if size > rows.INLINE:
                body.make_file()
            waiting.append(intake.hand_in(incoming(key, size), body))
        await asyncio.gather(*waiting)
        intake.stop()

    asyncio.run(work())


@pytest.fixture
def intakes(tmp_path):
    made = Intakes(tmp_path)
    yield made
    made.close()


def test_the_worker_sees_the_mails_of_all_processes(tmp_path, intakes):
    filled(tmp_path, 1, 10, 100_000)
    filled(tmp_path, 2, 20)
    assert [len(mail.content()) for mail in intakes.waiting(10)] == [10, 100_000, 20]
    assert len(intakes.waiting(2)) == 2
    assert intakes.counts() == {"waiting": 3}


def test_a_lease_is_taken_once_and_runs_out(tmp_path, intakes):
    filled(tmp_path, 1, 10)
    [mail] = intakes.lease(5, seconds=60)
    assert intakes.lease(5, seconds=60) == []
    with time_machine.travel(clock.now() + timedelta(seconds=61)):
        [again] = intakes.lease(5, seconds=60)
    assert (again.head.key, again.attempts) == (mail.head.key, 1)


def test_what_is_settled_goes_and_what_failed_stays(tmp_path, intakes):
    filled(tmp_path, 1, 70_000, 10, 10)
    settled, failed, later = intakes.lease(5, seconds=60)
    intakes.settle(settled)
    intakes.fail(failed, "no such form")
    intakes.put_off(later, "busy", seconds=30)
    assert intakes.counts() == {"settled": 1, "failed": 1, "waiting": 1}
    assert intakes.waiting(5) == []
    assert not settled.body_file.exists()
    assert intakes.try_failed_again() == 1
    assert [mail.head.key for mail in intakes.waiting(5)] == [failed.head.key]
    with time_machine.travel(clock.now() + timedelta(days=8)):
        assert intakes.prune(before=clock.now() - timedelta(days=7)) == 1
    assert intakes.counts() == {"waiting": 2}


def test_bodies_without_a_row_are_swept_at_the_start(tmp_path):
    filled(tmp_path, 1, 70_000)
    (tmp_path / "bodies-1" / "half").write_bytes(b"x")
    filled(tmp_path, 1)
    assert [path.name for path in (tmp_path / "bodies-1").iterdir()] == ["1-0"]


def test_a_full_disk_is_temporary_and_nothing_is_lost(tmp_path):
    with harness.running(tmp_path) as smtp:
        with smtp.talk() as talk:
            assert send(talk, b"one\r\n").startswith(b"250")
            database = smtp.server.post.intake._db  # noqa: SLF001 - the disk gets full under it
            pages = database.execute("PRAGMA page_count").fetchone()[0]
            database.execute(f"PRAGMA max_page_count={pages}")
            assert send(talk, b"y" * 60_000 + b"\r\n")[:3] in {b"451", b"452"}
            assert send(talk, b"three\r\n").startswith(b"250"), "a fresh connection, and room"
        assert [content for _mail, content in smtp.mails()] == [b"one\r\n", b"three\r\n"]


def test_a_body_that_cannot_be_written_is_temporary(tmp_path):
    with harness.running(tmp_path) as smtp:
        smtp.server.post.intake.bodies = tmp_path / "gone"
        with smtp.talk() as talk:
            talk.say("EHLO me.test")
            assert talk.say("MAIL FROM:<a@b.test>").startswith(b"452 4.3.1"), "no room is known"
        smtp.server.post.intake.has_room = lambda _size: True
        with smtp.talk() as talk:
            for size in (70_000, 400_000):
                assert send(talk, b"x" * size + b"\r\n").startswith(b"452 4.3.1")
        assert smtp.mails() == []


@pytest.mark.parametrize("fails", ["at once", "on the way", "at the sync"])
def test_a_disk_that_gets_full_under_a_long_mail_loses_nothing(tmp_path, monkeypatch, fails):
    """The errors are those of the kernel: what is written goes to a device that is always full."""
    long = b"".join(b"%070d\r\n" % number for number in range(20_000))
    with harness.running(tmp_path) as smtp, smtp.talk() as talk:
        assert send(talk, b"before\r\n").startswith(b"250")
        with monkeypatch.context() as full:
            full.setattr(*getting_full(fails))
            assert send(talk, long).startswith(b"452 4.3.1")
            assert send(talk, b"short\r\n").startswith(b"250"), "for this one there is room"
        assert list((tmp_path / "bodies-1").iterdir()) == []
        assert send(talk, long).startswith(b"250"), "there is room again"
        assert [content for _mail, content in smtp.mails()] == [b"before\r\n", b"short\r\n", long]


def getting_full(fails):
    """What to put in the place of what, so that the disk is full at that moment."""
    spool = Body._spool  # noqa: SLF001 - the disk gets full under it

    def at_once(body):
        body.path.touch()
        body.file = Path("/dev/full").open("wb", buffering=0)  # noqa: SIM115 - the body's own
        body.file.write(b"x")

    def on_the_way(body):
        spool(body)
        body.file.close()
        body.file = Path("/dev/full").open("wb", buffering=0)  # noqa: SIM115 - the body's own

    def at_the_sync(_handle):
        with Path("/dev/full").open("wb", buffering=0) as device:
            device.write(b"x")

    return {
        "at once": (Body, "_spool", at_once),
        "on the way": (Body, "_spool", on_the_way),
        "at the sync": (os, "fsync", at_the_sync),
    }[fails]


def send(talk, content):
    talk.begin()
    talk.say("DATA")
    talk.send(content + b".\r\n")
    return talk.hear()


def test_a_row_that_cannot_be_written_fails_for_its_peer(tmp_path):
    async def work():
        intake = Intake(tmp_path, 1)
        intake.start()
        other = sqlite3.connect(tmp_path / "intake-1.db")
        other.execute("DROP TABLE mail_intake")
        other.close()
        body = Body(intake.body_path("a"), most=100)
        body.add(b"x")
        with pytest.raises(IntakeFailed):
            await intake.hand_in(incoming("a", 1), body)
        await intake.hand_in(incoming("b", 1), body)
        intake.stop()

    asyncio.run(work())
    made = Intakes(tmp_path)
    assert [mail.head.key for mail in made.waiting(5)] == ["b"]
    made.close()


def test_two_processes_never_have_the_same_number(tmp_path):
    with harness.running(tmp_path), pytest.raises(OSError, match="another process"):
        Intake(tmp_path, 1).start()
