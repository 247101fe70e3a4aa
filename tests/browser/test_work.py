"""What happens to people at work: only a keyboard, a cut line, two at once, the way back."""

import re

import pytest
from sqlalchemy import func, select, update

from documents import operations, queries
from documents.models import Document, DocumentState, Urgency
from office import clock
from office.accounts.models import SessionRow
from office.actor import IDLE
from office.db import db, transaction
from tests import build
from tests.browser.records import form_of, letter
from tests.browser.world import Official
from tests.documents.axis import messages

pytestmark = [pytest.mark.browser, pytest.mark.slow]
UNREGISTERED = "/documents/incoming?view=unregistered&urgent=1"
REFUSED = "409 (CONFLICT)"  # the browser notes every refusal
TYPED = "Sở Nội vụ đã rà soát và báo cáo như sau: ba mươi hai hồ sơ."


@pytest.fixture
def clerk(world):
    world.clerk.page.errors.clear()
    yield world.clerk
    assert [text for text in world.clerk.page.errors if REFUSED not in text] == []


@pytest.fixture
def draft(world):
    """A draft with a text, and the address of its editor."""
    with world.app.app_context():
        made = operations.start_draft(subject="V/v rà soát hồ sơ", by=world.house.official)
        operations.save_form(made, form_of(made), by=world.house.official)
        return f"/documents/{made.uid}/draft"


@pytest.fixture
def second(world):
    """The same official at another machine."""
    made = Official(world, "official")
    yield made
    made.close()


def arrived(world, number):
    """Urgent, so that its view shows it however many others wait."""
    with world.app.app_context():
        return build.arrived(world.house, **letter(number), urgency=Urgency.URGENT).uid


def state_of(world, uid):
    with world.app.app_context():
        return db.session.scalars(select(Document.state).where(Document.uid == uid)).one()


def focused(page):
    return page.evaluate("document.activeElement.textContent.trim()")


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


# ------------------------------------------------------------------------------ keyboard


def test_a_clerk_registers_without_a_mouse(world, clerk):
    uid = arrived(world, 301)
    page = clerk.open(UNREGISTERED)
    here = page.locator(f"[data-rows] a[href$='{uid}']")
    for _row in range(60):
        press(page, "j")
        if here.evaluate("a => a === document.activeElement"):
            break
    press(page, "o")
    page.locator("#read h2.title", has_text="đợt 301").wait_for()
    press(page, "r")
    page.wait_for_url("**/registration")
    press(page, "s")
    clerk.sees(page.locator(".toast", has_text="Registered as no."), "the number")
    assert state_of(world, uid) is not DocumentState.ARRIVED


def test_keys_choose_rows_pass_them_on_search_and_explain_themselves(world, clerk):
    with world.app.app_context():
        for number in range(321, 334):
            build.registered(world.house, **letter(number))
    page = clerk.open("/documents/incoming?view=register")
    press(page, "j", "x", "j", "Space")
    assert page.inner_text(".chosen") == "2 chosen"
    press(page, "k", "x")
    assert page.inner_text(".chosen") == "1 chosen"
    press(page, "Escape")
    assert page.locator(".sel:checked").count() == 0
    press(page, "?")
    assert page.is_visible("#keys-help")
    press(page, "Escape", *["Shift+ArrowDown"] * 12)
    assert page.inner_text(".chosen") == "13 chosen"
    press(page, "w")
    page.wait_for_url(re.compile("/many/forwarding"))
    page.get_by_role("checkbox", name="Phòng Công chức").press("Space")
    press(page, "Control+Enter")
    page.locator(".toast", has_text="13 documents done").wait_for()
    press(page, "/")
    page.wait_for_url("**/documents/search")


def test_one_key_registers_and_leads_to_the_next(world, clerk):
    uids = [arrived(world, number) for number in (311, 312, 313)]
    page = clerk.open(f"/documents/{uids[0]}/registration")
    assert focused(page) == "Register"
    for _paper in uids[:2]:
        before = page.url
        press(page, "n")
        page.wait_for_url(lambda url, before=before: "/registration" in url and url != before)
        clerk.sees(page.locator(".toast", has_text="Registered as no."), "the number")
    assert state_of(world, uids[0]) is not DocumentState.ARRIVED


def test_a_leader_directs_without_a_mouse(world):
    with world.app.app_context():
        uid = build.presented(world.house, **letter(314)).uid
    page = world.leader.open(f"/documents/{uid}/direction")
    press(page, "1", "ArrowDown", "2", "t")
    page.keyboard.type("Chủ trì tham mưu.")
    press(page, "Control+Enter")
    world.leader.sees(page.locator(".toast", has_text="Assigned to 2 desks"), "the assignment")
    assert state_of(world, uid) is DocumentState.ASSIGNED


def test_on_a_small_screen_the_acts_are_at_hand_and_the_pages_before_the_log(world):
    with world.app.app_context():
        uid = build.presented(world.house, **letter(315)).uid
    page = world.leader.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/documents/{uid}")
    bar, dock = (page.locator(name).bounding_box() for name in (".docpage > .acts", ".dock"))
    assert bar["y"] + bar["height"] <= dock["y"] + 1
    pages, log = (page.locator(name).bounding_box() for name in (".doc-view", "#progress"))
    assert pages["y"] < log["y"]
    page.close()


def test_a_row_that_was_read_is_no_longer_new(world, clerk):
    uid = arrived(world, 304)
    page = clerk.open(UNREGISTERED)
    row = page.locator("li", has=page.locator(f"a[href$='{uid}']"))
    assert "new" in row.get_attribute("class").split()
    with page.expect_response(re.compile("/reading$")):
        row.locator("a").click()
    page = clerk.open(UNREGISTERED)
    row = page.locator("li", has=page.locator(f"a[href$='{uid}']"))
    assert "new" not in row.get_attribute("class").split()


# ---------------------------------------------------------------------- nothing is lost


def end_sessions(world, official):
    """As if he had been away for longer than a session lives."""
    with world.app.app_context(), transaction():
        long_ago = clock.now() - 2 * IDLE
        of_him = SessionRow.account_id == official.actor.account_id
        db.session.execute(update(SessionRow).where(of_him).values(seen_at=long_ago))


def kept_drafts(page):
    return page.evaluate("Object.keys(localStorage).length")


def wait_until_kept(page):
    for _try in range(50):
        if kept_drafts(page):
            return
        page.wait_for_timeout(50)
    pytest.fail("the text was not kept on the machine")


def test_a_text_survives_an_ended_session(world, draft, second):
    page = second.open(draft)
    page.fill("#body", TYPED)
    wait_until_kept(page)
    end_sessions(world, second)
    page.get_by_role("button", name="Save and show").click()
    second.sees(page.get_by_role("heading", name="Sign in"), "the way in")
    second.sign_in()
    page = second.open(draft)
    assert page.input_value("#body") == TYPED
    assert page.is_visible("[data-restored]")
    world.official.sign_in()


def test_a_text_survives_a_cut_line(world, draft, second):
    page = second.open(draft)
    page.fill("#body", TYPED)
    second.context.set_offline(True)
    page.get_by_role("button", name="Save and show").click()
    page.locator(".toast", has_text="There is no connection").wait_for()
    assert page.input_value("#body") == TYPED
    second.context.set_offline(False)
    page = second.open(draft)
    assert page.input_value("#body") == TYPED
    page.get_by_role("button", name="Save and show").click()
    page.locator(".toast", has_text="Saved").wait_for()
    page = second.open(draft)
    assert page.input_value("#body") == TYPED
    assert not page.is_visible("[data-restored]")


def test_two_who_edit_at_once_see_both_texts(world, draft, second):
    first, other = world.official.open(draft), second.open(draft)
    first.fill("#body", "Của người thứ nhất.")
    first.get_by_role("button", name="Save and show").click()
    first.locator(".toast", has_text="Saved").wait_for()
    other.fill("#body", "Của người thứ hai.")
    other.get_by_role("button", name="Save and show").click()
    other.locator("details[open] del", has_text="nhất").wait_for()
    assert "hai" in other.inner_text("details[open] ins")
    assert other.input_value("#body") == "Của người thứ hai."
    other.get_by_role("button", name="Save and show").click()
    other.locator(".toast", has_text="Saved").wait_for()
    other.goto(f"{draft}/versions")
    assert other.locator("main ol.log > li").count() >= 2


# ----------------------------------------------------------------------- nothing twice


def arrival_numbers(world):
    with world.app.app_context():
        return db.session.scalar(select(func.max(Document.arrival_no)))


def test_the_way_back_and_a_second_sending_do_nothing_twice(world, clerk):
    uid = arrived(world, 305)
    page = clerk.open(f"/documents/{uid}/registration")
    page.get_by_role("button", name="Register", exact=True).click()
    page.locator(".toast", has_text="Registered as no.").wait_for()
    number = arrival_numbers(world)
    page.go_back()
    again = page.get_by_role("button", name="Register", exact=True)
    if again.count():
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            again.click()
    assert arrival_numbers(world) == number
    assert state_of(world, uid) in {DocumentState.PRESENTED, DocumentState.REGISTERED}


def test_a_form_sent_twice_at_the_same_moment_acts_once(world, clerk):
    uid = arrived(world, 306)
    page = clerk.open(f"/documents/{uid}/registration")
    before = arrival_numbers(world)
    page.get_by_role("button", name="Register", exact=True).dblclick(no_wait_after=True)
    page.locator(".toast", has_text="Registered as no.").wait_for()
    assert arrival_numbers(world) == before + 1
    with world.app.app_context():
        found = queries.visible_document(uid, world.house.clerk)
        acts = [row.act for row in queries.progress_of(found)]
    assert len(acts) == len(set(acts))


def test_the_same_letter_twice_is_pointed_out(world, clerk):
    uid = arrived(world, 307)
    with world.app.app_context():
        other = build.arrived(
            world.house, **(letter(307) | {"identifier": f"{messages.SENDER},2026/11/19,307"})
        ).uid
    page = clerk.open(f"/documents/{other}/registration")
    assert page.locator(f"aside a[href$='{uid}'], .note a[href$='{uid}']").count() == 1
