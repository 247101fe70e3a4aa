"""The packages that came through the axis: kept, read, broken with their reason, quarantined."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from documents import queries
from documents.forms.problems import plain_reason
from documents.models import AxisDelivery, DeliveryState, Document
from documents.policy import Can
from documents.views.blueprint import actor, bp, page_of
from documents.views.facts import size_words
from office.db import db
from office.i18n import _l
from office.permissions import require
from office.ui import paging
from office.ui.parts import Link

S = DeliveryState
VIEWS: Mapping[str, tuple[object, tuple[DeliveryState, ...]]] = {
    "all": (_l("All"), ()),
    "held": (_l("Held back"), (S.BROKEN, S.QUARANTINED)),
    "waiting": (_l("Being read"), (S.KEPT,)),
}
STATES = {
    S.KEPT: (_l("kept, being read"), "ask"),
    S.READ: (_l("read"), "ok"),
    S.BROKEN: (_l("broken"), "bad"),
    S.QUARANTINED: (_l("quarantined unread"), "bad"),
    S.DESTROYED: (_l("destroyed on recall"), ""),
}
MEANINGS = {
    "new": _l("new document"),
    "recall": _l("recall"),
    "update": _l("update"),
    "replace": _l("replacement"),
    "status": _l("receipt"),
    "repeat": _l("the same once more"),
}


@dataclass(frozen=True)
class PackageRow:
    """A package as the list shows it; of a quarantined one nothing of its content."""

    title: str
    url: str
    sender: str
    axis_id: str
    at: datetime
    size: str
    state: str
    kind: str
    meaning: str
    reason: str
    repeats: int


@bp.get("/packages")
def packages() -> Response:
    """What came, as it came; a broken package never blocks another."""
    require(actor(), Can.FOLLOW_DELIVERIES, None)
    name = request.args.get("view", "all")
    name = name if name in VIEWS else "all"
    page = _read(name)
    text = render_template(
        "documents/packages.html",
        rows=[_row(delivery, document) for delivery, document in page.rows],
        tabs=[
            Link(str(label), url_for("documents.packages", view=key), is_current=key == name)
            for key, (label, _states) in VIEWS.items()
        ],
        next_url=url_for("documents.packages", view=name, after=page.after) if page.after else "",
        first_url=url_for("documents.packages", view=name) if "after" in request.args else "",
    )
    return make_response(text)


def _read(name: str) -> paging.Page[Any]:
    statement = queries.deliveries(actor(), VIEWS[name][1])
    before = paging.decode(request.args.get("after"), int)
    if before:
        statement = statement.where(AxisDelivery.id < before[0])
    joined = statement.add_columns(Document).outerjoin(
        Document, Document.id == AxisDelivery.document_id
    )
    found = [tuple(row) for row in db.session.execute(joined.limit(paging.SIZE + 1))]
    return paging.page_of(found, key=lambda row: (row[0].id,))


def _row(delivery: AxisDelivery, document: Document | None) -> PackageRow:
    is_hidden = delivery.state is S.QUARANTINED
    words, kind = STATES[delivery.state]
    return PackageRow(
        title="" if is_hidden else delivery.subject,
        url=page_of(document) if document and not is_hidden else "",
        sender=delivery.sender_name or delivery.sender_code,
        axis_id=delivery.axis_id,
        at=delivery.received_at,
        size=size_words(delivery.size),
        state=str(words),
        kind=kind,
        meaning=str(MEANINGS.get(delivery.meaning.partition(":")[0], "")),
        reason=plain_reason(delivery),
        repeats=delivery.repeats,
    )
