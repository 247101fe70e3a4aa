"""Accounts for an identity system: read, admitted, closed and found again."""

import pytest
from sqlalchemy import select

from office.accounts import operations as accounts
from office.accounts.models import Account
from office.accounts.queries import account_by_login, live_sessions
from office.audit import AuditEvent
from office.db import db
from office.permissions import SYSTEM, Role
from tests import as_role

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
SERVANT = "urn:ietf:params:scim:schemas:extension:vn-office:2.0:CivilServant"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
LAN = {"schemas": [USER], "userName": "Lan.NT", "name": {"formatted": "Nguyễn Thị Lan"}}


def patched(*operations):
    return {"schemas": [PATCH], "Operations": list(operations)}


def acts(account):
    lines = select(AuditEvent.act).where(AuditEvent.subject_uid == str(account.uid))
    return list(db.session.scalars(lines.order_by(AuditEvent.id)))


def is_closed(account):
    """As the database has it, whatever this session remembers."""
    closed = select(Account.disabled_at).where(Account.id == account.id)
    return db.session.scalar(closed) is not None


@pytest.fixture
def lan(asked):
    made = asked("POST", "/Users", json=LAN)
    assert made.status_code == 201
    return made.json


def test_a_new_account_is_open_and_waits_for_its_slip(lan):
    account = account_by_login("lan.nt")
    assert lan["id"] == str(account.uid)
    assert lan["active"]
    assert account.password_hash == accounts.NO_PASSWORD
    assert acts(account) == ["account.open"]


def test_more_than_is_declared_is_taken_and_left_aside(asked):
    sent = LAN | {
        "displayName": "Lan",
        "locale": "vi-VN",
        "emails": [{"value": "lan@h99.example", "type": "work", "primary": True}],
    }
    made = asked("POST", "/Users", json=sent).json
    assert "displayName" not in made
    assert made["emails"] == [{"value": "lan@h99.example", "type": "work"}]


@pytest.mark.parametrize(
    ("sent", "status", "kind"),
    [
        (LAN | {"userName": "quantri"}, 409, "uniqueness"),
        (LAN | {"name": {"formatted": "Lan\x01"}}, 400, "invalidValue"),
        (LAN | {"emails": [{"value": "a@h99.example", "type": "home"}]}, 400, "invalidValue"),
        ({"schemas": [USER], "userName": "lan"}, 400, "invalidValue"),
        (LAN | {"userName": "  "}, 400, "invalidValue"),
    ],
)
def test_what_cannot_be_admitted_is_refused_in_scim_words(asked, sent, status, kind):
    refused = asked("POST", "/Users", json=sent)
    assert (refused.status_code, refused.json["scimType"]) == (status, kind)
    assert refused.content_type == "application/scim+json"
    assert refused.json["detail"]


def test_posts_become_title_department_manager_and_groups(asked, unit, new_room):
    room = new_room("Phòng Văn hoá")
    head = as_role.official(Role.UNIT_HEAD, unit=room, name="Lê Trưởng Phòng")
    person = as_role.official(unit=room, name="Phạm Chuyên Viên", title="Chuyên viên chính")
    as_role.post(person, unit, Role.OFFICIAL, "Tổ trưởng")
    seen = asked("GET", f"/Users/{person.uid}").json
    assert seen["title"] == "Chuyên viên chính"
    assert seen[ENTERPRISE]["department"] == "Phòng Văn hoá 1"
    assert seen[ENTERPRISE]["organization"] == "Ủy ban nhân dân xã Lam Giang"
    assert seen[ENTERPRISE]["manager"]["value"] == str(head.uid)
    assert seen[ENTERPRISE]["manager"]["$ref"].endswith(f"/api/scim/v2/Users/{head.uid}")
    assert {one["value"] for one in seen["groups"]} == {str(unit.uid), str(room.uid)}
    assert [one["isPrimary"] for one in seen[SERVANT]["assignments"]] == [True, False]


def test_a_closed_account_loses_its_sessions_at_once(asked, unit, client):
    person = as_role.official(unit=unit)
    as_role.sign_in(client, person)
    assert live_sessions(person.id)
    off = patched({"op": "replace", "path": "active", "value": False})
    assert asked("PATCH", f"/Users/{person.uid}", json=off).status_code == 204
    assert not live_sessions(person.id)
    assert client.get("/account").status_code == 303
    assert not asked("GET", f"/Users/{person.uid}").json["active"]
    on = patched({"op": "Replace", "value": {"active": True}})
    assert asked("PATCH", f"/Users/{person.uid}", json=on).status_code == 204
    assert acts(person)[-2:] == ["account.close", "account.reopen"]


def test_deleting_closes_and_hides_but_keeps_the_account(asked, lan):
    account = account_by_login("lan.nt")
    assert asked("DELETE", f"/Users/{lan['id']}").status_code == 204
    assert asked("GET", f"/Users/{lan['id']}").status_code == 404
    assert asked("DELETE", f"/Users/{lan['id']}").status_code == 404
    assert is_closed(account)
    assert acts(account) == ["account.open", "account.close", "scim.withdraw"]


def test_the_same_person_comes_back_and_nobody_else_under_the_login(asked, lan):
    asked("DELETE", f"/Users/{lan['id']}")
    other = LAN | {"name": {"formatted": "Nguyễn Văn Lâm"}}
    assert asked("POST", "/Users", json=other).status_code == 409
    again = asked("POST", "/Users", json=LAN)
    assert (again.status_code, again.json["id"]) == (201, lan["id"])
    assert not is_closed(account_by_login("lan.nt"))


@pytest.mark.parametrize(
    ("path", "value"),
    [("userName", "khac"), ("name.formatted", "Tên Khác"), ("title", "Chủ tịch")],
)
def test_what_a_decision_changes_is_refused(asked, lan, path, value):
    change = patched({"op": "replace", "path": path, "value": value})
    refused = asked("PATCH", f"/Users/{lan['id']}", json=change)
    assert (refused.status_code, refused.json["scimType"]) == (400, "mutability")


def test_nobody_closes_the_account_of_his_own_token(asked, admin):
    refused = asked("DELETE", f"/Users/{admin.uid}")
    assert refused.status_code == 400
    assert not is_closed(admin)


@pytest.mark.parametrize(
    ("asked_for", "found"),
    [
        ('userName eq "LAN.nt"', 1),
        ('userName sw "lan" and active eq true', 1),
        ('userName eq "nobody"', 0),
        ('externalId eq "x-7"', 1),
        ('emails[value co "LAN@"]', 1),
        ('emails pr and not (userName eq "lan.nt")', 0),
        ('meta.created gt "2001-01-01T00:00:00Z" and userName ew "nt"', 1),
        ('id eq "not-a-name"', 0),
    ],
)
def test_filters(asked, asked_for, found):
    more = {"externalId": "x-7", "emails": [{"value": "lan@h99.example"}]}
    asked("POST", "/Users", json=LAN | more)
    answer = asked("GET", "/Users", query_string={"filter": asked_for})
    assert answer.json["totalResults"] == found
    assert len(answer.json.get("Resources", [])) == found


@pytest.mark.parametrize("asked_for", ['title eq "x"', "userName", "active gt true", "(" * 3000])
def test_what_is_not_compared_is_said(asked, asked_for):
    refused = asked("GET", "/Users", query_string={"filter": asked_for})
    assert (refused.status_code, refused.json["scimType"]) == (400, "invalidFilter")


def test_a_cursor_goes_on_whatever_came_meanwhile(asked):
    for number in range(5):
        as_role.official(login=f"so{number}")
    told, cursor = [], ""
    while cursor is not None:
        page = asked("GET", "/Users", query_string={"count": 2, "cursor": cursor}).json
        told += [one["userName"] for one in page.get("Resources", [])]
        cursor = page.get("nextCursor")
        accounts.admit("Người Mới", login=f"moi{len(told)}", by=SYSTEM)
    assert told == ["so4", "so3", "so2", "so1", "so0", "quantri"]
    forged = asked("GET", "/Users", query_string={"count": 2, "cursor": "AAAA"})
    assert forged.json["scimType"] == "invalidCursor"


def test_a_version_guards_a_change(asked, lan):
    path = f"/Users/{lan['id']}"
    known = asked("GET", path)
    same = {"If-None-Match": known.headers["ETag"]}
    assert asked("GET", path, headers=same).status_code == 304
    change = patched({"op": "add", "path": "emails", "value": [{"value": "lan@h99.example"}]})
    guard = {"If-Match": known.headers["ETag"]}
    assert asked("PATCH", path, json=change, headers=guard).status_code == 204
    assert asked("PATCH", path, json=change, headers=guard).status_code == 412


def test_bulk_does_each_for_itself_and_no_more_than_declared(asked):
    bulk = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
    good = {"method": "POST", "path": "/Users", "bulkId": "a", "data": LAN}
    taken = {"method": "POST", "path": "/Users", "bulkId": "b", "data": LAN}
    sent = {"schemas": [bulk], "Operations": [good, taken]}
    done = asked("POST", "/Bulk", json=sent).json["Operations"]
    assert [one["status"] for one in done] == ["201", "409"]
    many = {"schemas": [bulk], "Operations": [good] * 101}
    assert asked("POST", "/Bulk", json=many).status_code == 413
    large = LAN | {"displayName": "x" * (1 << 20)}
    assert asked("POST", "/Users", json=large).status_code == 413
