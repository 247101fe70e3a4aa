"""One map from a refusal to a page or a problem document; never a trace."""

import sqlite3
from contextlib import closing

import pytest
from flask import abort
from sqlalchemy.orm.exc import StaleDataError

from office import errors
from office.actor import cookie_name
from office.web import public
from tests import as_role

REFUSALS = {
    "refused": (errors.Refusal("No", basis="The law", who="The clerk", fix="Ask"), 409),
    "forbidden": (errors.Forbidden("No"), 403),
    "not-found": (errors.NotFound("No"), 404),
    "edit-conflict": (errors.Conflict("No"), 409),
    "invalid": (errors.Invalid("No", fields={"name": "Too long"}), 422),
    "throttled": (errors.Throttled("No", retry_after=7), 429),
}


def fall(code):
    if code in REFUSALS:
        raise REFUSALS[code][0]
    if code == "stale":
        raise StaleDataError
    if code == "defect":
        raise RuntimeError("secret of somebody")
    abort(int(code))


@pytest.fixture(scope="module")
def failing(empty_database, tmp_path_factory):
    """An application with routes that fail in every way."""
    from tests.conftest import make_app

    app = make_app(empty_database, tmp_path_factory.mktemp("data") / "house")
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.config["MAX_CONTENT_LENGTH"] = 1000
    app.add_url_rule("/fall/<code>", "fall", public(fall), methods=["GET"])
    app.add_url_rule("/api/v1/fall/<code>", "api_fall", public(fall), methods=["GET"])
    return app


@pytest.fixture
def visitor(failing):
    browser = failing.test_client()
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return browser


@pytest.mark.parametrize("code", REFUSALS)
def test_a_refusal_is_a_page_with_its_status(visitor, code):
    answer = visitor.get(f"/fall/{code}")
    assert answer.status_code == REFUSALS[code][1]
    assert answer.mimetype == "text/html"
    assert "<h1" in answer.text
    assert "No" in answer.text


def test_the_page_says_what_why_who_and_what_to_do(visitor):
    text = visitor.get("/fall/refused").text
    for words in ("No", "The law", "The clerk", "Ask"):
        assert words in text


def test_the_page_leads_back_to_the_form_and_nowhere_else(visitor):
    own = visitor.get("/fall/refused", headers={"Referer": "http://localhost/delegations"})
    assert 'href="http://localhost/delegations"' in own.text
    foreign = visitor.get("/fall/refused", headers={"Referer": "http://evil.example/"})
    assert "evil.example" not in foreign.text


@pytest.mark.parametrize("code", REFUSALS)
def test_the_api_gets_a_problem_document(visitor, code):
    answer = visitor.get(f"/api/v1/fall/{code}")
    assert answer.status_code == answer.json["status"] == REFUSALS[code][1]
    assert answer.content_type == "application/problem+json"
    assert answer.json["code"] == code
    assert answer.json["title"] == "No"


def test_members_of_the_problem(visitor):
    refused = visitor.get("/api/v1/fall/refused").json
    assert (refused["basis"], refused["who"], refused["fix"]) == ("The law", "The clerk", "Ask")
    invalid = visitor.get("/api/v1/fall/invalid").json
    assert invalid["errors"] == [{"field": "name", "detail": "Too long"}]
    assert visitor.get("/api/v1/fall/throttled").headers["Retry-After"] == "7"


def test_two_who_edit_at_once(visitor):
    assert visitor.get("/fall/stale").status_code == 409
    assert visitor.get("/api/v1/fall/stale").json["code"] == "edit-conflict"


def test_a_defect_shows_a_code_and_no_trace(visitor):
    answer = visitor.get("/fall/defect")
    assert answer.status_code == 500
    assert answer.headers["X-Request-Id"] in answer.text
    for path in ("/fall/defect", "/api/v1/fall/defect"):
        text = visitor.get(path).text
        assert "Traceback" not in text
        assert "secret of somebody" not in text


def test_the_log_of_a_defect_names_the_place_and_not_the_values(visitor, capsys, failing):
    from office import log

    settings = failing.extensions["office.settings"].model_copy(update={"testing": False})
    log.configure(settings)
    try:
        visitor.get("/fall/defect?q=Nguyen")
    finally:
        log.configure(failing.extensions["office.settings"])
    written = capsys.readouterr().err
    assert '"error": "RuntimeError"' in written
    assert "test_errors.py" in written
    assert "secret of somebody" not in written
    assert "Nguyen" not in written
    assert '"route": "/fall/<code>"' in written


HEADERS = ["Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "X-Request-Id"]
FAILING = [
    ("GET", "/fall/404", 404),
    ("GET", "/nowhere", 404),
    ("POST", "/healthz", 405),
    ("GET", "/fall/413", 413),
    ("GET", "/fall/415", 415),
    ("GET", "/fall/defect", 500),
    ("GET", "/api/v1/nowhere", 404),
    ("GET", "/api/v1/fall/defect", 500),
]


@pytest.mark.parametrize(("method", "path", "status"), FAILING)
def test_every_failure_keeps_the_headers(visitor, method, path, status):
    answer = visitor.open(path, method=method)
    assert answer.status_code == status
    assert not [name for name in HEADERS if name not in answer.headers]
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_wrong_method_names_the_right_ones(visitor):
    assert "GET" in visitor.post("/healthz").headers["Allow"]


def test_a_body_over_the_limit_is_refused_unread(visitor):
    answer = visitor.post("/sign-in", data={"login": "x" * 2000})
    assert answer.status_code == 413
    assert "too large" in answer.text


def test_refusals_speak_the_readers_language(client, house):
    as_role.sign_in(client, as_role.official())
    client.set_cookie("lang", "vi")
    assert 'lang="vi"' in client.get("/nowhere").text


NOBODY_LISTENS = "postgresql+psycopg://nobody@127.0.0.1:1/office"


def test_a_database_that_is_away_is_a_busy_system_that_changed_nothing(tmp_path):
    from tests.conftest import make_app

    app = make_app(NOBODY_LISTENS, tmp_path / "house")
    app.config["PROPAGATE_EXCEPTIONS"] = False
    english = {"Accept-Language": "en"}
    browser = app.test_client()
    with app.app_context():
        browser.set_cookie(cookie_name(), "x" * 43)
    page = browser.get("/readyz", headers=english)
    assert page.status_code == 503
    page = browser.get("/documents/incoming", headers=english)
    assert (page.status_code, page.headers["Retry-After"]) == (503, "30")
    assert "busy just now" in page.text
    program = {"Authorization": "Bearer nvp_abcdefghij"} | english
    problem = app.test_client().get("/api/v1/documents", headers=program)
    assert (problem.status_code, problem.mimetype) == (503, "application/problem+json")


def test_who_waits_in_vain_for_another_writer_is_told_so(lasting_app, monkeypatch):
    from office import connections, db

    if lasting_app.extensions["office.settings"].url.startswith("postgres"):
        pytest.skip("on PostgreSQL writers wait for rows, not for the whole database")
    with lasting_app.app_context():
        file = db.db.engine.url.database
    monkeypatch.setattr(connections, "WAITS_MS", 50)
    lasting_app.config["PROPAGATE_EXCEPTIONS"] = False
    browser = lasting_app.test_client()
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    with lasting_app.app_context():
        account = as_role.official()
        as_role.sign_in(browser, account)
        form = {"kind": "leave", "first_on": "2031-03-03", "last_on": "2031-03-04"}
        db.db.session.remove()
        with closing(sqlite3.connect(file)) as other:
            other.execute("BEGIN IMMEDIATE")
            answer = browser.post("/absences", data=form)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        assert "Nothing was changed" in answer.text
        answer = browser.post("/absences", data=form)
        assert answer.status_code == 303
