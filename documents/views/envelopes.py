"""Forty envelopes at once: one sheet of rows, each registered by itself, then their labels."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import choices, entering
from documents.forms.answers import AGAIN, Filled
from documents.forms.entering import EnvelopeRow
from documents.models import Document
from documents.policy import Can
from documents.views.blueprint import actor, bp
from office import clock, law
from office.errors import Invalid, Refusal
from office.i18n import _, ngettext
from office.permissions import require


@dataclass(frozen=True)
class Sheet:
    """What the page shows: rows to fill or to mend, and what this sending has registered."""

    rows: Sequence[EnvelopeRow]
    kept: Sequence[Document] = ()
    present_to: str = ""


@bp.get("/incoming/envelopes")
def envelopes() -> Response:
    """An empty sheet."""
    require(actor(), Can.REGISTER, actor())
    return _page(Sheet(entering.blank_rows(1, entering.FIRST_ROWS)))


@bp.post("/incoming/envelopes")
def keep_envelopes() -> Response:
    """Register every row that can be; the others stay with what was typed and the reason."""
    require(actor(), Can.REGISTER, actor())
    rows, present_to = entering.rows_of(request.form), request.form.get("present_to", "")
    if AGAIN in request.form:
        return _page(Sheet([*rows, *_more(rows)], present_to=present_to))
    filled = [row for row in rows if not row.is_blank]
    desk = _desk(present_to)
    issuers = queries.known_issuers(actor())
    outcome = [_kept(row, issuers, desk) for row in filled]
    kept = [one for one in outcome if isinstance(one, Document)]
    left = [one for one in outcome if isinstance(one, EnvelopeRow)]
    if kept and not left:
        return redirect(_kept_url(kept), code=303)
    shown = left or entering.blank_rows(1, entering.FIRST_ROWS)
    return make_response(_page(Sheet(shown, kept, present_to)), 422)


@bp.get("/incoming/envelopes/kept")
def kept_envelopes() -> Response:
    """What was just registered, with the numbers to write on the envelopes."""
    require(actor(), Can.REGISTER, actor())
    first, last = (request.args.get(name, 0, type=int) for name in ("first", "last"))
    documents = queries.kept_by(actor(), first, last)
    text = render_template(
        "documents/envelopes_kept.html",
        documents=documents,
        heading=_registered(len(documents)),
        labels=_labels_url(documents),
    )
    return make_response(text)


def _kept(row: EnvelopeRow, issuers: Sequence[str], desk: int | None) -> Document | EnvelopeRow:
    """One row in a transaction of its own: registered, or given back with its reason."""
    try:
        arrival = entering.arrival_of(row, actor().agency_id or 0, issuers)
        same = [] if row["anyway"] else queries.same_papers(entering.paper_of(arrival), actor())
        if same:
            return row.doubtful(same)
        return operations.enter_paper(arrival, present_to=desk, by=actor())
    except Invalid as refusal:
        errors = {name: str(words) for name, words in refusal.fields.items()}
        return row.refused(errors or {f"subject-{row.number}": str(refusal.message)})
    except Refusal as refusal:
        return row.refused({f"subject-{row.number}": str(refusal.message)})


def _desk(value: str) -> int | None:
    desks = choices.presentable(actor().agency_id or 0)
    return choices.chosen_desk(value, desks, field="present_to") if value else None


def _more(rows: Sequence[EnvelopeRow]) -> list[EnvelopeRow]:
    last = max((row.number for row in rows), default=0)
    return entering.blank_rows(last + 1, entering.MORE_ROWS)


def _kept_url(kept: Sequence[Document]) -> str:
    numbers = [document.arrival_no or 0 for document in kept]
    return url_for("documents.kept_envelopes", first=min(numbers), last=max(numbers))


def _labels_url(documents: Sequence[Document]) -> str:
    return url_for("documents.labels", chosen=[document.uid for document in documents])


def _registered(count: int) -> str:
    return ngettext("%(num)d document registered", "%(num)d documents registered", count)


def _page(sheet: Sheet) -> Response:
    desks = [(one.value, one.label) for one in choices.presentable(actor().agency_id or 0)]
    text = render_template(
        "documents/envelopes.html",
        sheet=sheet,
        errors=_errors(sheet.rows),
        trouble=_trouble(sheet),
        kept_words=_registered(len(sheet.kept)),
        kept_url=_kept_url(sheet.kept) if sheet.kept else "",
        filled=Filled({"present_to": sheet.present_to}),
        desks=[("", _("Not yet")), *desks],
        urgencies=choices.urgency_options(),
        issuers=queries.known_issuers(actor()),
        types=[row.vi for row in law.document_types(clock.today())],
        most=entering.MOST_ROWS,
    )
    return make_response(text)


def _errors(rows: Sequence[EnvelopeRow]) -> dict[str, str]:
    return {
        name: _("Row %(row)s: %(words)s", row=row.number, words=words)
        for row in rows
        for name, words in row.errors.items()
    }


def _trouble(sheet: Sheet) -> str:
    if not sheet.kept and not any(row.errors or row.duplicates for row in sheet.rows):
        return _("No row was filled in.") if request.method == "POST" else ""
    return ""
