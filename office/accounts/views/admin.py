"""The administrator's list of accounts: open, close, slip, lost phone, sessions."""

from uuid import UUID

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, url_for
from sqlalchemy import or_, select
from werkzeug.wrappers import Response as BaseResponse

from office.accounts import forms, mobile, operations, queries
from office.accounts.models import Account, Person, SessionRow
from office.accounts.policy import Can
from office.config import current_settings
from office.db import db
from office.errors import Invalid, NotFound
from office.i18n import _
from office.permissions import require
from office.search import fold
from office.ui import paging

bp = Blueprint("accounts", __name__, url_prefix="/accounts")


@bp.get("")
def list_accounts() -> str:
    require(g.actor, Can.MANAGE_ACCOUNT)
    wanted = request.args.get("q", "")[:100]
    rows = db.session.execute(_found(wanted, request.args.get("after"))).all()
    page = paging.page_of(rows, key=lambda row: (row.folded_name, row.Account.id))
    return render_template(
        "accounts/accounts.html", page=page, q=wanted, masked=mobile.masked, backups=_backups()
    )


def _backups() -> dict[str, object]:
    """What the administrator is told: the last backup, the last proof, what went wrong."""
    from office import backup, restored  # a web process needs it for this page alone

    known, wrong = backup.state_of(current_settings()), list(backup.faults())
    return {
        "made_at": backup.moment_of(known.made_at),
        "verified_at": backup.moment_of(known.verified_at),
        "name": known.name,
        "rows": known.rows,
        "files": known.files,
        "is_wrong": bool(wrong),
        "problem": known.problem,
        "restored": restored.read(current_settings().data_dir),
        "moment_of": backup.moment_of,
    }


def _found(wanted: str, after: str | None):  # type: ignore[no-untyped-def]  # a select of columns
    query = queries.accounts().limit(paging.SIZE + 1)
    if wanted:
        part = fold(wanted)
        query = query.where(
            or_(
                Person.folded_name.contains(part, autoescape=True),
                Account.login.contains(wanted.casefold(), autoescape=True),
            )
        )
    place = paging.decode(after, str, int)
    return query.where(queries.after_account(*place)) if place else query


@bp.get("/new")
def new_account() -> str:
    require(g.actor, Can.MANAGE_ACCOUNT)
    return render_template("accounts/new_account.html", errors={}, values={})


@bp.post("")
def open_account() -> BaseResponse:
    try:
        account, slip = _opened()
    except Invalid as refusal:
        text = render_template(
            "accounts/new_account.html", errors=refusal.fields, values=request.form
        )
        return make_response(text, refusal.status)
    return make_response(_slip_page(account, slip))


def _opened() -> tuple[Account, str]:
    name, login = forms.text("full_name", longest=200), forms.text("login", longest=200)
    if not name:
        raise Invalid(_("Enter the name."), fields={"full_name": _("Enter the name.")})
    return operations.admit(name, login=login, by=g.actor)


def _slip_page(account: Account, slip: str) -> str:
    return render_template("accounts/slip.html", account=account, slip=slip, name=_name_of(account))


def _name_of(account: Account) -> str:
    return db.session.get_one(Person, account.person_id).full_name


@bp.get("/<uuid:uid>")
def show(uid: UUID) -> str:
    require(g.actor, Can.MANAGE_ACCOUNT)
    return _page_of(queries.account_by_uid(uid))


def _page_of(account: Account, **facts: object) -> str:
    return render_template(
        "accounts/show.html",
        account=account,
        mobile=mobile.masked(account.mobile),
        name=_name_of(account),
        held=queries.posts_of(account.person_id),
        sessions=queries.live_sessions(account.id),
        tokens=queries.tokens_of(account.id),
        **{"errors": {}, "typed": ""} | facts,
    )


@bp.post("/<uuid:uid>/mobile")
def change_mobile(uid: UUID) -> BaseResponse:
    account = queries.account_by_uid(uid)
    try:
        operations.change_mobile(account, forms.text("mobile"), by=g.actor)
    except Invalid as refusal:
        typed = {"errors": refusal.fields, "typed": request.form.get("mobile", "")}
        return make_response(_page_of(account, **typed), refusal.status)
    flash(_("The mobile number is kept."))
    return redirect(url_for(".show", uid=uid), code=303)


@bp.post("/<uuid:uid>/closing")
def close(uid: UUID) -> BaseResponse:
    operations.close_account(queries.account_by_uid(uid), by=g.actor)
    flash(_("The account is closed; its sessions and tokens have ended."))
    return redirect(url_for(".show", uid=uid), code=303)


@bp.post("/<uuid:uid>/reopening")
def reopen(uid: UUID) -> BaseResponse:
    operations.reopen_account(queries.account_by_uid(uid), by=g.actor)
    flash(_("The account is open again."))
    return redirect(url_for(".show", uid=uid), code=303)


@bp.post("/<uuid:uid>/slip")
def give_slip(uid: UUID) -> str:
    account = queries.account_by_uid(uid)
    return _slip_page(account, operations.give_slip(account, by=g.actor))


@bp.post("/<uuid:uid>/second-factor/removal")
def remove_factor(uid: UUID) -> BaseResponse:
    operations.remove_factor(queries.account_by_uid(uid), by=g.actor)
    flash(_("The second factor has been removed; the owner sets up a new one when signing in."))
    return redirect(url_for(".show", uid=uid), code=303)


@bp.post("/<uuid:uid>/sessions/<uuid:session_uid>/ending")
def end_session(uid: UUID, session_uid: UUID) -> BaseResponse:
    account = queries.account_by_uid(uid)
    row = db.session.scalar(
        select(SessionRow).where(SessionRow.uid == session_uid, SessionRow.account_id == account.id)
    )
    if row is None:
        raise NotFound(_("There is no such session."))
    operations.end_session(row, by=g.actor)
    flash(_("The session has been ended."))
    return redirect(url_for(".show", uid=uid), code=303)
