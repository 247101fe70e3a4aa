"""The staff office at its screen: what came back from the national database is mended and goes."""

from dataclasses import replace
from datetime import date

import pytest

from office.db import db
from office.permissions import SYSTEM
from personnel import operations, queries
from personnel.models import Dossier
from personnel.record.timeline import Change
from tests import build
from tests.browser.world import remember, working
from tests.conftest import without_loop
from tests.personnel import house as register
from tests.personnel.national.conftest import new_citizen, running_register
from tests.personnel.test_national import connected, long_open

__all__ = ["running_register"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]
SINCE = date(2026, 3, 1)


def telephone(number):
    return Change("contact", "", SINCE, values={"phone": number})


@pytest.fixture
def office(resting_world, running_register):
    """An agency with a line on which one telephone number is refused."""
    running_register.faults(reject={"contact": 1})
    with resting_world.app.app_context(), without_loop():
        home = long_open(build.agency(code="H99.71", name="Xã Lam Trung", symbol="XLT"))
        connected(home, running_register)
        phone = telephone("+84912345678")
        dossier = register.opened(home, home.official, phone, citizen=new_citizen())
        remember(home)
        found = dossier.id, dossier.full_name
    screens = replace(resting_world, house=home, at_desk={})
    yield screens, *found
    running_register.faults()
    for official in screens.at_desk.values():
        official.close()
    with resting_world.app.app_context(), without_loop():
        operations.end_national(queries.national_connection(), by=SYSTEM)


def mended(world, number):
    """The official gives another number, the staff office accepts it."""
    with world.app.app_context(), without_loop():
        dossier = db.session.get_one(Dossier, number)
        change = operations.propose_change(
            dossier, telephone("+84987654321"), by=world.house.official
        )
        operations.accept_declaration(change, by=world.house.hr)


def test_what_came_back_is_mended_sent_again_and_accepted(office):
    world, number, name = office
    hr = world.hr
    with working(world.app):
        link = hr.until(
            lambda: hr.open("/personnel/national/dossiers?state=rejected").get_by_role(
                "link", name=name
            ),
            "the dossier among those sent back",
        )
        link.click()
        hr.page.get_by_text("This value was refused.").first.wait_for()
        address = hr.page.url
        mended(world, number)
        page = hr.open("/personnel/national/dossiers?state=rejected")
        page.get_by_role("checkbox", name=f"Choose: {name}").check()
        page.get_by_role("button", name="Send again").click()
        page.locator(".toast", has_text="1 dossier is sent again.").wait_for()
        accepted = "Accepted by the national database"
        hr.until(lambda: hr.open(address).locator(".note", has_text=accepted), "the answer")
    listed = hr.open("/personnel/national/dossiers?state=rejected")
    assert listed.get_by_role("link", name=name).count() == 0
