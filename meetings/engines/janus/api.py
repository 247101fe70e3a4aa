"""The HTTP interface of Janus: sessions, handles, and answers that come by the long poll."""

import json
import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from meetings.engines.janus.place import Place, found
from meetings.engines.port import EngineGone, EngineRefused
from office.config import current_settings
from office.fetch import Destination, FetchFailed, allows, fetch

PURPOSE = "janus"
PLUGIN = "janus.plugin.videoroom"
PATIENCE = 10.0
LONGEST_POLL = 35.0  # Janus answers after 30 s at the latest
LARGEST = 4 << 20
NO_SUCH_SESSION, NO_SUCH_HANDLE = 458, 459

Answer = Mapping[str, Any]


@allows(PURPOSE)
def _loopback() -> Iterator[Destination]:
    """The server that this data folder started, and no other."""
    if place := found(current_settings().data_dir):
        yield "127.0.0.1", place.port


@dataclass(frozen=True)
class Described:
    """What comes with media: the description of a session (RFC 8866) and which side it is."""

    type: str
    sdp: str


@dataclass(frozen=True)
class Said:
    """The answer of a room; `jsep` where it is about media."""

    data: Answer
    jsep: Described | None = None


@dataclass(frozen=True)
class Janus:
    """One server; `info` needs no secret."""

    place: Place

    def info(self) -> Answer:
        """Its name, version and parts."""
        found: Answer = _read(f"{self.place.url}/info", timeout=3)
        return found

    def open(self) -> "Session":
        """A session, which ends by itself when nobody keeps it."""
        made = self.ask("", {"janus": "create"})
        return Session(self, int(made["data"]["id"]))

    def ask(self, path: str, message: Mapping[str, Any]) -> Answer:
        """Say one thing; `EngineRefused` where the server does not want to."""
        words = {"transaction": secrets.token_hex(8), "apisecret": self.place.secret, **message}
        answer = _read(self.place.url + path, timeout=PATIENCE, words=words)
        return _accepted(answer)


@dataclass(frozen=True)
class Session:
    """One connection of ours; its number is worth nothing without the secret."""

    janus: Janus
    id: int

    def attach(self) -> "Handle":
        """A handle on the video rooms."""
        made = self.janus.ask(f"/{self.id}", {"janus": "attach", "plugin": PLUGIN})
        return Handle(self, int(made["data"]["id"]))

    def keep(self) -> None:
        """Say that we are still here."""
        self.janus.ask(f"/{self.id}", {"janus": "keepalive"})

    def end(self) -> None:
        """Close everything of it."""
        self.janus.ask(f"/{self.id}", {"janus": "destroy"})

    def events(self, *, most: int = 10) -> list[Answer]:
        """Wait for what happens, half a minute at most; empty when nothing did."""
        url = f"{self.janus.place.url}/{self.id}?maxev={most}&apisecret={self.janus.place.secret}"
        found = _read(url, timeout=LONGEST_POLL)
        rows = found if isinstance(found, list) else [found]
        return [_accepted(row) for row in rows if row.get("janus") != "keepalive"]


@dataclass(frozen=True)
class Handle:
    """What speaks to the video rooms."""

    session: Session
    id: int

    @property
    def path(self) -> str:
        """Where it is spoken to."""
        return f"/{self.session.id}/{self.id}"

    def say(self, body: Mapping[str, Any], jsep: Described | None = None) -> Said:
        """One request of the plugin; waits for the answer, at once or by the poll."""
        words = secrets.token_hex(8)
        message: dict[str, Any] = {"janus": "message", "transaction": words, "body": dict(body)}
        if jsep is not None:
            message["jsep"] = {"type": jsep.type, "sdp": jsep.sdp}
        answer = self.session.janus.ask(self.path, message)
        return _said(answer if answer["janus"] != "ack" else self._awaited(words))

    def leave(self) -> None:
        """Give it up, and the media on it."""
        self.session.janus.ask(self.path, {"janus": "detach"})

    def _awaited(self, words: str) -> Answer:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for event in self.session.events():
                if event.get("transaction") == words:
                    return event
        raise EngineGone("no answer in time")


def heard(event: Answer) -> Iterator[Answer]:
    """What a plugin tells unasked."""
    if event.get("janus") == "event":
        yield event.get("plugindata", {}).get("data", {})


def _read(url: str, *, timeout: float, words: Mapping[str, Any] | None = None) -> Any:
    data = None if words is None else json.dumps(words).encode()
    method = "GET" if data is None else "POST"
    try:
        answer = fetch(
            url, purpose=PURPOSE, method=method, data=data, timeout=timeout, limit=LARGEST
        )
        return json.loads(answer.body)
    except (FetchFailed, ValueError) as fault:
        raise EngineGone(str(fault)) from fault


def _accepted(answer: Answer) -> Answer:
    if answer.get("janus") == "error":
        error = answer["error"]
        raise EngineRefused(int(error["code"]), str(error["reason"]))
    return answer


def _said(answer: Answer) -> Said:
    data = answer.get("plugindata", {}).get("data", {})
    if "error_code" in data:
        raise EngineRefused(int(data["error_code"]), str(data.get("error", "")))
    jsep = answer.get("jsep")
    return Said(data, Described(jsep["type"], jsep["sdp"]) if jsep else None)
