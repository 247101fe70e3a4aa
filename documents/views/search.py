"""Search over what the reader may see: words without accents, every field, kept searches."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from documents import operations, queries, rows
from documents.forms.questions import Question, handling_options, standing_options
from documents.models import Direction, SavedSearch, Urgency
from documents.policy.keeping import Can
from documents.queries import figures
from documents.views.blueprint import actor, base, bp
from office import law
from office.errors import Invalid
from office.i18n import _, ngettext, number
from office.permissions import allowed
from office.ui import paging
from office.ui.parts import Link
from office.ui.toasts import toast
from office.units import queries as units

MOST = 1000


@bp.get("/search")
def search() -> Response:
    """Newest first; the count stops at a thousand."""
    return _page(Question.of(request.args))


def _page(asked: Question, *, fault: str = "", status: int = 200) -> Response:
    kept = queries.saved_searches(actor())
    text = render_template(
        "documents/search.html",
        asked=asked,
        fault=fault,
        found=_found(asked) if asked.values() else Found(),
        kept=[_chip(one, asked) for one in kept],
        mine=_same(kept, asked),
        recent=() if asked.values() else queries.recent_documents(actor()),
        options=options(),
        may_freeze=allowed(actor(), Can.FREEZE, None),
        answering=answering(asked),
    )
    return make_response(text, status)


def answering(asked: Question) -> list[Link]:
    """The unit or the desk that answers, as a chip that leads to the list of all."""
    named = {"unit": figures.unit_name, "desk": figures.desk_name}
    found = []
    for name, read in named.items():
        value = asked.values().get(name)
        if value:
            label = _("Nobody yet") if value == figures.NOBODY else read(value)
            url = url_for("documents.search", **asked.values() | {name: None})
            found.append(Link(label, url, is_current=True, lang="vi"))
    return found


@dataclass(frozen=True)
class Found:
    """One page of what was found."""

    rows: str = ""
    count: str = ""
    next_url: str = ""
    first_url: str = ""


def _found(asked: Question) -> Found:
    before = paging.decode(request.args.get("after"), int)
    statement = queries.found(
        actor(), asked.q, before=before[0] if before else None, narrow=asked.conditions()
    )
    page = paging.page_of(queries.page_of(statement), key=lambda row: (row.id,))
    is_all = page.after is None and before is None
    return Found(
        rows=rows.book_rows(page.rows, rows.ListLook(base(), leads_with_arrival=False)),
        count=count_words(len(page.rows) if is_all else _count(asked)),
        next_url=_address(asked, after=page.after) if page.after else "",
        first_url=_address(asked) if before else "",
    )


def _address(asked: Question, **more: Any) -> str:
    return url_for("documents.search", **asked.values(), **more)


def _count(asked: Question) -> int:
    return queries.count_up_to(queries.found(actor(), asked.q, narrow=asked.conditions()), MOST)


def count_words(count: int) -> str:
    """How many were found, no further than a thousand."""
    if count > MOST:
        return _("more than %(count)s found", count=number(MOST))
    return ngettext("%(num)d found", "%(num)d found", count)


def options() -> dict[str, list[tuple[str, str]]]:
    """The choices of the narrowing fields."""
    ways = {Direction.INCOMING: _("Incoming"), Direction.OUTGOING: _("Outgoing")}
    stamps = [(one.value, one.stamp) for one in Urgency if one.stamp]
    return {
        "direction": [("", _("Any")), *((one.value, word) for one, word in ways.items())],
        "type": [("", _("Any")), *((row.code, row.vi) for row in law.document_types())],
        "standing": standing_options(),
        "handling": handling_options(),
        "urgency": [("", _("Any")), (Urgency.NORMAL.value, _("Normal")), *stamps],
    }


def _chip(one: SavedSearch, asked: Question) -> Link:
    """A kept search; the one shown now is marked."""
    url = url_for("documents.search", **one.question)
    return Link(one.name, url, is_current=one.question == asked.values(), lang="vi")


def _same(kept: list[SavedSearch], asked: Question) -> SavedSearch | None:
    """The kept search that asks just this and is the reader's own."""
    mine = (one for one in kept if one.desk_id == actor().desk_id)
    return next((one for one in mine if one.question == asked.values()), None)


@bp.post("/searches", endpoint="keep_search")
def keep_search() -> Response:
    """Keep what is asked under a name."""
    asked = Question.of(request.form)
    unit_id = actor().unit_id if request.form.get("is_shared") else None
    try:
        operations.save_search(
            request.form.get("name", ""), asked.values(), unit_id=unit_id, by=actor()
        )
    except Invalid as refusal:
        return _page(asked, fault=str(refusal.message), status=refusal.status)
    shared = units.name_of(unit_id) if unit_id else ""
    kept = _("The search is kept for %(unit)s.", unit=shared)
    toast(kept if shared else _("The search is kept."))
    return redirect(_address(asked), code=303)


@bp.post("/searches/<uuid:uid>/dropping", endpoint="drop_search")
def drop_search(uid: UUID) -> Response:
    saved = queries.saved_search(uid, actor())
    question = dict(saved.question)
    operations.drop_search(saved, by=actor())
    toast(_("The search is no longer kept."))
    return redirect(url_for("documents.search", **question), code=303)
