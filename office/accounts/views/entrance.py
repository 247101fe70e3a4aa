"""Signing in and out, the second step, the fresh proof before weighty acts, the acting post."""

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from office import actor, beginning, i18n
from office.accounts import entrance, operations, resume
from office.accounts.gates import door
from office.accounts.models import Account
from office.accounts.operations.sessions import session_of
from office.accounts.queries import own_account, posts_of, session_by_token
from office.config import current_settings
from office.db import db
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor
from office.web import public

bp = Blueprint("entrance", __name__)
YEAR = 31_536_000
CLIENTS = ("Edg", "Firefox", "OPR", "Chrome", "Safari", "curl", "Python")
SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "Mac OS", "Linux")


@bp.get("/sign-in")
@public
def sign_in() -> BaseResponse:
    if beginning.is_open():
        return redirect(url_for("beginning.ask"), code=303)
    onward = resume.safe_next(request.args.get("next", "/"))
    if current_user.is_authenticated and not current_user.lacks_second_step:
        return redirect(onward, code=303)
    has_ended = actor.cookie_name() in request.cookies
    return door("accounts/sign_in.html", next=onward, has_ended=has_ended)


@bp.post("/sign-in")
@public
def open_session() -> BaseResponse:
    login = request.form.get("login", "")
    try:
        opened = entrance.sign_in(login, request.form.get("password", ""), visitor=visitor())
    except Refusal as refusal:
        faults = refusal.fields if isinstance(refusal, Invalid) else {"login": refusal.message}
        return _again("accounts/sign_in.html", refusal, faults, login=login[:200])
    end_old_session()
    g.session = actor.by_token(opened.token)
    g.actor = g.session.actor
    return with_token(_onward(), opened.token)


def _again(template: str, refusal: Refusal, faults: object, **facts: object) -> Response:
    answer = door(
        template,
        refusal.status,
        errors=faults,
        next=resume.safe_next(request.form.get("next", "/")),
        kept=request.form.get("kept", ""),
        **facts,
    )
    retry_after = getattr(refusal, "retry_after", None)
    if retry_after:
        answer.headers["Retry-After"] = str(retry_after)
    return answer


def visitor() -> entrance.Visitor:
    """The network address and the words for the browser in the list of sessions."""
    agent = request.user_agent.string
    words = [next((word for word in known if word in agent), "") for known in (CLIENTS, SYSTEMS)]
    return entrance.Visitor(request.remote_addr or "", ", ".join(word for word in words if word))


def end_old_session() -> None:
    """A new sign-in in the same browser leaves no live session behind."""
    row = session_by_token(request.cookies.get(actor.cookie_name(), ""))
    if row is not None and row.ended_at is None:
        account = db.session.get_one(Account, row.account_id)
        operations.end_session(row, by=Actor(account_id=account.id, name=account.login))


def with_token(answer: BaseResponse, token: str) -> BaseResponse:
    """Give the browser the session's token; nothing else of the answer names it."""
    is_secure = current_settings().secure_cookies
    answer.set_cookie(
        actor.cookie_name(), token, secure=is_secure, httponly=True, samesite="Lax", path="/"
    )
    account = own_account(g.actor)
    for name, value in ((i18n.COOKIE, account.language), ("theme", account.theme)):
        if value:
            answer.set_cookie(
                name, value, max_age=YEAR, secure=is_secure, httponly=True, samesite="Lax"
            )
    return answer


def _onward() -> BaseResponse:
    """After a right answer: the next step, the form that waits, or the page that was wanted."""
    onward = resume.safe_next(request.form.get("next", "/"))
    word = request.form.get("kept", "")
    kept = resume.read(word, account_id=g.actor.account_id)
    if g.session.lacks_second_step:
        if kept is None:
            return redirect(url_for("entrance.second_step", next=onward), code=303)
        return door("accounts/second_step.html", next=onward, kept=word)
    if kept is not None:
        return make_response(resume.page(kept))
    return redirect(onward, code=303)


@bp.get("/second-factor")
def second_step() -> BaseResponse:
    onward = resume.safe_next(request.args.get("next", "/"))
    if not g.session.lacks_second_step:
        return redirect(onward, code=303)
    return door("accounts/second_step.html", next=onward)


@bp.post("/second-factor")
def prove_second() -> BaseResponse:
    return _prove("accounts/second_step.html")


def _prove(template: str) -> BaseResponse:
    try:
        token = _proof()
    except Refusal as refusal:
        faults = refusal.fields if isinstance(refusal, Invalid) else {"code": refusal.message}
        return _again(template, refusal, faults)
    g.session = actor.by_token(token)
    return with_token(_onward(), token)


def _proof() -> str:
    if g.session.has_factor:
        return entrance.prove_by_code(request.form.get("code", "")[:50], by=g.actor)
    return entrance.prove_by_password(request.form.get("password", ""), by=g.actor)


@bp.get("/step-up")
def step_up() -> BaseResponse:
    onward = resume.safe_next(request.args.get("next", "/"))
    if g.session.is_fresh:
        return redirect(onward, code=303)
    return door("accounts/step_up.html", next=onward)


@bp.post("/step-up")
def prove_again() -> BaseResponse:
    return _prove("accounts/step_up.html")


@bp.post("/sign-out")
def sign_out() -> BaseResponse:
    operations.end_session(session_of(g.actor), by=g.actor)
    answer = redirect(url_for("entrance.sign_in"), code=303)
    answer.delete_cookie(
        actor.cookie_name(),
        secure=current_settings().secure_cookies,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    # Unsent drafts lie in the browser's storage and stay for their author.
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@bp.get("/posts")
def posts() -> str:
    onward = resume.safe_next(request.args.get("next", "/"))
    found = posts_of(g.actor.person_id)
    return render_template("accounts/posts.html", choices=found, next=onward)


@bp.post("/posts")
def choose_post() -> BaseResponse:
    chosen = request.form.get("post", "")
    for post in posts_of(g.actor.person_id):
        if chosen == post.value:
            operations.choose_post(post, by=g.actor)
            return redirect(resume.safe_next(request.form.get("back", "/")), code=303)
    raise Refusal(_("This post is not yours any more."), fix=_("Choose one of the posts shown."))
