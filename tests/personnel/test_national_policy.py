"""Who connects the register with the national database and who settles what comes back."""

import pytest

from office.errors import Forbidden
from office.permissions import SYSTEM, allowed, require
from personnel.policy.national import CanTell
from tests import build
from tests.personnel import house as register


@pytest.fixture
def snv(house):
    return build.agency()


WHO = ("clerk", "leader", "head", "official", "admin", "hr", "security")


@pytest.mark.parametrize(
    ("can", "who"),
    [
        (CanTell.CONNECT, {"admin"}),
        (CanTell.SEE, {"admin", "hr", "security"}),
        (CanTell.EXAMINE, {"admin", "security"}),
        (CanTell.CARRY_OUT, set()),
    ],
)
def test_who_may(snv, can, who):
    assert {part for part in WHO if allowed(snv.people[part], can)} == who


def test_the_house_itself_sends_and_nobody_else(snv):
    assert allowed(SYSTEM, CanTell.CARRY_OUT)
    with pytest.raises(Forbidden):
        require(snv.admin, CanTell.CARRY_OUT)


def test_the_staff_office_settles_all_dossiers_but_its_own(snv):
    dossier = register.opened(snv, snv.official)
    own = register.opened(snv, snv.hr, citizen="001085009999", room="office")
    assert [part for part in WHO if allowed(snv.people[part], CanTell.SETTLE, dossier)] == ["hr"]
    assert not allowed(snv.hr, CanTell.SETTLE, own)
