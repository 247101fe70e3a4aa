"""The labels of a box: new ones, other names, and away with those that nobody uses."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from mail import operations, queries
from mail.policy import Can
from mail.queries.boxes import OpenBox
from mail.views import frame
from mail.views.blueprint import webmail as bp
from mail.views.frame import actor
from office.errors import Invalid
from office.i18n import _
from office.permissions import require
from office.ui.parts import Link
from office.ui.toasts import toast


@bp.get("/boxes/<uuid:uid>/labels")
def labels(uid: UUID) -> str:
    """All labels of a box."""
    opened = frame.opened(uid)
    require(actor(), Can.MANAGE, opened)
    return _page(opened)


@bp.post("/boxes/<uuid:uid>/labels")
def make_label(uid: UUID) -> Response | tuple[str, int]:
    """One more label."""
    opened = frame.opened(uid)
    name = request.form.get("name", "")
    try:
        made = operations.make_label(opened, name, by=actor())
    except Invalid as refusal:
        return _page(opened, name, str(refusal.message)), refusal.status
    toast(_("The label “%(name)s” is there.", name=made.name))
    return redirect(url_for("webmail.labels", uid=uid), code=303)


@bp.post("/boxes/<uuid:uid>/labels/<uuid:item_uid>/name")
def rename_label(uid: UUID, item_uid: UUID) -> Response | tuple[str, int]:
    """Another name."""
    opened = frame.opened(uid)
    found = queries.label_by_uid(opened, item_uid)
    try:
        operations.rename_label(opened, found, request.form.get("name", ""), by=actor())
    except Invalid as refusal:
        return _page(opened, trouble=str(refusal.message)), refusal.status
    return redirect(url_for("webmail.labels", uid=uid), code=303)


@bp.post("/boxes/<uuid:uid>/labels/<uuid:item_uid>/dropping")
def drop_label(uid: UUID, item_uid: UUID) -> Response:
    """Away with it; the mail that bore it stays."""
    opened = frame.opened(uid)
    operations.drop_label(opened, queries.label_by_uid(opened, item_uid), by=actor())
    toast(_("The label was dropped; the mail stays where it is."))
    return redirect(url_for("webmail.labels", uid=uid), code=303)


@bp.post("/boxes/<uuid:uid>/labels/<uuid:item_uid>/privacy")
def turn_private(uid: UUID, item_uid: UUID) -> Response:
    """Only for the owner, or for all readers of the box."""
    opened = frame.opened(uid)
    found = queries.label_by_uid(opened, item_uid)
    operations.turn_private(opened, found, by=actor())
    hidden = _("Other readers of this mailbox do not see mail with “%(name)s”.", name=found.name)
    shown = _("Mail with “%(name)s” is seen by all readers of this mailbox.", name=found.name)
    toast(hidden if found.is_private else shown)
    return redirect(url_for("webmail.labels", uid=uid), code=303)


def _page(opened: OpenBox, typed: str = "", trouble: str = "") -> str:
    return render_template(
        "webmail/labels.html",
        box=opened.box,
        back=Link(opened.box.name, frame.box_url(opened)),
        labels=queries.labels_seen(opened.box, actor()),
        typed=typed,
        trouble=trouble,
        is_own=queries.is_personal(opened, actor()),
        may_be_private=queries.rules_for(opened.box).allows_private,
    )
