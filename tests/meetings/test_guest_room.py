"""A guest in the room by his link: there, asking to speak, at the conference; nothing else."""

import re

import pytest
from sqlalchemy import select

from meetings import operations, queries
from meetings.engines.port import Kind
from meetings.models import Form, ItemKind, Part, Speech, SpeechState, Stance
from meetings.operations.media import choose_engine
from office import clock
from office.db import db
from tests.mail.post import post_office
from tests.meetings import house as meetings
from tests.meetings import votes
from tests.meetings.invited import guest_of, with_guest

TOKEN = re.compile(r'name="_token" value="([^"]+)"')


@pytest.fixture
def mail(house):
    return post_office()


@pytest.fixture
def meeting(mail):
    made = with_guest(mail, form=Form.HYBRID)
    for title, kind in (("Kế hoạch quý", ItemKind.DECIDE), ("Bà Lê Mẫu", ItemKind.PERSONNEL)):
        operations.add_item(made, operations.Point(title=title, kind=kind), by=mail.official)
    return made


class Visitor:
    """A browser without an account, at the room of a guest."""

    def __init__(self, house, mail, meeting):
        self.client = house.test_client()
        secret = operations.make_link(guest_of(meeting), by=mail.official)
        self.link = f"/meeting-guests/{secret}"
        door = {"_token": TOKEN.search(self.get().text)[1]}
        assert self.client.post(f"{self.link}/opening", data=door).status_code == 303

    def get(self, rest="", status=200):
        answer = self.client.get(self.link + rest, headers={"Accept-Language": "en"})
        assert answer.status_code == status, answer.text[:400]
        return answer

    def post(self, rest, *statuses, **typed):
        """Send a form of the page; it leads on, unless another status is expected."""
        typed["_token"] = TOKEN.search(self.get("/room").text)[1]
        answer = self.client.post(self.link + rest, data=typed)
        assert answer.status_code in (statuses or (303,)), answer.text[:400]
        return answer.status_code


@pytest.fixture
def visitor(house, mail, meeting):
    return Visitor(house, mail, meeting)


def begun(mail, meeting):
    operations.open_session(meeting, by=mail.leader)
    operations.begin_item(queries.agenda_of(meeting)[0], by=mail.leader)


def test_a_guest_is_there_asks_to_speak_and_is_called(mail, meeting, visitor):
    begun(mail, meeting)
    assert f"{visitor.link}/room" in visitor.get().text
    visitor.post("/room/speech", 409, act="ask")  # first he checks in
    visitor.post("/room/presence", act="join")
    visitor.post("/room/presence", act="join")
    assert queries.present_at(meeting) == [guest_of(meeting)]
    visitor.post("/room/speech", act="ask")
    ((speech, who),) = queries.queue_of(meeting)
    assert who == guest_of(meeting)
    assert "the chair will call you" in visitor.get("/room").text
    operations.give_floor(speech, by=mail.leader)
    told = visitor.get("/room/state").json["panels"]["guest"]
    assert "You have the floor" in told
    visitor.post("/room/speech", act="withdraw")
    assert db.session.scalars(select(Speech.state)).all() == [SpeechState.DONE]
    visitor.post("/room/presence", act="leave")
    assert queries.present_at(meeting) == []
    assert queries.quorum(meeting).members == 3  # he never counts


def test_a_guest_sees_neither_votes_nor_opinions_nor_who_else_is_there(mail, meeting, visitor):
    begun(mail, meeting)
    item = queries.agenda_of(meeting)[0]
    for one in queries.people_of(meeting):
        operations.mark_present(one, by=mail.official)
    operations.give_opinion(item, Stance.DISAGREE, "Chưa đủ số liệu", by=mail.head)
    votes.opened(mail, meeting, item=item)
    page = visitor.get("/room").text
    assert "Kế hoạch quý" in page
    assert "About a person" in page
    for hidden in ("Bà Lê Mẫu", "Chưa đủ số liệu", mail.head.name, "/votes", "/opinion"):
        assert hidden not in page


def test_the_code_of_the_hall_is_not_found_by_trying(mail, meeting, visitor):
    begun(mail, meeting)
    visitor.post("/room/presence", act="check_in", code=queries.code_at(meeting, clock.now()))
    assert queries.present_at(meeting) == [guest_of(meeting)]
    visitor.post("/room/presence", act="leave")
    wrong = {"act": "check_in", "code": "000000"}
    answers = [visitor.post("/room/presence", 422, 429, **wrong) for _try in range(6)]
    assert set(answers[:4]) == {422}
    assert answers[-1] == 429
    assert queries.present_at(meeting) == []


def test_the_room_opens_with_the_call_and_shuts_with_the_session(house, mail, meeting, visitor):
    planned = Visitor(house, mail, _planned_with_guest(mail))
    assert planned.get("/room", 303).location.endswith(planned.link)
    assert f"{planned.link}/room" not in planned.get().text
    page = visitor.get("/room").text
    assert "The doors open an hour before" in page
    assert 'value="join"' not in page
    begun(mail, meeting)
    assert 'value="join"' in visitor.get("/room").text
    operations.close_session(meeting, by=mail.leader)
    assert visitor.get("/room", 303).location.endswith(visitor.link)
    visitor.get("/room/state", 403)
    visitor.get("/conference", 403)


def _planned_with_guest(mail):
    made = meetings.planned(mail)
    seat = operations.Seat(part=Part.INVITED, name="Trần Khách", organisation="Hội Nông dân")
    operations.invite_person(made, seat, by=mail.official)
    return made


def test_another_browser_with_the_link_stays_outside(house, mail, meeting, visitor):
    begun(mail, meeting)
    other = house.test_client()
    for place in ("/room", "/room/state", "/conference"):
        answer = other.get(visitor.link + place)
        assert (answer.status_code, answer.location) == (303, visitor.link)
    token = TOKEN.search(visitor.get("/room").text)[1]
    sent = {"_token": token, "act": "join"}
    assert other.post(f"{visitor.link}/room/presence", data=sent).status_code != 200
    assert queries.present_at(meeting) == []


def test_a_guest_finds_the_conference_of_another_server(mail, meeting, visitor):
    visitor.get("/conference", 404)
    choose_engine(meeting, Kind.LINK, link="https://hop.h99.example/p/7", by=mail.official)
    visitor.get("/conference", 404)  # the session is not open
    begun(mail, meeting)
    assert f"{visitor.link}/conference" in visitor.get("/room").text
    answer = visitor.get("/conference", 303)
    assert answer.location == "https://hop.h99.example/p/7"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
