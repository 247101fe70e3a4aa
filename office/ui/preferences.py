"""How this browser is used: cookies, for language, look and keys hold before signing in too."""

from urllib.parse import urlsplit

from flask import Blueprint, abort, current_app, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from office.i18n import COOKIE, LANGUAGES
from office.ui import paging
from office.ui.shell import THEMES

YEAR = 31_536_000

bp = Blueprint("ui", __name__, url_prefix="/ui")


@bp.get("/language/<code>")
def language(code: str) -> Response:
    return _keep(COOKIE, code, LANGUAGES)


@bp.get("/theme/<name>")
def theme(name: str) -> Response:
    return _keep("theme", name, THEMES)


@bp.get("/keys/<state>")
def keys(state: str) -> Response:
    return _keep("keys", state, ("on", "off"))


@bp.get("/rows/<count>")
def rows(count: str) -> Response:
    return _keep(paging.COOKIE, count, [str(size) for size in paging.SIZES])


def _keep(cookie: str, value: str, known: object) -> Response:
    if value not in known:  # type: ignore[operator]  # a dict or a tuple of names
        abort(404)
    answer = redirect(_back(), code=303)
    answer.set_cookie(
        cookie, value, max_age=YEAR, secure=request.is_secure, httponly=True, samesite="Lax"
    )
    return answer


def _back() -> str:
    """The page the link stood on, when it is ours and can be asked for again."""
    before = urlsplit(request.referrer or "")
    if before.netloc != request.host:
        return "/"
    try:
        current_app.create_url_adapter(request).match(before.path, method="GET")  # type: ignore[union-attr]
    except HTTPException:
        return "/"
    return f"{before.path}?{before.query}" if before.query else before.path
