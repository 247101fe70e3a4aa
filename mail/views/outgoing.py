"""The administrator's page of outgoing mail: the door, what is held and why; no content."""

from uuid import UUID

from flask import Flask, flash, g, redirect, request, url_for
from flask import render_template as page
from werkzeug.wrappers import Response as BaseResponse

from mail import operations, queries
from mail.models import MailState, OutgoingMail
from mail.policy import Can
from mail.views.blueprint import outgoing as bp
from office.config import current_settings
from office.db import db
from office.i18n import _, _l
from office.permissions import allowed, require
from office.ui import menu, paging, parts
from office.units.models import Unit

WHY = {
    operations.CLOSED: _l("The door for outgoing mail is closed."),
    operations.NO_SMARTHOST: _l("No mail server is set for this installation."),
}
VIEWS = (
    ("", _l("All"), ()),
    ("held", _l("Held back"), (MailState.HELD,)),
    ("waiting", _l("Waiting"), (MailState.QUEUED,)),
    ("failed", _l("Not sent"), (MailState.FAILED,)),
    ("sent", _l("Sent"), (MailState.SENT,)),
)


def register(app: Flask) -> None:
    """Add the entry."""
    menu.register(
        app,
        menu.Entry(
            "mail.list_outgoing",
            _l("Outgoing mail"),
            "send",
            menu.Section.OPERATION,
            order=70,
            visible=lambda actor: allowed(actor, Can.KEEP_DOOR),
        ),
    )


@bp.get("")
def list_outgoing() -> str:
    require(g.actor, Can.KEEP_DOOR)
    view = request.args.get("view", "")
    states = next((states for name, _label, states in VIEWS if name == view), ())
    wanted = queries.outgoing(g.actor, states).limit(paging.SIZE + 1)
    place = paging.decode(request.args.get("after"), int)
    if place:
        wanted = wanted.where(OutgoingMail.id < place[0])
    rows = db.session.scalars(wanted).all()
    return page(
        "outgoing/list.html",
        page=paging.page_of(rows, key=lambda row: (row.id,)),
        views=[_view(name, label, view) for name, label, _states in VIEWS],
        view=view,
        is_open=queries.is_open(g.actor.agency_id),
        smarthost=queries.smarthost(),
        is_direct=current_settings().mail_direct,
        why=WHY,
    )


def _view(name: str, label: object, current: str) -> parts.Link:
    url = url_for(".list_outgoing", view=name or None)
    return parts.Link(str(label), url, is_current=name == current)


@bp.post("/door")
def move_door() -> BaseResponse:
    agency = db.session.get_one(Unit, g.actor.agency_id)
    if request.form.get("state") == "open":
        operations.open_door(agency, by=g.actor)
        flash(_("Mail leaves the house now; what was held goes first."))
    else:
        operations.close_door(agency, by=g.actor)
        flash(_("Mail is held back from now on."))
    return redirect(url_for(".list_outgoing"), code=303)


@bp.post("/<uuid:uid>/sending")
def send_again(uid: UUID) -> BaseResponse:
    operations.send_again(queries.mail_by_uid(uid, g.actor), by=g.actor)
    flash(_("The message is tried once more."))
    return redirect(url_for(".list_outgoing"), code=303)


@bp.post("/<uuid:uid>/withdrawal")
def drop(uid: UUID) -> BaseResponse:
    operations.drop(queries.mail_by_uid(uid, g.actor), by=g.actor)
    flash(_("The message was withdrawn."))
    return redirect(url_for(".list_outgoing"), code=303)
