"""Two layers against forged requests: where it comes from, and a token only our pages know."""

import hmac
import secrets
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request, session
from markupsafe import Markup

from office.db import new_uid
from office.errors import StalePage
from office.i18n import _

FIELD = "_token"
ONCE = "_once"
HEADER = "X-CSRF-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def is_unsafe() -> bool:
    """Whether the request may change something."""
    return request.method not in SAFE


def is_bearer() -> bool:
    """Whether the request carries its own proof, which no browser adds by itself."""
    return request.path.startswith("/api/") and request.authorization is not None


def check_origin() -> None:
    """First layer: the browser says that one of our own pages sends this (ASVS 3.5.1)."""
    if is_unsafe() and not is_bearer() and not _is_own_origin():
        raise _refusal()


def _is_own_origin() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host


def check_token() -> None:
    """Second layer: the token of this session, in the form or in a header."""
    if not is_unsafe() or is_bearer():
        return
    given = request.headers.get(HEADER) or request.form.get(FIELD, "")
    if not hmac.compare_digest(given.encode(), csrf_token().encode()):
        raise _refusal()


def _refusal() -> StalePage:
    return StalePage(
        _("This form was not sent from a page of your session."),
        basis=_("Requests from other sites are refused, so that nobody can act in your name."),
        fix=_("Go back, reload the page and send the form again."),
    )


def csrf_token() -> str:
    """Bound to the session, or before signing in to a note in the browser's signed cookie."""
    signed_in = g.get("session")
    return token_for(str(signed_in.uid) if signed_in else _seed())


def token_for(seed: str) -> str:
    """The token of one session; made from its public name and the house's secret."""
    key = str(current_app.secret_key).encode()
    return hmac.digest(key, f"csrf:{seed}".encode(), "sha256").hex()


def _seed() -> str:
    if "seed" not in session:
        session["seed"] = secrets.token_urlsafe(16)
    return str(session["seed"])


def csrf_field() -> Markup:
    """The hidden field that every form carries."""
    return _hidden(FIELD, csrf_token())


def once_field() -> Markup:
    """The hidden field by which a form that is sent twice acts once."""
    return _hidden(ONCE, str(new_uid()))


def _hidden(name: str, value: str) -> Markup:
    return Markup(f'<input type="hidden" name="{name}" value="{value}">')  # noqa: S704  # both ours


def init_app(app: Flask) -> None:
    """Give templates both fields, and the token for scripts."""
    names: dict[str, Any] = {
        "csrf_field": csrf_field,
        "csrf_token": csrf_token,
        "once_field": once_field,
    }
    app.jinja_env.globals.update(names)
