"""Every page in a real browser: no barrier, everything fits, no complaint, little to load.

(vi, light) on a wide screen and (ar, dark) on a small one; `make long` has all the others and
writes docs/reports/looks.md.
"""

from contextlib import contextmanager

import pytest
from flask import url_for

from office.accounts.models import Account
from office.db import db
from office.units.models import Tenure
from tests.browser.screens import NOT_PAGES, SCREENS, forget_proof, pages_of
from tests.browser.world import cookie_name_of, session_of
from tests.browser_checks import AXE, axe, console_errors, geometry

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FIRST_LOAD, WARM, REQUESTS = 40_000, 12_000, 4
WIDE, SMALL = 1440, 390

BEHIND_THE_DOOR = {"guest-inside", "guest-room"}  # of a link that one browser opens


@contextmanager
def shown(world, screen, *, language, theme, width):
    """The page of an example, as its reader sees it in this look."""
    with world.app.app_context():
        found = screen.need()
        assert found, f"no example for {screen.title}"
        token = token_of(found, screen)
    with world.app.test_request_context():
        path = url_for(screen.endpoint, **found.values)
    cookies = {"lang": language, "theme": theme}
    if token:
        cookies[cookie_name_of(world.app)] = token
    page = window_of(world, language, theme, width)
    page.context.clear_cookies()
    page.context.add_cookies(
        [{"name": name, "value": value, "url": world.address} for name, value in cookies.items()]
    )
    page.answer = page.goto(path, timeout=60_000)
    if screen.name in BEHIND_THE_DOOR:
        page.locator("form[action$='/opening'] button").click()
        page.answer = page.goto(path)
    try:
        yield page
    finally:
        leave(page)


def leave(page):
    """What the page still asks for goes with it: it is not to be asked as the next reader."""
    page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    page.goto("about:blank")
    page.errors.clear()


def window_of(world, *look):
    """One window for each look, which loads the files of the house and axe-core once."""
    language, _theme, width = look
    size = {"width": width, "height": 900}
    if look not in world.windows:
        context = world.browser.new_context(base_url=world.address, locale=language, viewport=size)
        context.add_init_script(AXE)
        world.windows[look] = context.new_page()
        world.windows[look].errors = console_errors(world.windows[look])
    page = world.windows[look]
    page.set_viewport_size(size)
    return page


def token_of(found, screen):
    if not found.account_id:
        return ""
    account = db.session.get_one(Account, found.account_id)
    tenure = db.session.get(Tenure, found.tenure_id) if found.tenure_id else None
    token = session_of(account, screen.level, tenure).token
    if screen.is_stale:
        forget_proof(account.id)
    return token


def problems(page, width):
    assert page.answer.status == 200
    return axe(page) + geometry(page, widths=(width,)) + page.errors


def test_every_page_has_an_example(app):
    assert pages_of(app) == {screen.endpoint for screen in SCREENS}
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()} | {"static"}
    assert set(NOT_PAGES) <= endpoints


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.title)
def test_in_vietnamese_on_a_wide_screen(full_world, screen):
    with shown(full_world, screen, language="vi", theme="light", width=WIDE) as page:
        assert problems(page, WIDE) == []


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.title)
def test_in_arabic_by_night_on_a_small_screen(full_world, screen):
    with shown(full_world, screen, language="ar", theme="dark", width=SMALL) as page:
        assert problems(page, SMALL) == []


# ------------------------------------------------------------------------------- weights


def transferred(page):
    """Bytes on the wire and number of requests of what is loaded from now on."""
    loaded = []
    page.on("requestfinished", lambda request: loaded.append(request))  # noqa: PLW0108 - is marked

    def measure():
        own = [one for one in loaded if "/mark." not in one.url]  # the sign in the tab
        sizes = [one.sizes() for one in own]
        return sum(size["responseBodySize"] for size in sizes), [one.url for one in own]

    loaded.clear()
    return measure


def test_the_inbox_of_fifty_rows_loads_little(full_world):
    """First load ≤ 40 KB packed; on the way on ≤ 12 KB; never more than four requests."""
    context = full_world.browser.new_context(base_url=full_world.address, locale="vi")
    context.add_cookies(full_world.clerk.context.cookies())
    page = context.new_page()
    measure = transferred(page)
    page.goto("/documents/incoming?view=unregistered", wait_until="networkidle")
    assert page.locator("[data-rows] > li").count() == 50
    weight, requests = measure()
    assert weight <= FIRST_LOAD
    assert len(requests) <= REQUESTS, requests
    measure = transferred(page)
    page.goto("/documents/incoming?view=open", wait_until="networkidle")
    weight, requests = measure()
    context.close()
    assert weight <= WARM
    assert len(requests) <= REQUESTS, requests


def test_a_page_of_fifty_rows_is_light_when_its_files_are_known(full_world):
    context = full_world.browser.new_context(base_url=full_world.address, locale="vi")
    context.add_cookies(full_world.clerk.context.cookies())
    page = context.new_page()
    page.goto("/documents/outgoing", wait_until="networkidle")
    measure = transferred(page)
    page.goto("/documents/incoming?view=unregistered", wait_until="networkidle")
    weight, requests = measure()
    context.close()
    assert weight <= WARM
    assert len(requests) <= REQUESTS, requests
