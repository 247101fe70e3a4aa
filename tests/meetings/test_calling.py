"""Who may do what around meetings: rooms, series, the week, papers, letters."""

import pytest

from meetings import operations
from meetings.models import Secrecy
from meetings.policy.calling import Can
from office.permissions import allowed
from tests import build
from tests.meetings import house as meetings


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.mark.parametrize(
    ("can", "may", "may_not"),
    [
        (Can.KEEP_ROOMS, "clerk", "official"),
        (Can.PLAN_WEEK, "office_head", "official"),
        (Can.READ_PAPERS, "head", "clerk"),
        (Can.LAY_PAPERS, "official", "head"),
        (Can.WRITE_LETTER, "official", "clerk"),
    ],
)
def test_each_permission_has_its_people(snv, can, may, may_not):
    meeting = meetings.planned(snv)
    assert allowed(snv.people[may], can, meeting)
    assert not allowed(snv.people[may_not], can, meeting)


def test_rooms_and_series_are_kept_in_their_own_agency(snv):
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    room = operations.add_room(operations.RoomFacts(name="Phòng 1"), by=snv.clerk)
    assert allowed(snv.clerk, Can.CHANGE_ROOM, room)
    assert not allowed(other.clerk, Can.CHANGE_ROOM, room)
    rule = operations.Repeating(rrule="FREQ=WEEKLY")
    series = operations.begin_series(meetings.planned(snv), rule, by=snv.official)
    assert allowed(snv.leader, Can.KEEP_SERIES, series)
    assert not allowed(other.leader, Can.KEEP_SERIES, series)


@pytest.mark.parametrize("can", [Can.READ_PAPERS, Can.LAY_PAPERS, Can.WRITE_LETTER])
def test_a_classified_meeting_lets_nobody_near_content(snv, can):
    meeting = meetings.planned(snv, secrecy=Secrecy.TOP_SECRET)
    for who in ("official", "leader", "office_head"):
        assert not allowed(snv.people[who], can, meeting)
