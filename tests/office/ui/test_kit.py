"""The kit in a real browser: every part in three languages and two looks."""

import pytest

from office.ui.kit import PAGES
from tests.browser_checks import axe, axe_colours, geometry, opened

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LOOKS = [(code, look) for code in ("vi", "en", "ar") for look in ("light", "dark")]


@pytest.mark.parametrize(("code", "look"), LOOKS)
def test_the_kit_has_no_barrier(browser, address, code, look):
    check = axe if look == "light" else axe_colours
    with opened(browser, f"{address}/ui/kit?lang={code}&theme={look}") as page:
        assert check(page) == []
        assert page.errors == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_each_kind_has_no_barrier(browser, address, name):
    with opened(browser, f"{address}/ui/kit/{name}?lang=ar&theme=dark", width=390) as page:
        assert axe(page) == []
        assert page.errors == []


@pytest.mark.parametrize("code", ["vi", "en", "ar"])
def test_the_kit_fits_every_width(browser, address, code):
    with opened(browser, f"{address}/ui/kit?lang={code}") as page:
        assert geometry(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_each_kind_fits_every_width(browser, address, name):
    with opened(browser, f"{address}/ui/kit/{name}?lang=vi") as page:
        assert geometry(page) == []


def test_the_menus_have_no_barrier(browser, address):
    with opened(browser, f"{address}/ui/kit/list?lang=vi") as page:
        for opener in (".nav .me", ".nav [popovertarget=keys-help]"):
            page.click(opener)
            assert axe(page) == []
            page.keyboard.press("Escape")


def test_the_navigation_opens_on_a_small_screen(browser, address):
    with opened(browser, f"{address}/ui/kit/list?lang=vi", width=390, height=844) as page:
        assert not page.is_visible(".nav")
        page.click(".dock button")
        assert page.is_visible(".nav .go")
        assert axe(page) == []


def test_the_kit_exists_in_demo_folders_only(real_app, visitor):
    assert visitor.get("/ui/kit").status_code == 200
    assert real_app.test_client().get("/ui/kit").status_code == 404
    assert real_app.test_client().get("/ui/kit/list").status_code == 404
