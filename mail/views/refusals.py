"""From whom the agency takes no mail, and whom it lets in all the same."""

from datetime import datetime, timedelta
from uuid import UUID

from flask import g, request, url_for
from flask import render_template as page
from werkzeug.wrappers import Response

from mail import operations
from mail.models import MailRefusal
from mail.operations import Stand
from mail.policy import Can
from mail.queries import refusals
from mail.views.blueprint import keeping as bp
from mail.views.keeping_frame import tabs
from office import clock
from office.accounts.forms import day, text
from office.config import current_settings
from office.i18n import _
from office.permissions import require
from office.ui import menu, paging, parts
from office.ui.filled import NOTHING, Filled, answer
from office.ui.toasts import toast

LONGEST = 254


def _guard() -> None:
    require(g.actor, Can.KEEP_DOOR, g.actor.agency_id)
    menu.mark_current("mailkeep.list_boxes")


@bp.get("/refusals")
def list_refusals() -> str:
    _guard()
    return _page(NOTHING)


def _page(filled: Filled) -> str:
    is_over = request.args.get("view") == "ended"
    words = request.args.get("q", "").strip()[:LONGEST]
    wanted = refusals.refusals_of(g.actor, words=words, is_over=is_over)
    return page(
        "refusals/page.html",
        tabs=tabs("mailkeep.list_refusals"),
        views=_views(is_over, words),
        page=paging.latest(wanted, MailRefusal.id, request.args.get("after")),
        is_over=is_over,
        words=words,
        zones=current_settings().smtp_dnsbl,
        refuses=current_settings().smtp_dnsbl_refuses,
        filled=filled,
    )


def _views(is_over: bool, words: str) -> list[parts.Link]:  # noqa: FBT001 - one of two pages
    here = ".list_refusals"
    return [
        parts.Link(str(_("In force")), url_for(here, q=words or None), is_current=not is_over),
        parts.Link(
            str(_("Ended")), url_for(here, view="ended", q=words or None), is_current=is_over
        ),
    ]


@bp.post("/refusals")
def refuse_sender() -> Response:
    _guard()

    def act() -> str:
        row = operations.refuse_sender(_stand(), by=g.actor)
        if row.is_allowed:
            toast(_("Mail of this sender is let in from now on."))
        else:
            toast(_("Mail of this sender is refused from now on."))
        return url_for(".list_refusals")

    return answer(act, _page, name="stand")


def _stand() -> Stand:
    return Stand(
        sender=text("sender", longest=LONGEST),
        reason=text("reason"),
        is_allowed=request.form.get("stance") == "allow",
        until=_until() if request.form.get("until") else None,
    )


def _until() -> datetime:
    """The last second of a day."""
    return clock.local_midnight(day("until") + timedelta(days=1)) - timedelta(seconds=1)


@bp.post("/refusals/<uuid:uid>/ending")
def end_refusal(uid: UUID) -> Response:
    _guard()
    row = refusals.refusal_by_uid(uid, g.actor)

    def act() -> str:
        operations.end_refusal(row, by=g.actor)
        toast(_("The entry has ended."))
        return url_for(".list_refusals")

    return answer(act, _page, name="ending")
