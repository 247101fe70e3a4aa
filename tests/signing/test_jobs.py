"""Jobs may run twice, may meet a dead authority, and leave nothing half done."""

from datetime import timedelta

import pytest
import time_machine

from office import blobs, clock, events, outbox
from office.db import db
from office.errors import Refusal
from office.permissions import SYSTEM
from signing import jobs, operations, queries
from signing.events import Signed
from signing.models import RequestState
from signing.operations import Stamp, StampKind
from tests.signing.conftest import CLERK_PIN, PIN, report_on, switch


def test_preparing_and_finishing_twice_is_doing_it_once(bureau):
    made = bureau.ready()
    jobs.prepare({"request_id": made.id})
    assert made.state is RequestState.READY
    operations.sign_value(made, pin=PIN, by=bureau.leader)
    jobs.finish({"request_id": made.id})
    first = made.signed_sha256
    jobs.finish({"request_id": made.id})
    assert made.signed_sha256 == first
    assert len(db.session.scalars(queries.signatures_of(bureau.subject.uid)).all()) == 1


def test_without_any_authority_the_signature_is_still_made(bureau, monkeypatch):
    monkeypatch.setattr(queries, "timestamp_url", lambda: "")
    made = bureau.signed()
    assert made.state is RequestState.SIGNED
    record = db.session.scalars(queries.signatures_of(bureau.subject.uid)).one()
    assert record.level == "B-B"
    with pytest.raises(OSError, match="time-stamp"):
        jobs.raise_level({"sha256": made.signed_sha256})


def test_a_dead_status_service_leaves_the_question_open_and_stops_nobody(bureau, pki):
    switch(pki, ocsp="error")
    made = bureau.signed()
    assert made.state is RequestState.SIGNED
    report = report_on(made.signed_sha256)
    assert report.signatures[0].integrity.state == "good"
    switch(pki, ocsp="none")
    assert report_on(made.signed_sha256).state == "good"


def test_a_file_that_brings_its_reader_down_is_judged_unreadable(bureau, monkeypatch):
    monkeypatch.setattr(jobs, "read_foreign", lambda path: None)
    sha256 = blobs.put(b"%PDF bomb").sha256
    report = report_on(sha256)
    assert (report.state, report.code) == ("bad", "unreadable")


def test_the_clock_closes_what_nobody_signed(bureau):
    made = bureau.ready()
    jobs.let_run_out({})
    assert made.state is RequestState.READY
    with time_machine.travel(clock.now() + timedelta(minutes=21), tick=True):
        jobs.let_run_out({})
    assert made.state is RequestState.EXPIRED
    assert "signing.expire" in outbox.clockworks


def test_raising_what_is_no_revision_of_ours_is_nothing(bureau):
    jobs.raise_level({"sha256": bureau.pdf})
    assert queries.newest_revision(bureau.subject.uid) is None


def test_the_demo_words_stand_in_stamps_of_demo_folders_only(bureau, monkeypatch):
    class Demo:
        is_demo = True

    kept = {"kind": "person", "lines": ["Trần"], "diameter_mm": 36}
    assert jobs._stamp(kept).mark == ""  # noqa: SLF001
    monkeypatch.setattr(jobs, "current_settings", Demo)
    assert jobs._stamp(kept).mark == "BẢN THỬ"  # noqa: SLF001
    assert jobs._stamp({}) is None  # noqa: SLF001


def test_a_refusal_of_those_above_fails_the_request_and_frees_the_file(bureau, monkeypatch):
    def refuse(_event):
        raise Refusal("Đã đổi")

    monkeypatch.setattr(events, "_subscriptions", {})
    events.subscribe(Signed, must=True)(refuse)
    made = bureau.signed()
    assert (made.state, made.reason) == (RequestState.FAILED, "Đã đổi")
    assert queries.newest_revision(bureau.subject.uid) is None
    assert bureau.ready().state is RequestState.READY


def test_a_finish_that_was_given_up_frees_the_file(bureau, monkeypatch):
    made = bureau.ready()
    operations.sign_value(made, pin=PIN, by=bureau.leader)

    def fall(*_given, **_more):
        raise OSError("disk")

    with monkeypatch.context() as broken:
        broken.setattr(jobs.steps, "finish", fall)
        broken.setattr(outbox, "retry_of", lambda _topic: outbox.Retry(limit=1))
        outbox.drain()
    jobs.let_run_out({})
    assert made.state is RequestState.FINISHING
    with time_machine.travel(clock.now() + timedelta(minutes=21), tick=True):
        jobs.let_run_out({})
        assert made.state is RequestState.FAILED
        assert bureau.ready().state is RequestState.READY


def test_no_level_is_raised_under_the_hands_of_who_signs(bureau, pki):
    switch(pki, tsa="error")
    first = bureau.signed()
    stamp = Stamp(StampKind.SEAL, ("Sở Nội vụ",))
    waiting = bureau.ready(
        by=bureau.clerk, place="dau", sha256=first.signed_sha256, stamp=stamp, step="seal"
    )
    switch(pki, tsa="none")
    with pytest.raises(Refusal):
        jobs.raise_level({"sha256": first.signed_sha256})
    operations.sign_value(waiting, pin=CLERK_PIN, by=bureau.clerk)
    outbox.drain()
    assert waiting.state is RequestState.SIGNED


def test_what_waits_on_a_subject_is_withdrawn_at_once(bureau):
    made = bureau.ready()
    operations.withdraw_waiting(bureau.subject.uid, by=SYSTEM)
    assert made.state is RequestState.WITHDRAWN
    with pytest.raises(Refusal):
        operations.sign_value(made, pin=PIN, by=bureau.leader)
