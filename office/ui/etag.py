"""Unchanged lists cost nothing: one tag over everything that a page was made of."""

import hashlib
from collections.abc import Callable

from flask import Response, g, make_response, request, session
from werkzeug.http import quote_etag

from office import clock
from office.i18n import language
from office.ui.assets import assets

TICK = 300  # seconds in which the words of a deadline may lag behind


def listing(render: Callable[[], str], *facts: object) -> Response:
    """A private page that is sent again only when the reader, a fact or the day has changed.

    `facts` are the counters, the filter and the place; reader, language and look are added.
    A page with a message to show is always sent and never remembered.
    """
    if session.get("_flashes"):
        return make_response(render())
    tag = tag_of(*facts)
    if request.if_none_match.contains_weak(tag):
        return _private(Response(status=304), tag)
    return _private(make_response(render()), tag)


def tag_of(*facts: object) -> str:
    """The tag of a page for this reader."""
    actor = g.get("actor")
    reader = (
        getattr(actor, "session_id", None),
        getattr(actor, "tenure_id", None),
        getattr(actor, "delegation_id", None),
    )
    look = (
        language(),
        request.cookies.get("theme"),
        request.cookies.get("keys"),
        request.headers.get("X-Swap"),
    )
    made_of = (reader, look, assets()["app.css"].name, assets()["app.js"].name, _moment(), facts)
    return hashlib.sha256(repr(made_of).encode()).hexdigest()[:24]


def _moment() -> int:
    return int(clock.now().timestamp() // TICK)


def _private(answer: Response, tag: str) -> Response:
    answer.headers["ETag"] = quote_etag(tag, weak=True)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.vary.update(["Cookie", "X-Swap", "Accept-Language"])
    return answer
