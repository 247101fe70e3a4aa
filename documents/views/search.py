"""Search over what the reader may see: words without accents, or the beginning of a number."""

import re
from typing import Any

from flask import make_response, render_template, request, url_for
from sqlalchemy import Select, or_, select
from werkzeug.wrappers import Response

from documents import queries, rows
from documents.models import Document
from documents.queries import BOOK_COLUMNS
from documents.views.blueprint import actor, base, bp
from office import search as index
from office.i18n import _, ngettext, number
from office.ui import paging

MOST = 1000
LONGEST = 200
NUMBER = re.compile(r"\d+[/\w.ĐđƯưƠơÔôÂâĂăÊê-]*")


@bp.get("/search")
def search() -> Response:
    """Newest first; the count stops at a thousand."""
    wanted = request.args.get("q", "").strip()[:LONGEST]
    statement = found_for(wanted)
    before = paging.decode(request.args.get("after"), int)
    found = queries.page_of(statement, before=before[0] if before else None) if wanted else []
    page = paging.page_of(found, key=lambda row: (row.id,))
    text = render_template(
        "documents/search.html",
        wanted=wanted,
        rows=rows.book_rows(page.rows, rows.ListLook(base(), leads_with_arrival=False)),
        count=count_words(queries.count_up_to(statement, MOST)) if wanted else "",
        next_url=url_for("documents.search", q=wanted, after=page.after) if page.after else "",
        first_url=url_for("documents.search", q=wanted) if before else "",
    )
    return make_response(text)


def found_for(wanted: str) -> Select[Any]:
    """What the reader sees and the words fit, or whose number begins so."""
    fits = index.matches(wanted, "document", Document.__table__.c.id)
    conditions = [fits]
    if NUMBER.fullmatch(wanted):
        conditions.append(Document.symbol.startswith(wanted, autoescape=True))
        if wanted.isdigit() and len(wanted) < 10:
            conditions.append(Document.arrival_no == int(wanted))
    columns: tuple[Any, ...] = BOOK_COLUMNS
    found = select(*columns).where(queries.visible_to(actor()), or_(*conditions))
    return found.order_by(Document.id.desc())


def count_words(count: int) -> str:
    """How many were found, no further than a thousand."""
    if count > MOST:
        return _("more than %(count)s found", count=number(MOST))
    return ngettext("%(num)d found", "%(num)d found", count)
