"""What an act at a meeting means for the conference server of others that carries it.

The server is never asked in the act: a job makes the room, records and ends it as the tables say,
and does so again until the server has heard it.
"""

from collections.abc import Mapping
from typing import Any

from meetings.engines.port import CALLED
from meetings.models import Meeting
from office import outbox

TOPIC = "meetings.conference"
MOVES = frozenset({"opened", "engine", "recording_begun", "recording_ended", "closed"})


def follow(meeting: Meeting, kind: str, number: int, _payload: Mapping[str, Any]) -> None:
    """Have the server do what follows from a line of the course."""
    if kind in MOVES:
        ask(meeting, why=str(number))


def ask(meeting: Meeting, *, why: str) -> None:
    """Have the room made as it is wanted; the same reason twice is one piece of work."""
    if meeting.is_classified or meeting.engine not in CALLED or meeting.opened_at is None:
        return
    outbox.enqueue(
        TOPIC,
        key=f"{TOPIC}:{meeting.uid}:{why}",
        lane=outbox.Lane.OUT,
        partition=f"{TOPIC}:{meeting.uid}",
        urgent=True,
        meeting=str(meeting.uid),
    )
