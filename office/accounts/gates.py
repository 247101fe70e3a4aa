"""What is asked before any work: second step, own password, second factor, a post."""

from flask import Flask, Response, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from office import web
from office.accounts import entrance, resume
from office.accounts.queries import own_account
from office.actor import cookie_name
from office.error_pages import is_api, page, problem, refused
from office.errors import Forbidden, Refusal, SignInNeeded, StepUpNeeded
from office.i18n import _

WAYS_OUT = frozenset({"entrance.sign_out", "entrance.second_step", "entrance.prove_second"})
PASSWORD = WAYS_OUT | {"account.password", "account.change_password"}
FACTOR = PASSWORD | {
    "account.factor",
    "account.set_up_factor",
    "account.picture",
    "entrance.posts",
    "entrance.choose_post",
}


def register(app: Flask) -> None:
    """Put the gates in their order and answer who is not signed in or not freshly proved."""
    for gate in (second_step, own_password, second_factor, some_post):
        web.add_gate(app, gate)
    app.register_error_handler(SignInNeeded, to_sign_in)
    app.register_error_handler(StepUpNeeded, to_step_up)


def second_step() -> BaseResponse | None:
    """After the password comes the code."""
    if not g.session.lacks_second_step or request.endpoint in WAYS_OUT:
        return None
    return _lead("entrance.second_step", _("The code of your second factor is still missing."))


def own_password() -> BaseResponse | None:
    """A one-time password is changed before anything else."""
    if g.session.is_token or not g.session.must_change_password or request.endpoint in PASSWORD:
        return None
    return _lead("account.password", _("First choose a password of your own."))


def second_factor() -> BaseResponse | None:
    """Clerks, leaders, personnel staff and administrators set up a second factor (ASVS 6.3.3)."""
    if g.session.is_token or not g.session.lacks_factor or request.endpoint in FACTOR:
        return None
    return _lead("account.factor", _("Your post asks for a second factor. Set it up first."))


def some_post() -> BaseResponse | None:
    """Work is done in a post; without one only the own account is open."""
    blueprint = (request.endpoint or "").split(".")[0]
    if g.actor.tenure_id is not None or blueprint in {"entrance", "account", "ui", "web"}:
        return None
    if blueprint == "api_accounts":
        return None
    return _lead("entrance.posts", _("You act in no post at present."))


def _lead(endpoint: str, why: str) -> BaseResponse:
    if is_api():
        return problem(Forbidden(why))
    onward = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(url_for(endpoint, next=onward or None), code=303)


def to_sign_in(refusal: Refusal) -> BaseResponse:
    """Nobody is signed in, or the session has run out: what was being sent waits for its author."""
    if is_api():
        return refused(refusal)
    if request.method in {"GET", "HEAD"} and "X-Swap" not in request.headers:
        onward = request.full_path.rstrip("?")
        return redirect(url_for("entrance.sign_in", next=onward), code=303)
    return door(
        "accounts/sign_in.html",
        401,
        kept=resume.keep(),
        next="/",
        has_ended=cookie_name() in request.cookies,
    )


def to_step_up(refusal: Refusal) -> BaseResponse:
    """The act waits in the page that asks for the fresh proof."""
    if is_api():
        return problem(refusal)
    if g.session is None:
        return page(refusal)
    if request.method == "GET":
        onward = request.full_path.rstrip("?")
        return redirect(url_for("entrance.step_up", next=onward), code=303)
    return door("accounts/step_up.html", 403, kept=resume.keep(), next="/")


def door(template: str, status: int = 200, **facts: object) -> Response:
    """A page of the entrance, with what its template always asks for."""
    known: dict[str, object] = {
        "errors": {},
        "login": "",
        "kept": "",
        "next": "/",
        "has_ended": False,
        "by_code": g.session is not None and g.session.has_factor,
        "demo_code": entrance.demo_code(own_account(g.actor)) if g.session else "",
    }
    return make_response(render_template(template, **known | facts), status)
