"""Meetings in the hall, and on platforms of others."""

from datetime import UTC, datetime

import pytest

from meetings.engines.outside import BadLink, LinkEngine, NoEngine, checked_link
from meetings.engines.port import Kind, NotOffered, Person, Room

NOW = datetime(2026, 3, 4, 8, tzinfo=UTC)
SOMEBODY = Person("p1", "Trần Văn An")


def test_the_hall_has_no_door():
    access = NoEngine().access(Room("r", "Giao ban"), SOMEBODY, now=NOW)
    assert (access.kind, access.url, access.token) == (Kind.NONE, "", "")


def test_a_platform_is_entered_by_its_address():
    room = Room("r", "Giao ban", link=" https://hop.example/phong/9?x=1 ")
    LinkEngine().create_room(room)
    assert LinkEngine().access(room, SOMEBODY, now=NOW).url == "https://hop.example/phong/9?x=1"


@pytest.mark.parametrize(
    "link",
    [
        "",
        "http://hop.example/",
        "javascript:alert(1)",
        "https://a:b@hop.example/",
        "https://hop.example/ x",
        "https://hop.example/\nSet-Cookie: a",
        "https://[::1",
        "https://localhost/",
        "https://hop.example/" + "x" * 500,
    ],
)
def test_no_browser_is_sent_to_a_bad_address(link):
    with pytest.raises(BadLink):
        checked_link(link)


def test_what_is_outside_is_not_led_from_here():
    with pytest.raises(NotOffered):
        LinkEngine().mute(Room("r", "t"), "p1")
