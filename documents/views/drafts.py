"""Drafting: a new draft, the reply, the editor with its preview, versions, submission."""

from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import choices, drafting, type_fields
from documents.forms.answers import Filled, answer
from documents.models import Document, DocumentState, Draft
from documents.operations.attachments import files_beside
from documents.policy import Can
from documents.views.blueprint import actor, bp, page_of, still, visible
from documents.views.form_check import said_of
from documents.views.issuing import drafted
from documents.views.sheet import beside_pages
from office.errors import Conflict, Invalid, NotFound
from office.i18n import _
from office.permissions import require
from office.ui.toasts import toast


@bp.get("/drafts/new")
def new_draft() -> Response:
    require(actor(), Can.DRAFT, None)
    return _new_page(Filled({"type_code": "cong-van"}))


@bp.post("/drafts/new")
def start_draft() -> Response:
    return answer(_start_draft, _new_page, request.form)


def _start_draft() -> Response:
    subject, type_code = request.form.get("subject", "").strip(), request.form.get("type_code", "")
    if not subject:
        raise Invalid(_("The subject is missing."), fields={"subject": _("Fill in the subject.")})
    if type_code not in dict(choices.type_options()):
        raise Invalid(_("The type is missing."), fields={"type_code": _("Choose one of the list.")})
    document = operations.start_draft(subject=subject, type_code=type_code, by=actor())
    return redirect(url_for("documents.draft", uid=document.uid), code=303)


def _new_page(filled: Filled) -> Response:
    text = render_template("documents/new_draft.html", filled=filled, types=choices.type_options())
    return make_response(text)


@bp.post("/<uuid:uid>/reply", endpoint="reply")
def start_reply(uid: UUID) -> Response:
    """Begin the draft that answers an incoming document."""
    reply = operations.start_reply(visible(uid), by=actor())
    return redirect(url_for("documents.draft", uid=reply.uid), code=303)


# ------------------------------------------------------------------------------- editor


@bp.get("/<uuid:uid>/draft", endpoint="draft")
def edit(uid: UUID) -> Response:
    """The editor; its preview stands beside it and is made anew with every saved text."""
    document = visible(uid)
    require(actor(), Can.EDIT, document)
    still(document, DocumentState.DRAFT)
    draft = drafted(document)
    return _editor(document, draft, Filled(drafting.values_of(document, draft)))


@bp.post("/<uuid:uid>/draft")
def keep_draft(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Can.EDIT, document)
    try:
        return answer(
            lambda: _keep(document), lambda filled: editor_again(document, filled), request.form
        )
    except Conflict as conflict:
        return _both_texts(document, conflict)


def _keep(document: Document) -> Response:
    content = drafting.content_of(document, request.form)
    revision = drafting.revision_of(request.form)
    if revision is None:
        raise Conflict(
            _("The form does not say which text it began from; nothing was saved."),
            fix=_("Compare both texts below and save again."),
        )
    operations.save_form(document, content, revision=revision, by=actor())
    if request.form.get("onward"):
        return redirect(url_for("documents.submission", uid=document.uid), code=303)
    toast(_("Saved; the PDF is being made."))
    return redirect(url_for("documents.draft", uid=document.uid), code=303)


def editor_again(document: Document, filled: Filled) -> Response:
    """The editor with what was typed and what is wrong with it."""
    return _editor(document, drafted(document), filled)


def _both_texts(document: Document, conflict: Conflict) -> Response:
    """Somebody saved in between: the typed text stays in the editor, the saved one beside it."""
    draft = drafted(document)
    saved = drafting.values_of(document, draft)
    typed = MultiDict(request.form)
    typed["revision"] = saved["revision"]
    answered = _editor(document, draft, Filled(typed), saved=saved, refusal=conflict)
    answered.status_code = conflict.status
    return answered


def _editor(
    document: Document,
    draft: Draft,
    filled: Filled,
    *,
    saved: dict[str, str] | None = None,
    refusal: Conflict | None = None,
) -> Response:
    type_code = filled["type_code"]
    return beside_pages(
        "documents/draft.html",
        document,
        asked=type_fields.asked(type_code),
        set_aside=type_fields.set_aside(type_code, filled),
        usual=type_fields.usual(type_code),
        annex_slots=type_fields.annex_slots(filled),
        circulations=[(words, words or _("None")) for words in type_fields.CIRCULATION],
        draft=draft,
        marks=queries.open_marks(document),
        findings=said_of(draft),
        beside=files_beside(document),
        filled=filled,
        saved=saved,
        refusal=refusal,
        chosen=drafting.names_of(_chosen_codes(draft, filled)),
        offered=drafting.offered_receivers(),
        types=choices.type_options(),
        urgencies=choices.urgency_options(),
        signers=[(one.value, one.label) for one in choices.signers(document)],
        bodies=choices.body_options(document.agency_id),
        body_uid=document.details.get("body", ""),
    )


def _chosen_codes(draft: Draft, filled: Filled) -> list[str]:
    if isinstance(filled.values, MultiDict):
        return filled.values.getlist("recipients")
    return draft.recipients


@bp.get("/<uuid:uid>/draft/versions")
def versions(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Can.EDIT, document)
    found = queries.versions_of(drafted(document))
    return beside_pages("documents/versions.html", document, versions=found, shown=None)


@bp.get("/<uuid:uid>/draft/versions/<int:number>")
def version(uid: UUID, number: int) -> Response:
    """A former text, to read and to copy from."""
    document = visible(uid)
    require(actor(), Can.EDIT, document)
    found = queries.versions_of(drafted(document))
    shown = next((row for row in found if row.number == number), None)
    if shown is None:
        raise NotFound(_("There is no such version."))
    return beside_pages("documents/versions.html", document, versions=found, shown=shown)


@bp.post("/<uuid:uid>/withdrawal", endpoint="withdrawal")
def withdraw(uid: UUID) -> Response:
    document = visible(uid)
    operations.withdraw_submission(document, by=actor())
    toast(_("The draft is yours again."))
    return redirect(page_of(document), code=303)
