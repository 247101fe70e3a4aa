"""The way of a draft: submission, check, sending back with marks, and where it stands."""

from dataclasses import dataclass
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import choices, drafting
from documents.forms import reviewing as forms
from documents.forms.answers import Filled, answer
from documents.forms.phrases import phrases_for
from documents.models import Document, DocumentState, Draft, DraftMark, DraftSource, ReviewStep
from documents.operations.reviewing import planned_way
from documents.policy import Can
from documents.policy.reviewing import Can as Reviewing
from documents.queries import Hearing
from documents.views.blueprint import actor, bp, page_of, still, visible
from documents.views.form_check import said_of
from documents.views.issuing import drafted
from documents.views.sheet import beside_pages
from office.i18n import _
from office.permissions import require
from office.ui.toasts import toast
from office.units import queries as units


@dataclass(frozen=True)
class Line:
    """A step with the name of its desk."""

    step: ReviewStep
    desk: str


@dataclass(frozen=True)
class Way:
    """Where a draft stands: its present steps, and the marks it was sent back with."""

    steps: list[Line]
    marks: list[DraftMark]


def way_of(document: Document, hearing: Hearing) -> Way:
    """The way as those see it who hear all of a document; others see none."""
    if document.is_incoming or not hearing.is_whole:
        return Way([], [])
    steps = queries.present_steps(document)
    return Way([_line(step) for step in steps], queries.marks_of(document) if steps else [])


def _line(step: ReviewStep) -> Line:
    return Line(step, "" if step.decided_by else units.desk_label(step.desk_id))


# --------------------------------------------------------------------------- submission


@bp.get("/<uuid:uid>/submission")
def submission(uid: UUID) -> Response:
    """The PDF as it will be signed, the way it goes, and the submission sheet."""
    document = visible(uid)
    require(actor(), Can.SUBMIT, document)
    still(document, DocumentState.DRAFT)
    return _submission_page(document, Filled(_values(document)))


def _values(document: Document) -> dict[str, str]:
    desks = {one.desk_id: one.value for one in choices.co_signers(document)}
    others = [desks.get(desk_id, "") for desk_id in queries.co_signers_of(document)]
    return (
        drafting.values_of(document, drafted(document))
        | forms.sheet_values(queries.sheet_of(document))
        | {f"other{place}": value for place, value in enumerate(others)}
    )


@bp.post("/<uuid:uid>/submission")
def submit(uid: UUID) -> Response:
    document = visible(uid)
    return answer(
        lambda: _submit(document), lambda filled: _submission_page(document, filled), request.form
    )


def _submit(document: Document) -> Response:
    require(actor(), Can.SUBMIT, document)
    desk = choices.chosen_desk(
        request.form.get("signer", ""), choices.signers(document), field="signer"
    )
    others = forms.others_of(request.form, choices.co_signers(document))
    words = forms.sheet_words(request.form)
    if any(vars(words).values()) or queries.sheet_of(document):
        operations.write_sheet(document, words, by=actor())
    if _pages_change(document, drafted(document), desk, others):
        return _make_anew(document, desk, others)
    operations.submit(document, desk, by=actor())
    is_checked = document.state is DocumentState.CHECKING
    toast(
        _("Submitted for the checks.") if is_checked else _("Submitted for signature."),
        label=_("Withdraw"),
        method="post",
        url=url_for("documents.withdrawal", uid=document.uid),
    )
    return redirect(page_of(document), code=303)


def _pages_change(document: Document, draft: Draft, desk: int, others: list[int]) -> bool:
    """The form prints its signers; on a file made elsewhere further ones need their fields."""
    prints = draft.source is DraftSource.FORM and draft.signer_desk_id != desk
    return prints or queries.co_signers_of(document) != [one for one in others if one != desk]


def _make_anew(document: Document, signer: int, others: list[int]) -> Response:
    """The pages print the signers: with others they are made again and looked at first."""
    operations.choose_signers(document, signer, others, by=actor())
    toast(_("The pages are made anew with these signers. Look at them, then submit."))
    return redirect(url_for("documents.submission", uid=document.uid), code=303)


def _submission_page(document: Document, filled: Filled) -> Response:
    draft = drafted(document)
    return beside_pages(
        "documents/submission.html",
        document,
        draft=draft,
        findings=said_of(draft),
        filled=filled,
        signers=[(one.value, one.label) for one in choices.signers(document)],
        others=_others(document),
        most_others=forms.MOST_OTHERS,
        way=[(kind, units.desk_label(desk)) for kind, desk, _field in planned_way(document, draft)],
        marks=queries.open_marks(document),
        open_comments=queries.open_comments(document),
        waits_for_opinion=queries.waits_for_opinion(document),
        unmended=queries.unmended_marks(document, draft),
    )


def _others(document: Document) -> list[tuple[str, str]]:
    offered = [(one.value, one.label) for one in choices.co_signers(document)]
    return [("", _("Nobody")), *offered]


# -------------------------------------------------------------------------------- check


@bp.get("/<uuid:uid>/check")
def check(uid: UUID) -> Response:
    """What is to be checked, what was marked before, and the two ways to decide."""
    document = visible(uid)
    require(actor(), Reviewing.CHECK_DRAFT, document)
    return _check_page(document, Filled({}))


@bp.post("/<uuid:uid>/check")
def pass_check(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Reviewing.CHECK_DRAFT, document)
    return answer(
        lambda: _pass(document),
        lambda filled: _check_page(document, filled),
        request.form,
        "opinion",
    )


def _pass(document: Document) -> Response:
    operations.pass_check(document, request.form.get("text", ""), by=actor())
    toast(_("Passed; the next in turn has it now."))
    return _onward(document)


def _onward(document: Document) -> Response:
    """A deputy sees what is open at the desk: the one he settled has left his sight."""
    seen = queries.visible_documents([document.uid], actor())
    return redirect(page_of(document) if seen else url_for("work.my_work"), code=303)


def _check_page(document: Document, filled: Filled) -> Response:
    return beside_pages(
        "documents/check.html",
        document,
        filled=filled,
        step=queries.step_in_turn(document),
        draft=(draft := drafted(document)),
        findings=said_of(draft),
        way=[_line(step) for step in queries.present_steps(document)],
        marks=queries.marks_of(document),
        phrases=phrases_for("opinion", actor()),
        here_url=request.path,
    )


# ------------------------------------------------------------------------- sending back


@bp.get("/<uuid:uid>/sending-back")
def sending_back(uid: UUID) -> Response:
    """A reason, and the places of the draft that are to be mended."""
    document = visible(uid)
    _require_turn(document)
    return _back_page(document, Filled({}))


@bp.post("/<uuid:uid>/sending-back")
def send_back(uid: UUID) -> Response:
    document = visible(uid)
    _require_turn(document)
    page = lambda filled: _back_page(document, filled)  # noqa: E731  # the page of this document
    return answer(lambda: _send_back(document), page, request.form, "sending_back")


def _require_turn(document: Document) -> None:
    is_checked = document.state is DocumentState.CHECKING
    require(actor(), Reviewing.CHECK_DRAFT if is_checked else Can.SENT_FOR_SIGNATURE, document)


def _send_back(document: Document) -> Response:
    text = request.form.get("text", "")
    main = queries.main_file(document)
    marks = forms.marks_of(request.form, pages=len(main.pages or ()) if main else 0)
    operations.send_back(document, text, marks=marks, by=actor())
    operations.note_phrases_used("sending_back", text, by=actor())
    toast(_("The draft is back with its drafter."))
    return _onward(document)


def _back_page(document: Document, filled: Filled) -> Response:
    typed = filled.values if isinstance(filled.values, MultiDict) else MultiDict()
    return beside_pages(
        "documents/sending_back.html",
        document,
        filled=filled,
        rows=range(forms.mark_rows(typed)),
        phrases=phrases_for("sending_back", actor()),
        here_url=request.path,
    )


@bp.post("/<uuid:uid>/marks/<uuid:item_uid>")
def answer_mark(uid: UUID, item_uid: UUID) -> Response:
    """The drafter says how a mark was settled, or why the text stays."""
    document = visible(uid)
    require(actor(), Can.EDIT, document)
    mark = queries.mark_on(document, item_uid)
    operations.answer_mark(document, mark, request.form.get("answer", ""), by=actor())
    toast(_("Your answer stands at the mark."))
    return redirect(url_for("documents.draft", uid=document.uid, _anchor="marks"), code=303)
