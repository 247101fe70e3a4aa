"""A crowd at the door, by code over HTTP, two devices each, counted once; `make long` has 300."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from meetings import operations, queries
from meetings.models import Meeting, MeetingEvent, Part
from meetings.operations.telling import GENESIS, hash_of
from office import clock
from office.db import db
from tests import build
from tests.documents.pages import Reader
from tests.meetings import house as meetings

AT_ONCE = 8
WITHIN = 120.0


def assembled(agencies):
    """Everybody of so many agencies is called to one session."""
    houses = [build.agency(code=f"H99.{n}", name=f"Sở số {n}", symbol=f"S{n}") for n in agencies]
    snv, meeting = houses[0], meetings.called(houses[0])
    there = {one.person_id for one in queries.people_of(meeting)}
    people = [actor for one in houses for actor in one.people.values()]
    for actor in people:
        if actor.person_id not in there:
            operations.invite_person(meeting, meetings.seat(actor, Part.MEMBER), by=snv.official)
    operations.open_session(meeting, by=snv.leader)
    return meeting, people


def come_in(app, meeting_id, device, browser):
    """By the call that the room makes, or by the form that the sign at the door leads to."""
    with app.app_context():
        meeting = db.session.get_one(Meeting, meeting_id)
        code, uid = queries.code_at(meeting, clock.now()), meeting.uid
        db.session.remove()
    given = {"act": "check_in", "code": code}
    if device:
        return browser.client.post(f"/api/v1/meetings/{uid}/presence", json=given).status_code
    page = browser.client.get(f"/meetings/{uid}/check-in?code={code}")
    assert code in page.text
    return browser.client.post(f"/meetings/{uid}/room/presence", data=given).status_code


@pytest.mark.parametrize(
    "agencies", [2, pytest.param(25, marks=[pytest.mark.long, pytest.mark.slow])]
)
def test_whoever_comes_in_a_crowd_is_counted_once_and_the_course_has_no_gap(lasting_app, agencies):
    with lasting_app.app_context():
        meeting, people = assembled(range(1, agencies + 1))
        devices = [(n, Reader(lasting_app, one)) for one in people for n in (0, 1)]
        number = meeting.id
        db.session.remove()
    begun = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as door:
        answers = list(door.map(lambda one: come_in(lasting_app, number, *one), devices))
    assert time.monotonic() - begun < WITHIN
    assert answers == [303, 200] * len(people)
    with lasting_app.app_context():
        meeting = db.session.get_one(Meeting, number)
        assert {len(spans) for spans in queries.spans_of(meeting).values()} == {1}
        assert {one.person_id for one in queries.present_at(meeting)} == {
            one.person_id for one in people
        }
        told = select(MeetingEvent).where(MeetingEvent.meeting_id == number)
        lines = db.session.scalars(told.order_by(MeetingEvent.number)).all()
        assert [line.kind for line in lines].count("came") == len(people)
        before = GENESIS
        for at, line in enumerate(lines, start=1):
            expected = (at, before, hash_of(meeting.uid, line))
            assert (line.number, line.previous, line.hash) == expected
            before = line.hash
