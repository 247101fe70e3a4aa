"""The administrator's page of outgoing mail: the door, what is held and why; no content."""

from collections.abc import Sequence
from uuid import UUID

from flask import Flask, flash, g, redirect, request, url_for
from flask import render_template as page
from werkzeug.wrappers import Response as BaseResponse

from mail import operations, queries
from mail.models import MailState, OutgoingMail
from mail.policy import Can
from mail.queries import queue
from mail.queries.freezes import FROZEN
from mail.queries.queue import Sought
from mail.views.blueprint import outgoing as bp
from office.config import current_settings
from office.db import db
from office.errors import Refusal
from office.i18n import _, _l, ngettext
from office.permissions import allowed, require
from office.ui import menu, paging, parts
from office.ui.filled import Words
from office.ui.toasts import toast
from office.units.models import Unit

WHY = {
    operations.CLOSED: _l("The door for outgoing mail is closed."),
    operations.NO_SMARTHOST: _l("No mail server is set for this installation."),
    operations.BY_HAND: _l("An administrator holds it back."),
    FROZEN: _l("The account of its writer is frozen."),
    operations.INFECTED: _l("A virus was found in it."),
}
VIEWS = (
    ("", _l("All"), tuple(MailState)),
    ("waiting", _l("Waiting"), (MailState.QUEUED,)),
    ("held", _l("Held back"), (MailState.HELD,)),
    ("failed", _l("Not sent"), (MailState.FAILED,)),
    ("sent", _l("Sent"), (MailState.SENT,)),
    ("withdrawn", _l("Withdrawn"), (MailState.WITHDRAWN,)),
)
ASKED = ("view", "q", "domain", "box", "frozen")
LONGEST = 254


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
    wanted, after = queue.sought(g.actor, _sought()), request.args.get("after")
    shown = paging.latest(wanted, OutgoingMail.id, after, size=paging.size_wanted())
    return page(
        "outgoing/list.html",
        page=shown,
        other_rows=paging.other_size(shown.after),
        views=_views(),
        asked=_asked(),
        places=queue.places(g.actor),
        acts=_acts(),
        senders=queries.primary_addresses([row.mailbox_id for row in shown.rows if row.mailbox_id]),
        is_open=queries.is_open(g.actor.agency_id),
        smarthost=queries.smarthost(),
        is_direct=current_settings().mail_direct,
        why=WHY,
    )


def _asked() -> Words:
    """What the address of the page asks for, to be carried along."""
    given = {name: request.args.get(name, "").strip()[:LONGEST] for name in ASKED}
    return Words({name: value for name, value in given.items() if value})


def _sought() -> Sought:
    asked = _asked()
    states = next((states for name, _label, states in VIEWS[1:] if name == asked["view"]), ())
    more = {name: asked[name] for name in ("domain", "box", "frozen")}
    return Sought(states, words=asked["q"], **more)


def _views() -> list[parts.Link]:
    asked, counts = _asked(), queue.counts(g.actor)
    current = asked.pop("view", "")
    return [
        parts.Link(
            str(label),
            url_for(".list_outgoing", view=name or None, **asked),
            count=sum(counts.get(one, 0) for one in states),
            is_current=name == current,
        )
        for name, label, states in VIEWS
    ]


def _acts() -> list[parts.Act]:
    """What is done with the chosen ones; the buttons say which."""
    url = url_for(".act", **_asked())
    return [
        parts.Act(str(_("Try now")), url, "go-on", "send", name="act", value="now"),
        parts.Act(str(_("Hold back")), url, "", "lock", name="act", value="hold"),
        parts.Act(
            str(_("Give up and report")), url, "", "stop", name="act", value="end", is_minor=True
        ),
    ]


@bp.post("/acts")
def act() -> BaseResponse:
    """One act on all that were chosen."""
    require(g.actor, Can.KEEP_DOOR)
    mails = queue.chosen(g.actor, _chosen())
    toast(_done(request.form.get("act", ""), mails))
    return redirect(url_for(".list_outgoing", **_asked()), code=303)


def _chosen() -> set[UUID]:
    try:
        found = {UUID(one) for one in request.form.getlist("chosen")[: max(paging.SIZES)]}
    except ValueError:
        found = set()
    if not found:
        raise Refusal(_("Nothing was chosen."), fix=_("Tick the messages first."))
    return found


def _done(name: str, mails: Sequence[OutgoingMail]) -> str:
    if name == "now":
        count = operations.try_now(mails, by=g.actor)
        return ngettext("%(num)d message is tried now.", "%(num)d messages are tried now.", count)
    if name == "hold":
        count = operations.hold_back(mails, by=g.actor)
        return ngettext("%(num)d message is held.", "%(num)d messages are held.", count)
    if name != "end":
        raise Refusal(_("Nothing was chosen."), fix=_("Choose what to do with the messages."))
    count = operations.end_tries(mails, by=g.actor)
    return ngettext("%(num)d message was given up.", "%(num)d messages were given up.", count)


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
