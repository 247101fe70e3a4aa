"""Of a classified meeting only the entry on paper stands here: every content route refuses it.

All routes of the address map below a meeting are asked, so that a new one cannot be forgotten; what
those of the entry answer to valid content are rows of tests/permissions.csv.
"""

from uuid import UUID

import pytest

from meetings import operations, queries
from meetings.models import AgendaItem, Form, ItemKind, Kind, MeetingState, Part, Secrecy
from meetings.policy import Can
from office import clock
from office.db import db, transaction
from office.errors import Refusal
from office.permissions import allowed
from tests import build
from tests.documents.pages import Reader
from tests.meetings import house as meetings

BELOW = "/meetings/<uuid:uid>"
SECRET = "Bàn việc tuyệt mật"
# Number and day are read, the day and the chair are changed, the entry is called and called off.
ENTRY = {
    "GET meetings.show",
    "GET meetings.plan_form",
    "POST meetings.change_plan",
    "POST meetings.call",
    "GET meetings.postponement",
    "POST meetings.postpone",
    "GET meetings.cancellation",
    "POST meetings.cancel",
    "GET meetings.people",
    "POST meetings.invite",
    "POST meetings.change_seat",
    "POST meetings.move_person",
    "POST meetings.remove_person",
    "GET api_meetings.meeting",
    "PUT api_meetings.change_plan",
    "POST api_meetings.call",
    "POST api_meetings.postpone",
    "POST api_meetings.cancel",
    "POST api_meetings.invite_person",
    "PUT api_meetings.change_seat",
    "POST api_meetings.move_person",
    "DELETE api_meetings.remove_person",
}
WORDS = {"what": "attendance", "who": "secretary", "kind": "pdf", "number": 1, "segment": 0}


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def secret(snv):
    """An entry in which, against every rule, words and an item stand, and a session is on."""
    meeting = meetings.called(snv, secrecy=Secrecy.SECRET, head_count=7)
    with transaction():
        meeting.state = MeetingState.OPEN
        for name in ("title", "purpose", "basis", "requirements", "place"):
            setattr(meeting, name, SECRET)
        item = AgendaItem(meeting_id=meeting.id, position=1, title=SECRET, planned_minutes=5)
        item.kind = ItemKind.DECIDE
        db.session.add(item)
    return meeting


def routes(house):
    """Method, name and rule of everything below a meeting, on pages and for programs."""
    for rule in house.url_map.iter_rules():
        if BELOW in rule.rule:
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                yield f"{method} {rule.endpoint}", method, rule


def address(house, rule, meeting):
    """An address of a rule; the records below the meeting are none, the gate stands before them."""
    given = WORDS | {"uid": meeting.uid, "seq": 1}
    named = {name: given.get(name, UUID(int=7)) for name in rule.arguments}
    return house.url_map.bind("localhost").build(rule.endpoint, named)


def test_every_route_below_a_classified_meeting_refuses_but_those_of_the_entry(house, snv, secret):
    chair = Reader(house, snv.leader)
    wrong = []
    for name, method, rule in routes(house):
        if name in ENTRY and method != "GET":
            continue
        answer = chair.client.open(address(house, rule, secret), method=method, buffered=True)
        wanted = 200 if name in ENTRY else 403
        if answer.status_code != wanted or SECRET in answer.text:
            wrong.append(f"{name}: {answer.status_code}")
    assert not wrong, wrong
    assert {name for name, _method, _rule in routes(house)} >= ENTRY
    assert not allowed(snv.leader, Can.OPEN_CONTENT, secret)


def test_lists_name_it_by_number_and_day(house, snv, secret):
    chair = Reader(house, snv.leader)
    day = clock.to_local(secret.starts_at).date()
    for place in (
        "/meetings/",
        f"/meetings/calendar?day={day}",
        f"/meetings/week?week={day}&plan=1",
    ):
        page = chair.get(place)
        assert SECRET not in page
        assert "00:00" not in page
    assert "On paper, see the security officer" in chair.get("/meetings/")
    told = chair.answer(f"/api/v1/meetings/{secret.uid}").json
    assert (told["kind"], told["form"], told["agenda"]) == ("", "", [])
    [line] = chair.answer("/api/v1/meetings").json["items"]
    assert (line["title"], line["kind"], line["place"]) == ("", "", "")


def test_neither_hours_nor_kind_are_kept(snv):
    given = {"kind": Kind.PROFESSIONAL, "form": Form.ONLINE, "rule": "ordinary"}
    entry = meetings.planned(snv, secrecy=Secrecy.TOP_SECRET, is_restricted=True, **given)
    begins, ends = clock.to_local(entry.starts_at), clock.to_local(entry.ends_at)
    assert (begins.hour, begins.minute, ends.hour, ends.minute) == (0, 0, 0, 0)
    assert entry.last_day == begins.date()
    assert (entry.kind, entry.form, entry.rule) == (Kind.WORK, Form.IN_PERSON, "")


def test_nobody_but_its_chair_comes_onto_its_list(snv):
    entry = meetings.planned(snv, secrecy=Secrecy.SECRET)
    keeper = next(one for one in queries.people_of(entry) if one.part == Part.SECRETARY)
    with pytest.raises(Refusal):
        operations.change_seat(keeper, Part.MEMBER, votes=True, by=snv.official)
    assert keeper.part == Part.SECRETARY
