"""Asking desks for their opinion on a draft (lấy ý kiến)."""

from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import assigning, choices
from documents.forms.answers import Filled, answer
from documents.models import Document, DocumentState
from documents.policy import Can
from documents.views.blueprint import actor, bp, desk_id, page_of, still, visible
from documents.views.sheet import beside_pages
from office import search
from office.i18n import ngettext
from office.permissions import require
from office.ui.toasts import toast
from office.units.queries import PickRow


@bp.get("/<uuid:uid>/opinions")
def opinions(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Can.ASK_OPINION, document)
    still(document, DocumentState.DRAFT)
    return _page(document, Filled({"due": "3"}))


@bp.post("/<uuid:uid>/opinions")
def ask(uid: UUID) -> Response:
    document = visible(uid)
    return answer(lambda: _ask(document), lambda filled: _page(document, filled), request.form)


def _ask(document: Document) -> Response:
    by_value = {str(row.desk_uid): row.desk_id for row in _offered()}
    desks = [by_value[value] for value in request.form.getlist("desk") if value in by_value]
    question, due_at = request.form.get("question", ""), choices.deadline_of(request.form)
    operations.ask_opinion(document, desks, question, due_at=due_at, by=actor())
    toast(ngettext("Asked %(num)d desk", "Asked %(num)d desks", len(desks)))
    return redirect(page_of(document), code=303)


def _offered() -> list[PickRow]:
    rows = assigning.offered_rows(actor().agency_id or 0)
    return [row for row in rows if row.desk_id != desk_id()]


def _page(document: Document, filled: Filled) -> Response:
    ticked = request.form.getlist("desk")
    words = search.fold(filled["search"]).split()
    return beside_pages(
        "documents/opinions.html",
        document,
        filled=filled,
        desks=[
            (
                str(row.desk_uid),
                row.label,
                row.holder if row.holder != row.label else "",
                row.depth,
                str(row.desk_uid) in ticked,
            )
            for row in _offered()
            if str(row.desk_uid) in ticked or _fits(row, words)
        ],
        days=choices.deadline_options(),
        asked=queries.opinions_on(document),
        here_url=url_for("documents.opinions", uid=document.uid),
    )


def _fits(row: PickRow, words: list[str]) -> bool:
    text = search.fold(f"{row.label} {row.holder}")
    return all(word in text for word in words)
