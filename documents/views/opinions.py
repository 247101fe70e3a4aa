"""Asking desks for their opinion (lấy ý kiến) and giving it."""

from functools import partial
from uuid import UUID

from flask import redirect, request, send_file, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import choices, picking, uploads
from documents.forms.answers import Filled, answer
from documents.forms.assigning import Choice
from documents.forms.phrases import phrases_for
from documents.models import Document, DocumentState, OpinionChoice
from documents.operations.opinions import Answer
from documents.policy import Can
from documents.views.blueprint import actor, bp, desk_id, page_of, still, visible
from documents.views.files import disposition, locked
from documents.views.sheet import beside_pages
from office import blobs
from office.errors import Invalid, Refusal
from office.i18n import _, ngettext
from office.permissions import require
from office.ui.toasts import toast
from office.units.picker import PickRow

S = DocumentState
ASKABLE = (S.DRAFT, S.PROPOSING, S.PRESENTED, S.ASSIGNED, S.PROCESSING)
OFFERED = "application/octet-stream"


def pick_shares(asking: object = None) -> tuple[tuple[str, str, str, str], ...]:
    """The columns of the picker: whom to ask, or the usual three."""
    if asking:
        return (("cooperate", "desk", _("Ask"), _("Ask")),)
    return (
        ("lead", "lead", _("Lead"), _("Ld")),
        ("cooperate", "cooperate", _("Cooperating"), _("Co")),
        ("inform", "inform", _("For information"), _("In")),
    )


@bp.get("/<uuid:uid>/opinions")
def opinions(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Can.ASK_OPINION, document)
    still(document, *ASKABLE)
    return _page(document, Filled({"due": "3"}))


@bp.post("/<uuid:uid>/opinions")
def ask(uid: UUID) -> Response:
    document = visible(uid)
    return answer(lambda: _ask(document), partial(_page, document), request.form, "question")


def _ask(document: Document) -> Response:
    by_value = {str(row.desk_uid): row.desk_id for row in _offered()}
    desks = [by_value[value] for value in request.form.getlist("desk") if value in by_value]
    asked = operations.ask_opinion(
        document,
        desks,
        request.form.get("question", ""),
        due_at=choices.deadline_of(request.form),
        files=uploads.enclosed(request.files),
        by=actor(),
    )
    toast(ngettext("Asked %(num)d desk", "Asked %(num)d desks", len(set(desks))))
    return redirect(url_for("documents.opinion_round", uid=asked.uid), code=303)


def _offered() -> list[PickRow]:
    rows = picking.offered_rows(actor().agency_id or 0)
    return [row for row in rows if row.desk_id != desk_id()]


def _page(document: Document, filled: Filled) -> Response:
    rows = _offered()
    typed: MultiDict[str, str] = request.form
    if typed.get("again", "").startswith("branch:"):
        typed = picking.with_branch(typed, rows, picking.ASKED)
    ticked = Choice("", tuple(typed.getlist("desk")), ())
    late = picking.late_loads(document.agency_id)
    return beside_pages(
        "documents/opinions.html",
        document,
        filled=filled,
        tree=picking.pick_tree(rows, ticked, late, filled["search"]),
        remote=url_for("documents.desks", use="opinions") if picking.is_large(rows) else "",
        days=choices.deadline_options(),
        rounds=queries.rounds_on(document),
        here_url=url_for("documents.opinions", uid=document.uid),
    )


# -------------------------------------------------------------------------- the answer


@bp.get("/<uuid:uid>/opinion")
def opinion(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Can.GIVE_OPINION, document)
    return _answer_page(document, Filled({}))


@bp.post("/<uuid:uid>/opinion")
def give_opinion(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Can.GIVE_OPINION, document)
    page = partial(_answer_page, document)
    return answer(lambda: _give(document), page, request.form, "opinion")


def _give(document: Document) -> Response:
    asked = queries.opinion_asked_of(document, actor())
    if asked is None:
        raise Refusal(_("No opinion is asked of you here, or you have given it."))
    chosen = request.form.get("choice", "")
    if chosen not in set(OpinionChoice):
        raise Invalid(
            _("The answer is missing."), fields={"choice": _("Choose one of the three answers.")}
        )
    text = request.form.get("text", "")
    files = uploads.enclosed(request.files)
    operations.give_opinion(asked, Answer(OpinionChoice(chosen), text, files), by=actor())
    operations.note_phrases_used("opinion", text, by=actor())
    toast(_("Your opinion is given."))
    still_seen = queries.visible_documents([document.uid], actor())
    return redirect(page_of(document) if still_seen else url_for("work.my_work"), code=303)


def _answer_page(document: Document, filled: Filled) -> Response:
    asked = queries.opinion_asked_of(document, actor())
    uids = [queries.round_of(asked).uid] if asked else []
    enclosed = queries.enclosures_of("opinion_round", uids)
    return beside_pages(
        "documents/opinion_answer.html",
        document,
        filled=filled,
        asked=asked,
        enclosed=[file for files in enclosed.values() for file in files],
        options=[(one.value, one.label) for one in OpinionChoice],
        phrases=phrases_for("opinion", actor()),
        here_url=request.path,
    )


@bp.get("/enclosures/<uuid:uid>")
def enclosure(uid: UUID) -> Response:
    """A file enclosed with an urging, a question or an answer, to be saved."""
    file = queries.visible_enclosure(uid, actor())
    sent = send_file(blobs.path_of(file.sha256), mimetype=OFFERED)
    sent.headers["Content-Disposition"] = disposition(file.name)
    return locked(sent)
