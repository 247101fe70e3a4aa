"""Letters among several: a box of three people, a leader's telephone, a letter recalled."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from mail import operations
from mail.models import Mailbox, Right
from mail.operations import Words
from mail.queries import address_of, open_box, own_box
from office import clock
from office.accounts.models import Person
from office.db import db
from tests.browser.letters import PNG, own, shared
from tests.browser.test_phone import PHONE
from tests.browser.world import Official
from tests.conftest import without_loop
from tests.mail.post import lay

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HELP = (Right.ORGANISE, Right.DRAFT, Right.SEND_ON_BEHALF)
ASKED = "Đề nghị xác nhận thời gian công tác"
SMALL_TARGETS = """() => {
  const targets = document.querySelectorAll('main :is(a, button, summary, input, select)');
  return [...targets].filter((el) => el.checkVisibility() && el.type !== 'hidden')
    .filter((el) => !el.closest('.vh, [popover], .li')).filter((el) => {
      const box = (el.closest('label') ?? el).getBoundingClientRect();
      return box.width < 44 || box.height < 44;
    }).map((el) => `${el.tagName} ${(el.ariaLabel ?? el.textContent).trim()}`);
}"""


@pytest.fixture(scope="module")
def boxes(world):
    """Everybody with a box of his own; two colleagues help at the box of the clerks."""
    house = world.house
    with world.app.app_context(), without_loop():
        made = {part: own(house, part).uid for part in ("official", "colleague", "leader")}
        made["clerks"] = shared(house).uid
        opened = open_box(made["clerks"], house.clerk)
        for part in ("official", "colleague"):
            operations.grant(
                opened,
                db.session.get_one(Person, getattr(house, part).person_id),
                HELP,
                reason="Giúp việc văn thư",
                valid_to=clock.now() + timedelta(days=30),
                by=house.clerk,
            )
    return made


def arrived(world, uid, subjects, **facts):
    with world.app.app_context(), without_loop():
        box = db.session.scalars(select(Mailbox).where(Mailbox.uid == uid)).one()
        for subject in subjects:
            lay(box, subject=subject, **facts)


def address(world, part):
    with world.app.app_context():
        return address_of(own_box(getattr(world.house, part).person_id))


def row(page, subject):
    return page.locator("[data-rows] .li", has_text=subject)


def is_new(page, subject):
    return "new" in row(page, subject).get_attribute("class").split()


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def opens(page, subject):
    """The letter under the keys, beside its list."""
    press(page, "o")
    page.locator("#read h2", has_text=subject).wait_for()


def complaints(*officials):
    return [text for one in officials for text in one.page.errors]


def focus_on(page, subject):
    """Down the list by its key, as far as that letter."""
    while page.evaluate("() => document.activeElement.textContent.trim()") != subject:
        page.keyboard.press("j")


def test_three_people_share_the_box_of_the_clerks_by_keyboard_alone(boxes, world):
    box = f"/mail/boxes/{boxes['clerks']}"
    waiting = [f"Thư chờ xử lý số {number}" for number in (2, 1, 0)]
    arrived(world, boxes["clerks"], [ASKED, *reversed(waiting)], is_outside=True)
    helper = world.official.actor.name
    archives_and_assigns(world.colleague.open(box), waiting, to=helper)
    answers_on_behalf(world, box, helper)
    page = world.clerk.open(box)
    assert is_new(page, ASKED)  # both colleagues have read it, she has not
    assert helper in row(page, ASKED).inner_text()
    files_into_the_register(page, helper)
    page = world.colleague.open(box)
    press(page, "j", "o")
    page.get_by_role("link", name="Given to the register").wait_for()
    assert complaints(world.clerk, world.official, world.colleague) == []


def archives_and_assigns(page, waiting, *, to):
    """Two keys for each letter that needs nothing; the next one is at hand without walking."""
    focus_on(page, waiting[0])
    for subject in waiting:
        opens(page, subject)
        with page.expect_navigation():
            press(page, "e")
    opens(page, ASKED)
    press(page, "i", "Tab")
    page.locator("#given-person:focus").select_option(label=to)
    with page.expect_navigation():
        press(page, "Control+Enter")
    page.locator(".toast", has_text="handles this conversation").wait_for()
    assert page.locator("#read .given").inner_text().startswith(to)


def answers_on_behalf(world, box, helper):
    page = world.official.open(f"{box}?view=mine")
    assert is_new(page, ASKED)  # the colleague has read it, he has not
    press(page, "j")
    opens(page, ASKED)
    with page.expect_navigation():
        press(page, "r")
    assert "on behalf" in page.locator("#box option:checked").inner_text()
    page.keyboard.type("Xác nhận đúng như thư đã nêu.")
    press(page, "Shift+Tab")
    page.locator("#kept", has_text="Saved at").wait_for()
    other = world.colleague.open(box)
    press(other, "j", "o")
    other.get_by_text(f"{helper} is writing an answer.").wait_for()
    with page.expect_navigation():
        press(page, "Control+Enter")
    page.get_by_role("heading", name="Before the letter goes").wait_for()
    with page.expect_navigation():
        press(page, "Tab", "Enter")
    page.locator(".toast", has_text="The letter is sent.").wait_for()
    page = world.official.open(f"{box}?view=waiting")  # who need not think it over waits no longer
    page.get_by_role("link", name=f"Re: {ASKED}").click()
    page.get_by_role("button", name="Send now").click()
    world.official.wait_for(f"{box}?view=sent", ASKED)


def files_into_the_register(page, helper):
    focus_on(page, ASKED)
    opens(page, ASKED)
    page.locator("#read").get_by_text(f"Answered by {helper}").wait_for()
    writer = page.locator("#read .who-wrote").first.inner_text()
    assert "Văn thư Sở Nội vụ" in writer
    assert f"written by {helper}" in writer
    with page.expect_navigation():
        press(page, "v")
    page.locator("#issuer:focus").wait_for()
    with page.expect_navigation():
        press(page, "Control+Enter")
    page.get_by_role("heading", name="Register").first.wait_for()


def test_a_leader_reads_and_answers_a_letter_on_his_telephone(boxes, world):
    subject = "Ảnh hiện trường sạt lở tại xã"
    files = [("Ảnh hiện trường.png", "image/png", PNG)]
    arrived(world, boxes["leader"], [subject], files=files)
    phone = Official(world, "leader", **PHONE)
    page = phone.open("/mail")
    assert is_new(page, subject)
    assert fits(page)
    row(page, subject).locator("a").tap()
    page.wait_for_url("**/mail/items/*")
    assert fits(page)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Ảnh hiện trường.png").tap()
    opened.value.locator("img").wait_for()
    opened.value.close()
    page.get_by_role("link", name="Forward").tap()
    page.wait_for_url("**/mail/compose?*")
    assert fits(page)
    page.fill("#to", address(world, "official"))
    page.locator("#found-to li").first.tap()
    page.get_by_role("button", name="Send", exact=True).tap()
    page.locator(".toast", has_text="The letter is sent.").wait_for()
    assert page.errors == []
    phone.close()


def fits(page):
    """Nothing scrolls sideways, and a thumb hits everything that can be touched."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(SMALL_TARGETS) == []
    return True


def test_a_letter_is_recalled_from_who_has_not_read_it(boxes, world):
    subject = "Lịch kiểm tra công vụ"
    house = world.house
    with world.app.app_context(), without_loop():
        opened = open_box(boxes["official"], house.official)
        to = ", ".join(address(world, part) for part in ("leader", "colleague"))
        draft = operations.begin_draft(
            opened, Words(to=to, subject=subject, text="Sáng mai."), by=house.official
        )
        operations.send(draft, version=1, by=house.official)
        operations.send_now(draft, by=house.official)
    leader = world.leader
    leader.wait_for("/mail", subject)
    with leader.page.expect_response("**/reading"):
        row(leader.page, subject).locator("a").click()
    assert is_new(world.colleague.open("/mail"), subject)

    page = world.official.open(f"/mail/boxes/{boxes['official']}?view=sent")
    row(page, subject).locator("a").click()
    page.locator("#read summary", has_text="How far it got").click()
    lines = page.locator("#read .who tr").all_inner_texts()
    assert dict(line.split("\t") for line in lines) == {
        house.leader.name: "Read",
        house.colleague.name: "Delivered",
    }
    page.get_by_role("button", name="More acts").last.click()
    page.get_by_role("link", name="Recall the letter").click()
    page.get_by_role("button", name="Recall the letter").click()
    page.locator(".toast", has_text="Taken back from 1. 1 has it already.").wait_for()

    page = world.colleague.open("/mail")
    assert row(page, subject).count() == 0
    world.colleague.wait_for("/mail", "thu hồi")
    page = leader.open("/mail")
    row(page, subject).locator("a").click()
    page.locator("#read").get_by_text("The sender has taken this message back.").wait_for()
    assert not [
        text for one in (world.leader, world.official, world.colleague) for text in one.page.errors
    ]
