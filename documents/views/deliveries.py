"""What the clerk follows after the issue: who has it, who waits, who is late, what goes by post."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.models import Dispatch, DispatchState, Document
from documents.policy import Can
from documents.queries import following
from documents.views.blueprint import actor, bp, page_of
from office import clock
from office.db import db
from office.errors import Invalid
from office.i18n import _, _l, ngettext
from office.permissions import require
from office.ui import paging
from office.ui.parts import Link
from office.ui.toasts import toast
from office.units import queries as units

VIEWS: Mapping[str, object] = {
    "waiting": _l("Waiting"),
    "late": _l("Overdue"),
    "silent": _l("No receipt"),
    "asked": _l("Asked back"),
    "to-post": _l("To post"),
    "posted": _l("Postal register"),
    "all": _l("All"),
}
MOST_LABELS = 60


@dataclass(frozen=True)
class DeliveryLine:
    """One receiver as the list shows it."""

    row: Dispatch
    document: Document
    url: str
    is_late: bool
    is_silent: bool
    can_send: bool


@bp.get("/deliveries")
def deliveries() -> Response:
    """Late ones first."""
    require(actor(), Can.FOLLOW_DELIVERIES, None)
    view = request.args.get("view", "waiting")
    view = view if view in VIEWS else "waiting"
    words = request.args.get("q", "")[:100]
    page = _read(view, words)
    text = render_template(
        "documents/deliveries.html",
        lines=[_line(row, document) for row, document in page.rows],
        tabs=[_tab(name, view) for name in VIEWS],
        view=view,
        words=words,
        next_url=_url(view, words, page.after) if page.after else "",
        first_url=_url(view, words) if "after" in request.args else "",
    )
    return make_response(text)


def _tab(name: str, view: str) -> Link:
    return Link(str(VIEWS[name]), _url(name), is_current=name == view)


def _url(view: str, words: str = "", after: str | None = None) -> str:
    return url_for("documents.deliveries", view=view, q=words or None, after=after)


def _read(view: str, words: str) -> paging.Page[tuple[Dispatch, Document]]:
    statement = queries.followed(actor(), view, words).limit(paging.SIZE + 1)
    place = paging.decode(request.args.get("after"), datetime, int)
    if place:
        statement = statement.where(following.after_row(view, *place))
    rows = [(pair[0], pair[1]) for pair in db.session.execute(statement)]
    return paging.page_of(rows, key=lambda pair: following.place_of(pair[0]))


def _line(row: Dispatch, document: Document) -> DeliveryLine:
    now = clock.now()
    is_sent = row.state is DispatchState.SENT and row.channel in following.ELECTRONIC
    return DeliveryLine(
        row=row,
        document=document,
        url=page_of(document),
        is_late=_is_late(row),
        is_silent=bool(is_sent and row.sent_at and row.sent_at < now - following.RECEIPT_WITHIN),
        can_send=row.state is DispatchState.FAILED,
    )


def _is_late(row: Dispatch) -> bool:
    """Not sent by its hour, or sent after it."""
    left_at = clock.now() if row.state in following.WAITING else row.sent_at
    return bool(row.due_at and left_at and left_at > row.due_at)


@bp.post("/deliveries/posting")
def mark_posted() -> Response:
    """Several letters given to the post at once."""
    rows = queries.dispatches_by_uid(actor(), _chosen())
    count = operations.mark_posted(rows, request.form.get("note", ""), by=actor())
    toast(ngettext("%(num)d letter is posted.", "%(num)d letters are posted.", count))
    return redirect(_url("to-post"), code=303)


def _chosen() -> list[UUID]:
    try:
        chosen = [UUID(text) for text in request.form.getlist("row")]
    except ValueError:
        chosen = []
    if not chosen:
        raise Invalid(_("Choose at least one."))
    return chosen


@bp.get("/deliveries/labels")
def address_labels() -> Response:
    """Address labels of all that waits for the post, to print on envelopes."""
    require(actor(), Can.FOLLOW_DELIVERIES, None)
    statement = queries.followed(actor(), "to-post").limit(MOST_LABELS)
    pairs = [(pair[0], pair[1]) for pair in db.session.execute(statement)]
    agency_id = actor().agency_id or 0
    text = render_template(
        "documents/address_labels.html",
        pairs=pairs,
        sender=units.name_of(agency_id),
        address=units.address_of(agency_id),
    )
    return make_response(text)
