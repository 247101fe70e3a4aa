"""The verbs of the video rooms: one room a meeting, one handle a connection.

A room records only what its secret asks for (`lock_record`); raw files get names of the server's
own, bare and with the microsecond, so that a recording that goes on never writes over an older one.
"""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from meetings.engines.janus.api import Answer, Described, Handle, Janus, Said
from meetings.engines.port import EngineRefused, Room

NO_SUCH_ROOM, ROOM_EXISTS, NO_SUCH_FEED = 426, 427, 428
NAME = re.compile(r"[A-Za-z0-9-]{1,64}")
AUDIO_SECTION = re.compile(r"^m=audio .*?(?=^m=|\Z)", re.MULTILINE | re.DOTALL)
MID = re.compile(r"^a=mid:(\S{1,16})\s*$", re.MULTILINE)
USUAL_MID = "0"
TALKING_PACKETS = 25  # half a second of sound


@dataclass(frozen=True)
class Feed:
    """Somebody who sends; `name` is the connection, `shown` who it is."""

    name: str
    shown: str
    is_talking: bool = False


@dataclass(frozen=True)
class Heard:
    """A connection that is received: all of it, or the one part that carries the voice."""

    feed: str
    mid: str = ""


@dataclass(frozen=True)
class Offered:
    """What a browser is to agree on, if anything, and which part of it carries whose sending."""

    sdp: str
    parts: Mapping[str, str]


def new_feed(key: str) -> str:
    """A name for one connection of a person: three devices are three."""
    return checked(f"{key}-{secrets.token_hex(4)}")


def person_of(feed: str) -> str:
    """Whose connection it is."""
    return feed.rpartition("-")[0]


def checked(name: str) -> str:
    """A name goes into names of files."""
    if not NAME.fullmatch(name):
        raise ValueError(name)
    return name


def audio_mid(sdp: str) -> str:
    """Which part of an offer carries the voice."""
    section = AUDIO_SECTION.search(sdp)
    found = MID.search(section[0]) if section else None
    return found[1] if found else USUAL_MID


@dataclass(frozen=True)
class Rooms:
    """The rooms of a server; `folder` is where their raw tracks go."""

    janus: Janus
    folder: Path

    def create(self, handle: Handle, room: Room) -> None:
        """Make the room unless it is there."""
        rec_dir = self.rec_dir(room.name)
        rec_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        body = {
            "request": "create",
            "admin_key": self.janus.place.word("admin", ""),
            "description": room.title,
            "is_private": True,
            "publishers": room.most_senders,
            "bitrate": room.kbit * 1000,
            "bitrate_cap": True,
            "fir_freq": 10,
            "audiocodec": "opus",
            "videocodec": "vp8",
            "audiolevel_event": True,
            "audio_active_packets": TALKING_PACKETS,
            "audio_level_average": 60,
            "notify_joining": True,
            "record": False,
            "rec_dir": f"{rec_dir.parent.name}/{rec_dir.name}",  # the server stands above it
            "lock_record": True,
            "secret": self.janus.place.word("secret", room.name),
            "pin": self.janus.place.word("pin", room.name),
            "room": checked(room.name),
        }
        try:
            handle.say(body)
        except EngineRefused as refused:
            if refused.code != ROOM_EXISTS:
                raise

    def rec_dir(self, name: str) -> Path:
        """The folder of a room's raw tracks."""
        return self.folder / checked(name)

    def exists(self, handle: Handle, name: str) -> bool:
        """Whether the server has the room; a server that was started anew has none."""
        return bool(handle.say({"request": "exists", "room": name}).data.get("exists"))

    def watch(self, handle: Handle, name: str) -> Answer:
        """Join without sending, to be told what happens."""
        body = {"request": "join", "ptype": "publisher", "id": new_feed("watch"), "display": ""}
        return handle.say(body | self._entrance(name)).data

    def publish(self, handle: Handle, name: str, *, feed: Feed, offer: Described) -> Described:
        """Join and send; the answer for the browser."""
        body = {"request": "joinandconfigure", "ptype": "publisher", "id": checked(feed.name)}
        known = {"display": feed.shown, "secret": self._secret(name)}
        return _described(handle.say(body | known | self._entrance(name), offer))

    def subscribe(self, handle: Handle, name: str, *, feeds: Sequence[Heard]) -> Offered:
        """Receive these; the offer for the browser."""
        body = {"request": "join", "ptype": "subscriber", "streams": _streams(feeds)}
        return _offered(handle.say(body | self._entrance(name)))

    def change(self, handle: Handle, *, add: Sequence[Heard], drop: Sequence[str]) -> Offered:
        """Receive others too, or no longer; nothing to agree on when nothing changes."""
        body: dict[str, object] = {"request": "update"}
        if add:
            body["subscribe"] = _streams(add)
        if drop:
            body["unsubscribe"] = _streams([Heard(feed) for feed in drop])
        return _offered(handle.say(body))

    def start(self, handle: Handle, answer: Described) -> None:
        """Let it flow, now that the browser agreed."""
        handle.say({"request": "start"}, answer)

    def feeds(self, handle: Handle, name: str) -> list[Feed]:
        """Who sends at this moment."""
        answer = handle.say({"request": "listparticipants", "room": name})
        rows: Iterable[Answer] = answer.data.get("participants", [])
        return [
            Feed(str(row["id"]), str(row.get("display", "")), bool(row.get("talking")))
            for row in rows
            if row.get("publisher")
        ]

    def record(self, handle: Handle, name: str, *, on: bool) -> None:
        """Begin with everybody, or close all files."""
        self._lead(handle, name, "enable_recording", record=on)

    def mute(self, handle: Handle, name: str, *, feed: str, mid: str) -> None:
        """Take the voice of a connection away."""
        self._lead(handle, name, "moderate", id=feed, mid=mid, mute=True)

    def kick(self, handle: Handle, name: str, *, feed: str) -> None:
        """Put a connection out."""
        self._lead(handle, name, "kick", id=feed)

    def destroy(self, handle: Handle, name: str) -> None:
        """Put everybody out; files are closed and get their names."""
        try:
            self._lead(handle, name, "destroy")
        except EngineRefused as refused:
            if refused.code != NO_SUCH_ROOM:
                raise

    def _lead(self, handle: Handle, name: str, request: str, **more: object) -> None:
        words = {"request": request, "room": name, "secret": self._secret(name)}
        handle.say(words | more)

    def _secret(self, name: str) -> str:
        return self.janus.place.word("secret", name)

    def _entrance(self, name: str) -> dict[str, object]:
        return {"room": name, "pin": self.janus.place.word("pin", name)}


def _streams(heard: Sequence[Heard]) -> list[dict[str, str]]:
    return [{"feed": one.feed} | ({"mid": one.mid} if one.mid else {}) for one in heard]


def _offered(said: Said) -> Offered:
    rows: Iterable[Answer] = said.data.get("streams", [])
    parts = {str(row["mid"]): str(row["feed_id"]) for row in rows if "feed_id" in row}
    return Offered(said.jsep.sdp if said.jsep else "", parts)


def _described(said: Said) -> Described:
    if said.jsep is None:
        raise EngineRefused(0, "no description of media")
    return said.jsep
