"""Search over what the reader may see: words without accents, or the beginning of a number."""

from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from documents import queries, rows
from documents.views.blueprint import actor, base, bp
from office.i18n import _, ngettext, number
from office.ui import paging

MOST = 1000
LONGEST = 200


@bp.get("/search")
def search() -> Response:
    """Newest first; the count stops at a thousand."""
    wanted = request.args.get("q", "").strip()[:LONGEST]
    before = paging.decode(request.args.get("after"), int)
    found = queries.found(actor(), wanted, before=before[0] if before else None)
    page = paging.page_of(queries.page_of(found) if wanted else [], key=lambda row: (row.id,))
    is_all = page.after is None and before is None
    text = render_template(
        "documents/search.html",
        wanted=wanted,
        rows=rows.book_rows(page.rows, rows.ListLook(base(), leads_with_arrival=False)),
        count=count_words(len(page.rows) if is_all else _count(wanted)) if wanted else "",
        next_url=url_for("documents.search", q=wanted, after=page.after) if page.after else "",
        first_url=url_for("documents.search", q=wanted) if before else "",
    )
    return make_response(text)


def _count(wanted: str) -> int:
    return queries.count_up_to(queries.found(actor(), wanted), MOST)


def count_words(count: int) -> str:
    """How many were found, no further than a thousand."""
    if count > MOST:
        return _("more than %(count)s found", count=number(MOST))
    return ngettext("%(num)d found", "%(num)d found", count)
