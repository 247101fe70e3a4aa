"""Calendar parts of mails: read whole, never unrolled, and nothing of theirs breaks a line."""

import time

import pytest

from office.foreign.child import run_child
from office.foreign.inside.invitations import invitation
from office.foreign.inside.trouble import Trouble
from office.foreign.refusals import ForeignFileRefused

EVENT = """BEGIN:VEVENT
UID:1@b.example
SEQUENCE:2
DTSTART;TZID=Asia/Ho_Chi_Minh:20261102T080000
DTEND:20261102T030000Z
SUMMARY:Họp giao ban\\, tuần 45
LOCATION:Phòng họp 1
ORGANIZER;CN=Bình:mailto:binh@b.example
ATTENDEE;CN="Nguyễn, An";PARTSTAT=NEEDS-ACTION;RSVP=TRUE:MAILTO:an@h99.example
ATTENDEE:mailto:c@c.example
{more}END:VEVENT
"""


def calendar(*events, method="REQUEST"):
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:{method}\n{''.join(events)}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def event(more=""):
    return EVENT.format(more=more)


@pytest.fixture
def read(tmp_path):
    def told(data):
        path = tmp_path / "part.ics"
        path.write_bytes(data)
        return invitation(path, tmp_path)

    return told


def test_who_asks_whom_to_what(read):
    found = read(calendar(event()))
    [one] = found["events"]
    assert (found["method"], one["uid"], one["sequence"]) == ("REQUEST", "1@b.example", 2)
    assert (one["summary"], one["location"]) == ("Họp giao ban, tuần 45", "Phòng họp 1")
    assert (one["start"], one["end"]) == ("2026-11-02T08:00:00+07:00", "2026-11-02T03:00:00+00:00")
    assert one["organizer"]["address"] == "binh@b.example"
    assert [(who["address"], who["name"], who["is_asked"]) for who in one["attendees"]] == [
        ("an@h99.example", "Nguyễn, An", True),
        ("c@c.example", "", False),
    ]


def test_a_day_and_a_zone_that_nobody_knows(read):
    day = "BEGIN:VEVENT\nUID:2\nDTSTART;VALUE=DATE:20261102\nEND:VEVENT\n"
    odd = "BEGIN:VEVENT\nUID:3\nDTSTART;TZID=Foo/Bar:20261102T080000\nEND:VEVENT\n"
    first, second = read(calendar(day, odd, method="cancel"))["events"]
    assert (first["start"], first["all_day"]) == ("2026-11-02", True)
    assert (second["start"], second["zone"]) == ("2026-11-02T08:00:00", "Foo/Bar")


def test_a_rule_for_ever_is_kept_as_text(read):
    started = time.monotonic()
    found = read(
        calendar(
            event(
                "RRULE:FREQ=SECONDLY;INTERVAL=1\nRDATE:"
                + "20261102T080000Z," * 5000
                + "20261102T080000Z\n"
            )
        )
    )
    assert found["events"][0]["rule"] == "FREQ=SECONDLY;INTERVAL=1"
    assert time.monotonic() - started < 3


def test_more_than_is_taken_is_cut(read):
    found = read(calendar(*[event()] * 30))
    assert (len(found["events"]), found["cut"]) == (20, True)
    crowd = "".join(f"ATTENDEE:mailto:p{n}@b.example\n" for n in range(400))
    assert len(read(calendar(event(crowd)))["events"][0]["attendees"]) == 300


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "damaged"),
        (b"junk", "damaged"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "damaged"),
        (b"BEGIN:VCALENDAR\r\n" * 300, "damaged"),
        (b"BEGIN:VCALENDAR\r\n" * 5000, "bomb"),
        (b"x" * (2 << 20), "too-large"),
    ],
)
def test_what_cannot_be_read_has_a_reason(read, data, reason):
    with pytest.raises(Trouble) as told:
        read(data)
    assert told.value.reason == reason


def test_values_that_are_none_are_left_empty(read):
    wrong = "BEGIN:VEVENT\nUID:4\nDTSTART:soon\nSEQUENCE:many\nSUMMARY:a\\nb\x07c\nEND:VEVENT\n"
    found = read(calendar(wrong, method="EXPLODE"))
    [one] = found["events"]
    assert (found["method"], one["start"], one["sequence"], one["summary"]) == ("", "", 0, "a b c")


def test_the_child_does_it(tmp_path):
    path = tmp_path / "part.ics"
    path.write_bytes(calendar(event()))
    assert run_child("invitation", path).facts["events"][0]["uid"] == "1@b.example"
    path.write_bytes(b"junk")
    with pytest.raises(ForeignFileRefused):
        run_child("invitation", path)
