"""Who may what in the register: for each permission somebody who may not."""

import pytest

from office import clock
from office.db import db, new_uid, transaction
from office.permissions import SYSTEM, allowed
from personnel.models import RegisterGrant, Scope
from personnel.policy import Can
from personnel.policy.decisions import CanDecide
from tests import build
from tests.personnel import house as register


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def dossier(snv):
    return register.opened(snv, snv.official)


def may(snv, permission, thing):
    """Who of the agency may, by part; `house` is the program itself."""
    people = dict(snv.people) | {"house": SYSTEM}
    return {part for part, actor in people.items() if allowed(actor, permission, thing)}


def grant(desk, unit, scope):
    """A desk may do more in the register."""
    given = {"desk_id": desk.id, "unit_id": unit.id, "scope": scope}
    with transaction():
        db.session.add(RegisterGrant(uid=new_uid(), granted_at=clock.now(), **given))


HEADS = {"leader", "deputy", "office_head"}


def test_lists_are_for_staff_offices_heads_and_whoever_was_named(snv):
    assert may(snv, Can.LIST, None) == {*HEADS, "head", "other_head", "hr"}
    grant(snv.desks["colleague"], snv.unit, Scope.APPROVE)
    assert "colleague" in may(snv, Can.LIST, None)


def test_a_dossier_is_read_by_its_official_and_those_above_him(snv, dossier):
    assert may(snv, Can.READ, dossier) == {*HEADS, "head", "hr", "official"}
    assert may(snv, Can.READ_SENSITIVE, dossier) == {"hr", "official"}


def test_restricted_groups_are_for_who_is_named_for_them_alone(snv, dossier):
    assert may(snv, Can.READ_RESTRICTED, dossier) == set()
    grant(snv.desks["security"], snv.unit, Scope.RESTRICTED)
    assert may(snv, Can.READ_RESTRICTED, dossier) == {"security"}
    assert "security" not in may(snv, Can.READ, dossier)


def test_the_staff_office_opens_and_prepares_but_never_for_itself(snv, dossier):
    assert may(snv, Can.OPEN_DOSSIER, snv.unit.id) == {"hr", "house"}
    other = build.agency(code="H99.2", name="Sở Lao động", symbol="SLD")
    assert may(snv, Can.OPEN_DOSSIER, other.unit.id) == {"house"}
    assert may(snv, Can.PREPARE, dossier) == {"hr"}
    own = register.opened(snv, snv.hr, citizen="001085001239")
    assert may(snv, Can.PREPARE, own) == set()
    assert may(snv, Can.APPROVE, own) == set()


def test_who_is_named_to_approve_changes_nothing_himself(snv, dossier):
    assert may(snv, Can.APPROVE, dossier) == {"hr"}
    grant(snv.desks["colleague"], snv.rooms["staff"], Scope.APPROVE)
    assert may(snv, Can.APPROVE, dossier) == {"hr", "colleague"}
    assert may(snv, Can.PREPARE, dossier) == {"hr"}


def test_the_house_alone_writes_and_administrators_name_and_change_the_key(snv, dossier):
    assert may(snv, Can.RECORD, dossier) == {"house"}
    assert may(snv, Can.GRANT, None) == {"admin"}
    assert may(snv, Can.CHANGE_KEY, None) == {"admin", "security", "house"}
    assert may(snv, Can.LOAD_FORM, snv.unit.id) == {"admin"}


def test_a_decision_is_read_and_prepared_where_the_dossiers_are_kept(snv, dossier):
    decision = register.drafted(snv, "transfer", dossier, register.post(snv.rooms["finance"]))
    assert may(snv, CanDecide.READ, decision) == {*HEADS, "head", "hr", "official", "house"}
    assert may(snv, CanDecide.PREPARE, decision) == {"hr"}


def test_what_came_from_elsewhere_is_confirmed_by_a_second_person(snv, dossier):
    decision = register.drafted(snv, "transfer", dossier, register.post(snv.rooms["finance"]))
    assert may(snv, CanDecide.CONFIRM, decision) == set()
    grant(snv.desks["colleague"], snv.unit, Scope.APPROVE)
    assert may(snv, CanDecide.CONFIRM, decision) == {"colleague"}
