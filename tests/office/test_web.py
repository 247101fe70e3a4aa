"""The gates that every request passes: host, origin, sign-in, token, and sent twice."""

import io
import re
import threading
from datetime import timedelta

import pytest
from flask import abort, request
from sqlalchemy import event, text

from office import clock, csrf, repeats, web
from office.accounts import operations as accounts
from office.accounts import passwords, queries, throttle
from office.app import create_app
from office.db import db
from office.errors import Refusal
from office.permissions import SYSTEM, Role
from tests import as_role

FORM = {"kind": "leave", "first_on": "2031-03-03", "last_on": "2031-03-04"}


def absences(account):
    db.session.expire_all()
    return len(queries.absences_of(account.person_id))


def test_the_process_and_its_database_answer(client):
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ok"}


def test_without_its_tables_it_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(web, "text", lambda _sql: text("SELECT id FROM nowhere"))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"status": "database"})


def test_another_name_of_this_machine_is_refused(client):
    answer = client.get("/sign-in", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert client.get("/sign-in", headers={"Host": "127.0.0.1:8080"}).status_code == 200


def behind_proxies(app, count, **headers):
    """Address, scheme and host of a request that came in by so many proxies of ours."""
    settings = app.extensions["office.settings"].model_copy(update={"trusted_proxies": count})
    made, seen = create_app(settings), []
    made.before_request(lambda: seen.append((request.remote_addr, request.scheme, request.host)))
    told = {f"X-Forwarded-{name}": value for name, value in headers.items()}
    return made.test_client().get("/healthz", headers=told).status_code, *seen


def test_behind_our_proxy_the_visitor_is_seen(app):
    told = {"For": "203.0.113.9, 192.0.2.7", "Proto": "https", "Host": "localhost:8443"}
    assert behind_proxies(app, 1, **told) == (200, ("192.0.2.7", "https", "localhost:8443"))
    assert behind_proxies(app, 0, **told) == (200, ("127.0.0.1", "http", "localhost"))
    assert behind_proxies(app, 1, **told | {"Host": "evil.example"}) == (400,)


def test_every_answer_has_a_number_for_the_help_desk(client):
    first, second = (client.get("/nowhere").headers["X-Request-Id"] for _time in range(2))
    assert re.fullmatch(r"[0-9A-F]{8}", first)
    assert first != second


# ------------------------------------------------------------------ forged requests


CROSS = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
]


# Servers of conferences sign each report, identity systems have a bearer token and no session;
# their tests refuse what is not signed and what has no token.
SIGNED_THEMSELVES = {"meetings.livekit_hook", "meetings.jitsi_hook", "scim.serve"}


def test_only_servers_of_others_prove_themselves(app):
    views = app.view_functions.items()
    proving = {name for name, view in views if getattr(view, "has_own_proof", False)}
    assert proving == SIGNED_THEMSELVES


def unsafe_routes(app):
    """The kit is not there in a real folder, to nobody."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/ui/kit") or rule.endpoint in SIGNED_THEMSELVES:
            continue
        for method in rule.methods & {"POST", "PUT", "PATCH", "DELETE"}:
            path = re.sub(r"<uuid:[^>]+>", "01890000-0000-7000-8000-000000000000", rule.rule)
            yield method, re.sub(r"<[^>]+>", "1", path)


@pytest.mark.parametrize("headers", CROSS)
def test_no_other_site_reaches_an_unsafe_route(signed_in, app, headers):
    for method, path in unsafe_routes(app):
        answer = signed_in.open(path, method=method, headers=headers)
        assert answer.status_code == 403, path


def test_no_unsafe_route_acts_without_the_token(client, account, app):
    as_role.sign_in(client, account)
    del client.environ_base["HTTP_X_CSRF_TOKEN"]
    for method, path in unsafe_routes(app):
        assert client.open(path, method=method).status_code == 403, path


def test_the_token_of_another_session_does_not_count(client, account):
    as_role.sign_in(client, account)
    other = as_role.official()
    foreign = as_role.operations.open_session(other, level=as_role.AuthLevel.PASSWORD).row
    client.environ_base["HTTP_X_CSRF_TOKEN"] = csrf.token_for(str(foreign.uid))
    assert client.post("/absences", data=FORM).status_code == 403


def test_the_sign_in_form_has_its_token_too(client, account):
    fields = {"login": account.login, "password": as_role.PASSWORD}
    assert client.post("/sign-in", data=fields).status_code == 403


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}, {}]
)
def test_our_own_pages_send_forms(signed_in, account, headers):
    assert signed_in.post("/absences", data=FORM, headers=headers).status_code == 303
    assert absences(account) == 1


def test_the_token_may_come_in_the_form(client, account):
    as_role.sign_in(client, account)
    token = client.environ_base.pop("HTTP_X_CSRF_TOKEN")
    assert client.post("/absences", data=FORM | {"_token": token}).status_code == 303


def test_reading_changes_nothing(signed_in, account):
    for path in ("/account", "/delegations", "/notices", "/posts"):
        assert signed_in.get(path, headers=CROSS[0]).status_code == 200


# ------------------------------------------------------------------ sent twice


def test_a_form_sent_twice_acts_once(signed_in, account):
    once = re.search(r'name="_once" value="([^"]+)"', signed_in.get("/delegations").text).group(1)
    answers = [signed_in.post("/absences", data=FORM | {"_once": once}) for _time in range(3)]
    assert {(a.status_code, a.location) for a in answers} == {(303, "/delegations")}
    assert absences(account) == 1


def test_after_going_back_a_changed_form_acts_again(signed_in, account):
    form = FORM | {"_once": "1"}
    signed_in.post("/absences", data=form)
    signed_in.post("/absences", data=form | {"last_on": "2031-03-05"})
    assert absences(account) == 2


def test_a_form_that_came_back_with_errors_is_sent_again(signed_in, account):
    form = FORM | {"_once": "1"}
    assert signed_in.post("/absences", data=form | {"kind": "x"}).status_code == 422
    assert signed_in.post("/absences", data=form | {"kind": "x"}).status_code == 422
    assert signed_in.post("/absences", data=form).status_code == 303


def test_a_form_whose_page_fell_after_the_act_is_not_acted_on_again(
    signed_in, account, monkeypatch
):
    monkeypatch.setattr("office.accounts.views.delegations.flash", lambda _text: abort(500))
    form, headers = FORM | {"_once": "1"}, {"Referer": "http://localhost/delegations"}
    assert signed_in.post("/absences", data=form, headers=headers).status_code == 500
    again = signed_in.post("/absences", data=form, headers=headers)
    assert (again.status_code, again.location) == (303, "/delegations")
    assert absences(account) == 1


def test_a_one_time_password_is_not_given_again_by_reloading(client, account):
    as_role.sign_in(client, as_role.official(Role.ADMIN))
    slips = [
        client.post(f"/accounts/{account.uid}/slip", data={"_once": "1"}) for _load in range(2)
    ]
    assert [answer.status_code for answer in slips] == [200, 303]
    db.session.expire_all()
    shown = re.search(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}", slips[0].text).group()
    assert passwords.is_right(account.password_hash, shown)


def test_a_second_token_is_not_made_by_reloading(signed_in, account):
    day = (clock.today() + timedelta(days=30)).isoformat()
    form = {"name": "Báo cáo", "scopes": ["read"], "expires_on": day, "_once": "1"}
    answers = [signed_in.post("/account/tokens", data=form) for _load in range(2)]
    assert [answer.status_code for answer in answers] == [200, 303]
    assert len(queries.tokens_of(account.id)) == 1


def test_a_right_password_beside_a_weak_new_one_is_not_the_act(signed_in):
    form = {"current": as_role.PASSWORD, "password": "matkhau123456", "_once": "1"}
    answers = [signed_in.post("/account/password", data=form) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [422, 422]


def test_a_corrected_file_under_its_old_name_is_sent_again(signed_in, account):
    def send(data):
        file = (io.BytesIO(data), "a.pdf")
        signed_in.post("/absences", data=FORM | {"_once": "1", "file": file})
        return absences(account)

    assert [send(b"x"), send(b"x"), send(b"y")] == [1, 1, 2]


def test_a_view_still_reads_the_whole_file(signed_in, house, monkeypatch):
    seen = []

    def view():
        seen.append(request.files["file"].read())
        return ""

    monkeypatch.setitem(house.view_functions, "delegations.record_absence", view)
    file = (io.BytesIO(b"whole"), "a.pdf")
    signed_in.post("/absences", data=FORM | {"_once": "1", "file": file})
    assert seen == [b"whole"]


def test_the_same_word_in_another_session_is_another_form(client, account, app):
    for _browser in range(2):
        as_role.sign_in(client, account)
        client.post("/absences", data=FORM | {"_once": "1"})
    assert absences(account) == 2


def test_a_double_click_acts_once(lasting_app):
    with lasting_app.app_context():
        account = as_role.official()
        browsers = [lasting_app.test_client() for _click in range(2)]
        opened = as_role.sign_in(browsers[0], account)
        browsers[1].set_cookie("sid", opened.token)
        browsers[1].environ_base.update(browsers[0].environ_base)
    answers = []

    def click(browser):
        answers.append(browser.post("/absences", data=FORM | {"_once": "1"}))

    clicks = [threading.Thread(target=click, args=(browser,)) for browser in browsers]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert [answer.location for answer in answers] == ["/delegations", "/delegations"]
    with lasting_app.app_context():
        assert absences(account) == 1


SHORT = ("office.repeats.PATIENCE", 0.1)


def test_a_form_whose_answer_was_lost_leads_back_to_its_page(signed_in, account, monkeypatch):
    monkeypatch.setattr(*SHORT)
    monkeypatch.setattr("office.repeats.settle_form", lambda _key, _location: None)
    form, headers = FORM | {"_once": "1"}, {"Referer": "http://localhost/delegations?x=1"}
    signed_in.post("/absences", data=form, headers=headers)
    again = signed_in.post("/absences", data=form, headers=headers)
    assert (again.status_code, again.location) == (303, "/delegations?x=1")
    assert absences(account) == 1


def test_a_form_that_never_came_to_its_act_is_sent_again(signed_in, account, monkeypatch):
    monkeypatch.setattr(*SHORT)
    monkeypatch.setattr("office.repeats.digest", lambda *_parts: "key")
    assert repeats.claim_form("key")  # by a process that ended at once
    del db.session().info[repeats.WORKED_ON]
    again = signed_in.post("/absences", data=FORM | {"_once": "1"})
    assert (again.status_code, again.location) == (303, "/delegations")
    assert absences(account) == 1


def test_a_slow_sending_that_was_overtaken_changes_nothing(house, account):
    assert repeats.claim_form("key")
    mine = db.session().info.pop(repeats.WORKED_ON)
    assert repeats.take_over("key")
    db.session().info[repeats.WORKED_ON] = mine
    with pytest.raises(Refusal):
        accounts.close_account(account, by=SYSTEM)
    assert account.disabled_at is None


def test_a_counted_try_is_not_the_act(house, account, monkeypatch):
    monkeypatch.setattr(*SHORT)
    assert repeats.claim_form("key")
    throttle.take("pin:x", limit=throttle.FACTOR)
    assert repeats.first_result("key") == ""
    accounts.close_account(account, by=SYSTEM)
    assert repeats.first_result("key") == "/"


# ------------------------------------------------------------------ one statement


def test_who_asks_costs_one_statement(signed_in, house):
    told = []

    def listen(_connection, _cursor, statement, *_rest):
        if statement.startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
            told.append(statement)

    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        assert signed_in.get("/api/v1/me").status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)
    assert len(told) == 1, told
