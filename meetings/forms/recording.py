"""Forms around a recording: a file brought from elsewhere."""

from collections.abc import Mapping
from datetime import datetime

from meetings.models import Meeting
from meetings.operations.recording_brought import Brought
from meetings.queries import recordings
from office import clock


def brought_of(typed: Mapping[str, str]) -> Brought:
    """Where it comes from and when it began; the operation refuses what is missing."""
    return Brought(source=typed.get("source", ""), began_at=_moment(typed.get("began_at", "")))


def _moment(text: str) -> datetime | None:
    try:
        typed = datetime.fromisoformat(text)
    except ValueError:
        return None
    return typed.replace(tzinfo=typed.tzinfo or clock.LOCAL)


def brought_values(meeting: Meeting) -> Mapping[str, str]:
    """What the form proposes: the moment of the chair's first order."""
    began = recordings.begun_at(meeting) or meeting.opened_at or meeting.starts_at
    return {"source": "", "began_at": f"{clock.to_local(began):%Y-%m-%dT%H:%M:%S}"}
