"""What a page may load: one base policy and a closed table of additions by kind of page."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from hashlib import sha256
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request

ViewT = TypeVar("ViewT", bound=Callable[..., Any])
# The one sheet inside a letter's frame; the policy below allows exactly these bytes.
LETTER_SHEET = (
    ":root{color-scheme:light}"
    "body{margin:0;padding:12px;background:#fff;color:#151b1a;"
    "font:15px/1.55 system-ui,sans-serif;overflow-wrap:anywhere}"
    "img{max-width:100%;height:auto}table{max-width:100%}pre{white-space:pre-wrap}"
    "blockquote{margin-inline:0;padding-inline-start:12px;border-inline-start:3px solid #c3c9c4}"
    "summary{cursor:pointer;color:#0b5a61;width:max-content;padding:4px 0}"
    "h1{font-size:20px}dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 12px}"
    "dd{margin:0}dt{color:#45504d}hr{border:0;border-top:1px solid #c3c9c4}"
    "@media print{body{padding:0}summary{display:none}}"
)
LETTER_SHEET_HASH = b64encode(sha256(LETTER_SHEET.encode()).digest()).decode()

BASE: Mapping[str, str] = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'self'",
}


class Kind(StrEnum):
    """Pages that need more than the base policy; a new kind is a decision."""

    SIGN = "sign"
    ROOM = "room"
    MAIL = "mail"
    LETTER = "letter"
    LETTER_WITH_PICTURES = "letter_with_pictures"


ADDITIONS: Mapping[Kind, Mapping[str, str]] = {
    # The signing tool on the official's own machine answers on this port.
    Kind.SIGN: {"connect-src": "wss://127.0.0.1:8987"},
    Kind.ROOM: {"media-src": "'self' blob:", "worker-src": "'self'"},
    Kind.MAIL: {"frame-src": "'self'"},
}

# The words of a letter from anybody, alone in a frame: it runs nothing, sends nothing, loads only
# the pictures that came with it. Its looks are those of its own attributes and one sheet of ours.
LETTER = {
    "sandbox": "allow-popups allow-popups-to-escape-sandbox",
    "default-src": "'none'",
    "style-src": f"'sha256-{LETTER_SHEET_HASH}'",
    "style-src-attr": "'unsafe-inline'",
    "img-src": "data:",
    "form-action": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'self'",
}
ALONE: Mapping[Kind, Mapping[str, str]] = {
    Kind.LETTER: LETTER,
    Kind.LETTER_WITH_PICTURES: LETTER | {"img-src": "data: https: http:"},
}

QUIET = "camera=(), microphone=(), display-capture=(), geolocation=(), usb=(), payment=()"
SPEAKING = "camera=(self), microphone=(self), display-capture=(self), geolocation=(), usb=()"
PLAIN_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def page_kind(kind: str) -> Callable[[ViewT], ViewT]:
    """Mark a view whose page needs an addition; stands under the route decorator."""
    chosen = Kind(kind)

    def mark(view: ViewT) -> ViewT:
        view.page_kind = chosen  # type: ignore[attr-defined]  # functions carry marks
        return view

    return mark


@cache
def policy(kind: Kind | None = None) -> str:
    """The header's text for a kind of page."""
    if kind is not None and kind in ALONE:
        return "; ".join(f"{name} {value}" for name, value in ALONE[kind].items())
    added = ADDITIONS[kind] if kind else {}
    names = [*BASE, *(name for name in added if name not in BASE)]
    return "; ".join(f"{n} {' '.join(filter(None, [BASE.get(n), added.get(n)]))}" for n in names)


def guard(answer: Response) -> Response:
    """Put the policy and its companions on every answer."""
    kind = kind_of_request()
    headers = answer.headers
    headers.setdefault("Content-Security-Policy", policy(kind))
    headers.setdefault("Permissions-Policy", SPEAKING if kind is Kind.ROOM else QUIET)
    for name, value in PLAIN_HEADERS.items():
        headers.setdefault(name, value)
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    headers.setdefault("Cache-Control", "no-store")
    return answer


def kind_of_request() -> Kind | None:
    """The kind that the current view was marked with."""
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "page_kind", None)


def init_app(app: Flask) -> None:
    """Guard every answer of the app."""
    app.after_request(guard)
