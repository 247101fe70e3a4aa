"""Whom each permission of outgoing mail refuses."""

from mail.policy import Can
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
