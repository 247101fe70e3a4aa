"""Who may do what with minutes and tasks, and who is refused; of a classified meeting nobody."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from meetings import operations
from meetings.models import Secrecy
from meetings.operations import HandOut
from meetings.policy.minutes import Can
from office import clock
from office.permissions import SYSTEM, Actor, allowed
from tests import build
from tests.meetings import house as meetings

KEEPERS = {"leader", "official"}
PRESENT = {"leader", "official", "head", "other_head"}
PREPARING = {"leader", "deputy", "office_head", "official"}
WHO = {
    Can.READ: set(build.PARTS),
    Can.WRITE: KEEPERS,
    Can.SUGGEST: PRESENT,
    Can.HAND_OUT: KEEPERS,
    Can.CONFIRM: {"leader"},
    Can.SIGN_AS_SECRETARY: {"official"},
    Can.SIGN_AS_CHAIR: {"leader"},
    Can.DRAW_UP: PREPARING,
    Can.REGISTER: {*PREPARING, "clerk"},
    Can.RECORD: set(),
}


@pytest.fixture
def snv(house):
    return build.agency()


def those_who_may(snv, can, subject):
    return {part for part in build.PARTS if allowed(snv.people[part], can, subject)}


def test_each_act_has_its_people(snv):
    meeting = meetings.opened(snv)
    assert {can: those_who_may(snv, can, meeting) for can in WHO} == WHO
    assert allowed(SYSTEM, Can.RECORD, meeting)


def test_a_classified_meeting_has_no_minutes_for_anybody(snv):
    secret = SimpleNamespace(**vars(meetings.called(snv, secrecy=Secrecy.SECRET)))
    secret.is_classified = True
    for can in WHO.keys() - {Can.RECORD}:
        assert those_who_may(snv, can, secret) == set(), can


def test_the_lead_unit_alone_answers(snv):
    meeting = meetings.opened(snv)
    given = HandOut(
        text="Lập danh sách",
        lead_unit_id=snv.rooms["finance"].id,
        due_on=clock.today() + timedelta(days=3),
    )
    task = operations.hand_out(meeting, given, by=snv.official)
    # Of its officials only those who take part; the whole of a unit contains its rooms.
    assert those_who_may(snv, Can.ANSWER, task) == {"other_head"}


def test_a_check_is_asked_by_people_in_a_post(snv):
    assert allowed(snv.colleague, Can.CHECK, snv.colleague)
    assert not allowed(Actor(), Can.CHECK, Actor())
