"""Units for an identity system: who is in them may change, they themselves may not."""

import pytest
from sqlalchemy import select

from office.accounts.queries import open_tenures
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


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_units_are_neither_opened_nor_closed(asked, new_room, method):
    room = new_room()
    before = set(db.session.scalars(select(Unit.id)))
    path = "/Groups" if method == "POST" else f"/Groups/{room.uid}"
    refused = asked(method, path, json={"schemas": [GROUP], "displayName": "Phòng lạ"})
    assert refused.status_code == 403
    assert refused.json["detail"]
    assert set(db.session.scalars(select(Unit.id))) == before
    still = select(Unit.closed_on).where(Unit.id == room.id)
    assert db.session.scalar(still) is None


def test_units_are_neither_moved_nor_named(asked, unit, new_room):
    room, other = new_room(), new_room()
    away = patched({"op": "remove", "path": f'members[value eq "{room.uid}"]'})
    under = patched({"op": "add", "path": "members", "value": [{"value": str(other.uid)}]})
    named = patched({"op": "replace", "path": "displayName", "value": "Phòng lạ"})
    for path, change in [(unit, away), (room, under), (room, named)]:
        refused = asked("PATCH", f"/Groups/{path.uid}", json=change)
        assert (refused.status_code, refused.json["scimType"]) == (400, "mutability")


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
