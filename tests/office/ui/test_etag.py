"""An unchanged list costs nothing, a changed one is never stale."""

import pytest
import time_machine
from flask import flash

from office.ui.etag import listing
from tests.office.ui.conftest import DemoSettings, make_shell

NOW = "2026-11-24T03:00:00Z"


@pytest.fixture
def browser():
    """A browser with a list of `counter` rows that remembers how often it was really made."""
    app = make_shell(DemoSettings())
    app.counter, app.made = 5, 0

    def make():
        app.made += 1
        return f"{app.counter} rows"

    app.add_url_rule("/list", view_func=lambda: listing(make, app.counter), endpoint="list")

    @app.get("/act")
    def act():
        flash("done")
        return ""

    with time_machine.travel(NOW, tick=False):
        yield app.test_client()


def again(browser, answer, **headers):
    return browser.get("/list", headers={"If-None-Match": answer.headers["ETag"], **headers})


def test_an_unchanged_list_is_not_made_again(browser):
    first = browser.get("/list")
    assert first.headers["Cache-Control"] == "private, no-cache"
    second = again(browser, first)
    assert (second.status_code, second.data) == (304, b"")
    assert browser.application.made == 1


def test_a_new_count_another_language_or_look_makes_it_anew(browser):
    first = browser.get("/list")
    assert again(browser, first, **{"Accept-Language": "en"}).status_code == 200
    assert again(browser, first, **{"X-Swap": "read"}).status_code == 200
    browser.set_cookie("theme", "dark")
    assert again(browser, first).status_code == 200
    browser.delete_cookie("theme")
    assert again(browser, first).status_code == 304
    browser.application.counter = 6
    assert again(browser, first).data == b"6 rows"


def test_words_about_time_do_not_grow_old(browser):
    first = browser.get("/list")
    with time_machine.travel("2026-11-24T03:06:00Z", tick=False):
        assert again(browser, first).status_code == 200


def test_a_message_is_never_lost_to_the_cache(browser):
    first = browser.get("/list")
    browser.get("/act")
    told = again(browser, first)
    assert told.status_code == 200
    assert "ETag" not in told.headers
