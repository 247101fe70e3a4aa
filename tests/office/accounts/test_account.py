"""My account: password, sessions, codes, language and look."""

import re
from datetime import timedelta

import pytest
import time_machine

from office import clock
from office.accounts import operations, queries, totp
from office.accounts.models import Account, AuthLevel
from office.accounts.policy import Can
from office.db import db
from office.errors import Forbidden
from office.permissions import Role, allowed
from tests import as_role

NEW = "sáng nay trời mưa to"


@pytest.fixture
def account(house):
    return as_role.official()


def change(client, current=as_role.PASSWORD, new=NEW):
    return client.post("/account/password", data={"current": current, "password": new})


def test_a_new_password_asks_for_the_old_one(client, account):
    as_role.sign_in(client, account)
    assert change(client, current="wrong wrong wrong").status_code == 422
    assert change(client).status_code == 303
    again = change(client, current=NEW, new=NEW)
    assert again.status_code == 422
    assert "This is the old password." in again.text


def test_a_guessable_password_is_refused_with_the_reason(client, account):
    as_role.sign_in(client, account)
    answer = change(client, new="matkhau123456")
    assert answer.status_code == 422
    assert "easily guessed" in answer.text


def test_changing_the_password_ends_the_other_sessions(client, account, app):
    other = app.test_client()
    as_role.sign_in(other, account)
    as_role.sign_in(client, account)
    change(client)
    assert client.get("/account").status_code == 200
    assert other.get("/account").location.startswith("/sign-in")


def test_a_session_elsewhere_is_listed_and_ended(client, account, app):
    other = app.test_client()
    elsewhere = as_role.sign_in(other, account)
    as_role.sign_in(client, account)
    assert str(elsewhere.row.uid) in client.get("/account").text
    client.post(f"/account/sessions/{elsewhere.row.uid}/ending")
    assert other.get("/account").location.startswith("/sign-in")


def test_all_other_sessions_are_ended_at_once(client, account, app):
    others = [app.test_client() for _browser in range(2)]
    for browser in others:
        as_role.sign_in(browser, account)
    as_role.sign_in(client, account)
    client.post("/account/other-sessions/ending")
    assert all(b.get("/account").location.startswith("/sign-in") for b in others)
    assert client.get("/account").status_code == 200


def test_a_strangers_session_is_not_found(client, account, app):
    stranger = as_role.sign_in(app.test_client(), as_role.official())
    as_role.sign_in(client, account)
    assert client.post(f"/account/sessions/{stranger.row.uid}/ending").status_code == 404
    assert client.post(f"/api/v1/sessions/{stranger.row.uid}/ending").status_code == 404


def test_nobody_touches_the_account_of_another(account):
    other = as_role.actor_of(as_role.official())
    assert not allowed(other, Can.OWN_ACCOUNT, account)
    with pytest.raises(Forbidden):
        operations.store_password(account, password_hash="x", by=other)


def test_language_and_look_are_kept(client, account):
    as_role.sign_in(client, account)
    answer = client.post("/account/preferences", data={"language": "ar", "theme": "dark"})
    assert answer.status_code == 303
    page = client.get("/account").text
    assert 'dir="rtl"' in page
    assert 'data-theme="dark"' in page
    assert db.session.get_one(Account, account.id, populate_existing=True).language == "ar"
    wrong = client.post("/account/preferences", data={"language": "xx", "theme": "dark"})
    assert wrong.status_code == 422


def codes_of(answer):
    return re.findall(r"<code>([a-z0-9-]{19})</code>", answer.text)


def test_a_printed_code_stands_in_for_the_phone_once(client, account):
    as_role.sign_in(client, account)
    codes = codes_of(client.post("/account/recovery-codes"))
    assert len(codes) == 10
    as_role.sign_in(client, account, level=AuthLevel.PASSWORD)
    assert client.post("/second-factor", data={"code": codes[3].upper()}).status_code == 303
    assert queries.recovery_codes_left(account.id) == 9
    as_role.sign_in(client, account, level=AuthLevel.PASSWORD)
    assert client.post("/second-factor", data={"code": codes[3]}).status_code == 422
    assert client.post("/second-factor", data={"code": codes[4]}).status_code == 303


def test_printing_anew_voids_the_codes_before(client, account):
    as_role.sign_in(client, account)
    old = codes_of(client.post("/account/recovery-codes"))
    new = codes_of(client.post("/account/recovery-codes"))
    assert not set(old) & set(new)
    as_role.sign_in(client, account, level=AuthLevel.PASSWORD)
    assert client.post("/second-factor", data={"code": old[0]}).status_code == 422


def picture(client, sealed):
    return client.get("/account/second-factor/picture", query_string={"of": sealed})


def test_a_picture_of_a_foreign_secret_is_not_drawn(client, account):
    other = as_role.official(Role.CLERK)
    operations.give_factor(other)
    operations.give_factor(account)
    as_role.sign_in(client, account)
    mine, others = totp.seal_for_set_up("A" * 32, account), totp.seal_for_set_up("A" * 32, other)
    assert picture(client, mine).status_code == 200
    for sealed in ("forged", others, other.totp_secret, account.totp_secret):
        assert picture(client, sealed).status_code == 404
    answer = client.post("/account/second-factor", data={"sealed": others, "code": "000000"})
    assert answer.status_code == 404


def test_the_set_up_of_a_second_factor_runs_out(client, account):
    as_role.sign_in(client, account, level=AuthLevel.PASSWORD)
    young, old = (sealed_before(minutes, account) for minutes in (59, 61))
    assert picture(client, young).status_code == 200
    assert "has run out" in picture(client, old).text
    late = client.post("/account/second-factor", data={"sealed": old, "code": "000000"})
    assert late.status_code == 404


def sealed_before(minutes, account):
    with time_machine.travel(clock.now() - timedelta(minutes=minutes)):
        return totp.seal_for_set_up("A" * 32, account)


def test_a_stored_secret_opens_for_its_own_account_alone(account):
    other = as_role.official()
    secret = operations.give_factor(account)
    assert totp.unseal(account.totp_secret, account) == secret
    with pytest.raises(ValueError, match="sealed"):
        totp.unseal(account.totp_secret, other)
