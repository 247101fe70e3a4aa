"""The navigation: what is registered, who sees it, which numbers stand in it."""

import pytest

from office.permissions import Role
from office.ui import menu
from office.ui.menu import Entry, Section
from tests.office.ui.conftest import DemoSettings, make_shell


@pytest.fixture
def app():
    return make_shell(DemoSettings())


def page(app, **headers):
    return app.test_client().get("/ui/kit/list", headers={"Accept-Language": "en", **headers}).text


def test_an_entry_leads_where_it_says_and_lights_on_its_page(app):
    html = page(app)
    assert 'href="/ui/kit/list" title="Incoming" aria-current="page" data-go="i"' in html
    assert 'href="/ui/kit" title="My work" data-go="h"' in html


def test_what_waits_for_me_is_bold_and_grouped_as_we_write(app):
    assert '<span class="n"><b>1,404</b></span>' in page(app)
    assert "<b>1.404</b>" in page(app, **{"Accept-Language": "vi"})


def test_an_entry_is_shown_to_those_who_may_use_it(app):
    def for_administrators(actor):
        return actor.holds(Role.ADMIN)

    hidden = Entry("kit.show", "Settings", "gear", Section.OPERATION, visible=for_administrators)
    menu.register(app, hidden)
    assert "Settings" not in page(app)


def test_a_section_without_entries_has_no_heading(app):
    assert "<h2>Documents</h2>" in page(app)
    assert "<h2>Organisation</h2>" not in page(app)


def test_a_page_below_an_entry_may_light_it(app):
    app.before_request(lambda: menu.mark_current("kit.show"))
    assert 'title="My work" aria-current="page"' in page(app)


def test_numbers_are_asked_for_once_a_page(app):
    asked = []
    menu.use_counts(app, lambda actor: asked.append(actor) or {})
    page(app)
    assert len(asked) == 1


def test_new_numbers_are_shown_although_the_navigation_is_kept(app):
    numbers = {"work": 1}
    menu.use_counts(app, lambda _actor: numbers)
    assert '<span class="n"><b>1</b></span>' in page(app)
    numbers["work"] = 2
    assert '<span class="n"><b>2</b></span>' in page(app)
