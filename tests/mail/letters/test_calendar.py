"""An invitation that came by mail, and the answer that its sender's program understands."""

from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from mail.letters.calendar import Answer, answer_to, meetings_of
from mail.letters.heading import Person
from office.errors import Invalid

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
PERSON = {"address": "", "name": "", "answer": "", "role": "", "is_asked": False}
FACTS = {
    "uid": "1@b.example",
    "sequence": 2,
    "recurrence_id": "",
    "status": "",
    "summary": "Họp giao ban, tuần 45",
    "location": "Phòng họp 1",
    "description": "",
    "start": "2026-11-02T08:00:00+07:00",
    "end": "2026-11-02T10:00:00+07:00",
    "zone": "",
    "all_day": False,
    "rule": "",
    "organizer": PERSON | {"address": "binh@b.example", "name": "Bình"},
    "attendees": [PERSON | {"address": "An@h99.example", "is_asked": True}],
}


def meeting(**changes):
    method, [found] = meetings_of({"method": "REQUEST", "events": [FACTS | changes]})
    assert method == "REQUEST"
    return found


def answered(found, answer=Answer.ACCEPTED):
    invitation = answer_to(found, Person("an@h99.example", "Nguyễn Văn An"), answer, at=NOW)
    assert invitation.method == "REPLY"
    [event] = Calendar.from_ical(invitation.content).walk("VEVENT")
    return event


def test_who_is_invited():
    assert meeting().invited("an@H99.example").is_asked
    assert meeting().invited("c@c.example") is None


@pytest.mark.parametrize("answer", list(Answer))
def test_an_answer_names_the_event_and_nobody_but_us(answer):
    event = answered(meeting(), answer=answer)
    assert (str(event["UID"]), event["SEQUENCE"]) == ("1@b.example", 2)
    assert str(event["ATTENDEE"]) == "mailto:an@h99.example"
    assert event["ATTENDEE"].params["PARTSTAT"] == answer.value
    assert event["ATTENDEE"].params["CN"] == "Nguyễn Văn An"
    assert str(event["ORGANIZER"]) == "mailto:binh@b.example"
    assert event["DTSTART"].dt == datetime.fromisoformat(FACTS["start"])


def test_an_answer_for_one_day_of_many():
    event = answered(meeting(start="2026-11-02", recurrence_id="2026-11-09"))
    assert event["RECURRENCE-ID"].dt.isoformat() == "2026-11-09"


def test_an_answer_goes_to_an_address_only(house):
    organizer = PERSON | {"address": "x\r\nATTENDEE:mailto:y@b.example"}
    with pytest.raises(Invalid):
        answered(meeting(organizer=organizer))
    with pytest.raises(Invalid):
        answered(meeting(uid="1\r\nSTATUS:CANCELLED"))
