"""Jitsi, where an operator runs one with tokens: whom it lets in, and what its recorder reports.

The finishing script of the recorder (Jibri) posts JSON to us with `X-Jitsi-Signature`; how it
makes the signature with openssl stands in docs/operations.md.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from meetings.engines import tokens
from meetings.engines.port import (
    TIME_TO_JOIN,
    Access,
    BadHook,
    Event,
    Happened,
    Kind,
    MediaEngine,
    Person,
    Room,
)

REPORTS = {
    "PARTICIPANT_JOINED": Happened.JOINED,
    "PARTICIPANT_LEFT": Happened.LEFT,
    "RECORDING_STARTED": Happened.REC_STARTED,
    "RECORDING_UPLOADED": Happened.REC_FILE,
    "RECORDING_FAILED": Happened.REC_FAILED,
    "ROOM_DESTROYED": Happened.ROOM_ENDED,
}


@dataclass(frozen=True)
class Server:
    """Where it is, the application that we are to it, and the secret of both."""

    url: str
    app: str
    domain: str
    secret: str = field(repr=False)


class JitsiEngine(MediaEngine):
    """The driver: rooms are made by entering them, and led by those whose token says so."""

    kind = Kind.JITSI

    def __init__(self, server: Server) -> None:
        self.server = server

    def create_room(self, room: Room) -> None:
        """The first who enters makes it."""

    def access(self, room: Room, person: Person, *, now: datetime) -> Access:
        """An address that carries a token for this room and this person."""
        ends = now + TIME_TO_JOIN
        user: dict[str, Any] = {"id": person.key, "name": person.name, "email": person.mail}
        user["moderator"] = person.leads
        claims = {
            "aud": "jitsi",
            "iss": self.server.app,
            "sub": self.server.domain,
            "room": room.name,
            "nbf": tokens.moment(now),
            "exp": tokens.moment(ends),
            "context": {"user": user, "features": {"recording": person.leads}},
        }
        token = tokens.signed(claims, secret=self.server.secret)
        url = f"{self.server.url}/{quote(room.name, safe='')}?jwt={token}"
        return Access(Kind.JITSI, ends, url, token)


def hook(server: Server, *, signature: str, body: bytes, now: datetime) -> tuple[str, Event]:
    """One report: its number, by which it is known when it is told again, and what it says."""
    tokens.check_size(body)
    tokens.check_mark(signature, body, secret=server.secret, now=now)
    try:
        row: Mapping[str, Any] = json.loads(body)
        what = REPORTS[row["eventType"]]
        number, room = str(row["idempotencyKey"]), str(row["room"])
        data: Mapping[str, Any] = row.get("data", {})
        who, detail = str(data.get("id", "")), str(data.get("file", data.get("error", "")))
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise BadHook("body") from fault
    return number, Event(what, room, now, who, detail)
