"""One question with one answer, and a refusal that says why."""

from enum import StrEnum

import pytest

from office import permissions
from office.errors import Forbidden
from office.permissions import SYSTEM, Actor, Role, allowed, require, rule, rule_of


class Can(StrEnum):
    """Acts on doors."""

    OPEN = "open"
    SHUT = "shut"


class Other(StrEnum):
    """The same word of another package."""

    OPEN = "open"


@pytest.fixture(autouse=True)
def rules(monkeypatch):
    monkeypatch.setattr(permissions, "_rules", {})

    @rule(Can.OPEN)
    def may_open(actor, door):
        """Only a clerk opens.

        A second paragraph is not shown.
        """
        return actor.holds(Role.CLERK) and door == "front"


CLERK = Actor(roles=frozenset({Role.CLERK}), agency_id=3)


def test_the_rule_answers():
    assert allowed(CLERK, Can.OPEN, "front")
    assert not allowed(CLERK, Can.OPEN, "back")
    assert not allowed(Actor(), Can.OPEN, "front")
    require(CLERK, Can.OPEN, "front")


def test_a_refusal_gives_the_rules_first_line():
    with pytest.raises(Forbidden) as refused:
        require(Actor(), Can.OPEN, "front")
    assert refused.value.basis == "Only a clerk opens."
    assert refused.value.status == 403


def test_a_rule_answers_whatever_is_true_for_python():
    rule(Can.SHUT)(lambda _actor, _door: "yes")
    assert allowed(CLERK, Can.SHUT) is True
    require(CLERK, Can.SHUT)


def test_a_rule_without_a_sentence_still_refuses():
    rule(Can.SHUT)(lambda _actor, _door: False)
    with pytest.raises(Forbidden):
        require(CLERK, Can.SHUT)


def test_a_permission_without_a_rule_is_a_defect():
    for can in (Can.SHUT, Other.OPEN):
        with pytest.raises(KeyError):
            rule_of(can)


def test_a_role_is_held_in_the_acting_posts_agency():
    assert CLERK.holds(Role.CLERK)
    assert CLERK.holds(Role.CLERK, agency_id=3)
    assert not CLERK.holds(Role.CLERK, agency_id=4)
    assert not CLERK.holds(Role.LEADER)


def test_the_system_is_a_machine_without_a_post():
    assert SYSTEM.is_machine
    assert not SYSTEM.roles
    assert not Actor().is_machine
