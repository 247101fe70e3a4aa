"""From a number of the overview to just these documents, by mouse and by keyboard."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from documents.models import Document, Routing
from office import clock
from office.db import db, transaction
from tests import build
from tests.browser.records import letter

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_leader_and_an_official_go_from_a_number_to_its_list(resting_world):
    world = resting_world
    with world.app.app_context():
        document = build.handed_on(world.house, **letter(931))
        due = {"due_at": clock.now() + timedelta(days=2)}
        with transaction():
            db.session.execute(update(Document).where(Document.id == document.id).values(**due))
            owed = update(Routing).where(Routing.document_id == document.id)
            db.session.execute(owed.values(**due))
    leader = world.leader.open("/overview")
    number = leader.get_by_role("row", name="Phòng Công chức").get_by_role("link").last
    in_hand = int(number.inner_text())
    number.focus()
    leader.keyboard.press("Enter")
    leader.wait_for_url("**/documents/search?*")
    assert leader.locator("ol[data-rows] > li").count() == in_hand
    leader.get_by_role("group", name="Who answers for it").get_by_role("link").click()
    assert leader.locator("ol[data-rows] > li").count() >= in_hand

    official = world.official.open("/overview")
    column = official.locator("svg.cols a").first
    count = int(re.search(r"(\d+) due", column.get_attribute("aria-label"))[1])
    column.click()
    official.wait_for_url("**/?due=*")
    assert official.locator("ol[data-rows] > li").count() == count
    official.locator(".home-head a.chip.on").click()
    official.wait_for_url(re.compile(r"/(\?.*)?$"))
    assert not [text for one in (world.leader, world.official) for text in one.page.errors]
