"""Pages of the minutes and of what follows, as officials use them without a script."""

import io
import re
from datetime import timedelta

import pytest

from meetings import operations, queries
from meetings.models import LeadAnswer, MeetingTaskState, Secrecy, SectionPlace, SuggestionState
from meetings.operations import HandOut
from office import blobs, clock, outbox
from office.db import db
from tests import build
from tests.documents.pages import Reader
from tests.meetings import house as meetings


@pytest.fixture
def snv(house):
    return build.agency()


def path_of(meeting, *more):
    return "/".join(["/meetings", str(meeting.uid), *more])


def item_section(meeting):
    sections = queries.sections_of(meeting)
    return next(one for one in sections if one.place is SectionPlace.ITEM)


def test_minutes_are_begun_written_and_a_clash_loses_nothing(house, snv):
    meeting = meetings.called(snv)
    secretary, chair = Reader(house, snv.official), Reader(house, snv.leader)
    page = path_of(meeting, "minutes")
    assert "The minutes were not begun yet." in secretary.get(page)
    assert page in secretary.get(path_of(meeting))
    secretary.post(page, 409)
    operations.open_session(meeting, by=snv.leader)
    section = item_section(meeting)
    place = f"{page}/{section.uid}"
    secretary.post(place, body="Phần một.\r\n\r\nPhần hai.", base="0", done="1")
    assert "Phần một." in chair.get(page)
    chair.post(place, body="Phần một, chủ tọa sửa.\n\nPhần hai.", base="1", done="1")
    clash = secretary.post(place, 409, body="Phần một.\n\nPhần hai.\n\nPhần ba.", base="1")
    merged = re.search(r'id="merged"[^>]*>([^<]*)<', clash)[1]
    assert merged == "Phần một, chủ tọa sửa.\n\nPhần hai.\n\nPhần ba."
    secretary.post(place, body="Phần một.\n\nPhần ba.", base="1", proposal="1")
    assert "Text that came back" in chair.get(page)
    db.session.expire_all()
    assert item_section(meeting).body.startswith("Phần một, chủ tọa sửa.")
    versions = chair.get(f"{place}/versions")
    assert "Version 2" in versions
    assert "Phần một.</p>" in versions


def test_hostile_words_are_shown_as_words(house, snv):
    meeting = meetings.opened(snv)
    operations.begin_minutes(meeting, by=snv.official)
    nasty = "<script>alert(1)</script> [x](javascript:alert(1)) </textarea><b>"
    operations.save_section(item_section(meeting), nasty, base=0, by=snv.official)
    for reader in (snv.official, snv.head):
        page = Reader(house, reader).get(path_of(meeting, "minutes"))
        assert "<script>alert" not in page
        assert "</textarea><b>" not in page
        assert 'href="javascript' not in page


def test_a_task_is_handed_out_answered_and_confirmed_on_the_page(house, snv):
    meeting = meetings.opened(snv)
    page = path_of(meeting, "minutes")
    secretary = Reader(house, snv.official)
    given = {"text": "Lập danh sách", "lead": str(snv.rooms["staff"].id), "due_on": ""}
    assert "Pick a day." in secretary.post(path_of(meeting, "tasks"), 422, **given)
    due_on = (clock.today() + timedelta(days=9)).isoformat()
    secretary.post(path_of(meeting, "tasks"), **given | {"due_on": due_on, "product": "Báo cáo"})
    (task,) = queries.meeting_tasks(meeting)
    head = Reader(house, snv.head)
    assert "We agree" in head.get(page)
    assert "We agree" not in Reader(house, snv.other_head).get(page)
    head.post(path_of(meeting, "tasks", str(task.uid), "answer"), answer="agrees")
    chair = Reader(house, snv.leader)
    chair.post(path_of(meeting, "tasks", str(task.uid), "confirmation"))
    db.session.refresh(task)
    assert (task.answer, task.state) == (LeadAnswer.AGREES, MeetingTaskState.CONFIRMED)
    chair.post(path_of(meeting, "tasks", str(task.uid), "withdrawal"), reason="Nhầm.")
    assert "Withdrawn" in secretary.get(page)


def test_reading_suggestions_and_papers_on_their_pages(house, snv):
    meeting = meetings.opened(snv)
    operations.begin_minutes(meeting, by=snv.official)
    section = item_section(meeting)
    operations.save_section(section, "Một.\n\nHai.", base=0, by=snv.official)
    item = queries.agenda_of(meeting)[0]
    secretary, member = Reader(house, snv.official), Reader(house, snv.head)
    conclusion = path_of(meeting, "agenda", str(item.uid), "conclusion")
    secretary.post(conclusion, conclusion="Thống nhất.", number="05")
    assert "The session is not over yet." in secretary.get(path_of(meeting, "closing"))
    operations.close_session(meeting, by=snv.leader)
    page = path_of(meeting, "closing")
    assert "Between one hour" in secretary.post(path_of(meeting, "reading"), 422, hours="0")
    secretary.post(path_of(meeting, "reading"), hours="24")
    outbox.drain()
    typed = {"paragraph": "1", "base": "1", "body": "Hai, rõ hơn.", "reason": "Cho rõ"}
    suggesting = path_of(meeting, "minutes", str(section.uid), "suggestions")
    assert "Suggest a change" in member.get(path_of(meeting, "minutes"))
    member.post(suggesting, **typed)
    (suggestion,) = queries.suggestions_of(meeting)
    decision = path_of(meeting, "suggestions", str(suggestion.uid), "decision")
    assert "Hai, rõ hơn." in secretary.get(path_of(meeting, "minutes"))
    secretary.post(decision, take="1")
    db.session.refresh(suggestion)
    assert suggestion.state is SuggestionState.TAKEN
    secretary.post(path_of(meeting, "reading", "end"))
    secretary.post(path_of(meeting, "paper"))
    outbox.drain()
    db.session.expire_all()
    text = secretary.get(page)
    assert "Sign as secretary" in text
    assert "Sign as chair" not in text
    paper = queries.present_paper(meeting)
    for kind in ("pdf", "docx", "json"):
        file = path_of(meeting, "minutes", f"{paper.number}.{kind}")
        assert member.answer(file).status_code == 200
    scan = {"scan": (io.BytesIO(b"no pdf"), "a.pdf")}
    refused = Reader(house, snv.clerk).client.post(path_of(meeting, "ink"), data=scan)
    assert refused.status_code == 422
    stored = blobs.read(paper.sha256)
    scan = {"scan": (io.BytesIO(stored), "scan.pdf")}
    clerk = Reader(house, snv.clerk)
    assert clerk.client.post(path_of(meeting, "ink"), data=scan).status_code == 303
    assert "Scan of the minutes signed in ink" in clerk.get(page)
    taken = secretary.answer(path_of(meeting, "ink.pdf"))
    assert taken.data == stored


def test_papers_for_the_room_are_printed(house, snv):
    meeting = meetings.called(snv)
    reader = Reader(house, snv.official)
    for what in ("attendance", "cards", "seats"):
        answer = reader.answer(path_of(meeting, "print", f"{what}.pdf"))
        assert answer.data.startswith(b"%PDF")
        assert answer.content_type == "application/pdf"


def test_of_a_classified_meeting_nothing_is_read_written_or_taken(house, snv):
    secret = meetings.called(snv, secrecy=Secrecy.SECRET)
    reader = Reader(house, snv.official)
    for more in ("minutes", "closing", "ink.pdf", "print/attendance.pdf", "minutes/1.pdf"):
        reader.get(path_of(secret, more), 403)
    file = {"scan": (io.BytesIO(b"%PDF-1.4"), "a.pdf")}
    sent = reader.client.post(path_of(secret, "ink"), data=file)
    assert sent.status_code in (403, 422)
    assert queries.closing_of(secret) is None
    for more in ("minutes", "tasks", "reading", "notice", "work-file", "minutes-registration"):
        answer = reader.client.post(path_of(secret, more), data={"hours": "1"})
        assert answer.status_code in (403, 409, 422), more


def test_a_file_is_brought_to_be_checked_and_the_answer_is_the_readers_own(house, snv):
    reader = Reader(house, snv.colleague)
    assert reader.client.post("/meetings/verify", data={}).status_code == 422
    meeting = meetings.closed(snv)
    operations.send_for_reading(meeting, by=snv.official)
    outbox.drain()
    paper = queries.present_paper(meeting)
    pdf = blobs.read(paper.sha256)
    shown = reader.get(f"/meetings/verify?fingerprint={paper.manifest_sha256}")
    assert "the paper was not signed by both" in shown
    assert "No minutes with this fingerprint" in reader.get(
        f"/meetings/verify?fingerprint={'a' * 64}"
    )
    assert "<b>" not in reader.get("/meetings/verify?fingerprint=<b>").partition('class="note')[2]
    file = {"file": (io.BytesIO(pdf), "biên bản.pdf")}
    place = reader.client.post("/meetings/verify", data=file).location
    assert "The file is being checked." in reader.get(place)
    outbox.drain()
    page = reader.get(place)
    assert "secretary and chair did not both sign" in page
    assert "nothing was changed since they were made" not in page
    assert "Course of the meeting" in page
    assert "biên bản.pdf" in reader.get("/meetings/verify")
    Reader(house, snv.official).get(place, 404)


def test_the_room_shows_what_is_written_and_takes_the_word_of_the_lead_unit(house, snv):
    meeting = meetings.opened(snv)
    operations.save_section(item_section(meeting), "Đang *báo cáo*.", base=0, by=snv.official)
    given = HandOut(
        text="Lập danh sách",
        lead_unit_id=snv.rooms["staff"].id,
        due_on=clock.today() + timedelta(days=5),
    )
    task = operations.hand_out(meeting, given, by=snv.official)
    room = path_of(meeting, "room")
    assert "data-minutes=" in Reader(house, snv.official).get(room)
    head = Reader(house, snv.head)
    page = head.get(room)
    assert "data-minutes=" not in page
    assert "Đang <em>báo cáo</em>." in page
    answer = f"/api/v1/meetings/{meeting.uid}/tasks/{task.uid}/answer"
    assert answer in page
    told = {"answer": "agrees", "objection": "", "client_at": clock.now().isoformat()}
    assert head.client.post(answer, json=told).json["answer"] == "agrees"
    confirm = answer.replace("/answer", "/confirmation")
    assert confirm in Reader(house, snv.leader).get(room)
