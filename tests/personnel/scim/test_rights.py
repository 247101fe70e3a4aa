"""Who lets an identity system in, how far it sees, and what stands there without the library."""

import pytest

from office import doctor, health
from office.accounts.policy import Can
from office.permissions import Role, allowed
from personnel.scim import pace, server
from tests import as_role
from tests.personnel.scim.conftest import BASE
from tests.personnel.scim.test_users import LAN, is_closed, patched

OTHERS = sorted(set(Role) - {Role.ADMIN, Role.HR})


def test_what_the_server_can_do_is_told_to_everybody(client):
    assert client.get(f"{BASE}/ServiceProviderConfig").json["bulk"]["maxOperations"] == 100


@pytest.mark.parametrize("path", ["/Users", "/Groups", "/Schemas", "/ResourceTypes", "/Me"])
def test_all_else_asks_for_a_token(client, admin, path):
    refused = client.get(f"{BASE}{path}")
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    as_role.sign_in(client, admin)
    assert client.get(f"{BASE}{path}").status_code == 401, "a session of a browser is no token"
    wrong = {"Authorization": "Bearer cv_00000000_x"}
    assert client.get(f"{BASE}{path}", headers=wrong).status_code == 401


def test_another_scope_does_not_open_it(asked, admin, token_of):
    token = token_of(admin, "read", "act", "admin")
    assert asked("GET", "/Users", token=token).status_code == 403


def test_the_scope_opens_nothing_else(client, admin, token_of):
    headers = {"Authorization": f"Bearer {token_of(admin)}"}
    assert client.get("/api/v1/accounts", headers=headers).status_code == 403


@pytest.mark.parametrize("role", OTHERS)
def test_other_posts_do_not_read_it(asked, unit, token_of, role):
    account = as_role.official(role, unit=unit)
    assert not allowed(as_role.actor_of(account), Can.READ_ACCOUNTS)
    refused = asked("GET", "/Users", token=token_of(account))
    assert refused.status_code == 403
    assert refused.json["detail"]


def test_personnel_staff_read_their_branch_and_change_nothing(asked, unit, new_room, token_of):
    staff = as_role.official(Role.HR, unit=unit, login="nhansu")
    near = as_role.official(unit=new_room(), login="gan")
    far = as_role.official(login="xa")
    token = token_of(staff)
    seen = asked("GET", "/Users", token=token).json["Resources"]
    assert {one["userName"] for one in seen} == {"quantri", "nhansu", "gan"}
    assert asked("GET", f"/Users/{far.uid}", token=token).status_code == 404
    assert asked("GET", "/Groups", token=token).json["totalResults"] == 2
    off = patched({"op": "replace", "path": "active", "value": False})
    refused = asked("PATCH", f"/Users/{near.uid}", json=off, token=token)
    assert refused.status_code == 403
    assert not is_closed(near)
    assert asked("POST", "/Users", json=LAN, token=token).status_code == 403


def test_a_token_that_asks_too_fast_waits(asked, monkeypatch):
    monkeypatch.setattr(server, "pace", pace.Pace(most=2))
    codes = [asked("GET", "/Schemas").status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    assert int(asked("GET", "/Schemas").headers["Retry-After"]) > 0


def test_without_the_library_there_is_nothing_here(asked, admin, monkeypatch):
    monkeypatch.setattr("personnel.scim.views.is_installed", lambda: False)
    answer = asked("GET", "/Users")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


def test_the_doctor_says_when_a_token_waits_for_the_library(asked, monkeypatch):
    look = (doctor.CHECKS | health.checks)["identity systems"]
    assert not list(look())
    monkeypatch.setattr("personnel.scim.health.is_installed", lambda: False)
    assert len(list(look())) == 1
