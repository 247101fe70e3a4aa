"""What the minutes say of a session, read from its records: nothing done there is left out."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from docx import Document

from meetings import operations, queries
from meetings.compose.course import body
from meetings.compose.minutes_docx import minutes_docx
from meetings.jobs.minutes_content import minutes_of
from meetings.models import BoxMode, Stance
from meetings.operations import HandOut
from office import clock
from tests import build
from tests.meetings import votes


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def meeting(snv):
    return votes.in_session(snv)


def words(meeting):
    """The body of the minutes, a block a line; of a table its cells."""
    found = []
    for block in body(minutes_of(meeting, version=1)):
        rows = ("".join(run.text for run in cell) for row in block.rows for cell in row)
        found.append(block.text or " | ".join(rows))
    return "\n".join(found)


def task_of(snv, **given):
    filled = {
        "text": "Rà soát thiết bị",
        "lead_unit_id": snv.rooms["staff"].id,
        "due_on": clock.today() + timedelta(days=10),
    }
    return HandOut(**filled | given)


def test_votes_and_tasks_of_no_item_have_a_part_of_their_own(snv, meeting):
    item = queries.agenda_of(meeting)[0]
    box = votes.opened(snv, meeting, text="Nghỉ trưa sớm?")
    operations.cast(box, ["for"], by=snv.head)
    operations.close_box(box, by=snv.leader)
    for given in (task_of(snv), task_of(snv, text="Lập dự toán")):
        operations.confirm_hand_out(
            operations.hand_out(meeting, given, by=snv.official), by=snv.leader
        )
    said = words(meeting)
    assert said.index(f"1. {item.title}") < said.index("2. Nội dung khác")
    others = said[said.index("2. Nội dung khác") :]
    for told in ("Nghỉ trưa sớm? (biểu quyết công khai)", "Rà soát thiết bị", "Lập dự toán"):
        assert told in others
    made = Document(BytesIO(minutes_docx(minutes_of(meeting, version=1))))
    assert "2. Nội dung khác" in [one.text for one in made.paragraphs]


def test_a_vote_by_name_names_its_voters_and_no_other_vote_does(snv, meeting):
    said = {}
    for mode in (BoxMode.NAMED, BoxMode.OPEN):
        box = votes.opened(snv, meeting, text=mode.value, mode=mode)
        operations.cast(box, ["for"], by=snv.head)
        operations.cast(box, ["against"], by=snv.other_head)
        operations.cast(box, ["for"], by=snv.leader)
        operations.close_box(box, by=snv.leader)
    box = votes.secret(snv, meeting, text="secret")
    for actor in (snv.head, snv.other_head, snv.leader):
        operations.cast(box, ["for"], by=actor)
    operations.close_box(box, by=snv.leader)
    votes.count(box, snv)
    for part in words(meeting).split("Biểu quyết: ")[1:]:
        said[part.partition(" ")[0]] = part
    assert f"Tán thành (2): {snv.leader.name}, {snv.head.name}." in said["named"]
    assert f"Không tán thành (1): {snv.other_head.name}." in said["named"]
    assert "Không biểu quyết (" not in said["named"]
    for secret in ("open", "secret"):
        assert "(2)" not in said[secret]
        assert snv.head.name not in said[secret]


def test_who_spoke_what_people_wrote_and_who_left_is_told(snv, meeting):
    item = queries.agenda_of(meeting)[0]
    operations.begin_item(item, by=snv.leader)
    speech = operations.ask_to_speak(item, by=snv.head)
    operations.give_floor(speech, by=snv.leader)
    operations.end_speech(speech, by=snv.leader)
    operations.give_opinion(item, Stance.WITH_CHANGE, "Thêm kinh phí.", by=snv.head)
    operations.give_opinion(item, Stance.AGREE, by=snv.other_head)
    operations.give_opinion(item, Stance.AGREE, by=snv.leader)
    left = clock.now() + timedelta(minutes=40)
    with time_machine.travel(left, tick=False):
        operations.mark_left(votes.place(meeting, snv.other_head), by=snv.official)
    with time_machine.travel(left + timedelta(minutes=30), tick=False):
        operations.close_session(meeting, by=snv.leader)
    said = words(meeting)
    assert f"Đã phát biểu: {snv.head.name} (" in said
    assert f"{snv.head.name}: Đồng ý, đề nghị sửa: Thêm kinh phí." in said
    agreed = f"{snv.leader.name}, {snv.other_head.name}."
    assert f"Đồng ý, không có ý kiến thêm: {agreed}" in said
    assert f"(về lúc {clock.to_local(left):%H giờ %M})" in said
    assert said.count("về lúc") == 1
