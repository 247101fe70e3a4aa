"""The answers that last: an event stream, and for lines that cut it a question that waits.

Both replay from the table after the id that the page knows, then take from the same queue. Session
and right are asked again at every ping, by the gates that every request passes.
"""

import json
import random
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any

from flask import Flask, Response, current_app, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from office.config import current_settings
from office.db import db
from office.errors import Refusal
from office.live import hub as hubs
from office.live.channels import Channel, Told, channel
from office.live.hub import ROOM, Hub, Listener, hub_of

MOST_IDS = 2**63 - 1
RETRY_MS, RETRY_JITTER_MS = 2000, 1000
AGAIN_SECONDS = 5.0
LONGEST_WAIT = 25.0
PING = b": \n\n"
RESYNC = b"event: resync\ndata:\n\n"
END = b"event: end\ndata:\n\n"
STREAM, WAIT = "streams", "waits"
KEPT = (
    "REQUEST_METHOD",
    "SCRIPT_NAME",
    "PATH_INFO",
    "QUERY_STRING",
    "REMOTE_ADDR",
    "SERVER_NAME",
    "SERVER_PORT",
    "SERVER_PROTOCOL",
    "wsgi.url_scheme",
)


def answer(name: str, key: str) -> Response:
    """What a view gives back: a stream, or with `?wait=` what happened within so many seconds.

    Where all places of the process are taken a stream is refused with 503, and the page asks with
    `?wait=`; where the places for waiting are taken too, the answer comes at once.
    """
    listened = channel(name)
    listened.check(key)
    if request.method == "HEAD":
        return Response(content_type="text/event-stream")
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    hub = hub_of(app)
    if "wait" in request.args:
        return _waited(hub, listened, key)
    if not hub.take_place(STREAM, current_settings().live_streams):
        return Response(status=503, headers={"Retry-After": str(int(AGAIN_SECONDS))})
    return Response(
        Stream(app, hub, listened, key),
        headers=_headers(),
        content_type="text/event-stream; charset=utf-8",
    )


def _headers() -> dict[str, str]:
    return {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def _after() -> int | None:
    """The last id that the page knows; None when it says nothing of use."""
    given = request.headers.get("Last-Event-ID") or request.args.get("after", "")
    known = int(given) if given.isascii() and given.isdigit() else None
    return None if known is None or known > MOST_IDS else known


def _missed(listened: Channel, key: str, after: int | None) -> tuple[list[Told], int, bool]:
    """What happened after the id, the id up to which the page now knows, and whether it is lost.

    Lost is who missed more than a queue holds, or knows an id that never was.
    """
    db.session.remove()  # a reading transaction that began earlier would not see the latest
    newest = listened.newest(key)
    if after is None:
        return [], newest, False
    found = list(listened.since({key: after}, ROOM + 1)) if after <= newest else []
    if after > newest or len(found) > ROOM:
        return [], newest, True
    return found, found[-1].id if found else after, False


class Stream:
    """The parts of one event stream; `close` gives its place back, however the line ended."""

    __slots__ = (
        "_after",
        "_app",
        "_channel",
        "_environ",
        "_hub",
        "_is_over",
        "_key",
        "_known",
        "_listener",
        "_next_ping",
        "_parts",
    )

    def __init__(self, app: Flask, hub: Hub, listened: Channel, key: str) -> None:
        self._app, self._hub, self._channel, self._key = app, hub, listened, key
        self._environ = _kept(request.environ)
        self._after = _after()
        self._known = 0
        self._listener: Listener | None = None
        self._next_ping = 0.0
        self._is_over = False
        self._parts = self._said()

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._parts)

    def close(self) -> None:
        """Called by the server at the end, also before the first part was asked for."""
        if self._is_over:
            return
        self._is_over = True
        self._hub.free_place(STREAM)
        if self._listener:
            self._hub.leave(self._channel, self._key, self._listener)

    def __del__(self) -> None:
        self.close()

    # ------------------------------------------------------------------- parts

    def _said(self) -> Iterator[bytes]:
        with self._app.app_context():
            self._listener = self._hub.join(self._channel, self._key)
            missed, self._known, is_lost = _missed(self._channel, self._key, self._after)
        yield self._opening(missed, is_lost=is_lost)
        self._plan_ping(share=random.random())  # noqa: S311 - spreads load
        while not self._hub.is_closing:
            told = self._listener.take(self._next_ping - hubs.now())
            if self._listener.has_lost():
                yield RESYNC
            fresh = [one for one in told if one.id > self._known]
            if fresh:
                self._known = fresh[-1].id
                yield fresh[0].frame if len(fresh) == 1 else _frames(fresh)
            if hubs.now() >= self._next_ping or self._touches_rights(fresh):
                if not self._may_still():
                    yield END
                    return
                self._plan_ping()
                yield PING

    def _opening(self, missed: Iterable[Told], *, is_lost: bool) -> bytes:
        pause = RETRY_MS + random.randrange(RETRY_JITTER_MS)  # noqa: S311 - spreads load
        parts = [f"retry: {pause}\nid: {self._known}\nevent: ready\ndata:\n\n".encode()]
        if is_lost:
            parts.append(RESYNC)
        return b"".join(parts) + _frames(missed)

    def _plan_ping(self, share: float = 1.0) -> None:
        pause = self._app.extensions["office.settings"].live_ping_seconds
        self._next_ping = hubs.now() + pause * share

    def _touches_rights(self, told: Iterable[Told]) -> bool:
        return any(one.kind in self._channel.rights for one in told)

    def _may_still(self) -> bool:
        """Whether the same request would be let in now."""
        with self._app.request_context(self._environ | {"wsgi.input": BytesIO()}):
            try:
                if self._app.preprocess_request() is not None:
                    return False
                self._channel.check(self._key)
            except (Refusal, HTTPException, SQLAlchemyError):
                return False
        return True


def _frames(told: Iterable[Told]) -> bytes:
    return b"".join(one.frame for one in told)


def _kept(environ: Mapping[str, Any]) -> dict[str, Any]:
    """The words of the request, without what the server put beside them."""
    return {name: environ[name] for name in environ if name in KEPT or name.startswith("HTTP_")}


# --------------------------------------------------------------------------- asking and waiting


def _waited(hub: Hub, listened: Channel, key: str) -> Response:
    settings = current_settings()
    seconds = min(request.args.get("wait", 0.0, float), LONGEST_WAIT)
    may_wait = seconds > 0 and hub.take_place(WAIT, settings.live_waits)
    try:
        with hub.listening(listened, key) as listener:
            found, known, is_lost = _missed(listened, key, _after())
            if may_wait and not found and not is_lost:
                db.session.remove()  # nobody waits with a connection in his hand
                found = [one for one in listener.take(seconds) if one.id > known]
                is_lost = listener.has_lost()
    finally:
        if may_wait:
            hub.free_place(WAIT)
    return _told(found, known, is_lost=is_lost, again=0.0 if may_wait else AGAIN_SECONDS)


def _told(found: list[Told], known: int, *, is_lost: bool, again: float) -> Response:
    said = {
        "last": found[-1].id if found else known,
        "events": [{"id": one.id, "kind": one.kind} for one in found],
        "resync": is_lost,
        "again": again,
    }
    return Response(json.dumps(said), headers=_headers(), content_type="application/json")
