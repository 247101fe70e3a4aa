"""Who may answer, send another, settle, let guests in: for each permission somebody who may not."""

import pytest

from meetings import operations
from meetings.models import Secrecy
from meetings.policy.answering import Can
from office.permissions import SYSTEM, allowed
from tests import build
from tests.meetings import house as meetings
from tests.meetings.invited import guest_of, place_of, with_guest


@pytest.fixture
def snv(house):
    return build.agency()


def may(snv, permission, thing):
    """Who of the agency may, by part; `house` is the program itself."""
    people = dict(snv.people) | {"house": SYSTEM}
    return {part for part, actor in people.items() if allowed(actor, permission, thing)}


def test_everybody_speaks_for_himself(snv):
    mine = place_of(meetings.called(snv), snv.head)
    assert may(snv, Can.ANSWER, mine) == {"head", "house"}
    assert may(snv, Can.SEND_STAND_IN, mine) == {"head", "house"}
    assert may(snv, Can.KEEP_FEED, snv.head.person_id) == {"head"}
    assert may(snv, Can.KEEP_OUTSIDE, snv.head.person_id) == {"head"}


def test_who_prepares_settles_and_lets_guests_in(snv):
    meeting = meetings.called(snv)
    preparing = {"leader", "deputy", "office_head", "official"}
    assert may(snv, Can.SETTLE, meeting) == preparing
    assert may(snv, Can.LET_GUESTS_IN, meeting) == {*preparing, "house"}
    operations.cancel(meeting, "Không cần", by=snv.official)
    assert may(snv, Can.LET_GUESTS_IN, meeting) == set()
    assert may(snv, Can.SHUT_LINKS, meeting) == {*preparing, "house"}


def test_guests_come_by_their_links_alone(snv):
    guest = guest_of(with_guest(snv))
    assert may(snv, Can.ANSWER_AS_GUEST, guest) == {"house"}
    assert may(snv, Can.READ_AS_GUEST, guest) == {"house"}
    assert may(snv, Can.COME_AS_GUEST, guest) == {"house"}
    assert may(snv, Can.ENTER_AS_GUEST, guest) == {"house"}
    official = place_of(meetings.called(snv), snv.head)
    assert may(snv, Can.ANSWER_AS_GUEST, official) == set()
    assert may(snv, Can.READ_AS_GUEST, official) == set()
    assert may(snv, Can.ENTER_AS_GUEST, official) == set()


@pytest.mark.parametrize("permission", [Can.TELL_CALENDARS, Can.REMIND, Can.FETCH])
def test_the_house_alone_does_what_no_person_asks_for(snv, permission):
    assert may(snv, permission, meetings.called(snv)) == {"house"}


def test_nothing_leaves_of_a_classified_meeting(snv):
    meeting = meetings.planned(snv, secrecy=Secrecy.SECRET)
    assert may(snv, Can.TELL_CALENDARS, meeting) == set()
    assert may(snv, Can.LET_GUESTS_IN, meeting) == set()
