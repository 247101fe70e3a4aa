"""Senders whose pictures are always shown: chosen at a letter, listed in the settings."""

from uuid import UUID

from flask import g, redirect, url_for
from flask import render_template as page
from werkzeug.wrappers import Response

from mail import operations, queries
from mail.policy import Can
from mail.views import frame
from mail.views.blueprint import webmail as bp
from mail.views.settings_frame import boxes, opened, tabs
from office.i18n import _
from office.ui.toasts import toast


@bp.post("/items/<uuid:uid>/pictures")
def trust_sender(uid: UUID) -> Response:
    """From now on the pictures of this sender are shown to this reader of the box."""
    found = queries.open_item(uid, g.actor)
    operations.trust_sender(found, by=g.actor)
    settings = url_for("webmail.settings_pictures", uid=found.opened.box.uid)
    words = _("The pictures of %(sender)s are always shown.", sender=found.message.sender_address)
    toast(words, label=_("Settings"), url=settings)
    return redirect(frame.came_from(url_for("webmail.item", uid=uid)), code=303)


@bp.get("/settings/boxes/<uuid:uid>/pictures")
def settings_pictures(uid: UUID) -> str:
    """Those senders, each with a way to take him off."""
    found = opened(uid, Can.READ)
    return page(
        "mailsettings/pictures.html",
        found=found,
        tabs=tabs(found, "webmail.settings_pictures"),
        boxes=boxes(found, "webmail.settings_pictures"),
        rows=queries.trusted_senders(found, g.actor),
    )


@bp.post("/settings/boxes/<uuid:uid>/pictures/<uuid:item_uid>/ending")
def end_trust(uid: UUID, item_uid: UUID) -> Response:
    """The pictures of this sender wait again until they are asked for."""
    found = opened(uid, Can.READ)
    row = queries.trusted_sender_by_uid(found, item_uid, g.actor)
    operations.end_trust(found, row, by=g.actor)
    toast(_("Pictures of this sender wait until you ask for them."))
    return redirect(url_for(".settings_pictures", uid=uid), code=303)
