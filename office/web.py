"""The order in which every request passes its gates, and the answers that need no page."""

import hashlib
import secrets
import time
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

import structlog
from flask import Blueprint, Flask, Request, Response, abort, current_app, g, redirect, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_login import LoginManager, current_user
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import FileStorage
from werkzeug.sansio.utils import host_is_trusted
from werkzeug.wrappers import Response as BaseResponse

from office import actor, csrf, error_pages, log, metrics, repeats, ui
from office.config import Settings, current_settings
from office.db import db
from office.errors import SignInNeeded
from office.i18n import _

ViewT = TypeVar("ViewT", bound=Callable[..., Any])
Gate = Callable[[], BaseResponse | None]

bp = Blueprint("web", __name__)
events = structlog.get_logger(__name__)


def public(view: ViewT) -> ViewT:
    """Open a view to everybody; stands under the route decorator. All others need signing in."""
    view.is_public = True  # type: ignore[attr-defined]  # functions carry marks
    return view


def of_any_host(view: ViewT) -> ViewT:
    """A view that answers under names not listed as ours, and decides itself which it knows."""
    view.is_of_any_host = True  # type: ignore[attr-defined]  # functions carry marks
    return view


def proves_itself(view: ViewT) -> ViewT:
    """A view for programs of others that checks a signature over each request: no form token."""
    view.has_own_proof = True  # type: ignore[attr-defined]  # functions carry marks
    return view


def is_public(endpoint: str | None) -> bool:
    """Whether a route was opened on purpose."""
    if endpoint is None or endpoint in ui.PUBLIC_ENDPOINTS:
        return True
    return bool(getattr(current_app.view_functions.get(endpoint), "is_public", False))


def add_gate(app: Flask, gate: Gate) -> None:
    """Put a gate behind signing in: what it returns is shown in place of the page."""
    app.extensions.setdefault("office.gates", []).append(gate)


def init_app(app: Flask) -> None:
    """Set up gates, error pages, log and health."""
    settings: Settings = app.extensions["office.settings"]
    log.configure(settings)
    _use_cookies(app, settings)
    csrf.init_app(app)
    error_pages.init_app(app)
    manager = LoginManager(app, add_context_processor=False)
    manager.session_protection = None
    manager.request_loader(actor.load)
    for gate in (begin, check_host, enter, pass_gates, hold_back_twice):
        app.before_request(gate)
    app.after_request(settle_once)
    app.after_request(finish)
    app.register_blueprint(bp)


class Notes(SecureCookieSessionInterface):
    """Most requests carry no note: then there is nothing to be verified."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


def _use_cookies(app: Flask, settings: Settings) -> None:
    app.session_interface = Notes()
    app.config.update(
        SESSION_COOKIE_NAME="__Host-note" if settings.secure_cookies else "note",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )


def begin() -> None:
    """Name the request for the log and the error page."""
    g.actor = None
    g.session = None
    g.request_id = secrets.token_hex(4).upper()
    g.started = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def check_host() -> None:
    """Refuse names that are not ours, so that no page of another name can read our answers."""
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "is_of_any_host", False):
        return
    if not host_is_trusted(request.headers.get("Host"), current_settings().trusted_hosts):
        abort(400, _("This address is not served here."))


def enter() -> None:
    """Origin, then who it is, then the token: nothing of the domain runs before these."""
    csrf.check_origin()
    if request.endpoint in ui.PUBLIC_ENDPOINTS:
        return
    signed_in = current_user._get_current_object()  # noqa: SLF001  # what a proxy stands for
    if signed_in.is_authenticated:
        g.session = signed_in
        g.actor = signed_in.actor
    elif not is_public(request.endpoint):
        raise SignInNeeded(_("Sign in first."))
    view = current_app.view_functions.get(request.endpoint or "")
    if request.endpoint is not None and not getattr(view, "has_own_proof", False):
        csrf.check_token()


def pass_gates() -> BaseResponse | None:
    """Second factor, password, enrolment, post: what the accounts ask for before anything else."""
    if g.session is None or is_public(request.endpoint):
        return None
    for gate in current_app.extensions.get("office.gates", []):
        answer: BaseResponse | None = gate()
        if answer is not None:
            return answer
    return None


def hold_back_twice() -> BaseResponse | None:
    """A form sent a second time, unchanged, leads to the first result instead of acting again."""
    if g.session is None or request.method != "POST" or not request.form.get(csrf.ONCE):
        return None
    key = repeats.digest(g.session.uid, request.full_path, *_content())
    if not repeats.claim_form(key, sent_from=_sent_from()):
        location = repeats.first_result(key)
        if location or not repeats.take_over(key, sent_from=_sent_from()):
            return redirect(location or _sent_from(), code=303)
    g.once = key
    return None


def _sent_from() -> str:
    """The page of ours on which the form stood; the start page when the browser keeps it back."""
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host or not parts.path.startswith("/"):
        return "/"
    return f"/{parts.path.lstrip('/')}" + (f"?{parts.query}" if parts.query else "")


def _content() -> list[str]:
    fields = [f"{name}={value}" for name, value in request.form.items(multi=True)]
    files = [
        f"{name}={file.filename}={_sum_of(file)}" for name, file in request.files.items(multi=True)
    ]
    return [part for part in [*fields, *files] if not part.startswith(f"{csrf.FIELD}=")]


def _sum_of(file: FileStorage) -> str:
    """A corrected file under its old name is another content."""
    found = hashlib.file_digest(file.stream, "sha256").hexdigest()  # type: ignore[arg-type]  # binary
    file.stream.seek(0)
    return found


def settle_once(answer: Response) -> Response:
    """Remember where a form led; one that came back and changed nothing may be sent again."""
    key = g.pop("once", None)
    if key:
        is_done = 300 <= answer.status_code < 400
        repeats.settle_form(key, answer.location or "" if is_done else "")
    return answer


def finish(answer: Response) -> Response:
    """One line in the log: the route and not the path, for paths name people's files."""
    if "started" not in g:
        return answer
    answer.headers["X-Request-Id"] = g.request_id
    if request.endpoint not in ui.PUBLIC_ENDPOINTS:
        events.info(
            "request",
            method=request.method,
            route=str(request.url_rule or "-"),
            status=answer.status_code,
            ms=round((time.perf_counter() - g.started) * 1000, 1),
        )
    return answer


@bp.get("/healthz")
@public
def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@bp.get("/readyz")
@public
def ready() -> tuple[dict[str, str], int]:
    """The process can serve: its database answers and the schema is there."""
    try:
        db.session.execute(text("SELECT id FROM account WHERE id = 0"))
    except SQLAlchemyError:
        events.exception("not_ready")
        return {"status": "database"}, 503
    return {"status": "ok"}, 200


@bp.get("/metrics")
@public
def show_metrics() -> Response:
    """Numbers for a monitoring program that shows its word; for others there is nothing here."""
    if not metrics.is_known(request.headers.get("Authorization", "")):
        abort(404)
    return Response(metrics.text(), content_type=metrics.TYPE)
