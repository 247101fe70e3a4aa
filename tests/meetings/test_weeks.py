"""The schedule of the week: what the office published is what the agency reads."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from meetings import operations, queries
from meetings.models import Secrecy
from office import clock
from office.audit import AuditEvent
from office.db import db
from office.errors import Forbidden, Invalid
from tests import build
from tests.meetings import house as meetings

MONDAY = date(2026, 12, 7)


@pytest.fixture
def snv(house):
    with time_machine.travel("2026-11-30T08:00:00+07:00", tick=False):
        yield build.agency()


def meeting(snv, hour=8, *, called=True, **given):
    starts = clock.local_midnight(MONDAY) + timedelta(hours=hour)
    times = {"starts_at": starts, "ends_at": starts + timedelta(hours=1)}
    make = meetings.called if called else meetings.planned
    return make(snv, **times | given)


def read(snv):
    schedule = queries.schedule_of(snv.unit.id, MONDAY)
    return queries.read_lines(queries.published_lines(schedule))


def test_called_meetings_of_the_week_are_published_in_their_order(snv):
    late, early = meeting(snv, 14, title="Chiều"), meeting(snv, 8, title="Sáng")
    meeting(snv, 9, called=False, title="Dự kiến")
    meeting(snv, 8 + 24 * 7, title="Tuần sau")
    operations.publish_week(MONDAY, by=snv.clerk)
    lines = read(snv)
    assert [(line.uid, line.is_morning) for line in lines] == [
        (str(early.uid), True),
        (str(late.uid), False),
    ]
    assert (lines[0].chair, lines[0].place) == (snv.leader.name, "Phòng họp số 1")


def test_words_of_a_meeting_restricted_later_are_read_no_more(snv):
    one = meeting(snv, title="Nhân sự")
    operations.publish_week(MONDAY, by=snv.clerk)
    times = {"starts_at": one.starts_at, "ends_at": one.ends_at}
    plan = meetings.plan(title="Nhân sự", is_restricted=True, **times)
    operations.change_plan(one, plan, by=snv.official)
    [line] = read(snv)
    assert (line.title, line.place, line.is_restricted) == ("", "", True)
    assert line.starts_at == one.starts_at


def test_of_restricted_meetings_the_schedule_tells_the_hour_of_classified_ones_the_day(snv):
    meeting(snv, 8, secrecy=Secrecy.SECRET)
    meeting(snv, 9, title="Nhân sự", is_restricted=True)
    operations.publish_week(MONDAY, by=snv.office_head)
    first, second = read(snv)
    assert (first.title, first.place, first.is_classified) == ("", "", True)
    assert f"{clock.to_local(first.starts_at):%H:%M}" == "00:00", "no hour is kept"
    assert (second.title, second.place, second.is_restricted) == ("", "", True)


def test_what_changes_later_is_read_once_it_is_published_again(snv):
    one = meeting(snv, title="Sáng")
    operations.publish_week(MONDAY, by=snv.clerk)
    schedule = queries.schedule_of(snv.unit.id, MONDAY)

    def is_behind():
        return queries.is_behind(schedule, queries.lines_of_week(snv.unit.id, MONDAY))

    assert not is_behind()
    operations.postpone(one, "Chủ trì bận", by=snv.official)
    assert is_behind()
    assert not read(snv)[0].is_put_off
    operations.publish_week(MONDAY, by=snv.clerk)
    assert (schedule.revision, read(snv)[0].is_put_off, is_behind()) == (2, True, False)


def test_the_office_publishes_and_the_trail_says_who(snv):
    with pytest.raises(Forbidden):
        operations.publish_week(MONDAY, by=snv.official)
    for day in (MONDAY + timedelta(1), MONDAY + timedelta(days=7 * 60)):
        with pytest.raises(Invalid):
            operations.publish_week(day, by=snv.clerk)
    made = operations.publish_week(MONDAY, by=snv.clerk)
    written = select(AuditEvent.act).where(AuditEvent.subject_uid == str(made.uid))
    assert db.session.scalars(written).all() == ["week.publish"]
