"""Who may what about findings and doubles: for each permission somebody who may not."""

import pytest

from office.permissions import SYSTEM, allowed
from personnel.models import QualityFinding
from personnel.policy import Can as Register
from personnel.policy.quality import Can
from personnel.quality.shapes import Owner
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


def test_points_are_for_who_may_list(snv):
    assert may(snv, Can.SEE_QUALITY, None) == may(snv, Register.LIST, None)


def test_a_finding_is_answered_by_its_owner_or_the_staff_office(snv, dossier):
    said = {"dossier_id": dossier.id, "owner": Owner.OFFICIAL, "desk_id": snv.desks["head"].id}
    assert may(snv, Can.ANSWER, QualityFinding(**said)) == {"hr", "official"}
    by_head = QualityFinding(**said | {"owner": Owner.HEAD})
    assert may(snv, Can.ANSWER, by_head) == {"hr", "head"}
    by_office = QualityFinding(**said | {"owner": Owner.HR, "desk_id": None})
    assert may(snv, Can.ANSWER, by_office) == {"hr"}
    of_unit = QualityFinding(unit_id=snv.rooms["staff"].id, owner=Owner.HEAD, desk_id=None)
    assert may(snv, Can.ANSWER, of_unit) == {"hr"}


def test_doubles_are_decided_by_a_staff_office_that_is_not_concerned(snv, dossier):
    own = register.opened(snv, snv.hr, citizen="001085001239")
    head = register.opened(snv, snv.head, citizen="001085001238")
    assert may(snv, Can.DECIDE_TWINS, (dossier, head)) == {"hr"}
    assert may(snv, Can.DECIDE_TWINS, (dossier, own)) == set()


def test_the_house_alone_looks_at_dossiers(snv, dossier):
    assert may(snv, Can.CHECK, dossier) == {"house"}
