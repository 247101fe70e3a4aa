"""Minutes written by two on a bad line: nothing is lost, nothing overwrites, tasks come from it."""

import pytest

from meetings import operations, queries
from meetings.models import SectionPlace, SuggestionState
from office.db import db
from tests.browser_checks import axe, geometry
from tests.conftest import without_loop
from tests.meetings import house as meetings

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def written(world):
    """A meeting in session with its minutes begun; gives the addresses of page and section."""
    with world.app.app_context(), without_loop():
        meeting = meetings.opened(world.house)
        operations.begin_minutes(meeting, by=world.house.official)
        section = item_section(meeting)
        found = (f"/meetings/{meeting.uid}/minutes", f"#t-{section.uid}", meeting.uid)
        db.session.remove()
    yield found
    world.official.context.set_offline(False)


def item_section(meeting):
    sections = queries.sections_of(meeting)
    return next(one for one in sections if one.place is SectionPlace.ITEM)


def standing(world, uid):
    """What the section says, and what waits to be decided."""
    with world.app.app_context(), without_loop():
        meeting = queries.visible_meeting(uid, world.house.official)
        waiting = queries.suggestions_of(meeting, state=SuggestionState.OPEN)
        return item_section(meeting).body, [one.body for one in waiting]


def test_two_write_one_is_cut_off_and_his_text_comes_back_as_a_proposal(world, written):
    path, field, uid = written
    secretary, chair = world.official.open(path), world.leader.open(path)
    saved = secretary.locator("[data-status]", has_text="Saved").first
    secretary.fill(field, "Một.\n\nHai.")
    saved.wait_for()
    chair.locator(f"{field}[readonly]").wait_for()  # told that another writes
    assert standing(world, uid)[0] == "Một.\n\nHai."
    world.official.context.set_offline(True)
    secretary.fill(field, "Một.\n\nHai.\n\nBa, khi mất mạng.")
    secretary.locator("[data-status]", has_text="Kept on this device").first.wait_for()
    with world.app.app_context(), without_loop():  # ten minutes later the chair goes on
        meeting = queries.visible_meeting(uid, world.house.leader)
        section = item_section(meeting)
        operations.release_section(section, by=world.house.official)
        operations.hold_section(section, by=world.house.leader)
        operations.save_section(section, "Một, chủ tọa.\n\nHai.", base=1, by=world.house.leader)
        db.session.remove()
    secretary.close()  # the browser ends while the line is cut
    world.official.context.set_offline(False)
    world.official.page = world.official.new_page()
    world.official.open(path)
    world.official.until(lambda: world.official.open(path).locator("#suggestions"), "the proposal")
    body, waiting = standing(world, uid)
    assert body == "Một, chủ tọa.\n\nHai."
    assert waiting == ["Một.\n\nHai.\n\nBa, khi mất mạng."]


def test_a_key_puts_in_a_block_and_a_line_becomes_a_task(world, written):
    path, field, uid = written
    page = world.official.open(path)
    page.focus(field)
    page.keyboard.press("Alt+1")
    page.keyboard.type("/task Lập danh sách nhà")
    page.keyboard.press("Enter")
    task = page.locator("[data-task-form]")
    assert task.locator("[name=text]").input_value() == "Lập danh sách nhà"
    assert "/task" not in page.input_value(field)
    assert page.input_value(field).startswith("Chủ tọa tuyên bố lý do")
    page.locator("[data-status]", has_text="Saved").first.wait_for()
    assert standing(world, uid)[0].startswith("Chủ tọa tuyên bố lý do")
    assert axe(page) == []
    assert geometry(page, widths=(390, 1440)) == []
    assert not page.errors
