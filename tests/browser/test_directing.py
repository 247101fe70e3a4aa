"""Directing in the words of the office: three levels, more time, escalation; ten are asked."""

from datetime import timedelta

import pytest

from documents import operations, queries
from documents.jobs.warnings import warn
from documents.models import Duty, OpinionChoice
from documents.operations.opinions import Answer
from office import clock
from office.db import transaction
from office.permissions import Actor
from tests import build
from tests.browser.records import form_of, letter
from tests.conftest import without_loop

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SUBJECT = "Về việc rà soát tổ chức bộ máy sau sắp xếp"


def complaints(*officials):
    return [text for one in officials for text in one.page.errors]


def test_three_levels_with_more_time_and_escalation(world, monkeypatch):
    """The leader assigns, the head hands on, the official gets more time, the leader hears."""
    with world.app.app_context():
        document = build.presented(world.house, **letter(901) | {"subject": SUBJECT})
        uid = document.uid
    leader = world.leader.open(f"/documents/{uid}/direction")
    room = leader.get_by_role("group", name="Phòng Công chức")
    room.locator("label.lead").click()
    leader.get_by_role("group", name="Văn phòng").locator("label.cooperate").click()
    leader.fill("#text", "Phòng Công chức chủ trì, Văn phòng phối hợp.")
    leader.get_by_role("button", name="Sign and assign").click()
    leader.locator(".toast", has_text="Assigned to 2 desks").wait_for()

    head = world.head.open(f"/documents/{uid}")
    head.locator("a[href$='/handing-on']").click()
    hand_on(head, world.house.official, "Dự thảo báo cáo.")
    office = world.office_head.open(f"/documents/{uid}")
    office.locator("a[href$='/sharing-on']").click()
    hand_on(office, world.house.hr, "Cung cấp danh sách biên chế.")

    official = world.official.open(f"/documents/{uid}")
    official.get_by_role("button", name="More acts").click()
    official.get_by_role("link", name="Ask for more time").click()
    official.locator("label.chip", has_text="10 days").click()
    official.fill("#text", "Chờ số liệu của ba xã mới.")
    official.get_by_role("button", name="Ask for more time").click()
    official.locator(".toast").wait_for()

    head = world.head.open(f"/documents/{uid}")
    head.get_by_role("link", name="Decide on more time").click()
    head.get_by_role("button", name="Grant").click()
    head.get_by_text("This is later than the deadline of the level above").first.wait_for()
    head.fill("#beyond", "Đã báo cáo Giám đốc.")
    head.get_by_role("button", name="Grant").click()
    head.locator(".toast", has_text="The deadline was moved").wait_for()

    monkeypatch.setattr(clock, "is_working_day", lambda _day: True)
    with world.app.app_context(), without_loop():
        escalated(uid)
    leader = world.leader.open("/notices")
    told = leader.locator("main li", has_text="What you assigned is overdue")
    told.filter(has_text=SUBJECT).first.wait_for()
    leader = world.leader.open(f"/documents/{uid}/assignments")
    leader.get_by_text("first deadline").first.wait_for()
    leader.get_by_role("link", name="Urge").first.click()
    leader.fill("#text", "Đề nghị hoàn thành ngay trong ngày.")
    leader.get_by_role("button", name="Urge").click()
    leader.get_by_text("Urging no. 1").wait_for()
    heard = complaints(world.leader, world.head, world.office_head, world.official)
    assert [text for text in heard if "422" not in text] == []


def hand_on(page, person, words):
    page.get_by_role("group", name=person.name).locator("label.lead").click()
    page.fill("#text", words)
    page.get_by_role("button", name="Hand on").click()
    page.locator(".toast").wait_for()


def escalated(uid):
    """A week later: the deadline of the lead has passed and the morning round runs."""
    document = queries.visible_document(uid, Actor(is_machine=True))
    with transaction():
        for row in queries.routing_of(document):
            if row.duty is Duty.LEAD:
                row.due_at = clock.now() - timedelta(days=9)
    warn({})


def test_ten_units_are_asked_and_their_answers_stand_together(world):
    with world.app.app_context():
        draft = operations.start_draft(subject=SUBJECT, by=world.house.official)
        operations.save_form(draft, form_of(draft), by=world.house.official)
        heads = [build.headed_room(world.house, f"Phòng Số {number}") for number in range(9)]
        uid = draft.uid
    page = world.official.open(f"/documents/{uid}/opinions")
    for room in ("Phòng Kế hoạch", *(f"Phòng Số {number}" for number in range(9))):
        page.get_by_role("group", name=room).locator("label.cooperate").click()
    page.fill("#question", "Đề nghị cho ý kiến về dự thảo.")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.locator(".toast", has_text="Asked 10 desks").wait_for()
    round_url = page.url
    with world.app.app_context():
        for number, head in enumerate(heads[:7]):
            answer(uid, head, list(OpinionChoice)[number % 3])
    disagree_at_the_page(world.other_head, uid)
    page.get_by_role("button", name="Remind those who have not answered").click()
    page.locator(".toast", has_text="2 desks were reminded").wait_for()
    assert page.locator("tbody tr", has_text="Not answered").count() == 2
    assert page.locator("tbody tr", has_text="Disagree").count() == 3
    assert page.get_by_text("Chưa nêu kinh phí của ba xã mới.").count() == 1
    with page.expect_download() as sheet:
        page.get_by_role("link", name="Spreadsheet").click()
    assert sheet.value.suggested_filename.endswith(".xlsx")
    page.goto(round_url)
    page.get_by_role("button", name="Close the round").click()
    page.locator(".toast", has_text="The round is closed.").wait_for()
    assert page.get_by_role("button", name="Remind those who have not answered").count() == 0
    assert complaints(world.official, world.other_head) == []


def disagree_at_the_page(head, uid):
    page = head.open(f"/documents/{uid}/opinion")
    page.get_by_text("Disagree", exact=True).click()
    page.fill("#text", "Chưa nêu kinh phí của ba xã mới.")
    page.get_by_role("button", name="Give the opinion").click()
    page.locator(".toast").wait_for()


def answer(uid, head, choice):
    document = queries.visible_document(uid, head)
    opinion = queries.opinion_asked_of(document, head)
    operations.give_opinion(opinion, Answer(choice, "Đã nghiên cứu."), by=head)
