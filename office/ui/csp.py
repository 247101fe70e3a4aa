"""What a page may load: one base policy and a closed table of additions by kind of page."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request

ViewT = TypeVar("ViewT", bound=Callable[..., Any])

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


ADDITIONS: Mapping[Kind, Mapping[str, str]] = {
    # The signing tool on the official's own machine answers on this port.
    Kind.SIGN: {"connect-src": "wss://127.0.0.1:8987"},
    Kind.ROOM: {"media-src": "'self' blob:", "worker-src": "'self'"},
    Kind.MAIL: {"frame-src": "'self'"},
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
