"""What a room tells, in the words of the port."""

from collections.abc import Iterator
from datetime import datetime

from meetings.engines.janus.api import Answer, heard
from meetings.engines.janus.rooms import person_of
from meetings.engines.port import Event, Happened

TALKS = {"talking": Happened.TALKING, "stopped-talking": Happened.QUIET}
WATCHER = "watch"


def normalised(answer: Answer, *, now: datetime) -> Iterator[Event]:
    """The events of one message of the server; our own watching is none."""
    for data in heard(answer):
        room = str(data.get("room", ""))
        for what, feed in _told(data):
            who = person_of(feed)
            if who != WATCHER:
                yield Event(what, room, now, who, feed)


def _told(data: Answer) -> Iterator[tuple[Happened, str]]:
    kind = data.get("videoroom")
    if kind in TALKS:
        yield TALKS[str(kind)], str(data.get("id", ""))
    elif kind == "destroyed":
        yield Happened.ROOM_ENDED, ""
    elif kind == "event":
        yield from _moved(data)


def _moved(data: Answer) -> Iterator[tuple[Happened, str]]:
    for row in data.get("publishers", []):
        yield Happened.JOINED, str(row["id"])
    for word in ("leaving", "kicked"):
        if isinstance(data.get(word), str) and data[word] != "ok":
            yield Happened.LEFT, str(data[word])
