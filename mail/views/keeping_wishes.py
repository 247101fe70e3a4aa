"""What an administrator asked for and a second person confirms; closing and proving of domains."""

from uuid import UUID

from flask import g, redirect, url_for
from flask import render_template as page
from werkzeug.wrappers import Response

from mail import operations, queries
from mail.policy import Can
from mail.queries.wishes import wish_by_uid, wishes
from mail.views.blueprint import keeping as bp
from mail.views.keeping_domains import show_domain
from mail.views.keeping_frame import guard, tabs
from office.accounts.forms import text
from office.i18n import _
from office.permissions import Role, require
from office.ui import menu
from office.ui.filled import answer
from office.ui.toasts import toast


@bp.get("/wishes")
def list_wishes() -> str:
    _guard()
    return page("mailkeep/wishes.html", tabs=tabs("mailkeep.list_wishes"), lines=wishes(g.actor))


def _guard() -> None:
    require(g.actor, Can.CONFIRM, g.actor.agency_id)
    menu.mark_current("mailkeep.list_boxes" if g.actor.holds(Role.ADMIN) else "mailkeep.holds")


@bp.post("/wishes/<uuid:uid>/confirmation")
def confirm_wish(uid: UUID) -> Response:
    _guard()
    operations.confirm_wish(wish_by_uid(uid, g.actor), by=g.actor)
    return _back(_("It was confirmed and is done."))


@bp.post("/wishes/<uuid:uid>/refusal")
def refuse_wish(uid: UUID) -> Response:
    _guard()
    operations.refuse_wish(wish_by_uid(uid, g.actor), by=g.actor)
    return _back(_("It was refused; everything stays as it was."))


@bp.post("/wishes/<uuid:uid>/withdrawal")
def withdraw_wish(uid: UUID) -> Response:
    _guard()
    operations.withdraw_wish(wish_by_uid(uid, g.actor), by=g.actor)
    return _back(_("Nobody has to confirm it any more."))


def _back(words: str) -> Response:
    toast(words)
    return redirect(url_for(".list_wishes"), code=303)


# ------------------------------------------------------------------------------ domains


@bp.post("/domains/<uuid:uid>/proof")
def ask_proof(uid: UUID) -> Response:
    guard()
    found = queries.kept_domain(uid, g.actor)

    def act() -> str:
        operations.ask_proof(found, reason=text("reason"), by=g.actor)
        toast(_("A second person was asked to confirm it."))
        return url_for(".list_wishes")

    return answer(act, lambda filled: show_domain(found, filled), name="proof")


@bp.post("/domains/<uuid:uid>/closing")
def close_domain(uid: UUID) -> Response:
    guard()
    found = queries.kept_domain(uid, g.actor)

    def act() -> str:
        operations.close_domain(found, reason=text("reason"), by=g.actor)
        toast(_("The domain is kept here no longer; its addresses stay reserved."))
        return url_for(".domains")

    return answer(act, lambda filled: show_domain(found, filled), name="closing")
