"""Unchanged lists cost nothing: one tag over everything that a page was made of."""

import hashlib
from collections.abc import Callable

from flask import Response, g, make_response, request, session
from werkzeug.http import quote_etag

from office import clock
from office.i18n import language
from office.ui import shell
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
    """The tag of a page for this reader; what is text already goes in as it is."""
    files = assets()
    made_of = (*_reader(), *_look(), files["app.css"].name, files["app.js"].name, _moment(), *facts)
    said = "\0".join([fact if isinstance(fact, str) else repr(fact) for fact in made_of])
    return hashlib.sha256(said.encode()).hexdigest()[:24]


def _reader() -> tuple[object, ...]:
    actor = g.get("actor")
    if actor is None:
        return ()
    return actor.session_id, actor.tenure_id, actor.delegation_id, shell.unread_count()


def _look() -> tuple[object, ...]:
    cookies = request.cookies
    kept = [cookies.get(name) for name in ("theme", "keys", "rows")]
    return language(), *kept, request.headers.get("X-Swap")


def _moment() -> int:
    return int(clock.now().timestamp() // TICK)


def _private(answer: Response, tag: str) -> Response:
    answer.headers["ETag"] = quote_etag(tag, weak=True)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Vary"] = "Cookie, X-Swap, Accept-Language"
    return answer
