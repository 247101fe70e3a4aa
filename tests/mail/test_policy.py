"""Whom each permission of outgoing mail refuses."""

from dataclasses import replace

import pytest

from mail.models import BoxState, Mailbox, Right
from mail.policy import Can
from mail.queries import OpenBox
from mail.queries.seats import HandedOver
from office.permissions import SYSTEM, Actor, Role, allowed

CLERK = Actor(person_id=1, agency_id=1, roles=frozenset({Role.CLERK}))
ADMIN = Actor(person_id=2, agency_id=1, roles=frozenset({Role.ADMIN}))
DEPUTY = Actor(person_id=3, agency_id=1, roles=frozenset({Role.ADMIN}), delegation_id=1)


def test_nobody_in_particular_posts_nothing():
    assert allowed(CLERK, Can.POST)
    assert allowed(SYSTEM, Can.POST)
    assert not allowed(Actor(), Can.POST)


def test_the_door_is_kept_by_the_agencys_own_administrator_in_person():
    assert allowed(ADMIN, Can.KEEP_DOOR, 1)
    assert not any(allowed(who, Can.KEEP_DOOR, 1) for who in (CLERK, DEPUTY))
    assert not allowed(ADMIN, Can.KEEP_DOOR, 2)


def test_messages_are_handed_over_by_the_house_alone():
    assert allowed(SYSTEM, Can.CARRY_OUT)
    assert not allowed(ADMIN, Can.CARRY_OUT)


OFFICIAL = Actor(person_id=4, tenure_id=4, agency_id=1, roles=frozenset({Role.OFFICIAL}))
GUARD = Actor(person_id=5, tenure_id=5, agency_id=1, roles=frozenset({Role.SECURITY}))


def opened(*rights, state=BoxState.ACTIVE):
    return OpenBox(Mailbox(state=state), frozenset(rights))


def test_boxes_are_kept_by_the_agencys_own_administrator_and_the_house():
    assert allowed(SYSTEM, Can.KEEP_BOXES, 1)
    assert allowed(ADMIN, Can.KEEP_BOXES, 1)
    assert not any(allowed(who, Can.KEEP_BOXES, 1) for who in (CLERK, DEPUTY, OFFICIAL))
    assert not allowed(ADMIN, Can.KEEP_BOXES, 2)


def test_who_holds_no_post_has_no_mail():
    assert allowed(OFFICIAL, Can.HAVE_BOX)
    assert not allowed(Actor(person_id=4), Can.HAVE_BOX)


@pytest.mark.parametrize(
    ("can", "right"),
    [
        (Can.READ, Right.READ),
        (Can.ORGANISE, Right.ORGANISE),
        (Can.DRAFT, Right.DRAFT),
        (Can.SEND, Right.SEND_AS),
        (Can.SEND, Right.SEND_ON_BEHALF),
        (Can.MANAGE, Right.MANAGE),
        (Can.SHARE, Right.MANAGE),
    ],
)
def test_each_right_in_a_box_gives_what_it_says_and_the_house_reads_nothing(can, right):
    assert allowed(OFFICIAL, can, opened(right))
    others = set(Right) - {right, Right.SEND_AS, Right.SEND_ON_BEHALF}
    assert not allowed(OFFICIAL, can, opened(*others))
    assert not allowed(SYSTEM, can, opened(right))


def test_nothing_is_written_in_a_box_that_is_not_open():
    for can in (Can.DRAFT, Can.SEND, Can.MANAGE, Can.SHARE):
        assert not allowed(OFFICIAL, can, opened(*Right, state=BoxState.SUSPENDED))
    assert allowed(OFFICIAL, Can.READ, opened(*Right, state=BoxState.HANDOVER))


def test_a_deputy_passes_no_right_on():
    deputy = replace(OFFICIAL, delegation_id=1)
    assert allowed(deputy, Can.MANAGE, opened(*Right))
    assert not allowed(deputy, Can.SHARE, opened(*Right))


def test_holds_are_placed_by_security_officer_or_administrator():
    assert allowed(GUARD, Can.HOLD, 1)
    assert allowed(ADMIN, Can.HOLD, 1)
    assert not any(allowed(who, Can.HOLD, 1) for who in (CLERK, OFFICIAL, DEPUTY))
    assert not allowed(GUARD, Can.HOLD, 2)


def test_the_head_of_the_last_unit_or_an_administrator_names_the_receiver():
    left = HandedOver(agency_id=1, head_desk_id=7)
    assert allowed(replace(OFFICIAL, desk_id=7), Can.NAME_RECEIVER, left)
    assert allowed(ADMIN, Can.NAME_RECEIVER, left)
    assert not allowed(ADMIN, Can.NAME_RECEIVER, replace(left, agency_id=2))
    for who in (OFFICIAL, CLERK, DEPUTY, GUARD, SYSTEM):
        assert not allowed(who, Can.NAME_RECEIVER, replace(left, head_desk_id=None))


def test_what_opens_others_mail_is_confirmed_by_an_administrator_or_the_security_officer():
    assert allowed(GUARD, Can.CONFIRM, 1)
    assert allowed(ADMIN, Can.CONFIRM, 1)
    assert not any(allowed(who, Can.CONFIRM, 1) for who in (CLERK, OFFICIAL, DEPUTY, SYSTEM))
    assert not allowed(ADMIN, Can.CONFIRM, 2)
