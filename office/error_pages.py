"""The one map from what went wrong to a page or, for the API, a problem document (RFC 9457)."""

import json
from typing import Any

import structlog
from flask import Flask, Response, g, make_response, render_template, request
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError

from office.db import beyond_measure
from office.errors import Conflict, Refusal, Throttled
from office.i18n import _

events = structlog.get_logger(__name__)
RETRY_AFTER = 30


def init_app(app: Flask) -> None:
    """Answer every refusal, protocol error and defect."""
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(StaleDataError, stale)
    app.register_error_handler(OperationalError, unavailable)
    app.register_error_handler(NoConnection, unavailable)
    app.register_error_handler(DataError, beyond)
    app.register_error_handler(OverflowError, beyond)
    app.register_error_handler(HTTPException, protocol_error)
    app.register_error_handler(InternalServerError, defect)
    app.log_exception = quiet_log  # type: ignore[method-assign]  # Flask prints values with traces


def quiet_log(exc_info: Any) -> None:
    """Write the trace without the values in it."""
    events.error("defect", exc_info=exc_info, code=g.get("request_id"))


def is_api() -> bool:
    """Whether a program asks, which wants JSON."""
    return request.path.startswith("/api/")


def refused(refusal: Refusal) -> Response:
    """What, why, who can, and what to do next."""
    answer = problem(refusal) if is_api() else page(refusal)
    if isinstance(refusal, Throttled):
        answer.headers["Retry-After"] = str(refusal.retry_after)
    if refusal.status == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="office"'
    return answer


def problem(refusal: Refusal) -> Response:
    """The refusal as application/problem+json."""
    members = refusal.problem() | {"instance": f"urn:congvu:request:{g.get('request_id', '')}"}
    answer = Response(json.dumps(members, ensure_ascii=False), status=refusal.status)
    answer.content_type = "application/problem+json"
    return answer


def page(refusal: Refusal) -> Response:
    """The refusal as a page with the way back."""
    text = render_template(
        "refusal.html",
        refusal=refusal,
        reference=g.get("request_id", "") if refusal.status >= 500 else "",
        back=_way_back(),
    )
    return make_response(text, refusal.status)


def _way_back() -> str:
    """The page before, when it was one of ours; a form may send to the very page it stands on."""
    before = request.referrer or ""
    is_other = before != request.url or request.method == "POST"
    return before if before.startswith(request.host_url) and is_other else ""


def stale(_error: StaleDataError) -> Response:
    """Two officials edited at once; the second is told."""
    return refused(
        Conflict(
            _("Somebody else changed this in the meantime."),
            fix=_("Go back to keep your text, open the record anew and enter your change again."),
        )
    )


def unavailable(error: OperationalError | NoConnection) -> Response:
    """The database is away, or others held it or all connections for longer than we wait."""
    events.warning("database_unavailable", error=type(getattr(error, "orig", error)).__name__)
    g.session = g.actor = None  # the frame of who is signed in would ask the database again
    answer = refused(
        ProtocolError(
            503,
            _("The system is busy just now. Nothing was changed."),
            fix=_("Go back to keep your text and try again in a minute."),
        )
    )
    answer.headers["Retry-After"] = str(RETRY_AFTER)
    return answer


def beyond(fault: DataError | OverflowError) -> Response:
    """An address or a form names a number or a text that no column holds."""
    events.warning("beyond_measure", error=type(fault).__name__)
    return refused(beyond_measure())


class ProtocolError(Refusal):
    """A request that the protocol itself refuses: no such page, wrong method, too large."""

    def __init__(self, status: int, message: str, *, fix: str = "") -> None:
        super().__init__(message, fix=fix or None)
        self.status = status  # type: ignore[misc]  # one class for all protocol errors
        self.code = f"http-{status}"  # type: ignore[misc]


def protocol_error(error: HTTPException) -> Response | HTTPException:
    """The house's words for the protocol's errors, with the headers that belong to them."""
    if error.response is not None or error.code is None or error.code < 400:
        return error
    message, fix = _words(error.code)
    answer = refused(ProtocolError(error.code, message, fix=fix))
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            answer.headers.setdefault(name, value)
    return answer


def _words(status: int) -> tuple[str, str]:
    words = {
        404: (
            _("There is nothing at this address."),
            _("The address may be mistyped, or the paper is not for your present post."),
        ),
        405: (_("This address does not take this kind of request."), ""),
        413: (
            _("What was sent is too large."),
            _("Files may have up to 64 MB together; send large annexes in parts."),
        ),
        415: (_("This kind of content is not taken here."), ""),
    }
    return words.get(status, (_("This request cannot be understood."), ""))


def defect(_error: InternalServerError) -> Response:
    """A defect of ours: a short code for the operator, never a trace."""
    return refused(
        ProtocolError(
            500,
            _("Something went wrong on our side. Your work was not half-written."),
            fix=_("Try again; if it stays, tell your administrator the code."),
        )
    )


__all__ = ["init_app", "is_api", "page", "problem", "refused"]
