"""The pages on which a meeting is planned, as those who plan it use them."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from sqlalchemy import select

from meetings import operations, queries
from meetings.engines.port import Kind as Engine
from meetings.models import Meeting, MeetingState, Part, Secrecy
from meetings.operations import media
from office import clock, search
from office.audit import AuditEvent
from office.db import db
from tests import build
from tests.documents import stages
from tests.documents.pages import Reader
from tests.meetings import house as meetings

PLAN = {
    "title": "Họp giao ban",
    "kind": "briefing",
    "form": "in_person",
    "day": "2026-12-07",
    "starts": "08:00",
    "ends": "10:00",
    "place": "Phòng 2",
}


@pytest.fixture
def snv(house):
    with time_machine.travel("2026-11-30T08:00:00+07:00", tick=False):
        yield build.agency()


@pytest.fixture
def official(house, snv):
    return Reader(house, snv.official)


def only():
    return db.session.query(Meeting).order_by(Meeting.id.desc()).first()


def state_of(meeting):
    return db.session.scalar(select(Meeting.state).where(Meeting.uid == meeting.uid))


def page_of(meeting, *parts):
    return "/".join(("/meetings", str(meeting.uid), *map(str, parts)))


def test_a_meeting_is_planned_and_its_people_chosen(snv, official):
    official.post("/meetings/new", status=303, **PLAN)
    meeting = only()
    assert (meeting.title, clock.to_local(meeting.starts_at).hour) == ("Họp giao ban", 8)
    chosen = {
        "lead": snv.desks["leader"].uid,
        "member": [snv.desks["head"].uid, snv.desks["other_head"].uid],
        "secretary": snv.desks["official"].uid,
    }
    own = f'name="secretary" value="{chosen["secretary"]}"'
    assert own in official.get(page_of(meeting, "people"))
    official.post(page_of(meeting, "people"), status=303, **chosen)
    assert own not in official.get(page_of(meeting, "people"))
    parts = {one.name: one.part for one in queries.people_of(meeting)}
    assert parts == {
        snv.leader.name: Part.CHAIR,
        snv.head.name: Part.MEMBER,
        snv.other_head.name: Part.MEMBER,
        snv.official.name: Part.SECRETARY,
    }
    page = official.get(page_of(meeting))
    assert snv.leader.name in page
    official.post(page_of(meeting, "call"), status=303)
    assert state_of(meeting) == MeetingState.INVITED


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"title": ""}, "Fill this in"),
        ({"day": "mai"}, "2026-11-24"),
        ({"starts": "sáng"}, "08:30"),
        ({"ends": "07:00"}, "after the beginning"),
        ({"cases": "settled"}, "needed all the same"),
    ],
)
def test_what_cannot_be_planned_comes_back_with_what_was_typed(official, typed, words):
    page = official.post("/meetings/new", status=422, **PLAN | {"purpose": "Bàn kế hoạch"} | typed)
    assert words in page
    assert "Bàn kế hoạch" in page
    assert only() is None


def test_clashes_are_shown_before_anything_is_kept(snv, official):
    room = operations.add_room(operations.RoomFacts(name="Phòng họp lớn"), by=snv.clerk)
    starts = clock.local_midnight(clock.today() + timedelta(days=7)) + timedelta(hours=9)
    times = {"starts_at": starts, "ends_at": starts + timedelta(hours=1), "rooms": (room.uid,)}
    other = meetings.planned(snv, title="Họp khác", **times)
    page = official.post("/meetings/new", status=200, check="1", **PLAN)
    assert "taken then" in page
    assert page_of(other) in page, "the planner keeps the minutes of the other one"
    assert only().uid == other.uid
    taken = official.post("/meetings/new", status=409, rooms=str(room.uid), **PLAN)
    assert "Phòng họp lớn" in taken


def test_a_classified_meeting_is_entered_without_words(snv, official):
    page = official.get("/meetings/new?classified=1")
    assert 'name="title"' not in page
    assert 'name="starts"' not in page
    typed = {"day": PLAN["day"]}
    entered = {"secrecy": "secret", "head_count": "7", "title": "Kín", "classified": "1"}
    official.post("/meetings/new", status=303, **typed | entered)
    meeting = only()
    assert (meeting.title, meeting.head_count, meeting.secrecy) == ("", 7, Secrecy.SECRET)
    shown = official.get(page_of(meeting))
    assert "Decree 26/2020" in shown
    assert "00:00" not in shown
    form = official.get(page_of(meeting, "plan"))
    assert f'value="{PLAN["day"]}"' in form
    official.post(page_of(meeting, "plan"), status=422, **entered | {"day": "mai"})
    official.post(page_of(meeting, "agenda"), status=403, title="Kín", planned_minutes="5")
    official.post(page_of(meeting, "letter"), status=403)


def test_items_and_papers_are_laid_and_read(house, snv, official):
    meeting = meetings.planned(snv)
    official.post(page_of(meeting, "agenda"), status=303, title="Một", planned_minutes="10")
    official.post(page_of(meeting, "agenda"), status=303, title="Hai", planned_minutes="10")
    first, second = queries.agenda_of(meeting)
    official.post(page_of(meeting, "agenda", second.uid, "place"), status=303, to="up")
    assert [one.title for one in queries.agenda_of(meeting)] == ["Hai", "Một"]
    wrong = official.post(page_of(meeting, "agenda"), status=422, title="Ba", planned_minutes="0")
    assert "Ba" in wrong
    document = stages.drafted(snv, "Về việc cấp nước")
    while search.index_batch():
        pass
    found = official.get(f"{page_of(meeting, 'agenda', first.uid)}?q=cap%20nuoc")
    assert str(document.uid) in found
    here = page_of(meeting, "agenda", first.uid, "papers")
    official.post(here, status=303, document=str(document.uid), must_read="1")
    official.post(here, status=303, file=(BytesIO("Xin chào".encode()), "ghi-chu.txt"))
    program = (BytesIO(b"MZ\x90\x00"), "bao-cao.pdf")
    assert 'class="err"' in official.post(here, status=422, file=program)
    laid = queries.papers_of(meeting)[first.id]
    assert [paper.must_read for paper in laid] == [True, False]
    path = page_of(meeting, "papers", laid[0].uid)
    head = Reader(house, snv.head)
    read = head.answer(path)
    assert read.data.startswith(b"%PDF")
    head.answer(path)
    head.answer(f"/api/v1{path}")
    noted = select(AuditEvent.actor_name).where(AuditEvent.act == "meeting.paper_read")
    assert db.session.scalars(noted).all() == [snv.head.name], "the first time of each person"
    assert "no-store" in read.headers["Cache-Control"]
    Reader(house, snv.clerk).get(path, status=403)
    Reader(house, snv.colleague).get(path, status=404)


def test_it_is_put_off_with_a_reason_called_anew_and_called_off(official, snv):
    meeting = meetings.called(snv)
    official.post(page_of(meeting, "postponement"), status=422, text=" ")
    assert state_of(meeting) == MeetingState.INVITED
    official.post(page_of(meeting, "postponement"), status=303, text="Chủ trì bận")
    assert state_of(meeting) == MeetingState.POSTPONED
    official.post(page_of(meeting, "cancellation"), status=303, text="Không cần")
    assert state_of(meeting) == MeetingState.CANCELLED
    assert "Call off" not in official.get(page_of(meeting))


def test_a_letter_is_drafted_from_the_page_and_shown_there(official, snv):
    meeting = meetings.planned(snv)
    official.post(page_of(meeting, "letter"), status=303)
    letter = queries.letters_of(meeting)[0]
    page = official.get(page_of(meeting))
    assert f'href="/documents/{letter.document_uid}"' in page
    assert page_of(meeting, "letter") not in page, "a second one is not offered"
    assert page_of(meeting, "call") in page


def test_a_series_is_begun_changed_and_ended_on_its_pages(official, snv):
    starts = clock.local_midnight(clock.today() + timedelta(days=7)) + timedelta(hours=8)
    meeting = meetings.planned(snv, starts_at=starts, ends_at=starts + timedelta(hours=1))
    wrong = official.post(page_of(meeting, "series"), status=422, pattern="own", rrule="FREQ=X")
    assert "400 times" in wrong
    weekly = {"pattern": "FREQ=WEEKLY;BYDAY=MO", "until": "2026-12-21", "shift": "skip"}
    official.post(page_of(meeting, "series"), status=303, **weekly)
    (series,) = queries.listed_series(snv.official)
    assert series.rrule == "FREQ=WEEKLY;BYDAY=MO;UNTIL=20261221"
    assert len(queries.meetings_of(series, snv.official)) == 3
    here = f"/meetings/series/{series.uid}"
    shown = official.get(here)
    assert "Monday" in shown
    assert '<option value="FREQ=WEEKLY;BYDAY=MO" selected>' in shown
    assert 'value="2026-12-21"' in shown
    left = {"pattern": "own", "rrule": "FREQ=WEEKLY;BYDAY=MO", "left_out": "2026-12-14"}
    official.post(here, status=303, **left)
    official.post(f"{here}/end", status=303)
    assert "Ended" in official.get("/meetings/series")


def test_rooms_are_entered_and_given_up_by_the_office(house, snv, official):
    clerk = Reader(house, snv.clerk)
    room = {"name": "Phòng 3", "kind": "room", "opens": "07:00", "closes": "18:00"}
    wrong = clerk.post("/meetings/rooms/new", status=422, **room, capacity="nhiều")
    assert "Phòng 3" in wrong
    clerk.post("/meetings/rooms/new", status=303, **room, capacity="12", days=["1", "2"])
    (made,) = queries.rooms_of(snv.unit.id)
    assert (made.capacity, made.days) == (12, "12")
    assert "Phòng 3" in official.get(f"/meetings/rooms/{made.uid}")
    clerk.post(f"/meetings/rooms/{made.uid}/end", status=303)
    assert "Phòng 3" not in official.get("/meetings/rooms")


def test_the_week_is_read_by_all_once_the_office_has_published_it(house, snv, official):
    starts = clock.local_midnight(clock.today() + timedelta(days=7)) + timedelta(hours=8)
    times = {"starts_at": starts, "ends_at": starts + timedelta(hours=1)}
    meetings.called(snv, title="Họp công khai", **times)
    meetings.called(snv, title="Việc nhân sự", is_restricted=True, **times)
    meetings.called(snv, secrecy=Secrecy.SECRET, **times)
    here = "/meetings/week?week=2026-12-07"
    colleague, clerk = Reader(house, snv.colleague), Reader(house, snv.clerk)
    assert "Họp công khai" not in colleague.get(here)
    assert "Họp công khai" in clerk.get(here)
    clerk.post("/meetings/week/publication", status=303, week="2026-12-09")
    read = colleague.get(here)
    assert "Họp công khai" in read
    assert "see the security officer" in read
    assert "Việc nhân sự" not in read
    assert "Họp công khai" in colleague.get("/meetings/week/print?week=2026-12-07")


def test_the_list_is_narrowed_by_kind_days_and_desk(house, snv, official):
    starts = clock.local_midnight(clock.today() + timedelta(days=7)) + timedelta(hours=8)
    meetings.planned(
        snv, title="Họp mười hai", starts_at=starts, ends_at=starts + timedelta(hours=1)
    )
    assert "Họp mười hai" in official.get("/meetings/?mine=1&from=2026-12-07&to=2026-12-07")
    assert "Họp mười hai" not in official.get("/meetings/?kind=review")
    assert "Họp mười hai" not in official.get("/meetings/?from=2026-12-08")
    assert "Họp mười hai" not in Reader(house, snv.head).get("/meetings/?mine=1")


def test_a_guest_is_put_on_the_list_and_seats_change_places(official, snv):
    meeting = meetings.planned(snv)
    guests = page_of(meeting, "people", "guests")
    wrong = official.post(guests, status=422, name="Khách", address="không")
    assert "Khách" in wrong
    official.post(guests, status=303, name="Trần Khách", address="khach@hoi.example")
    last = queries.people_of(meeting)[-1]
    official.post(page_of(meeting, "people", last.uid, "place"), status=303, to="up")
    assert queries.people_of(meeting)[-2].name == "Trần Khách"
    official.post(page_of(meeting, "people", last.uid, "removal"), status=303)
    assert "Trần Khách" not in [one.name for one in queries.people_of(meeting)]


def test_a_new_meeting_has_the_usual_engine_of_its_agency(snv, official, monkeypatch):
    offered = (Engine.NONE, Engine.JANUS)
    monkeypatch.setattr("meetings.queries.media.offered", lambda _settings: offered)
    monkeypatch.setattr("meetings.operations.media.offered", lambda _settings: offered)
    assert 'value="janus" selected' not in official.get("/meetings/new")
    media.set_agency_engine(Engine.JANUS, by=snv.admin)
    assert 'value="janus" selected' in official.get("/meetings/new")
