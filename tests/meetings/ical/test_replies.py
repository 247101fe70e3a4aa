"""Answers of others' programs, read in the child and understood here."""

from datetime import UTC, datetime

import pytest

from meetings.ical.replies import reply_in
from meetings.ical.values import Answer
from office.foreign.inside.invitations import invitation

REPLY = """BEGIN:VCALENDAR
VERSION:2.0
METHOD:{method}
BEGIN:VEVENT
UID:1@h99.example
SEQUENCE:2
DTSTAMP:20261124T010000Z
{lines}END:VEVENT
END:VCALENDAR
"""
YES = "ATTENDEE;PARTSTAT=ACCEPTED;CN=An:mailto:An@H99.example\n"


@pytest.fixture
def read(tmp_path):
    """As it comes: through the reader of foreign files."""

    def told(lines=YES, method="REPLY"):
        path = tmp_path / "part.ics"
        path.write_text(REPLY.format(lines=lines, method=method).replace("\n", "\r\n"))
        return reply_in(invitation(path, tmp_path))

    return told


def test_who_comes(read):
    found = read(f"{YES}COMMENT:Tôi đến muộn\\, 10 phút\n")
    said = found.of("an@h99.example")
    assert (found.uid, found.sequence, said.answer) == ("1@h99.example", 2, Answer.ACCEPTED)
    assert found.comment == "Tôi đến muộn, 10 phút"
    assert found.of("binh@h99.example") is None


def test_an_organizer_need_not_be_named(read):
    """Programs of the web leave it out."""
    assert read(YES).of("an@h99.example")


def test_somebody_else_comes(read):
    lines = (
        'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:binh@h98.example":mailto:an@h99.example\n'
        'ATTENDEE;DELEGATED-FROM="MAILTO:an@h99.example";CN=Bình:mailto:binh@h98.example\n'
    )
    found = read(lines)
    said = found.of("an@h99.example")
    assert (said.answer, said.delegated_to) == (Answer.DELEGATED, "binh@h98.example")
    assert found.of("binh@h98.example").delegated_from == "an@h99.example"


def test_another_time_is_proposed(read):
    lines = f"{YES}DTSTART:20261203T010000Z\nDTEND:20261203T020000Z\n"
    found = read(lines, method="COUNTER").proposal
    assert found.starts_at == datetime(2026, 12, 3, 1, tzinfo=UTC)
    assert read(lines).proposal is None


@pytest.mark.parametrize(
    "times",
    [
        "",
        "DTSTART:20261203T010000Z\nDTEND:20261203T000000Z\n",
        "DTSTART;VALUE=DATE:20261203\n",
        "DTSTART:20261203T010000\n",
    ],
)
def test_a_time_that_is_none_is_not_proposed(read, times):
    found = read(YES + times, method="COUNTER")
    assert found.of("an@h99.example")
    assert found.proposal is None


@pytest.mark.parametrize(
    ("lines", "method"),
    [
        (YES, "REQUEST"),
        ("", "REPLY"),
        ("ATTENDEE;PARTSTAT=MAYBE-NOT:mailto:an@h99.example\n", "REPLY"),
        ("ATTENDEE;PARTSTAT=ACCEPTED:urn:uuid:1\n", "REPLY"),
    ],
)
def test_what_answers_nothing(read, lines, method):
    assert read(lines, method) is None


def test_a_former_state_is_not_answered(read):
    found = read()
    assert found.is_older_than(3)
    assert not found.is_older_than(2)
    assert found.is_older_than(2, answered=datetime(2026, 11, 24, 2, tzinfo=UTC))
    assert not found.is_older_than(2, answered=datetime(2026, 11, 24, 0, tzinfo=UTC))


def test_a_crowd_is_cut(read):
    crowd = "".join(f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:p{n}@h99.example\n" for n in range(200))
    assert len(read(crowd).said) == 10
