"""What both ends say differently is settled at a keyboard, with the papers beside it."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from office.db import db
from office.permissions import SYSTEM
from personnel import operations, queries
from personnel.models import Dossier
from tests import build
from tests.browser.world import remember
from tests.conftest import without_loop
from tests.permissions.exchange import ADDRESS
from tests.permissions.hearing import renamed
from tests.personnel import house as register

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OTHER = "Nguyễn Văn Khác"


@pytest.fixture
def asked(resting_world):
    """A staff office and a question about one of its officials."""
    with resting_world.app.app_context(), without_loop():
        home = build.agency(code="H99.72", name="Xã Lam Hạ", symbol="XLH")
        remember(home)
        address = operations.Address(**ADDRESS | {"client_agency": "H99.72"})
        if queries.national_connection() is None:
            operations.connect_national(address, by=home.admin)
        dossier = register.opened(home, home.official, citizen="001085004399")
        operations.load_dossiers(0, by=SYSTEM)
        place = (renamed(dossier).uid, dossier.uid)
    screens = replace(resting_world, house=home, at_desk={})
    yield screens, *place
    for official in screens.at_desk.values():
        official.close()


def test_a_question_is_settled_without_a_mouse(asked):
    world, question, dossier = asked
    page = world.hr.open(f"/personnel/national/questions/{question}")
    assert page.get_by_text(OTHER).is_visible()
    chosen = page.locator("input[name=choice]:checked")
    assert chosen.get_attribute("value") == "keep_remote"
    chosen.focus()
    page.keyboard.press("Tab")
    page.keyboard.type("Bản sao căn cước")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".toast", has_text="goes to the national database").wait_for()
    with world.app.app_context(), without_loop():
        found = db.session.scalars(select(Dossier).where(Dossier.uid == dossier)).one()
        assert found.full_name == OTHER
