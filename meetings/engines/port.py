"""The port of the conference engines: what the meeting asks of whichever one it has."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

TIME_TO_JOIN = timedelta(minutes=10)


class Kind(StrEnum):
    """Which engine; `link` is the agency's own or the national platform, outside of ours."""

    NONE = "none"
    LINK = "link"
    JANUS = "janus"
    LIVEKIT = "livekit"
    JITSI = "jitsi"


CALLED = frozenset({Kind.LIVEKIT})
"""Engines of others that make, record and end rooms at our call; `office media` keeps our own."""

LED = frozenset({Kind.JANUS, Kind.LIVEKIT})
"""Engines in whose rooms the chair takes voices away and puts people out by pages of ours."""


class Medium(StrEnum):
    """What a track carries."""

    AUDIO = "audio"
    VIDEO = "video"


class Happened(StrEnum):
    """What engines report, in one set of words."""

    JOINED = "joined"
    LEFT = "left"
    SENDS = "sends"
    TALKING = "talking"
    QUIET = "quiet"
    REC_STARTED = "rec_started"
    REC_FILE = "rec_file"
    REC_FAILED = "rec_failed"
    ROOM_ENDED = "room_ended"


class EngineGone(Exception):
    """The engine does not answer: it fell, or the way to it is cut."""


class EngineRefused(Exception):
    """The engine understood and says no; `code` is its own."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code


class NotOffered(EngineRefused):
    """The engine has no such thing; its own pages may."""

    def __init__(self) -> None:
        super().__init__(0, "not offered")


class BadHook(Exception):
    """A report that nobody may believe: unsigned, altered, too old, or told before."""


class Unasked(BadHook):
    """A report that may be believed, of something that nobody here asks for."""


@dataclass(frozen=True)
class Room:
    """A meeting as its engine knows it; `name` is the meeting's uid, `kbit` a picture's share."""

    name: str
    title: str
    kbit: int = 400
    most_senders: int = 30
    link: str = ""


@dataclass(frozen=True)
class Person:
    """Somebody who may enter; `key` is a participant of the meeting."""

    key: str
    name: str
    mail: str = ""
    leads: bool = False


@dataclass(frozen=True)
class Access:
    """How to enter: an address, a token of short life, or by the pages of this suite."""

    kind: Kind
    expires_at: datetime
    url: str = ""
    token: str = field(default="", repr=False)


@dataclass(frozen=True)
class Event:
    """One report; `who` is the key of a person, `detail` a file or a reason."""

    what: Happened
    room: str
    at: datetime
    who: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Track:
    """One raw recorded track; `began_at` is its first frame, on the engine's clock."""

    path: Path
    who: str
    medium: Medium
    codec: str
    began_at: datetime
    seconds: float
    is_salvaged: bool = False


class MediaEngine(ABC):
    """A driver; what an engine cannot do from here ends as `NotOffered`."""

    kind: Kind

    @abstractmethod
    def create_room(self, room: Room) -> None:
        """Make the room unless it is there."""

    @abstractmethod
    def access(self, room: Room, person: Person, *, now: datetime) -> Access:
        """A way in that is good for a few minutes."""

    def start_recording(self, room: Room) -> Sequence[str]:
        """Record everybody, those who come later too; the names that the engine gives to it."""
        raise NotOffered

    def stop_recording(self, room: Room) -> None:
        """Close the files of the recording; another may be started."""
        raise NotOffered

    def mute(self, room: Room, feed: str, *, mid: str = "") -> None:
        """Take the voice of one connection away until its owner gives it back; `mid` carries it."""
        raise NotOffered

    def kick(self, room: Room, feed: str) -> None:
        """Put one connection out."""
        raise NotOffered

    def end_room(self, room: Room) -> None:
        """Put everybody out and close every file."""
        raise NotOffered

    def collect(self, room: Room) -> Sequence[Track]:
        """The raw tracks that lie ready, with their start times."""
        return []
