"""The administrator: accounts without content, and only his own kind of act."""

import re

import pytest

from office.accounts import operations
from office.accounts.models import Account, AuthLevel
from office.accounts.policy import Can
from office.accounts.queries import account_by_login
from office.db import db
from office.errors import Forbidden, Invalid
from office.permissions import SYSTEM, Role, allowed
from tests import as_role


@pytest.fixture
def admin(house):
    return as_role.official(Role.ADMIN, name="Quản Trị Viên")


@pytest.fixture
def account(house):
    return as_role.official(name="Đặng Thị Ánh")


PAGES = ["/accounts", "/accounts/new"]
ACTS = ["closing", "reopening", "slip", "second-factor/removal"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_the_administrator_sees_the_accounts(client, path, role):
    as_role.sign_in(client, as_role.official(role))
    assert client.get(path).status_code == 403


@pytest.mark.parametrize("act", ACTS)
def test_only_the_administrator_acts_on_accounts(client, account, act):
    as_role.sign_in(client, as_role.official(Role.LEADER))
    assert client.post(f"/accounts/{account.uid}/{act}").status_code == 403
    assert client.post(f"/api/v1/accounts/{account.uid}/{act}").status_code == 403
    assert client.get(f"/accounts/{account.uid}").status_code == 403


def test_not_even_by_delegation(admin):
    lent = type(SYSTEM)(roles=frozenset({Role.ADMIN}), delegation_id=1)
    assert not allowed(lent, Can.MANAGE_ACCOUNT)


def test_a_name_is_found_without_its_marks(client, admin, account):
    as_role.sign_in(client, admin)
    assert "Đặng Thị Ánh" in client.get("/accounts?q=dang thi").text
    assert "Đặng Thị Ánh" in client.get(f"/accounts?q={account.login}").text
    assert "Đặng Thị Ánh" not in client.get("/accounts?q=tran").text


def test_the_list_is_paged(client, admin, monkeypatch):
    monkeypatch.setattr("office.ui.paging.SIZE", 2)
    names = {as_role.official(name=f"Người {letter}").login for letter in "abc"}
    as_role.sign_in(client, admin)
    answer = client.get("/api/v1/accounts?limit=2").json
    seen = [item["login"] for item in answer["items"]]
    while answer["next"]:
        answer = client.get(f"/api/v1/accounts?limit=2&cursor={answer['next']}").json
        seen += [item["login"] for item in answer["items"]]
    assert names < set(seen)
    assert len(seen) == len(set(seen))


def test_a_new_account_comes_with_a_slip_that_works(client, admin):
    as_role.sign_in(client, admin)
    form = {"full_name": "Người Mới", "login": "Moi@Thu.Example"}
    page = client.post("/accounts", data=form).text
    slip = re.search(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}", page).group()
    made = account_by_login("moi@thu.example")
    assert made.must_change_password
    assert page.count(slip) == 1
    twice = client.post("/accounts", data=form | {"full_name": "Người Khác"})
    assert twice.status_code == 422
    assert "taken" in twice.text
    assert client.post("/accounts", data=form | {"full_name": ""}).status_code == 422


def test_closing_ends_sessions_and_says_so(client, admin, account, app):
    other = app.test_client()
    as_role.sign_in(other, account)
    as_role.sign_in(client, admin)
    assert client.post(f"/accounts/{account.uid}/closing").status_code == 303
    assert other.get("/account").location.startswith("/sign-in")
    assert "closed" in client.get(f"/accounts/{account.uid}").text
    client.post(f"/accounts/{account.uid}/reopening")
    assert db.session.get_one(Account, account.id, populate_existing=True).disabled_at is None


def test_nobody_closes_his_own_account(client, admin):
    with pytest.raises(Invalid):
        operations.close_account(admin, by=as_role.actor_of(admin))


def test_closing_asks_for_a_fresh_proof(client, admin, account):
    as_role.sign_in(client, admin, level=AuthLevel.SECOND_FACTOR)
    actor = as_role.actor_of(admin)
    stale = operations.open_session(admin, level=AuthLevel.PASSWORD).row
    with pytest.raises(Forbidden):
        operations.close_account(account, by=type(actor)(account_id=admin.id))
    assert stale.stepped_up_at is None
    from dataclasses import replace

    from office.errors import StepUpNeeded

    with pytest.raises(StepUpNeeded):
        operations.close_account(account, by=replace(actor, session_id=stale.id))


def test_a_lost_phone_ends_every_session(client, admin, account, app):
    other = app.test_client()
    as_role.sign_in(other, account)
    as_role.sign_in(client, admin)
    client.post(f"/accounts/{account.uid}/second-factor/removal")
    assert other.get("/account").location.startswith("/sign-in")
    assert db.session.get_one(Account, account.id, populate_existing=True).totp_secret is None


def test_a_session_of_somebody_is_ended(client, admin, account, app):
    other = app.test_client()
    opened = as_role.sign_in(other, account)
    as_role.sign_in(client, admin)
    assert str(opened.row.uid) in client.get(f"/accounts/{account.uid}").text
    client.post(f"/accounts/{account.uid}/sessions/{opened.row.uid}/ending")
    assert other.get("/account").location.startswith("/sign-in")
    missing = client.post(f"/accounts/{admin.uid}/sessions/{opened.row.uid}/ending")
    assert missing.status_code == 404


def test_an_unknown_account_is_not_found(client, admin):
    as_role.sign_in(client, admin)
    uid = "01890000-0000-7000-8000-000000000000"
    assert client.get(f"/accounts/{uid}").status_code == 404
