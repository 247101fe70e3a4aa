"""The room as its people see it: what stands on the page, what is told, what is private."""

import json
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
import time_machine

from meetings import operations, queries
from meetings.forms.room import acted_at
from meetings.models import Part, Secrecy, Stance
from office import blobs, clock, outbox
from office.accounts.models import Account
from office.db import db
from office.errors import Forbidden, Refusal
from tests import as_role, build
from tests.meetings import house as meetings


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def browser(house, snv):
    """A browser in which one official after the other signs in."""

    def of(actor):
        client = house.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        as_role.sign_in(client, db.session.get_one(Account, actor.account_id))
        return client

    return of


@pytest.fixture
def room(snv):
    meeting = meetings.opened(snv)
    operations.begin_item(queries.agenda_of(meeting)[0], by=snv.leader)
    return meeting


def words(answer):
    assert answer.status_code == 200, answer.text
    return answer.text


def test_the_room_shows_the_item_of_now_the_quorum_and_the_way_in(snv, browser, room):
    page = words(browser(snv.head).get(f"/meetings/{room.uid}/room"))
    assert 'aria-current="step"' in page
    assert "0/3" in page
    assert "no quorum: 2 are needed" in page
    assert "The code on the screen of the room" in page
    assert "Close the session" not in page
    assert "Close the session" in words(browser(snv.leader).get(f"/meetings/{room.uid}/room"))


def test_everything_in_the_room_is_done_by_plain_forms_too(snv, browser, room):
    item, here = queries.agenda_of(room)[0], f"/meetings/{room.uid}/room"
    head, chair = browser(snv.head), browser(snv.leader)
    code = queries.code_at(room, clock.now())
    assert head.post(f"{here}/presence", data={"act": "check_in", "code": code}).status_code == 303
    assert "You are present since" in words(head.get(here))
    head.post(f"{here}/agenda/{item.uid}/speech", data={"kind": "reply"})
    ((speech, _who),) = queries.queue_of(room)
    chair.post(f"{here}/speeches/{speech.uid}", data={"act": "give"})
    assert "speaking" in words(chair.get(here))
    head.post(f"{here}/agenda/{item.uid}/opinion", data={"stance": "disagree", "text": "Thiếu"})
    head.post(f"{here}/agenda/{item.uid}/note", data={"text": "chỉ mình tôi"})
    assert "chỉ mình tôi" in words(head.get(here))
    assert "Thiếu" in words(chair.get(here))
    assert "chỉ mình tôi" not in words(chair.get(here))
    assert head.post(f"{here}/presence", data={"act": "fly"}).status_code == 422
    chair.post(f"{here}/agenda/{item.uid}/course", data={"move": "end"})
    chair.post(f"{here}/session", data={"move": "close"})
    db.session.refresh(room)
    assert not queries.queue_of(room)
    assert queries.quorum(room).present == 1


def test_the_page_asks_for_the_parts_that_were_told_of(snv, browser, room):
    head = browser(snv.head)
    before = queries.last_event(room)
    operations.ask_to_speak(queries.agenda_of(room)[0], by=snv.other_head)
    said = head.get(f"/meetings/{room.uid}/state?panel=queue&panel=quorum").json
    assert set(said["panels"]) == {"queue", "quorum"}
    assert said["last"] == before + 1
    assert "Reply to a speech" in said["panels"]["queue"]
    everything = head.get(f"/meetings/{room.uid}/state").json["panels"]
    assert {"agenda", "papers", "opinions", "note", "people"} <= set(everything)


def test_a_stream_tells_number_and_kind_and_nothing_else(snv, browser, room):
    operations.give_opinion(queries.agenda_of(room)[0], Stance.DISAGREE, "Thiếu", by=snv.head)
    last = queries.last_event(room)
    told = browser(snv.other_head).get(f"/meetings/{room.uid}/events?wait=0&after={last - 1}").json
    assert told["events"] == [{"id": last, "kind": "opinion"}]
    assert told["last"] == last
    assert browser(snv.colleague).get(f"/meetings/{room.uid}/events?wait=0").status_code == 404
    assert browser(snv.clerk).get(f"/meetings/{room.uid}/events?wait=0").status_code == 403


def test_the_screen_of_the_hall_shows_the_code_and_nothing_private(snv, browser, room):
    operations.give_opinion(queries.agenda_of(room)[0], Stance.DISAGREE, "Thiếu", by=snv.head)
    with time_machine.travel(clock.now(), tick=False):
        page = words(browser(snv.official).get(f"/meetings/{room.uid}/hall"))
        code = queries.code_at(room, clock.now())
        assert f"{code[:3]} {code[3:]}" in page
        assert "<svg" in page
    assert "Thiếu" not in page
    assert browser(snv.head).get(f"/meetings/{room.uid}/hall").status_code == 403
    assert browser(snv.head).get(f"/meetings/{room.uid}/state?hall=1").status_code == 403


def laid(meeting, snv, data, media_type="application/pdf"):
    """A paper of the item that is treated."""
    file = operations.Paper(name="Tờ trình", media_type=media_type, stored=blobs.put(data))
    item = queries.agenda_of(meeting)[0]
    return operations.lay_file(item, file, must_read=False, by=snv.official)


def two_pages():
    made, file = pikepdf.new(), BytesIO()
    for _page in range(2):
        made.add_blank_page(page_size=(300, 200))
    made.save(file)
    return file.getvalue()


def test_the_chair_puts_a_page_on_the_screen_of_the_hall_and_turns_it(snv, browser, room):
    paper = laid(room, snv, two_pages())
    screen, chair = browser(snv.official), browser(snv.leader)
    hall, here = f"/meetings/{room.uid}/hall", f"/meetings/{room.uid}/room"
    show = f"{here}/papers/{paper.uid}/page"
    assert "hall-paper" not in words(screen.get(hall))
    assert "Show in the hall" in words(chair.get(here))
    assert "Show in the hall" not in words(browser(snv.head).get(here))
    assert chair.post(show, data={"page": "1"}).status_code == 303
    assert "hall-paper" not in words(screen.get(hall)), "its picture is not made yet"
    outbox.drain()
    page = words(screen.get(hall))
    assert "Page 1 of “Tờ trình”" in page
    picture = screen.get(f"{hall}/pages/{queries.last_event(room)}")
    assert (picture.status_code, picture.data[8:12]) == (200, b"WEBP")
    assert "In the hall: page 1 of 2" in words(chair.get(here))
    chair.post(show, data={"page": "9"})
    outbox.drain()
    assert "Page 2 of “Tờ trình”" in words(screen.get(hall)), "the last page where there are fewer"
    chair.post(f"{here}/hall/clearing")
    assert "hall-paper" not in words(screen.get(hall))
    operations.show_page(paper, 1, by=snv.leader)
    outbox.drain()
    operations.end_item(queries.agenda_of(room)[0], by=snv.leader)
    assert "hall-paper" not in words(screen.get(hall)), "it goes with its item"


def test_what_cannot_be_shown_is_refused_or_said(snv, browser, room):
    text = laid(room, snv, b"Xin chao", "text/plain")
    broken = laid(room, snv, b"%PDF-1.4 x")
    for paper, number in ((text, 1), (broken, 0)):
        with pytest.raises(Refusal):
            operations.show_page(paper, number, by=snv.leader)
    with pytest.raises(Forbidden):
        operations.show_page(broken, 1, by=snv.head)
    operations.show_page(broken, 1, by=snv.official)
    outbox.drain()
    assert "hall-paper" not in words(browser(snv.official).get(f"/meetings/{room.uid}/hall"))
    assert "cannot be shown" in words(browser(snv.leader).get(f"/meetings/{room.uid}/room"))
    operations.end_item(queries.agenda_of(room)[0], by=snv.leader)
    with pytest.raises(Refusal):
        operations.show_page(broken, 1, by=snv.leader)


def test_the_sign_of_the_hall_leads_to_a_page_with_its_code(snv, browser, room):
    page = words(browser(snv.head).get(f"/meetings/{room.uid}/check-in?code=123456"))
    assert 'value="123456"' in page


def test_a_code_is_not_found_by_trying(snv, browser, room):
    head, api = browser(snv.head), f"/api/v1/meetings/{room.uid}/presence"
    wrong = next(c for c in ("000000", "111111") if c != queries.code_at(room, clock.now()))
    tried = [head.post(api, json={"act": "check_in", "code": wrong}).status_code for _ in range(7)]
    assert tried[:5] == [422] * 5
    assert tried[-1] == 429
    keyed = {"Idempotency-Key": "k"}
    refused = head.post(api, json={"act": "check_in", "code": wrong}, headers=keyed)
    assert refused.status_code == 422


def test_what_lay_on_a_device_counts_from_when_it_was_done_whatever_its_clock_says(
    snv, browser, room
):
    item = queries.agenda_of(room)[0]
    wrong_clock = clock.now() - timedelta(days=400)
    done, sent = wrong_clock, wrong_clock + timedelta(minutes=10)
    body = {"stance": "agree", "text": "", "client_at": done.isoformat()}
    headers = {"X-Sent-At": sent.isoformat(), "Idempotency-Key": "one"}
    url = f"/api/v1/meetings/{room.uid}/agenda/{item.uid}/opinion"
    head = browser(snv.head)
    first = head.post(url, json=body, headers=headers)
    later = headers | {"X-Sent-At": (sent + timedelta(minutes=1)).isoformat()}
    again = head.post(url, json=body, headers=later)
    assert (first.status_code, again.json) == (200, first.json)
    ((opinion, _who),) = queries.opinions_on(room)[item.id]
    assert abs(clock.now() - timedelta(minutes=10) - opinion.at) < timedelta(seconds=30)
    assert acted_at(sent, done) is not None
    assert acted_at(None, sent) is None


def test_programs_see_the_room_as_their_owner_does(snv, browser, room):
    operations.write_note(queries.agenda_of(room)[0], "riêng", by=snv.head)
    api = f"/api/v1/meetings/{room.uid}/room"
    assert json.dumps(browser(snv.head).get(api).json).count("note") == 1
    assert browser(snv.head).get(api).json["notes"][0]["text"] == "riêng"
    assert browser(snv.leader).get(api).json["notes"] == []


def test_a_guest_is_noted_on_the_page(snv, browser, room):
    seat = operations.Seat(part=Part.INVITED, name="Vũ Hải Yến", address="yen@nhamay.example")
    guest = operations.invite_person(room, seat, by=snv.official)
    secretary = browser(snv.official)
    url = f"/meetings/{room.uid}/room/people/{guest.uid}/presence"
    assert secretary.post(url, data={"act": "came"}).status_code == 303
    assert [one.name for one in queries.present_at(room)] == ["Vũ Hải Yến"]
    secretary.post(url, data={"act": "left"})
    assert not queries.present_at(room)


def test_a_classified_meeting_has_no_room(snv, browser):
    meeting = meetings.called(snv, secrecy=Secrecy.SECRET)
    chair = browser(snv.leader)
    for page in ("room", "hall", "state", "check-in", "events"):
        assert chair.get(f"/meetings/{meeting.uid}/{page}").status_code == 403
