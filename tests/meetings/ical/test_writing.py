"""What leaves for others' calendars is understood there: by icalendar, and by libical."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from meetings.ical import writing
from meetings.ical.feed import feed
from meetings.ical.values import Answer, Attendee, Room
from tests.meetings.ical import libical
from tests.meetings.ical.shapes import AN, BEGIN, BINH, meeting
from tests.needs import needs

WRITTEN = {
    "request": lambda: writing.request(meeting()),
    "with a room": lambda: writing.request(meeting(rooms=(Room("A", "a.room@h99.example"),))),
    "delegated": lambda: writing.request(
        meeting(
            attendees=(
                Attendee(address=AN, answer=Answer.DELEGATED, delegated_to=BINH),
                Attendee(address=BINH, delegated_from=AN),
            )
        )
    ),
    "cancel": lambda: writing.cancel(meeting()),
    "uninvite": lambda: writing.uninvite(meeting(), AN),
    "feed": lambda: feed("Lịch họp của An", [meeting(), meeting(uid="2", is_cancelled=True)]),
}


def event(text):
    calendar = Calendar.from_ical(text)
    return calendar, calendar.walk("VEVENT")[0]


@needs("libical")
@pytest.mark.parametrize("what", WRITTEN)
def test_another_library_finds_nothing_against_it(what):
    found = libical.read(WRITTEN[what]())
    assert found.objections == ()
    assert found.uid == meeting().uid
    assert found.summary == meeting().title


@needs("libical")
def test_the_other_library_does_object():
    """Else the test above could not fail."""
    broken = WRITTEN["request"]().replace("ORGANIZER", "X-ORGANIZER").replace("SUMMARY", "X-S")
    assert libical.read(broken).objections


@pytest.mark.parametrize("what", WRITTEN)
def test_lines_are_those_of_the_standard(what):
    """CRLF, at most 75 octets (RFC 5545 3.1), the method also inside (RFC 6047 2.4)."""
    text = WRITTEN[what]()
    lines = text.encode().split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)
    assert text.count("\r\nMETHOD:") == text.count("\r\nPRODID:") == 1


def test_an_invitation_says_who_when_and_where():
    calendar, found = event(WRITTEN["request"]())
    assert calendar["METHOD"] == "REQUEST"
    assert (found["SEQUENCE"], found["STATUS"], found["TRANSP"]) == (2, "CONFIRMED", "OPAQUE")
    assert found["DTSTAMP"].dt == datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
    assert (found["DTSTART"].dt, found["DTEND"].dt) == (meeting().starts_at, meeting().ends_at)
    assert found["DTSTART"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert found["LOCATION"] == "Phòng họp A, Tầng 2, trụ sở"
    assert found["DESCRIPTION"] == meeting().text
    organizer = found["ORGANIZER"]
    assert organizer == "mailto:vanphong+m.k7q2@h99.example"
    assert organizer.params["SENT-BY"] == "mailto:lan@h99.example"
    first, second = found["ATTENDEE"]
    assert dict(first.params) == {
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "CHAIR",
        "PARTSTAT": "NEEDS-ACTION",
        "RSVP": "TRUE",
        "CN": 'Nguyễn "Văn" An, PCT',
    }
    assert second == f"mailto:{BINH}"


def test_the_zone_travels_along():
    calendar, _found = event(WRITTEN["request"]())
    [zone] = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "Asia/Ho_Chi_Minh"
    offsets = [part["TZOFFSETTO"].td for part in zone.subcomponents]
    assert offsets[-1] == timedelta(hours=7)


def test_a_room_with_an_address_is_asked_as_a_room():
    _calendar, found = event(WRITTEN["with a room"]())
    room = found["ATTENDEE"][-1]
    assert (room.params["CUTYPE"], room.params["ROLE"]) == ("ROOM", "NON-PARTICIPANT")


def test_what_is_called_off_says_so():
    calendar, found = event(WRITTEN["cancel"]())
    assert (calendar["METHOD"], found["STATUS"]) == ("CANCEL", "CANCELLED")
    assert "DESCRIPTION" not in found


def test_who_is_taken_off_the_list_hears_only_of_himself():
    """RFC 5546 3.2.5: STATUS would call the meeting off for everybody."""
    calendar, found = event(WRITTEN["uninvite"]())
    assert calendar["METHOD"] == "CANCEL"
    assert "STATUS" not in found
    assert found["ATTENDEE"] == f"mailto:{AN}"


def test_a_delegation_names_both():
    _calendar, found = event(WRITTEN["delegated"]())
    first, second = found["ATTENDEE"]
    assert first.params["DELEGATED-TO"] == f"mailto:{BINH}"
    assert second.params["DELEGATED-FROM"] == f"mailto:{AN}"
    assert (first.params["RSVP"], second.params["RSVP"]) == ("FALSE", "TRUE")


def test_one_reader_sees_no_other_guest():
    _calendar, found = event(writing.request(meeting().only_for(AN.upper())))
    assert found["ATTENDEE"] == f"mailto:{AN}"


def test_a_feed_names_no_guest_and_marks_what_is_off():
    text = WRITTEN["feed"]()
    calendar = Calendar.from_ical(text)
    first, second = calendar.walk("VEVENT")
    assert "ATTENDEE" not in text
    assert (first["STATUS"], second["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert calendar["X-WR-CALNAME"] == "Lịch họp của An"
    assert str(calendar["REFRESH-INTERVAL"].to_ical(), "ascii") == "PT30M"


@pytest.mark.parametrize(
    "address", ["", "an", "@h99.example", "a b@c.example", "a@c.example\r\nX:1", 'a"@c.example']
)
def test_an_address_is_one(address):
    with pytest.raises(writing.BadAddress):
        writing.address_of(address)


def test_no_text_ends_its_line():
    nasty = "Họp\r\nATTENDEE:mailto:x@y.example\x00\u2028END:VEVENT"
    found = Calendar.from_ical(writing.request(meeting(title=nasty, place=nasty, text=nasty)))
    [only] = found.walk("VEVENT")
    assert len(only["ATTENDEE"]) == 2
    assert only["SUMMARY"] == "Họp ATTENDEE:mailto:x@y.example END:VEVENT"


SIGNS = st.characters(codec="utf-8", exclude_categories=("C", "Z"))
PLAIN = st.text(SIGNS, min_size=1, max_size=90)
OCCASIONS = st.builds(
    meeting,
    title=PLAIN,
    text=PLAIN,
    starts_at=st.integers(0, 4_000_000).map(lambda minutes: BEGIN + timedelta(minutes=minutes)),
    ends_at=st.just(BEGIN + timedelta(days=3000)),
    zone=st.sampled_from(["Asia/Ho_Chi_Minh", "Europe/Paris", "America/New_York", "UTC"]),
    sequence=st.integers(0, 999),
    attendees=st.tuples(st.builds(Attendee, address=st.just(AN), name=PLAIN)),
)


@settings(max_examples=30, deadline=None)
@given(OCCASIONS)
def test_what_is_written_is_read_back(given):
    found = Calendar.from_ical(writing.request(given)).walk("VEVENT")[0]
    assert (found["SUMMARY"], found["DESCRIPTION"]) == (given.title, given.text)
    assert (found["DTSTART"].dt, found["DTEND"].dt) == (given.starts_at, given.ends_at)
    assert found["SEQUENCE"] == given.sequence
    assert found["ATTENDEE"].params["CN"] == given.attendees[0].name
