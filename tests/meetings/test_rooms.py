"""Rooms are held once: two at the same time get one room and one refusal, on both databases."""

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from meetings import operations, queries
from meetings.models import Booking, Meeting, Part, RoomKind, Secrecy
from office import clock
from office.accounts.models import Absence
from office.db import db, transaction
from office.errors import Conflict, Forbidden, Invalid, NotFound
from tests import build
from tests.meetings import house as meetings

HOUR = timedelta(hours=1)


@pytest.fixture
def snv(house):
    return build.agency()


def room(snv, name="Phòng họp 1", **facts):
    return operations.add_room(operations.RoomFacts(name=name, **facts), by=snv.clerk)


def at(hour, days=7):
    """An hour of a working Monday in two or more weeks."""
    day = clock.today() + timedelta(days=days)
    day += timedelta(days=-day.weekday() % 7)
    return datetime(day.year, day.month, day.day, hour, tzinfo=clock.LOCAL)


def holding(snv, *rooms, starts=None, **given):
    begins = starts or at(8)
    given = {"ends_at": begins + 2 * HOUR} | given
    uids = tuple(one.uid for one in rooms)
    return operations.plan_meeting(
        meetings.plan(starts_at=begins, rooms=uids, **given), by=snv.official
    )


def test_a_room_is_held_once_at_a_time(snv):
    one, other = room(snv), room(snv, "Máy chiếu", kind=RoomKind.DEVICE)
    first = holding(snv, one, other)
    with pytest.raises(Conflict) as refused:
        holding(snv, one, starts=at(9))
    assert "Phòng họp 1" in str(refused.value.message)
    holding(snv, one, starts=at(10))
    assert queries.rooms_held_for(first) == [one, other]


def test_a_room_comes_free_when_the_meeting_moves_or_falls(snv):
    one = room(snv)
    first = meetings.planned(snv, starts_at=at(8), ends_at=at(10), rooms=(one.uid,))
    later = meetings.plan(starts_at=at(14), ends_at=at(15), rooms=(one.uid,))
    operations.change_plan(first, later, by=snv.official)
    second = holding(snv, one)
    operations.call(first, by=snv.official)
    operations.cancel(first, "Chủ trì bận", by=snv.official)
    assert not queries.rooms_held_for(first)
    moved = meetings.plan(starts_at=at(14), ends_at=at(16), rooms=(one.uid,))
    operations.change_plan(second, moved, by=snv.official)
    held = db.session.scalars(select(Booking).where(Booking.released_at.is_(None))).all()
    assert [(row.meeting_id, row.starts_at) for row in held] == [(second.id, second.starts_at)]


def test_two_who_plan_at_the_same_moment_do_not_both_get_the_room(lasting_app):
    with lasting_app.app_context():
        snv = build.agency()
        uid = room(snv).uid
        db.session.commit()
    start, told = threading.Barrier(2), []

    def wish(number):
        with lasting_app.app_context():
            start.wait()
            given = meetings.plan(starts_at=at(8), ends_at=at(10), rooms=(uid,))
            try:
                told.append(operations.plan_meeting(given, by=snv.official).number)
            except Conflict:
                told.append("taken")

    threads = [threading.Thread(target=wish, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(told) == 2
    assert told.count("taken") == 1
    with lasting_app.app_context():
        assert len(db.session.scalars(select(Booking)).all()) == 1
        assert len(db.session.scalars(select(Meeting)).all()) == 1, "who got no room left nothing"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"capacity": 0}, "capacity"),
        ({"opens": "18:00", "closes": "07:00"}, "closes"),
        ({"opens": "nắng", "closes": "mưa"}, "closes"),
        ({"days": ""}, "days"),
        ({"days": "189"}, "days"),
    ],
)
def test_a_room_that_cannot_be_is_refused_by_field(snv, facts, field):
    with pytest.raises(Invalid) as refused:
        room(snv, **{"name": "Phòng"} | facts)
    assert field in refused.value.fields


def test_rooms_are_kept_by_the_office_and_one_given_up_is_not_offered(snv):
    one = room(snv)
    with pytest.raises(Forbidden):
        operations.change_room(one, operations.RoomFacts(name="X"), by=snv.official)
    first = holding(snv, one)
    operations.end_room(one, by=snv.admin)
    assert queries.rooms_of(snv.unit.id) == []
    with pytest.raises(NotFound):
        holding(snv, one, starts=at(14))
    same = meetings.plan(starts_at=at(9), ends_at=at(10), rooms=(one.uid,))
    operations.change_plan(first, same, by=snv.official)
    assert queries.rooms_held_for(first) == [one]


def test_rooms_of_another_agency_are_not_held(snv):
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    theirs = room(other)
    with pytest.raises(NotFound):
        holding(snv, theirs)


def test_what_speaks_against_a_room_is_said_beside_it(snv):
    small = room(snv, "Nhỏ", capacity=5)
    taken = room(snv, "Lớn", capacity=50)
    holding(snv, taken)
    by_name = {one.room.name: one for one in queries.offers(snv.unit.id, at(9), at(19), people=10)}
    assert (by_name["Nhỏ"].is_small, by_name["Nhỏ"].is_taken) == (True, False)
    assert (by_name["Lớn"].is_small, by_name["Lớn"].is_taken) == (False, True)
    assert by_name["Nhỏ"].is_closed
    assert queries.is_open(small, at(8), at(10))
    assert not queries.is_open(small, at(8) - timedelta(days=1), at(10) - timedelta(days=1))


def test_the_place_of_a_classified_meeting_is_not_kept(snv):
    one = room(snv)
    made = holding(snv, one, secrecy=Secrecy.SECRET)
    assert queries.rooms_held_for(made) == []


def test_who_is_busy_is_said_and_what_it_is_about_only_to_who_sees_it(snv):
    begins = at(8)
    kept = {"starts_at": begins, "ends_at": begins + 2 * HOUR}
    first = operations.plan_meeting(meetings.plan(**kept), by=snv.other_head)
    operations.invite_person(first, meetings.seat(snv.head, Part.MEMBER), by=snv.other_head)
    with transaction():
        away = {"valid_from": begins - HOUR, "valid_to": begins + HOUR}
        db.session.add(Absence(person_id=snv.leader.person_id, kind="trip", **away))
    people = [snv.head.person_id, snv.leader.person_id, snv.colleague.person_id]

    def busy(actor, *times):
        found = queries.busy_people(actor, people, *times)
        return {(one.name, one.is_away, one.meeting) for one in found}

    seen = busy(snv.head, begins, begins + HOUR)
    assert seen == {(snv.head.name, False, first), (snv.leader.name, True, None)}
    assert (snv.head.name, False, None) in busy(snv.colleague, begins, begins + HOUR)
    assert busy(snv.head, begins + 2 * HOUR, begins + 3 * HOUR) == set()
    assert queries.busy_people(snv.head, people, begins, begins + HOUR, but=first.id)[0].is_away
