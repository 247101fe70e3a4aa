"""The letter of an invitation as it leaves (RFC 5545, 5546, 6047), against a stored one."""

import re
from pathlib import Path

import pytest
import time_machine

from meetings import operations
from tests.mail.post import post_office
from tests.meetings.ical import libical
from tests.meetings.invited import GUEST, event_of, told, with_guest
from tests.needs import needs

GOLDEN = Path(__file__).with_name("invitation.eml")
SHOWN = ("content-type", "content-transfer-encoding", "content-disposition")
CHANGING = (
    (r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", "UID"),
    (r"\+m\.[a-z0-9_-]+", "+m.MARK"),
    (r"\+r\.[0-9a-f]{12}", "+r.ROOM"),
    (r'boundary="?[^";\s]+"?', "boundary=B"),
    (r"(?<=Chủ trì: )[^\n\\<]+", "CHAIR"),
    (r"(?<=/meeting-guests/)[\w-]+", "LINK"),
)


@pytest.fixture
def letter(house):
    with time_machine.travel("2026-11-30T08:00:00+07:00", tick=False):
        mail = post_office()
        room = operations.add_room(operations.RoomFacts(name="Phòng họp A"), by=mail.clerk)
        meeting = with_guest(mail, place="Tầng 2", rooms=(room.uid,), purpose="Bàn kế hoạch.")
        return told(meeting)[GUEST]


def written(letter):
    """Headers and decoded words of every part; what differs each time under one name."""
    lines = [f"{name}: {letter[name]}" for name in ("From", "To", "Subject")]
    for part in letter.walk():
        lines += [f"{name}: {part[name]}" for name in SHOWN if part[name]]
        if not part.is_multipart():
            lines += ["", part.get_payload(decode=True).decode().replace("\r\n", "\n")]
    text = "\n".join(lines)
    for pattern, name in CHANGING:
        text = re.sub(pattern, name, text.replace("\n ", ""))
    return text


def test_no_word_of_the_letter_changes_unnoticed(letter):
    assert written(letter) == GOLDEN.read_text("utf-8")


@needs("libical")
def test_the_room_and_who_wrote_stand_in_the_calendar(letter):
    method, event = event_of(letter)
    assert (method, event["LOCATION"]) == ("REQUEST", "Phòng họp A, Tầng 2")
    guest, room = event["ATTENDEE"]
    assert guest == f"mailto:{GUEST}"
    asked = ("CUTYPE", "ROLE", "PARTSTAT")
    assert [room.params[name] for name in asked] == ["ROOM", "NON-PARTICIPANT", "ACCEPTED"]
    assert room.startswith("mailto:vanthu+r.")
    organizer = event["ORGANIZER"]
    assert organizer.startswith("mailto:vanthu+m.")
    assert organizer.params["SENT-BY"] == "mailto:official@snv.lamgiang.example"
    part = next(one for one in letter.walk() if one.get_content_type() == "text/calendar")
    assert part["content-disposition"] is None, "Thunderbird and Outlook show buttons only then"
    assert part["content-transfer-encoding"] == "base64"
    assert libical.read(part.get_content()).objections == ()
