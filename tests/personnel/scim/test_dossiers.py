"""What an identity system learns of a dossier, and that it moves nobody who has one."""

from datetime import date

import pytest
from sqlalchemy import select

from office.accounts.models import Account
from office.db import db
from personnel.models import DossierAccess
from tests import build
from tests.personnel import house as register
from tests.personnel.scim.test_users import ENTERPRISE, SERVANT, patched

NUMBER = f"{SERVANT}:citizenId"


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def account(snv):
    room = register.post(snv.rooms["staff"], since=date(2016, 1, 1), position="VTVL-07")
    register.opened(snv, snv.official, room)
    return db.session.get_one(Account, snv.official.account_id)


@pytest.fixture
def of_staff(snv, token_of):
    return token_of(db.session.get_one(Account, snv.hr.account_id))


def test_staff_number_and_category_are_told_and_pay_to_the_staff_office(asked, account, of_staff):
    seen = asked("GET", f"/Users/{account.uid}").json
    assert seen[ENTERPRISE]["employeeNumber"] == "CB001"
    assert seen[SERVANT]["category"] == "cong_chuc"
    assert seen[SERVANT]["jobPosition"] == "VTVL-07"
    assert seen[SERVANT]["unitCode"] == "H99.1"
    assert "grade" not in seen[SERVANT]
    told = asked("GET", f"/Users/{account.uid}", token=of_staff).json[SERVANT]
    assert told["grade"] == {"code": "01.003", "step": "1", "coefficient": "2.34"}


def test_a_citizen_number_is_told_to_who_names_it_and_keeps_the_dossier(asked, account, of_staff):
    path, named = f"/Users/{account.uid}", {"attributes": NUMBER}
    assert register.CITIZEN not in asked("GET", path, token=of_staff).text
    assert register.CITIZEN not in asked("GET", path, query_string=named).text
    assert not list(db.session.scalars(select(DossierAccess)))
    assert register.CITIZEN not in asked("GET", "/Users", query_string=named, token=of_staff).text
    for _ in range(2):
        answer = asked("GET", path, query_string=named, token=of_staff)
        assert answer.json[SERVANT] == {"citizenId": register.CITIZEN}
    noted = db.session.scalars(select(DossierAccess)).all()
    assert [(one.name, one.groups) for one in noted] == [("Nguyễn Phúc H99.1", ["identity"])]


def test_the_posts_of_who_has_a_dossier_are_not_changed(asked, account, snv):
    other = snv.rooms["finance"]
    come = patched({"op": "add", "path": "members", "value": [{"value": str(account.uid)}]})
    gone = patched({"op": "remove", "path": f'members[value eq "{account.uid}"]'})
    for room, change in [(other, come), (snv.rooms["staff"], gone)]:
        refused = asked("PATCH", f"/Groups/{room.uid}", json=change)
        assert (refused.status_code, refused.json["scimType"]) == (400, "mutability")
