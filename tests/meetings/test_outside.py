"""Busy times of other calendars: kept as spans, shown to who plans, taken away by their owner."""

from base64 import b64encode
from dataclasses import replace
from datetime import UTC, timedelta
from io import BytesIO

import pytest
from sqlalchemy import inspect, select

from meetings import operations, queries
from meetings.models import OutsideCalendar, OutsideSpan
from meetings.policy.answering import Can
from office import clock
from office.db import db
from office.errors import Forbidden
from office.foreign.calendars import BusyTime
from office.permissions import allowed
from tests import build
from tests.documents.pages import Reader
from tests.meetings import house as meetings
from tests.office.foreign.test_calendars import file

PAGE = "/meetings/calendar/outside"


@pytest.fixture
def snv(house):
    return build.agency()


def ics(meeting, minutes=60):
    """A file with one appointment at the time of a meeting."""
    moments = [
        moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        for moment in (meeting.starts_at, meeting.starts_at + timedelta(minutes=minutes))
    ]
    return file([f"DTSTART:{moments[0]}", f"DTEND:{moments[1]}", "LOCATION:Bệnh viện"])


def test_a_file_is_brought_seen_by_the_planner_and_deleted(house, snv):
    meeting = meetings.planned(snv)
    head, planner = Reader(house, snv.head), Reader(house, snv.official)
    typed = {"file": (BytesIO(ics(meeting)), "lich.ics")}
    assert head.post(PAGE, **typed) == PAGE
    assert "/meetings/calendar/outside/removal" in head.get(PAGE)
    shown = planner.get(f"/meetings/{meeting.uid}/busy")
    assert shown.count("Busy elsewhere") == 1
    assert "Khám bệnh" not in shown
    people = [snv.head.person_id, snv.leader.person_id]
    [clash] = queries.busy_people(
        snv.official, people, meeting.starts_at, meeting.ends_at, but=meeting.id
    )
    assert (clash.is_outside, clash.meeting) == (True, None)
    day = clock.to_local(meeting.starts_at).date().isoformat()
    assert "Busy elsewhere" in head.get(f"/meetings/calendar?day={day}")
    assert head.post(f"{PAGE}/removal") == PAGE
    assert "Busy elsewhere" not in planner.get(f"/meetings/{meeting.uid}/busy")
    assert db.session.scalars(select(OutsideSpan)).all() == []


def test_nothing_but_times_is_kept_and_a_new_file_takes_the_place_of_the_old(house, snv):
    meeting = meetings.planned(snv)
    head = Reader(house, snv.head)
    for minutes in (30, 90):
        head.post(PAGE, file=(BytesIO(ics(meeting, minutes)), "lich.ics"))
    [kept] = db.session.scalars(select(OutsideSpan)).all()
    assert kept.ends_at - kept.starts_at == timedelta(minutes=90)
    columns = {column.key for model in (OutsideCalendar, OutsideSpan) for column in
               inspect(model).columns}  # fmt: skip
    assert columns == {
        "id", "uid", "person_id", "taken_at", "until", "spans", "calendar_id", "starts_at",
        "ends_at",
    }  # fmt: skip


def test_a_file_that_is_none_is_refused_at_its_field_and_changes_nothing(house, snv):
    meeting = meetings.planned(snv)
    head = Reader(house, snv.head)
    head.post(PAGE, file=(BytesIO(ics(meeting)), "lich.ics"))
    for data in (b"", b"%PDF-1.7", file(["DTSTART:20261201T080000Z", "RRULE:FREQ=SECONDLY"])):
        page = head.post(PAGE, 422, file=(BytesIO(data), "lich.ics"))
        assert 'id="file-error"' in page
    assert len(db.session.scalars(select(OutsideSpan)).all()) == 1


def test_meetings_of_the_house_and_what_lies_outside_the_frame_are_left_out(snv):
    meeting = meetings.called(snv)
    now = clock.now()
    times = [
        BusyTime(meeting.starts_at, meeting.ends_at, meeting.iuid),
        BusyTime(now - timedelta(days=3), now - timedelta(days=2), "a"),
        BusyTime(now + timedelta(days=500), now + timedelta(days=501), "b"),
        BusyTime(now + timedelta(days=2), now + timedelta(days=3), "c@meetings"),
        BusyTime(now + timedelta(days=3), now + timedelta(days=4), "d"),
    ]
    assert operations.keep_outside_busy(times, by=snv.head).spans == 1
    assert allowed(snv.head, Can.KEEP_OUTSIDE, snv.head.person_id)
    assert not allowed(snv.leader, Can.KEEP_OUTSIDE, snv.head.person_id)
    with pytest.raises(Forbidden):
        operations.drop_outside_busy(by=replace(snv.head, delegation_id=1))


def test_a_program_brings_them_too(house, snv):
    meeting = meetings.planned(snv)
    client, url = Reader(house, snv.head).client, "/api/v1/my-calendar/outside"
    kept = client.put(url, json={"content": b64encode(ics(meeting)).decode()})
    assert (kept.status_code, kept.json["spans"]) == (200, 1)
    assert client.put(url, json={"content": b64encode(b"x").decode()}).status_code == 422
    assert client.get(url).json["spans"] == 1
    assert client.delete(url).json["spans"] == 0
