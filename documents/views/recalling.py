"""Acts after the issue: recall, update, replacement, correction, and the answer to a sender."""

from enum import StrEnum
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import choices, drafting
from documents.forms.answers import Filled, answer
from documents.forms.phrases import phrases_for
from documents.models import Document, DocumentState, Sequel, Urgency
from documents.operations.receivers import recipient_of
from documents.policy import Can, after_issue
from documents.views.blueprint import actor, bp, page_of, still, visible
from documents.views.sheet import beside_pages
from documents.views.texts import REASON, TextAct, do_act, show_act
from office.errors import NotFound
from office.i18n import _, _l
from office.permissions import require
from office.ui.toasts import toast

ISSUED = DocumentState.ISSUED


# -------------------------------------------------------------------------------- recall


@bp.get("/<uuid:uid>/recall", endpoint="recall")
def recall_form(uid: UUID) -> Response:
    document = _issued(uid, after_issue.Can.RECALL)
    return _recall_page(document, Filled({}))


@bp.post("/<uuid:uid>/recall")
def recall_issued(uid: UUID) -> Response:
    document = _issued(uid, after_issue.Can.RECALL)
    return answer(
        lambda: _recall(document),
        lambda filled: _recall_page(document, filled),
        request.form,
        "recall",
    )


def _recall(document: Document) -> Response:
    operations.recall(document, _order(), by=actor())
    toast(_("The document is recalled; the receivers are asked to destroy it."))
    return redirect(page_of(document), code=303)


def _recall_page(document: Document, filled: Filled) -> Response:
    return beside_pages(
        "documents/recall.html",
        document,
        filled=filled,
        leaders=_leaders(),
        phrases=phrases_for("recall"),
    )


def _issued(uid: UUID, can: StrEnum) -> Document:
    document = visible(uid)
    require(actor(), can, document)
    still(document, ISSUED)
    return document


def _leaders() -> list[tuple[str, str]]:
    return [(one.value, one.label) for one in choices.leaders(actor().agency_id or 0)]


def _order() -> operations.Order:
    offered = choices.leaders(actor().agency_id or 0)
    desk = choices.chosen_desk(request.form.get("leader", ""), offered, field="leader")
    return operations.Order(request.form.get("text", ""), desk)


# -------------------------------------------------------------------------------- update


@bp.get("/<uuid:uid>/amendment", endpoint="amendment")
def amendment_form(uid: UUID) -> Response:
    document = _issued(uid, after_issue.Can.RECALL)
    values = {"subject": document.subject, "urgency": document.urgency.value}
    return _amendment_page(document, Filled(values))


@bp.post("/<uuid:uid>/amendment")
def amend(uid: UUID) -> Response:
    document = _issued(uid, after_issue.Can.RECALL)
    return answer(
        lambda: _amend(document), lambda filled: _amendment_page(document, filled), request.form
    )


def _amend(document: Document) -> Response:
    typed = request.form
    changes = operations.Changes(
        after={name: typed.get(name, "") for name in ("subject", "urgency")},
        added=tuple(recipient_of(code) for code in drafting.code_named(typed.get("recipient", ""))),
        removed=tuple(typed.getlist("removed")),
    )
    operations.update(document, changes, _order(), by=actor())
    toast(_("The update goes to the receivers."))
    return redirect(page_of(document), code=303)


def _amendment_page(document: Document, filled: Filled) -> Response:
    typed = filled.values
    return beside_pages(
        "documents/amendment.html",
        document,
        filled=filled,
        leaders=_leaders(),
        urgencies=choices.urgency_options(),
        rows=[row for row in queries.dispatches_of(document) if row.asked != "recall"],
        removed=typed.getlist("removed") if isinstance(typed, MultiDict) else [],
    )


# --------------------------------------------------------- another document in its place


REPLACEMENT = TextAct(
    "replacement",
    _l("Replace by a new document"),
    REASON,
    _l("Draft the replacement"),
    _l("The draft begins with the text and the receivers of the old document."),
    Can.REPLACE,
    operations.start_replacement,
    "recall",
    _l("For faults in the content: a document of equal form takes its place when it is issued."),
    icon="sync",
    state=ISSUED,
)
CORRECTION = TextAct(
    "correction-letter",
    _l("Correct by an official letter"),
    REASON,
    _l("Draft the letter"),
    _l("The letter goes to the receivers of the document that it corrects."),
    Can.REPLACE,
    operations.start_correction,
    "recall",
    _l("For faults of form: the document itself stays in force (Decree 30/2020/NĐ-CP art. 18)."),
    icon="draft",
    state=ISSUED,
)


@bp.get("/<uuid:uid>/replacement", endpoint="replacement")
def replacement_form(uid: UUID) -> Response:
    return show_act(uid, REPLACEMENT)


@bp.post("/<uuid:uid>/replacement")
def start_replacement(uid: UUID) -> Response:
    return do_act(uid, REPLACEMENT, onward=_to_the_draft)


@bp.get("/<uuid:uid>/correction-letter", endpoint="correction_letter")
def correction_form(uid: UUID) -> Response:
    return show_act(uid, CORRECTION)


@bp.post("/<uuid:uid>/correction-letter")
def start_correction(uid: UUID) -> Response:
    return do_act(uid, CORRECTION, onward=_to_the_draft)


def _to_the_draft(made: Document) -> str:
    return url_for("documents.draft", uid=made.uid)


# --------------------------------------------------------------------- the receiver's side


@bp.get("/<uuid:uid>/sender-answer", endpoint="sender_answer")
def answer_form(uid: UUID) -> Response:
    document = visible(uid)
    return _answer_page(document, _asked(document), Filled({}))


@bp.post("/<uuid:uid>/sender-answer")
def answer_sender(uid: UUID) -> Response:
    document = visible(uid)
    asked = _asked(document)
    return answer(
        lambda: _answer(document, asked),
        lambda filled: _answer_page(document, asked, filled),
        request.form,
    )


def _answer(document: Document, asked: Sequel) -> Response:
    if request.form.get("answer") == "agree":
        operations.agree(asked, by=actor())
        toast(_("Done as the sender asked; he is told."))
    else:
        operations.decline(asked, request.form.get("text", ""), by=actor())
        toast(_("Declined; the sender is told why."))
    return redirect(page_of(document), code=303)


def _asked(document: Document) -> Sequel:
    require(actor(), after_issue.Can.ANSWER_REQUEST, document)
    found = queries.open_request_on(document)
    if found is None:
        raise NotFound(_("The sender asks nothing of this document."))
    return found


def _answer_page(document: Document, asked: Sequel, filled: Filled) -> Response:
    after = asked.changes.get("after", {}).get("urgency", "")
    return beside_pages(
        "documents/sender_answer.html",
        document,
        asked=asked,
        filled=filled,
        urgency=Urgency(after).stamp if after in set(Urgency) else "",
    )
