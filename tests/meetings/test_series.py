"""Meetings that come again: laid out ahead, shifted off days off, changed together, in bounds."""

from datetime import date, timedelta

import pytest
import time_machine

from meetings import operations, queries
from meetings.ical import recurring
from meetings.models import MeetingState, Part, Shift
from meetings.operations.series import shifted
from office import clock
from office.accounts.models import Notice
from office.db import db
from office.errors import Forbidden, Invalid, NotFound, Refusal
from office.permissions import SYSTEM
from office.units import operations as reorganising
from office.units.models import Tenure
from tests import build
from tests.meetings import house as meetings

MONDAYS = "FREQ=WEEKLY;BYDAY=MO"
FIRST = date(2026, 12, 7)


@pytest.fixture
def snv(house):
    with time_machine.travel("2026-11-30T08:00:00+07:00", tick=False):
        yield build.agency()


def first_meeting(snv, **given):
    starts = clock.local_midnight(FIRST) + timedelta(hours=8)
    meeting = meetings.planned(snv, starts_at=starts, ends_at=starts + timedelta(hours=2), **given)
    operations.add_item(meeting, operations.Point(title="Tuần trước"), by=snv.official)
    return meeting


def begun(snv, rrule=MONDAYS, **given):
    rooms = given.pop("rooms", ())
    meeting = first_meeting(snv, rooms=rooms)
    wish = operations.Repeating(rrule=rrule, **given)
    return meeting, operations.begin_series(meeting, wish, by=snv.official)


def days(series, snv):
    found = queries.meetings_of(series, snv.official)
    kept = [one for one in found if one.state != MeetingState.CANCELLED]
    return sorted(clock.to_local(one.starts_at).date() for one in kept)


def test_meetings_are_laid_out_sixty_days_ahead_with_all_that_the_first_has(snv):
    meeting, series = begun(snv)
    found = days(series, snv)
    assert found[:3] == [FIRST, FIRST + timedelta(7), FIRST + timedelta(14)]
    assert found[-1] <= clock.today() + timedelta(60)
    nxt = queries.meeting_after(meeting)
    assert queries.meeting_before(nxt) is meeting
    assert [one.title for one in queries.agenda_of(nxt)] == ["Tuần trước"]
    assert [(one.name, one.part, one.is_voting) for one in queries.people_of(nxt)] == [
        (one.name, one.part, one.is_voting) for one in queries.people_of(meeting)
    ]
    assert operations.lay_out_ahead(series, by=SYSTEM) == []
    with time_machine.travel("2026-12-14T05:20:00+07:00"):
        made = operations.lay_out_ahead(series, by=SYSTEM)
        assert len(made) == 2


@pytest.mark.parametrize(
    ("shift", "held"),
    [
        (Shift.AFTER, date(2027, 1, 4)),
        (Shift.BEFORE, date(2026, 12, 31)),
        (Shift.SKIP, None),
        (Shift.KEEP, date(2027, 1, 1)),
    ],
)
def test_a_day_off_is_shifted_as_the_series_says(snv, shift, held):
    assert shifted(date(2027, 1, 1), shift) == held
    assert shifted(date(2026, 12, 30), shift) == date(2026, 12, 30)


def test_another_rule_moves_what_is_planned_and_leaves_what_was_called_or_changed_singly(snv):
    _meeting, series = begun(snv)
    second, third, *rest = sorted(
        queries.meetings_of(series, snv.official), key=lambda one: one.starts_at
    )[1:]
    operations.call(second, by=snv.official)
    own = meetings.plan(title="Họp riêng", starts_at=third.starts_at, ends_at=third.ends_at)
    operations.change_plan(third, own, by=snv.official)
    wish = operations.Repeating(rrule="FREQ=WEEKLY;BYDAY=TU", left_out=(date(2026, 12, 29),))
    operations.change_series(series, wish, by=snv.official)
    assert (second.state, third.title) == (MeetingState.INVITED, "Họp riêng")
    assert all(one.state == MeetingState.CANCELLED for one in rest)
    tuesdays = [day for day in days(series, snv) if day.weekday() == 1]
    assert date(2026, 12, 29) not in tuesdays
    assert date(2026, 12, 22) in tuesdays


def test_a_meeting_shifted_off_a_day_off_stays_when_the_rule_still_gives_its_day(snv):
    starts = clock.local_midnight(date(2026, 12, 4)) + timedelta(hours=8)  # Fridays
    meeting = meetings.planned(snv, starts_at=starts, ends_at=starts + timedelta(hours=1))
    wish = operations.Repeating(rrule="FREQ=WEEKLY;BYDAY=FR")
    series = operations.begin_series(meeting, wish, by=snv.official)
    with time_machine.travel("2027-01-02T08:00:00+07:00", tick=False):
        assert date(2027, 1, 4) in days(series, snv), "New Year's Friday, held on Monday"
        wish = operations.Repeating(rrule="FREQ=WEEKLY;BYDAY=FR;COUNT=20")
        operations.change_series(series, wish, by=snv.official)
        assert date(2027, 1, 4) in days(series, snv)


def test_all_following_become_like_one_of_them(snv):
    meeting, series = begun(snv)
    nxt = queries.meeting_after(meeting)
    starts = nxt.starts_at + timedelta(hours=6)
    plan = meetings.plan(
        title="Giao ban mới", starts_at=starts, ends_at=starts + timedelta(hours=1)
    )
    operations.change_plan(nxt, plan, by=snv.official)
    operations.invite_person(nxt, meetings.seat(snv.deputy, Part.OBSERVER), by=snv.official)
    changed = operations.follow_meeting(nxt, by=snv.official)
    third = queries.meeting_after(nxt)
    assert changed == len(days(series, snv)) - 2
    assert meeting.title == "Họp giao ban tháng"
    assert (third.title, clock.to_local(third.starts_at).hour) == ("Giao ban mới", 14)
    assert snv.deputy.name in [one.name for one in queries.people_of(third)]


def test_a_taken_room_leaves_the_next_meeting_without_one_and_its_desk_hears_of_it(snv):
    room = operations.add_room(operations.RoomFacts(name="Phòng 1"), by=snv.clerk)
    starts = clock.local_midnight(FIRST + timedelta(7)) + timedelta(hours=8)
    other = {"starts_at": starts, "ends_at": starts + timedelta(hours=1), "rooms": (room.uid,)}
    operations.plan_meeting(meetings.plan(**other), by=snv.head)
    meeting, _series = begun(snv, rooms=(room.uid,))
    second = queries.meeting_after(meeting)
    assert queries.rooms_held_for(second) == []
    assert queries.rooms_held_for(queries.meeting_after(second)) == [room]
    told = db.session.query(Notice).filter_by(kind="meetings.room_taken").all()
    assert [one.url for one in told] == [f"/meetings/{second.uid}"]


def test_a_series_that_ended_brings_no_more_and_calls_off_what_was_planned(snv):
    meeting, series = begun(snv)
    operations.call(meeting, by=snv.official)
    operations.end_series(series, by=snv.official)
    assert days(series, snv) == [FIRST]
    assert operations.lay_out_ahead(series, by=SYSTEM) == []
    with pytest.raises(Refusal):
        operations.end_series(series, by=snv.official)


def test_who_left_his_desk_is_not_asked_again(snv):
    _meeting, series = begun(snv)
    held = db.session.get_one(Tenure, snv.other_head.tenure_id)
    reorganising.unseat(held, by=SYSTEM)
    with time_machine.travel("2026-12-21T05:20:00+07:00"):
        (made, *_rest) = operations.lay_out_ahead(series, by=SYSTEM)
        names = [one.name for one in queries.people_of(made)]
    assert snv.other_head.name not in names
    assert snv.head.name in names


def test_a_series_is_changed_by_who_plans_it(snv):
    _meeting, series = begun(snv)
    for act in (operations.end_series, operations.lay_out_ahead):
        with pytest.raises(Forbidden):
            act(series, by=snv.colleague)


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "hằng tuần",
        "FREQ=SECONDLY",
        "FREQ=HOURLY;INTERVAL=1",
        "FREQ=DAILY;BYHOUR=1,2,3",
        "FREQ=DAILY;COUNT=401",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;COUNT=99999999999999999999",
        "FREQ=DAILY;UNTIL=20200101",
        "FREQ=DAILY;UNTIL=99999999",
        "FREQ=DAILY;COUNT=2;UNTIL=20270101",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=MONTHLY;BYDAY=MO",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYSETPOS=1",
        "FREQ=WEEKLY;" * 30,
    ],
)
def test_a_rule_out_of_bounds_is_refused(snv, rule):
    with pytest.raises(Invalid) as refused:
        begun(snv, rrule=rule)
    assert "rrule" in refused.value.fields


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=MONTHLY;BYDAY=1MO", [date(2026, 12, 7), date(2027, 1, 4)]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", [date(2026, 12, 31), date(2027, 1, 31)]),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=3",
            [FIRST, date(2026, 12, 9), date(2026, 12, 21)],
        ),
        ("rrule:freq=daily;until=20261208T170000Z", [FIRST, date(2026, 12, 8)]),
    ],
)
def test_the_rules_of_offices_give_their_days(rule, expected):
    kept = recurring.checked(rule, FIRST)
    given = recurring.days(kept, FIRST, since=FIRST, until=FIRST + timedelta(60))
    assert given[: len(expected)] == expected


def test_no_rule_gives_more_than_its_bound():
    given = recurring.days("FREQ=DAILY", FIRST, since=FIRST, until=date(2199, 1, 1))
    assert len(given) == recurring.MOST


def test_a_series_of_restricted_meetings_is_seen_by_its_list_alone(snv):
    meeting = first_meeting(snv, is_restricted=True, title="Họp nhân sự")
    wish = operations.Repeating(rrule=MONDAYS)
    series = operations.begin_series(meeting, wish, by=snv.official)
    _other, openly = begun(snv)
    for sees in (snv.official, snv.head):
        assert queries.visible_series(series.uid, sees) is series
    for blind in (snv.clerk, snv.office_head, snv.deputy):
        assert queries.listed_series(blind) == [openly]
        with pytest.raises(NotFound):
            queries.visible_series(series.uid, blind)


def test_words_that_became_restricted_are_not_told_beside_an_open_meeting_of_the_series(snv):
    meeting, series = begun(snv)
    operations.call(meeting, by=snv.official)
    nxt = queries.meeting_after(meeting)
    times = {"starts_at": nxt.starts_at, "ends_at": nxt.ends_at}
    plan = meetings.plan(title="Họp nhân sự", is_restricted=True, **times)
    operations.change_plan(nxt, plan, by=snv.official)
    operations.follow_meeting(nxt, by=snv.official)
    assert queries.visible_meeting(meeting.uid, snv.clerk)
    assert queries.seen_series(meeting, snv.clerk) is None
    assert queries.seen_series(meeting, snv.head) is series


def test_a_meeting_that_was_held_is_no_pattern_for_later_ones(snv):
    meeting, _series = begun(snv)
    operations.call(meeting, by=snv.official)
    operations.cancel(meeting, "Không cần", by=snv.official)
    with pytest.raises(Refusal):
        operations.follow_meeting(meeting, by=snv.official)


def test_the_names_of_the_meetings_of_all_series_are_read_at_once(snv):
    first, series = begun(snv)
    names = queries.meetings_in([series], snv.official)[series.id]
    assert names == [one.uid for one in queries.meetings_of(series, snv.official)]
    assert first.uid in names
    assert queries.meetings_in([series], snv.colleague) == {series.id: []}
