"""What is asked before any work, and what is kept while one is asked."""

import re
from datetime import timedelta
from html import unescape

import pyotp
import pytest
import time_machine

from office import clock
from office.accounts import operations, totp
from office.accounts.models import Account, AuthLevel
from office.db import db, transaction
from office.permissions import SYSTEM, Role
from tests import as_role

FIELD = re.compile(r'name="_token" value="([0-9a-f]+)"')
KEPT = re.compile(r'name="kept" value="([^"]+)"')


def token_of(answer):
    return FIELD.search(answer.text).group(1)


def kept_of(answer):
    return unescape(KEPT.search(answer.text).group(1))


ROLES = [Role.CLERK, Role.LEADER, Role.HR, Role.ADMIN]


@pytest.mark.parametrize("role", ROLES)
def test_weighty_posts_set_up_a_second_factor_before_anything_else(client, role):
    as_role.sign_in(client, as_role.official(role), level=AuthLevel.PASSWORD)
    for path in ("/account", "/delegations", "/notices"):
        assert client.get(path).location.startswith("/account/second-factor")
    answer = client.get("/api/v1/me")
    assert answer.status_code == 403
    assert "second factor" in answer.json["title"]


def test_a_plain_official_may_do_without(client, house):
    as_role.sign_in(client, as_role.official(Role.OFFICIAL), level=AuthLevel.PASSWORD)
    assert client.get("/account").status_code == 200


def test_enrolment_shows_a_picture_and_codes_and_opens_the_house(client, house):
    account = as_role.official(Role.CLERK)
    as_role.sign_in(client, account, level=AuthLevel.PASSWORD)
    page = client.get("/account/second-factor?next=/notices")
    sealed = unescape(re.search(r'name="sealed" value="([^"]+)"', page.text).group(1))
    picture = client.get(unescape(re.search(r'<img src="([^"]+)"', page.text).group(1)))
    assert picture.content_type == "image/svg+xml"
    assert b"<path" in picture.data
    secret = re.search(r'<code dir="ltr">(\w+)</code>', page.text).group(1)
    code = pyotp.TOTP(secret).now()
    before = client.get_cookie("sid").value
    answer = client.post(
        "/account/second-factor", data={"sealed": sealed, "code": code, "next": "/notices"}
    )
    assert len(re.findall(r"<code>[a-z0-9]{4}(?:-[a-z0-9]{4}){3}</code>", answer.text)) == 10
    assert client.get_cookie("sid").value != before
    assert client.get("/notices").status_code == 200


def test_a_wrong_code_sets_nothing_up(client, house):
    as_role.sign_in(client, as_role.official(Role.CLERK), level=AuthLevel.PASSWORD)
    page = client.get("/account/second-factor")
    sealed = unescape(re.search(r'name="sealed" value="([^"]+)"', page.text).group(1))
    answer = client.post("/account/second-factor", data={"sealed": sealed, "code": "000000x"})
    assert answer.status_code == 422
    assert sealed in unescape(answer.text)
    assert client.get("/notices").location.startswith("/account/second-factor")


def test_a_slip_leads_to_a_password_of_ones_own(client, house):
    account = as_role.official()
    slip = operations.give_slip(account, by=SYSTEM)
    page = client.get("/sign-in")
    data = {"_token": token_of(page), "login": account.login, "password": slip}
    client.post("/sign-in", data=data)
    assert client.get("/notices").location.startswith("/account/password")
    page = client.get("/account/password")
    data = {"_token": token_of(page), "current": slip, "password": as_role.PASSWORD + "!"}
    assert client.post("/account/password", data=data).status_code == 303
    assert client.get("/notices").status_code == 200


def test_a_slip_runs_out_after_seven_days(client, house):
    account = as_role.official()
    slip = operations.give_slip(account, by=SYSTEM)
    with time_machine.travel(clock.now() + timedelta(days=8)):
        data = {"_token": token_of(client.get("/sign-in")), "login": account.login}
        assert client.post("/sign-in", data=data | {"password": slip}).status_code == 422


def test_without_a_post_only_the_own_account_is_open(client, house):
    account = as_role.official()
    as_role.sign_in(client, account)
    with transaction():
        db.session.merge(as_role.tenure_of(account)).valid_to = clock.now()
    assert client.get("/notices").location.startswith("/posts")
    assert client.get("/account").status_code == 200
    assert "no post" in client.get("/posts").text
    assert client.get("/api/v1/notices").status_code == 403


def test_one_chooses_in_which_post_one_acts(client, house):
    account = as_role.official(title="Chuyên viên")
    second = as_role.post(account, as_role.agency("Sở Thử"), Role.UNIT_HEAD, "Trưởng phòng")
    as_role.sign_in(client, account)
    assert client.get("/api/v1/me").json["roles"] == ["official"]
    assert "Trưởng phòng" in client.get("/posts").text
    answer = client.post("/posts", data={"post": str(second.uid), "back": "/notices"})
    assert answer.location == "/notices"
    me = client.get("/api/v1/me").json
    assert (me["roles"], me["title"]) == (["unit_head"], "Trưởng phòng")


def test_nobody_acts_in_a_post_of_somebody_else(client, house):
    account, other = as_role.official(), as_role.official(Role.LEADER)
    as_role.sign_in(client, account)
    answer = client.post("/posts", data={"post": str(as_role.tenure_of(other).uid)})
    assert answer.status_code == 409
    assert client.get("/api/v1/me").json["roles"] == ["official"]


# ------------------------------------------------------------------ nothing is lost


ABSENCE = {"kind": "leave", "first_on": "2031-03-03", "last_on": "2031-03-04"}


def sign_in_with(client, account, page, **more):
    data = {"_token": token_of(page), "login": account.login, "password": as_role.PASSWORD}
    return client.post("/sign-in", data=data | more)


def test_a_form_sent_after_the_session_ended_is_sent_on_after_signing_in(client, house):
    account = as_role.official()
    opened = as_role.sign_in(client, account, level=AuthLevel.PASSWORD)
    with transaction():
        db.session.merge(account).totp_secret = None
    operations.end_session(opened.row, by=as_role.actor_of(account))
    del client.environ_base["HTTP_X_CSRF_TOKEN"]
    door = client.post("/absences", data=ABSENCE)
    assert door.status_code == 401
    resumed = sign_in_with(client, account, door, kept=kept_of(door))
    assert "2031-03-03" in resumed.text
    assert client.get("/absences").status_code == 405
    data = ABSENCE | {"_token": token_of(resumed)}
    assert client.post("/absences", data=data).status_code == 303
    assert "3 Mar 2031" in client.get("/delegations").text


def test_the_form_is_kept_through_the_second_step(client, house):
    account = as_role.official()
    secret = operations.give_factor(account)
    opened = as_role.sign_in(client, account)
    operations.end_session(opened.row, by=as_role.actor_of(account))
    del client.environ_base["HTTP_X_CSRF_TOKEN"]
    door = client.post("/absences", data=ABSENCE)
    second = sign_in_with(client, account, door, kept=kept_of(door))
    code = totp.code_at(secret, totp.step_now())
    data = {"_token": token_of(second), "code": code, "kept": kept_of(second)}
    resumed = client.post("/second-factor", data=data)
    assert 'action="/absences"' in resumed.text
    assert "2031-03-03" in resumed.text


def test_a_kept_form_is_given_to_nobody_else(client, house):
    author, other = as_role.official(), as_role.official()
    opened = as_role.sign_in(client, author, level=AuthLevel.PASSWORD)
    operations.end_session(opened.row, by=as_role.actor_of(author))
    del client.environ_base["HTTP_X_CSRF_TOKEN"]
    door = client.post("/absences", data=ABSENCE)
    answer = sign_in_with(client, other, door, kept=kept_of(door))
    assert answer.status_code == 303
    assert "2031-03-03" not in answer.text


def test_a_forged_kept_form_is_dropped(client, house):
    account = as_role.official()
    answer = sign_in_with(client, account, client.get("/sign-in"), kept="forged.word")
    assert answer.status_code == 303


def test_secrets_are_never_written_into_the_page(client, house):
    account = as_role.official()
    opened = as_role.sign_in(client, account, level=AuthLevel.PASSWORD)
    operations.end_session(opened.row, by=as_role.actor_of(account))
    del client.environ_base["HTTP_X_CSRF_TOKEN"]
    secrets = {"current": "Geheim-11", "password": "Geheim-22"}
    door = client.post("/account/password", data=secrets)
    resumed = sign_in_with(client, account, door, kept=kept_of(door))
    assert "Geheim-22" not in door.text + resumed.text
    assert 'type="password"' in resumed.text


def test_an_act_that_waits_for_the_proof_is_sent_on_after_it(client, house):
    unit = as_role.agency()
    account = as_role.official(unit=unit)
    deputy = as_role.tenure_of(as_role.official(unit=unit, name="Phạm Minh"))
    secret = operations.give_factor(account)
    today = clock.today()
    form = {
        "deputy": str(deputy.uid),
        "first_on": today.isoformat(),
        "last_on": (today + timedelta(days=3)).isoformat(),
        "reason": "Đi công tác",
    }
    with time_machine.travel(clock.now(), tick=False) as hand:
        as_role.sign_in(client, account)
        hand.shift(timedelta(minutes=6))
        asked = client.post("/delegations", data=form)
        assert asked.status_code == 403
        code = totp.code_at(secret, totp.step_now())
        resumed = client.post("/step-up", data={"code": code, "kept": kept_of(asked)})
        assert "Đi công tác" in resumed.text
        assert client.post("/delegations", data=form).status_code == 303
    assert "Phạm Minh" in client.get("/delegations").text


def test_a_page_that_asks_for_the_proof_comes_back_after_it(client, house):
    account = as_role.official()
    secret = operations.give_factor(account)
    with time_machine.travel(clock.now(), tick=False) as hand:
        as_role.sign_in(client, account)
        hand.shift(timedelta(minutes=6))
        answer = client.get("/account/second-factor")
        assert answer.location == "/step-up?next=/account/second-factor"
        assert 'value="/account/second-factor"' in client.get(answer.location).text
        data = {"code": totp.code_at(secret, totp.step_now()), "next": "/account/second-factor"}
        assert client.post("/step-up", data=data).location == "/account/second-factor"
        assert client.get("/account/second-factor").status_code == 200


def test_the_accounts_language_comes_with_signing_in(client, house):
    account = as_role.official()
    with transaction():
        found = db.session.get_one(Account, account.id)
        found.language, found.theme = "ar", "dark"
    sign_in_with(client, account, client.get("/sign-in"))
    assert client.get_cookie("lang").value == "ar"
    assert 'dir="rtl"' in client.get("/account").text
