"""Tokens of programs: fewer rights than their owner, and dead with his post."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from office import clock
from office.accounts import operations
from office.accounts.policy import Can
from office.db import db, transaction
from office.errors import Forbidden, Invalid
from office.permissions import SYSTEM, Role, allowed
from office.step_up import require_step_up
from office.units.models import Tenure
from tests import as_role


@pytest.fixture
def account(house):
    return as_role.official(Role.UNIT_HEAD)


def make(account, scopes=("read",), days=30, name="Báo cáo", by=SYSTEM):
    return operations.make_token(
        account,
        tenure=as_role.tenure_of(account),
        name=name,
        scopes=scopes,
        expires_at=clock.now() + timedelta(days=days),
        by=by,
    )


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def test_a_token_reads_in_the_post_of_its_owner(client, account):
    answer = client.get("/api/v1/me", headers=bearer(make(account)))
    assert answer.status_code == 200
    assert answer.json["roles"] == ["unit_head"]
    assert answer.json["scopes"] == ["read"]


def test_a_token_to_read_does_not_act(client, account):
    headers = bearer(make(account))
    answer = client.post("/api/v1/notices/reading", headers=headers)
    assert answer.status_code == 403
    assert answer.content_type == "application/problem+json"
    assert "act" in answer.json["title"]
    acting = bearer(make(account, ["read", "act"]))
    assert client.post("/api/v1/notices/reading", headers=acting).status_code == 204


def test_only_the_scope_of_identity_systems_closes_accounts_without_a_fresh_proof(house):
    admin, other = as_role.official(Role.ADMIN), as_role.official()
    actor = as_role.actor_of(admin)
    with pytest.raises(Forbidden):
        operations.close_account(other, by=replace(actor, scopes=frozenset({"admin"})))
    system = replace(actor, scopes=frozenset({"scim"}))
    operations.close_account(other, by=system)
    assert other.disabled_at
    with pytest.raises(Forbidden):
        operations.give_slip(other, by=system)


def test_administrators_and_personnel_staff_read_who_has_accounts(house):
    readers = {
        role
        for role in Role
        if allowed(as_role.actor_of(as_role.official(role)), Can.READ_ACCOUNTS)
    }
    assert readers == {Role.ADMIN, Role.HR}


def test_administration_needs_its_own_scope_and_the_post(client, account):
    admin = as_role.official(Role.ADMIN)
    plain, full = make(admin, ["read", "act"]), make(admin, ["read", "admin"])
    assert client.get("/api/v1/accounts", headers=bearer(plain)).status_code == 403
    assert client.get("/api/v1/accounts", headers=bearer(full)).status_code == 200
    no_admin = make(account, ["read", "admin"])
    assert client.get("/api/v1/accounts", headers=bearer(no_admin)).status_code == 403


def test_there_is_no_scope_to_sign(account):
    with pytest.raises(Invalid):
        make(account, ["read", "sign"])


def test_a_token_can_never_prove_itself(client, account):
    token = make(account, ["read", "act", "admin"])
    body = {"name": "x", "scopes": ["read"], "expires_on": clock.today().isoformat()}
    answer = client.post("/api/v1/tokens", json=body, headers=bearer(token))
    assert answer.status_code == 403
    actor = as_role.actor_of(account)
    with pytest.raises(Forbidden):
        require_step_up(type(actor)(account_id=account.id, scopes=frozenset({"act"})))


@pytest.mark.parametrize("path", ["/account", "/notices", "/delegations"])
def test_a_token_opens_no_page(client, account, path):
    answer = client.get(path, headers=bearer(make(account)))
    assert answer.location.startswith("/sign-in")


@pytest.mark.parametrize(
    "given", ["Bearer nothing", "Bearer ", "Basic eDp5", "Bearer cv_00_x", "Digest x"]
)
def test_any_other_word_is_refused(client, account, given):
    answer = client.get("/api/v1/me", headers={"Authorization": given})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.json["code"] == "sign-in-needed"


def test_with_a_wrong_token_a_live_session_does_not_help(client, account):
    as_role.sign_in(client, account)
    assert client.get("/api/v1/me", headers=bearer("wrong")).status_code == 401


def test_a_token_dies_by_its_date(client, account):
    token = make(account, days=2)
    with time_machine.travel(clock.now() + timedelta(days=2, minutes=1)):
        assert client.get("/api/v1/me", headers=bearer(token)).status_code == 401


def test_a_token_dies_with_the_post(client, account):
    token = make(account)
    with transaction():
        db.session.get_one(Tenure, as_role.tenure_of(account).id).valid_to = clock.now()
    assert client.get("/api/v1/me", headers=bearer(token)).status_code == 401


def test_a_token_dies_with_the_account(client, account):
    token = make(account)
    operations.close_account(account, by=SYSTEM)
    operations.reopen_account(account, by=SYSTEM)
    assert client.get("/api/v1/me", headers=bearer(token)).status_code == 401


def test_it_is_made_shown_once_and_revoked_on_the_page(client, account):
    as_role.sign_in(client, account)
    form = {"name": "Báo cáo", "scopes": ["read"], "expires_on": "2020-01-01"}
    wrong = client.post("/account/tokens", data=form)
    assert wrong.status_code == 422
    form["expires_on"] = (clock.today() + timedelta(days=30)).isoformat()
    page = client.post("/account/tokens", data=form).text
    token = page.split("cv_")[1].split("<")[0]
    assert client.get("/api/v1/me", headers=bearer(f"cv_{token}")).status_code == 200
    assert token not in client.get("/account").text
    listed = client.get("/api/v1/tokens").json["items"]
    assert [item["name"] for item in listed] == ["Báo cáo"]
    client.post(f"/account/tokens/{listed[0]['uid']}/revocation")
    assert client.get("/api/v1/me", headers=bearer(f"cv_{token}")).status_code == 401


def test_a_token_needs_a_post_to_be_made_in(client, account):
    as_role.sign_in(client, account)
    with transaction():
        db.session.get_one(Tenure, as_role.tenure_of(account).id).valid_to = clock.now()
    wanted = {"name": "x", "scopes": ["read"], "expires_on": clock.today().isoformat()}
    for answer in (
        client.post("/api/v1/tokens", json=wanted),
        client.post("/account/tokens", data=wanted),
    ):
        assert answer.status_code == 403
        assert "You act in no post at present." in answer.text


def test_nobody_makes_a_token_for_another_or_by_a_delegation(account):
    other = as_role.official()
    with pytest.raises(Invalid):
        operations.make_token(
            other,
            tenure=as_role.tenure_of(account),
            name="x",
            scopes=["read"],
            expires_at=clock.now() + timedelta(days=1),
            by=SYSTEM,
        )
    actor = as_role.actor_of(account)
    lent = type(actor)(account_id=account.id, tenure_id=1, delegation_id=1)
    assert not allowed(lent, Can.MAKE_TOKEN, account)


def test_a_strangers_token_is_not_found(client, account):
    stranger = as_role.official()
    make(stranger)
    as_role.sign_in(client, stranger)
    uid = client.get("/api/v1/tokens").json["items"][0]["uid"]
    as_role.sign_in(client, account)
    assert client.post(f"/account/tokens/{uid}/revocation").status_code == 404
    assert client.post(f"/api/v1/tokens/{uid}/revocation").status_code == 404
