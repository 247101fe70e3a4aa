"""Jobs may run twice, may meet a dead authority, and leave nothing half done."""

from datetime import timedelta

import pytest
import time_machine

from office import blobs, clock, outbox
from office.db import db
from signing import jobs, operations, queries
from signing.models import RequestState
from tests.signing.conftest import PIN, report_on, switch


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
