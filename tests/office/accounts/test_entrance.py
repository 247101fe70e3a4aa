"""Signing in, as a browser without JavaScript does it."""

import re
from datetime import timedelta

import pyotp
import pytest
import time_machine
from sqlalchemy import select

from office import clock
from office.accounts import operations, totp
from office.accounts.models import Account, AuthLevel, SessionRow
from office.actor import hash_token
from office.db import db
from office.permissions import Role
from tests import as_role

FIELD = re.compile(r'name="_token" value="([0-9a-f]+)"')


def send(client, path, page=None, **fields):
    """Fill in the form of a page and send it."""
    token = FIELD.search(client.get(page or path).text).group(1)
    return client.post(path, data={"_token": token, **fields})


def password_step(client, account, **more):
    return send(client, "/sign-in", login=account.login, password=as_role.PASSWORD, **more)


def rows(account):
    db.session.commit()
    query = select(SessionRow).where(SessionRow.account_id == account.id).order_by(SessionRow.id)
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


@pytest.fixture
def account(house):
    return as_role.official()


@pytest.fixture
def clerk(house):
    return as_role.official(Role.CLERK)


def secret_of(account):
    return operations.give_factor(db.session.get_one(Account, account.id))


def test_an_official_without_a_factor_gets_in_by_password(client, account):
    answer = password_step(client, account, next="/account")
    assert (answer.status_code, answer.location) == (303, "/account")
    page = client.get("/account")
    assert page.status_code == 200
    assert "Lê Thu Hà" in page.text


def test_capitals_and_spaces_in_the_login_do_not_matter(client, account):
    answer = send(client, "/sign-in", login=f" {account.login.upper()} ", password=as_role.PASSWORD)
    assert answer.status_code == 303


def test_a_wrong_password_does_not_tell_whether_the_login_exists(client, account):
    wrong = send(client, "/sign-in", login=account.login, password="wrong wrong wrong")
    unknown = send(client, "/sign-in", login="nobody", password="wrong wrong wrong")
    assert wrong.status_code == unknown.status_code == 422
    assert "Login or password is wrong." in wrong.text
    assert "Login or password is wrong." in unknown.text
    assert rows(account) == []


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client, account):
    cookie = next(
        c for c in password_step(client, account).headers.getlist("Set-Cookie") if "sid=" in c
    )
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def test_over_tls_the_cookie_is_bound_to_the_host(client, account, app, monkeypatch):
    settings = app.extensions["office.settings"]
    monkeypatch.setattr(settings, "secure_cookies", True)
    cookies = password_step(client, account).headers.getlist("Set-Cookie")
    cookie = next(c for c in cookies if c.startswith("__Host-sid="))
    assert "Secure" in cookie


def test_the_token_is_long_and_only_its_hash_is_stored(client, account):
    answer = password_step(client, account)
    token = client.get_cookie("sid").value
    assert len(token) >= 43
    assert rows(account)[-1].token_hash == hash_token(token)
    assert token not in answer.text


def test_a_given_cookie_is_never_taken_over(client, account):
    client.set_cookie("sid", "x" * 43)
    password_step(client, account)
    assert client.get_cookie("sid").value != "x" * 43


def test_signing_in_anew_ends_the_session_before(client, account):
    password_step(client, account)
    as_role.sign_in(client, account)
    password = send(
        client,
        "/sign-in",
        page="/account",
        login=account.login,
        password=as_role.PASSWORD,
    )
    assert password.status_code == 303
    assert [row.ended_at is None for row in rows(account)] == [True, False, True]


def test_nobody_signed_in_is_led_to_the_door_and_back(client, account):
    answer = client.get("/delegations?x=1")
    assert answer.location == "/sign-in?next=/delegations?x%3D1"
    page = client.get(answer.location)
    assert 'name="next" value="/delegations?x=1"' in page.text


@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_no_other_house_is_reached_through_next(client, account, path):
    assert password_step(client, account, next=path).location == "/"


# ------------------------------------------------------------------ second factor


def test_the_code_of_the_phone_is_the_second_step(client, clerk):
    secret = secret_of(clerk)
    answer = password_step(client, clerk, next="/account")
    assert answer.location == "/second-factor?next=/account"
    assert client.get("/account").location.startswith("/second-factor")
    before = client.get_cookie("sid").value
    answer = send(client, "/second-factor", code=pyotp.TOTP(secret).now(), next="/account")
    assert answer.location == "/account"
    assert client.get("/account").status_code == 200
    assert client.get_cookie("sid").value != before


def test_the_token_before_the_second_step_is_dead_after_it(client, clerk, app):
    secret = secret_of(clerk)
    password_step(client, clerk)
    before = client.get_cookie("sid").value
    send(client, "/second-factor", code=pyotp.TOTP(secret).now())
    thief = app.test_client()
    thief.set_cookie("sid", before)
    assert thief.get("/account").location.startswith("/sign-in")


def test_a_code_is_taken_once(client, clerk, app):
    secret = secret_of(clerk)
    code = pyotp.TOTP(secret).now()
    password_step(client, clerk)
    assert send(client, "/second-factor", code=code).status_code == 303
    second = app.test_client()
    second.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    password_step(second, clerk)
    answer = send(second, "/second-factor", code=code)
    assert answer.status_code == 422
    assert "already used" in answer.text


def test_an_old_code_is_refused(client, clerk):
    secret = secret_of(clerk)
    old = totp.code_at(secret, totp.step_now() - 2)
    password_step(client, clerk)
    assert send(client, "/second-factor", code=old).status_code == 422


def test_a_real_folder_never_shows_a_code(client, clerk):
    secret_of(clerk)
    password_step(client, clerk)
    assert "Use this code" not in client.get("/second-factor").text


def test_a_demo_folder_shows_the_code_in_place_of_a_phone(client, clerk, app, monkeypatch):
    secret_of(clerk)
    monkeypatch.setattr(type(app.extensions["office.settings"]), "is_demo", True)
    monkeypatch.setitem(app.jinja_env.globals, "is_demo", lambda: True)
    password_step(client, clerk)
    for _round in range(2):
        page = client.get("/second-factor").text
        code = re.search(r"<output[^>]*>(\d{6})</output>", page).group(1)
        token = FIELD.search(page).group(1)
        assert (
            client.post("/second-factor", data={"_token": token, "code": code}).status_code == 303
        )
        client.delete_cookie("sid")
        password_step(client, clerk)


# ------------------------------------------------------------------ end of a session


def test_half_an_hour_without_work_ends_a_session(client, account):
    with time_machine.travel(clock.now(), tick=False) as clock_hand:
        as_role.sign_in(client, account)
        clock_hand.shift(timedelta(minutes=29))
        assert client.get("/account").status_code == 200
        clock_hand.shift(timedelta(minutes=29))
        assert client.get("/account").status_code == 200
        clock_hand.shift(timedelta(minutes=31))
        assert client.get("/account").location.startswith("/sign-in")


def test_twelve_hours_end_a_session_however_busy(client, account):
    with time_machine.travel(clock.now(), tick=False) as clock_hand:
        as_role.sign_in(client, account)
        for _quarter in range(12 * 3 - 1):
            clock_hand.shift(timedelta(minutes=20))
            assert client.get("/account").status_code == 200
        clock_hand.shift(timedelta(minutes=20))
        assert client.get("/account").location.startswith("/sign-in")


def test_seen_is_written_at_most_once_a_minute(client, account):
    with time_machine.travel(clock.now(), tick=False) as clock_hand:
        as_role.sign_in(client, account)
        first = rows(account)[-1].seen_at
        clock_hand.shift(timedelta(seconds=50))
        client.get("/account")
        assert rows(account)[-1].seen_at == first
        clock_hand.shift(timedelta(seconds=15))
        client.get("/account")
        assert rows(account)[-1].seen_at > first


def test_signing_out_kills_the_row_and_keeps_unsent_drafts(client, account):
    as_role.sign_in(client, account)
    token = client.get_cookie("sid").value
    answer = client.post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    client.set_cookie("sid", token)
    assert client.get("/account").location.startswith("/sign-in")


def test_an_ended_session_says_so(client, account):
    as_role.sign_in(client, account)
    operations.end_session(rows(account)[-1], by=as_role.actor_of(account))
    assert "Your session has ended." in client.get("/sign-in").text


def test_a_closed_account_is_out_at_once(client, account):
    as_role.sign_in(client, account)
    operations.close_account(db.session.get_one(Account, account.id), by=as_role.SYSTEM)
    assert client.get("/account").location.startswith("/sign-in")
    del client.environ_base["HTTP_X_CSRF_TOKEN"]
    assert password_step(client, account).status_code == 422


# ------------------------------------------------------------------ fresh proof


def test_a_fresh_proof_gives_a_new_token(client, clerk):
    secret = secret_of(clerk)
    with time_machine.travel(clock.now(), tick=False) as clock_hand:
        as_role.sign_in(client, clerk)
        clock_hand.shift(timedelta(minutes=6))
        assert client.post("/account/recovery-codes").status_code == 403
        before = client.get_cookie("sid").value
        code = totp.code_at(secret, totp.step_now())
        answer = client.post("/step-up", data={"code": code, "next": "/account"})
        assert answer.location == "/account"
        assert client.get_cookie("sid").value != before
        assert client.post("/account/recovery-codes").status_code == 200


def test_without_a_factor_the_password_is_the_proof(client, account):
    as_role.sign_in(client, account, level=AuthLevel.PASSWORD)
    assert client.post("/account/recovery-codes").status_code == 403
    wrong = client.post("/step-up", data={"password": "wrong wrong wrong"})
    assert wrong.status_code == 422
    right = client.post("/step-up", data={"password": as_role.PASSWORD})
    assert right.status_code == 303
    assert client.post("/account/recovery-codes").status_code == 200


def test_each_session_signs_out_by_its_own_token(client, account):
    for _session in range(2):
        password_step(client, account)
        page = client.get("/account").text
        form = page.split('action="/sign-out"')[1]
        token = FIELD.search(form).group(1)
        assert client.post("/sign-out", data={"_token": token}).location == "/sign-in"
        assert client.get("/account").location.startswith("/sign-in")
