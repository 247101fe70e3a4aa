"""Meetings without an engine of ours: in the hall, or on a platform that others run."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from meetings.engines.port import TIME_TO_JOIN, Access, Kind, MediaEngine, Person, Room

LONGEST_LINK = 500


class BadLink(ValueError):
    """An address that no browser should be sent to."""


class NoEngine(MediaEngine):
    """Everybody sits in the hall; the recorder of the browser is all there is."""

    kind = Kind.NONE

    def create_room(self, room: Room) -> None:
        """There is none."""

    def access(self, room: Room, person: Person, *, now: datetime) -> Access:
        """No way in: nothing is needed."""
        return Access(Kind.NONE, now)


@dataclass(frozen=True)
class LinkEngine(MediaEngine):
    """An address given by the organiser; its recording is brought in by hand afterwards."""

    kind = Kind.LINK

    def create_room(self, room: Room) -> None:
        """Somebody else made it; the address must at least be one."""
        checked_link(room.link)

    def access(self, room: Room, person: Person, *, now: datetime) -> Access:
        """The same address for everybody."""
        return Access(Kind.LINK, now + TIME_TO_JOIN, checked_link(room.link))


def checked_link(link: str) -> str:
    """An https address with a host and without a password in it."""
    text = link.strip()
    parts = _parts(text)
    is_plain = text.isprintable() and " " not in text and len(text) <= LONGEST_LINK
    if not is_plain or parts is None:
        raise BadLink(link)
    return text


def _parts(text: str) -> str | None:
    try:
        parts = urlsplit(text)
        is_good = parts.scheme == "https" and "." in (parts.hostname or "")
        return parts.hostname if is_good and parts.username is None and parts.port != 0 else None
    except ValueError:
        return None
