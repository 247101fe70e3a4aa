"""Units for an identity system: who is in them, what they are called, where they stand."""

from uuid import UUID

import pytest
from sqlalchemy import select

from office.accounts.queries import open_tenures
from office.audit import AuditEvent
from office.db import db
from office.permissions import Role
from office.units.models import Unit
from tests import as_role
from tests.personnel.scim.test_users import patched

GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"


def members(group):
    return {(one["type"], one["value"]) for one in group.get("members", [])}


def test_a_unit_has_its_people_and_the_units_below(asked, unit, admin, new_room):
    room = new_room()
    person = as_role.official(unit=room)
    as_role.post(person, unit, Role.OFFICIAL, "Kiêm nhiệm")
    agency = asked("GET", f"/Groups/{unit.uid}").json
    assert agency["displayName"] == "Ủy ban nhân dân xã Lam Giang"
    both = {("User", str(admin.uid)), ("User", str(person.uid))}
    assert members(agency) == both | {("Group", str(room.uid))}
    assert members(asked("GET", f"/Groups/{room.uid}").json) == {("User", str(person.uid))}


def test_people_come_to_a_unit_and_leave_it_as_officials(asked, new_room):
    room, person = new_room(), as_role.official()
    path = f"/Groups/{room.uid}"
    come = patched({"op": "add", "path": "members", "value": [{"value": str(person.uid)}]})
    assert asked("PATCH", path, json=come).status_code == 204
    held = [post for post in open_tenures(person.person_id) if post.unit_id == room.id]
    assert [post.function for post in held] == [Role.OFFICIAL]
    where = f'members[value eq "{person.uid}"]'
    gone = patched({"op": "remove", "path": where})
    assert asked("PATCH", path, json=gone).status_code == 204
    assert room.id not in {post.unit_id for post in open_tenures(person.person_id)}
    assert "members" not in asked("GET", path).json


def test_units_are_found_by_name_and_by_member(asked, unit, new_room, admin):
    room = new_room("Phòng Kinh tế")
    for words, uids in [
        ('displayName eq "Phòng Kinh tế 1"', {str(room.uid)}),
        (f'members.value eq "{admin.uid}"', {str(unit.uid)}),
        (f'members eq "{room.uid}"', {str(unit.uid)}),
        ('displayName sw "Sở"', set()),
    ]:
        found = asked("GET", "/Groups", query_string={"filter": words}).json
        assert {one["id"] for one in found.get("Resources", [])} == uids


def opened(asked, name="Phòng Định danh", **more):
    return asked("POST", "/Groups", json={"schemas": [GROUP], "displayName": name, **more})


def acts(unit_uid):
    """What the trail says of a unit, in its order."""
    about = select(AuditEvent.act).where(AuditEvent.subject_uid == str(unit_uid))
    return list(db.session.scalars(about.order_by(AuditEvent.id)))


def test_a_unit_is_opened_named_put_under_another_and_closed(asked, unit, new_room):
    made = opened(asked)
    assert made.status_code == 201
    path = f"/Groups/{made.json['id']}"
    assert ("Group", made.json["id"]) in members(asked("GET", f"/Groups/{unit.uid}").json)
    named = patched({"op": "replace", "path": "displayName", "value": "Phòng Số"})
    assert asked("PATCH", path, json=named).status_code == 204
    other = new_room()
    under = patched({"op": "add", "path": "members", "value": [{"value": made.json["id"]}]})
    assert asked("PATCH", f"/Groups/{other.uid}", json=under).status_code == 204
    assert asked("GET", path).json["displayName"] == "Phòng Số"
    assert members(asked("GET", f"/Groups/{other.uid}").json) == {("Group", made.json["id"])}
    assert asked("DELETE", path).status_code == 204
    assert asked("GET", path).status_code == 404
    assert db.session.scalar(select(Unit.closed_on).where(Unit.uid == UUID(made.json["id"])))
    wanted = ["unit.open", "unit.rename", "unit.move", "unit.close"]
    assert [one for one in acts(UUID(made.json["id"])) if one in wanted] == wanted


def test_a_unit_with_people_or_units_in_it_is_not_closed(asked, unit, new_room):
    room = new_room()
    as_role.official(unit=room)
    for full in (room, unit):
        refused = asked("DELETE", f"/Groups/{full.uid}")
        assert refused.status_code == 409
        assert refused.json["detail"]
        assert asked("GET", f"/Groups/{full.uid}").status_code == 200


def test_who_does_not_administer_units_changes_none(asked, unit, new_room, token_of):
    room = new_room()
    token = token_of(as_role.official(Role.HR, unit=unit, login="nhansu"))
    before = set(db.session.scalars(select(Unit.id)))
    named = patched({"op": "replace", "path": "displayName", "value": "Phòng lạ"})
    body = {"schemas": [GROUP], "displayName": "Phòng lạ"}
    for method, path, sent in [
        ("POST", "/Groups", body),
        ("PATCH", f"/Groups/{room.uid}", named),
        ("DELETE", f"/Groups/{room.uid}", None),
    ]:
        assert asked(method, path, json=sent, token=token).status_code == 403
    assert set(db.session.scalars(select(Unit.id))) == before
    assert asked("GET", f"/Groups/{room.uid}").json["displayName"] != "Phòng lạ"


def test_a_unit_is_never_without_the_one_above_nor_under_itself(asked, unit, new_room):
    room = new_room()
    away = patched({"op": "remove", "path": f'members[value eq "{room.uid}"]'})
    refused = asked("PATCH", f"/Groups/{unit.uid}", json=away)
    assert (refused.status_code, refused.json["scimType"]) == (400, "mutability")
    circle = patched({"op": "add", "path": "members", "value": [{"value": str(unit.uid)}]})
    assert asked("PATCH", f"/Groups/{room.uid}", json=circle).status_code == 409
    assert ("Group", str(room.uid)) in members(asked("GET", f"/Groups/{unit.uid}").json)


@pytest.mark.parametrize("name", ["", "   ", "a" * 201, "Phòng\x07"])
def test_a_unit_without_a_readable_name_is_not_opened(asked, admin, name):
    before = set(db.session.scalars(select(Unit.id)))
    assert opened(asked, name).status_code == 400
    assert set(db.session.scalars(select(Unit.id))) == before


def test_both_kinds_are_searched_from_the_root(asked, admin, unit):
    told, cursor = [], ""
    while cursor is not None:
        sent = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"]}
        page = asked("POST", "/.search", json=sent | {"count": 1, "cursor": cursor}).json
        told += [one["id"] for one in page.get("Resources", [])]
        cursor = page.get("nextCursor")
    assert told == [str(admin.uid), str(unit.uid)]
    by_index = asked("GET", "/", query_string={"startIndex": 2, "count": 5}).json
    assert [one["id"] for one in by_index["Resources"]] == [str(unit.uid)]
