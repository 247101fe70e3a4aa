"""LiveKit, where an operator runs one: tokens for browsers, calls to its rooms and its recorder.

Each voice and picture is recorded as a track of its own (Track Egress), so that turns know their
speaker; the server reports its files by signed webhooks.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from meetings.engines import tokens
from meetings.engines.port import (
    TIME_TO_JOIN,
    Access,
    BadHook,
    EngineGone,
    EngineRefused,
    Event,
    Happened,
    Kind,
    MediaEngine,
    Person,
    Room,
    Unasked,
)
from office import clock
from office.fetch import FetchFailed, fetch

PURPOSE = "livekit"
ROOM_SERVICE, EGRESS = "livekit.RoomService", "livekit.Egress"
PATIENCE = 10.0
EMPTY_AFTER = 600
DONE = {"EGRESS_COMPLETE", "EGRESS_LIMIT_REACHED"}


@dataclass(frozen=True)
class Server:
    """Where it is, and the key by which it knows us."""

    url: str
    key: str
    secret: str = field(repr=False)

    @property
    def browsers(self) -> str:
        """The address that browsers connect to."""
        return self.url.replace("http", "ws", 1)


class LiveKitEngine(MediaEngine):
    """The driver; every call is one Twirp request with JSON."""

    kind = Kind.LIVEKIT

    def __init__(self, server: Server) -> None:
        self.server = server

    def create_room(self, room: Room) -> None:
        """Make the room; one that is there stays."""
        senders = room.most_senders
        words = {"name": room.name, "emptyTimeout": EMPTY_AFTER, "maxParticipants": senders}
        self._call(ROOM_SERVICE, "CreateRoom", words, grants={"roomCreate": True})

    def access(self, room: Room, person: Person, *, now: datetime) -> Access:
        """A token for this room and this person, good for ten minutes."""
        video = {
            "room": room.name,
            "roomJoin": True,
            "canPublish": True,
            "canSubscribe": True,
            "canPublishData": False,
            "roomAdmin": person.leads,
        }
        ends = now + TIME_TO_JOIN
        token = self._token(video, now=now, sub=person.key, name=person.name)
        return Access(Kind.LIVEKIT, ends, self.server.browsers, token)

    def start_recording(self, room: Room) -> Sequence[str]:
        """Record every track that is sent and not recorded yet; asked again when others come."""
        recorded = {str(row.get("track", {}).get("trackId", "")) for row in self._active(room)}
        started = []
        for track in self._tracks(room):
            if track in recorded:
                continue
            words = {"roomName": room.name, "trackId": track, "file": {"filepath": _file(room)}}
            answer = self._call(EGRESS, "StartTrackEgress", words, grants={"roomRecord": True})
            started.append(str(answer.get("egressId", "")))
        return started

    def stop_recording(self, room: Room) -> None:
        """End every recording of the room that still runs."""
        for row in self._active(room):
            words = {"egressId": row["egressId"]}
            self._call(EGRESS, "StopEgress", words, grants={"roomRecord": True})

    def mute(self, room: Room, feed: str, *, mid: str = "") -> None:
        """Take the voice of a person away: all that is sound of it."""
        who = {"room": room.name, "identity": feed}
        grants = _leads(room)
        found = self._call(ROOM_SERVICE, "GetParticipant", who, grants=grants)
        for track in found.get("tracks", []):
            if track.get("type", "AUDIO") == "AUDIO":
                words = who | {"trackSid": track["sid"], "muted": True}
                self._call(ROOM_SERVICE, "MutePublishedTrack", words, grants=grants)

    def kick(self, room: Room, feed: str) -> None:
        """Put a person out."""
        words = {"room": room.name, "identity": feed}
        self._call(ROOM_SERVICE, "RemoveParticipant", words, grants=_leads(room))

    def end_room(self, room: Room) -> None:
        """Put everybody out."""
        self._call(ROOM_SERVICE, "DeleteRoom", {"room": room.name}, grants={"roomCreate": True})

    def _active(self, room: Room) -> list[Mapping[str, Any]]:
        words = {"roomName": room.name, "active": True}
        found = self._call(EGRESS, "ListEgress", words, grants={"roomRecord": True})
        return list(found.get("items", []))

    def _tracks(self, room: Room) -> list[str]:
        words = {"room": room.name}
        found = self._call(ROOM_SERVICE, "ListParticipants", words, grants=_leads(room))
        people = found.get("participants", [])
        return [str(track["sid"]) for one in people for track in one.get("tracks", [])]

    def _call(
        self, service: str, verb: str, words: Mapping[str, Any], *, grants: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        token = self._token(grants, now=clock.now())
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        return _answer(
            f"{self.server.url}/twirp/{service}/{verb}", json.dumps(words).encode(), headers
        )

    def _token(self, video: Mapping[str, Any], *, now: datetime, **more: str) -> str:
        begins = tokens.moment(now)
        times = {"nbf": begins, "exp": tokens.moment(now + TIME_TO_JOIN)}
        claims = {"iss": self.server.key, **times, **more, "video": dict(video)}
        return tokens.signed(claims, secret=self.server.secret)


def hook(server: Server, *, authorization: str, body: bytes, now: datetime) -> tuple[str, Event]:
    """One report: its number, by which it is known when it is told again, and what it says.

    Raises `BadHook` for what the server did not sign, what was altered, and what is too old.
    """
    tokens.check_size(body)
    token = authorization.removeprefix("Bearer ").strip()
    claims = tokens.claims_of(token, secret=server.secret, now=now)
    if claims.get("iss") != server.key:
        raise BadHook("issuer")
    tokens.check_body(body, digest=claims.get("sha256", ""))
    return _told(body, now)


def _told(body: bytes, now: datetime) -> tuple[str, Event]:
    try:
        row = json.loads(body)
        number, at = str(row["id"]), datetime.fromtimestamp(int(row["createdAt"]), UTC)
        what, room, who, detail = next(_meanings(row))
    except (ValueError, KeyError, TypeError, AttributeError, OSError, OverflowError) as fault:
        raise BadHook("body") from fault
    except StopIteration as fault:
        raise Unasked("unknown") from fault
    if abs(now - at) > tokens.OLDEST_HOOK:
        raise BadHook("expired")
    return number, Event(what, room, at, who, detail)


def _meanings(row: Mapping[str, Any]) -> Iterator[tuple[Happened, str, str, str]]:
    kind = row["event"]
    room = str(row.get("room", {}).get("name", ""))
    who = str(row.get("participant", {}).get("identity", ""))
    plain = {
        "participant_joined": Happened.JOINED,
        "participant_left": Happened.LEFT,
        "room_finished": Happened.ROOM_ENDED,
        "track_published": Happened.SENDS,
    }
    if kind in plain:
        yield plain[kind], room, who, ""
    if kind in {"egress_started", "egress_ended"}:
        yield from _recorded(row["egressInfo"], has_ended=kind == "egress_ended")


def _recorded(
    info: Mapping[str, Any], *, has_ended: bool
) -> Iterator[tuple[Happened, str, str, str]]:
    room, number = str(info["roomName"]), str(info["egressId"])
    if not has_ended:
        yield Happened.REC_STARTED, room, "", number
    elif info.get("status") in DONE:
        for file in info.get("fileResults", []):
            yield Happened.REC_FILE, room, "", str(file["filename"])
    else:
        yield Happened.REC_FAILED, room, "", str(info.get("error", number))


def _answer(url: str, data: bytes, headers: Mapping[str, str]) -> Mapping[str, Any]:
    try:
        answer = fetch(
            url, purpose=PURPOSE, method="POST", data=data, headers=headers, timeout=PATIENCE
        )
        told = json.loads(answer.body or b"{}")
    except (FetchFailed, ValueError) as fault:
        raise EngineGone(str(fault)) from fault
    if answer.status != 200 or not isinstance(told, dict):
        raise EngineRefused(answer.status, str(told)[:200])
    return told


def _leads(room: Room) -> dict[str, Any]:
    return {"roomAdmin": True, "room": room.name}


def _file(room: Room) -> str:
    """The server fills in whose track it is and when it began."""
    return f"{room.name}/{{publisher_identity}}-{{track_source}}-{{time}}"
