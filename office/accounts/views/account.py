"""My account: password, second factor, sessions, language and look, tokens."""

from uuid import UUID

from flask import (
    Blueprint,
    Response,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from office import actor, clock, i18n
from office.accounts import entrance, forms, operations, queries, resume, totp
from office.accounts.models import ApiToken, SessionRow
from office.accounts.operations.sessions import raise_session
from office.accounts.views.entrance import YEAR, with_token
from office.config import current_settings
from office.db import db
from office.errors import Invalid, NotFound
from office.i18n import _
from office.step_up import require_step_up
from office.texts.asking import is_on
from office.ui import menu

bp = Blueprint("account", __name__, url_prefix="/account")


@bp.get("")
def show() -> str:
    return page()


def page(**facts: object) -> str:
    """My account with all that belongs to it."""
    account = queries.own_account(g.actor)
    known: dict[str, object] = {"errors": {}, "values": {}, "token": ""}
    texts = {"mobile": account.mobile, "wants": account.wants_texts}
    known |= {"text_errors": {}, "typed": texts, "has_texts": is_on()}
    return render_template(
        "accounts/account.html",
        account=account,
        sessions=queries.live_sessions(account.id),
        codes_left=queries.recovery_codes_left(account.id),
        tokens=queries.tokens_of(account.id),
        scopes=operations.SCOPES,
        own_pages=menu.own_pages(),
        **known | facts,
    )


@bp.get("/password")
def password() -> str:
    return render_template("accounts/password.html", errors={})


@bp.post("/password")
def change_password() -> BaseResponse:
    form = request.form
    try:
        entrance.change_password(form.get("current", ""), form.get("password", ""), by=g.actor)
    except Invalid as refusal:
        text = render_template("accounts/password.html", errors=refusal.fields)
        return make_response(text, refusal.status)
    flash(_("The password has been changed. Other sessions have been ended."))
    return redirect(url_for(".show"), code=303)


@bp.get("/second-factor")
def factor() -> str:
    if g.session.has_factor:
        require_step_up(g.actor)
    return _factor_page(totp.seal_for_set_up(totp.new_secret(), queries.own_account(g.actor)))


def _factor_page(sealed: str, **facts: object) -> str:
    secret = _unsealed(sealed)
    is_demo = current_settings().is_demo
    return render_template(
        "accounts/factor.html",
        sealed=sealed,
        secret=secret,
        demo_code=totp.demo_code(secret, after=0) if is_demo else "",
        **{"errors": {}, "next": resume.safe_next(request.values.get("next", "/"))} | facts,
    )


@bp.get("/second-factor/picture")
def picture() -> Response:
    account = queries.own_account(g.actor)
    image = totp.picture(_unsealed(request.args.get("of", "")), account.login)
    return Response(image, content_type="image/svg+xml")


def _unsealed(sealed: str) -> str:
    try:
        return totp.unseal_for_set_up(sealed, queries.own_account(g.actor))
    except ValueError:
        raise NotFound(_("This picture has run out. Open the page anew.")) from None


@bp.post("/second-factor")
def set_up_factor() -> BaseResponse:
    sealed, code = request.form.get("sealed", ""), request.form.get("code", "")[:50]
    account = queries.own_account(g.actor)
    try:
        codes = operations.set_up_factor(account, secret=_unsealed(sealed), code=code, by=g.actor)
    except Invalid as refusal:
        return make_response(_factor_page(sealed, errors=refusal.fields), refusal.status)
    return _codes_page(codes, raise_session(by=g.actor))


def _codes_page(codes: list[str], token: str) -> BaseResponse:
    g.session = actor.by_token(token)
    onward = resume.safe_next(request.form.get("next", "/"))
    text = render_template("accounts/codes.html", codes=codes, next=onward)
    return with_token(make_response(text), token)


@bp.post("/recovery-codes")
def print_codes() -> str:
    codes = operations.print_codes(by=g.actor)
    return render_template("accounts/codes.html", codes=codes, next=url_for(".show"))


@bp.post("/other-sessions/ending")
def end_others() -> BaseResponse:
    count = operations.end_other_sessions(by=g.actor)
    flash(i18n.ngettext("%(num)d other session ended.", "%(num)d other sessions ended.", count))
    return redirect(url_for(".show"), code=303)


@bp.post("/sessions/<uuid:uid>/ending")
def end_session(uid: UUID) -> BaseResponse:
    row = db.session.scalar(
        select(SessionRow).where(SessionRow.uid == uid, SessionRow.account_id == g.actor.account_id)
    )
    if row is None:
        raise NotFound(_("There is no such session."))
    operations.end_session(row, by=g.actor)
    flash(_("The session has been ended."))
    return redirect(url_for(".show"), code=303)


@bp.post("/preferences")
def save_preferences() -> BaseResponse:
    language, theme = request.form.get("language", ""), request.form.get("theme", "")
    reminders = request.form.get("reminders", "")
    operations.save_preferences(language=language, theme=theme, reminders=reminders, by=g.actor)
    answer = redirect(url_for(".show"), code=303)
    for name, value in ((i18n.COOKIE, language), ("theme", theme)):
        answer.set_cookie(
            name,
            value,
            max_age=YEAR,
            secure=current_settings().secure_cookies,
            httponly=True,
            samesite="Lax",
        )
    return answer


@bp.post("/texts")
def save_texts() -> BaseResponse:
    form, wants = request.form, "wants" in request.form
    try:
        operations.save_texts(forms.text("mobile"), wants=wants, by=g.actor)
    except Invalid as refusal:
        text = page(
            text_errors=refusal.fields, typed={"mobile": form.get("mobile"), "wants": wants}
        )
        return make_response(text, refusal.status)
    flash(_("Your wish about text messages is kept."))
    return redirect(url_for(".show"), code=303)


@bp.post("/tokens")
def make_token() -> BaseResponse:
    try:
        token = operations.make_token(
            queries.own_account(g.actor),
            tenure=queries.present_post(g.actor),
            name=forms.text("name", longest=100),
            scopes=request.form.getlist("scopes"),
            expires_at=clock.end_of_work(forms.day("expires_on")),
            by=g.actor,
        )
    except Invalid as refusal:
        return make_response(page(errors=refusal.fields, values=request.form), refusal.status)
    return make_response(page(token=token))


@bp.post("/tokens/<uuid:uid>/revocation")
def revoke_token(uid: UUID) -> BaseResponse:
    token = db.session.scalar(
        select(ApiToken).where(ApiToken.uid == uid, ApiToken.account_id == g.actor.account_id)
    )
    if token is None:
        raise NotFound(_("There is no such token."))
    operations.revoke_token(token, by=g.actor)
    flash(_("The token has been revoked."))
    return redirect(url_for(".show"), code=303)
