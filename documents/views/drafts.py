"""Drafting: a new draft, the reply, the editor with its preview, submission."""

from dataclasses import dataclass
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import choices, drafting, type_fields
from documents.forms.answers import Filled, answer
from documents.models import Document, DocumentState, Draft
from documents.policy import Can
from documents.policy.drafting import Can as Drafting
from documents.queries.draft_texts import PartDifference
from documents.queries.sealing import files_beside
from documents.views.blueprint import actor, bp, page_of, still, visible
from documents.views.draft_versions import between_saved_and_typed
from documents.views.form_check import said_of
from documents.views.issuing import drafted
from documents.views.sheet import beside_pages
from office.errors import Conflict, Invalid
from office.i18n import _
from office.permissions import allowed, require
from office.ui.toasts import toast
from office.units import queries as units

OFFERED = 5


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
    wanted = request.args.get("former", "").strip()
    text = render_template(
        "documents/new_draft.html",
        filled=filled,
        types=choices.type_options(),
        templates=queries.templates_for(actor())[:OFFERED],
        former=queries.former_documents(actor(), wanted)[: None if wanted else OFFERED],
        wanted=wanted,
    )
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
    still(document, DocumentState.DRAFT, *_before_signer(document))
    draft = drafted(document)
    return _editor(document, draft, Filled(drafting.values_of(document, draft)))


def _before_signer(document: Document) -> list[DocumentState]:
    """The leader before whom it lies may open and change it (AnVI III.1)."""
    is_signer = allowed(actor(), Can.SENT_FOR_SIGNATURE, document)
    return [DocumentState.SUBMITTED] if is_signer else []


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
        is_draft = document.state is DocumentState.DRAFT
        onward = url_for("documents.submission", uid=document.uid)
        return redirect(onward if is_draft else page_of(document), code=303)
    toast(_("Saved; the PDF is being made."))
    return redirect(url_for("documents.draft", uid=document.uid), code=303)


def editor_again(document: Document, filled: Filled) -> Response:
    """The editor with what was typed and what is wrong with it."""
    return _editor(document, drafted(document), filled)


@dataclass(frozen=True)
class Clash:
    """Two saved at once: what is said of it, the saved text, what the typed one would change."""

    refusal: Conflict
    saved: dict[str, str]
    differs: list[PartDifference]


def _both_texts(document: Document, conflict: Conflict) -> Response:
    """Somebody saved in between: the typed text stays in the editor, the saved one beside it."""
    draft = drafted(document)
    saved = drafting.values_of(document, draft)
    typed = MultiDict(request.form)
    typed["revision"] = saved["revision"]
    clash = Clash(conflict, saved, between_saved_and_typed(document, draft, request.form))
    answered = _editor(document, draft, Filled(typed), clash=clash)
    answered.status_code = conflict.status
    return answered


def _editor(
    document: Document,
    draft: Draft,
    filled: Filled,
    *,
    clash: Clash | None = None,
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
        clash=clash,
        open_comments=queries.open_comments(document),
        writing=[units.desk_label(row.desk_id) for row in queries.co_drafting(document)],
        may_drop=allowed(actor(), Drafting.DROP_DRAFT, document),
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


@bp.post("/<uuid:uid>/withdrawal", endpoint="withdrawal")
def withdraw(uid: UUID) -> Response:
    document = visible(uid)
    operations.withdraw_submission(document, by=actor())
    toast(_("The draft is yours again."))
    return redirect(page_of(document), code=303)
