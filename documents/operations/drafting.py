"""Drafts: one source at a time, submission and its withdrawal."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from documents.lifecycle import OUTGOING
from documents.models import (
    AdvisoryBody,
    Direction,
    Document,
    DocumentState,
    Draft,
    DraftSource,
    Duty,
    FileRole,
    RoutingState,
    Source,
    StepKind,
    StepState,
    Urgency,
    VersionKind,
)
from documents.operations.beginnings import Beginning, first_draft
from documents.operations.desk_work import (
    end_rounds,
    finish_document,
    lay,
    lift_all,
    log,
    refresh_lists,
    refuse_foreign,
)
from documents.operations.draft_people import (
    note_writing,
    rest_drafting,
    resume_drafting,
    tell_changed,
)
from documents.operations.draft_versions import keep_version
from documents.operations.files import PDF, NewFile, file_stem, refuse_unprepared, replace_main
from documents.operations.numbers import body_of, notation_of
from documents.operations.reviewing import (
    begin_way,
    planned_way,
    refuse_unfit_way,
    refuse_unplaced,
    settle_marks,
    stop_way,
)
from documents.operations.sheets import submit_sheet
from documents.policy import Can
from documents.policy.lines import owes
from office import audit, blobs, clock, law, outbox
from office.db import db, new_uid, operation
from office.errors import Conflict, Refusal
from office.i18n import _
from office.permissions import SYSTEM, Actor, require
from office.units import queries as units
from signing import operations as signing

LETTER = "cong-van"
CHANGING = {DocumentState.DRAFT, DocumentState.SUBMITTED}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@operation
def start_draft(
    *,
    subject: str,
    type_code: str = LETTER,
    answers: Document | None = None,
    begin: Beginning | None = None,
    by: Actor,
) -> Document:
    """Begin an outgoing document, alone, as the answer to an incoming one, or from a text."""
    require(by, Can.DRAFT, answers)
    if by.agency_id is None or by.desk_id is None:
        raise Refusal(_("Choose a post in an agency first."))
    document = Document(
        uid=new_uid(),
        direction=Direction.OUTGOING,
        agency_id=by.agency_id,
        state=DocumentState.DRAFT,
        source=Source.DRAFTED,
        type_code=type_code,
        type_name=law.document_type(type_code).vi,
        subject=subject,
        issuer_name=units.name_of(by.agency_id),
        issuer_code=units.organ_id(by.agency_id),
        place=units.place_of(by.agency_id),
        notation=_notation(type_code, by.agency_id, by.unit_id),
        urgency=answers.urgency if answers else Urgency.NORMAL,
        is_restricted=answers.is_restricted if answers else False,
        desk_id=by.desk_id,
        answers_id=answers.id if answers else None,
        created_at=clock.now(),
        due_at=answers.due_at if answers else None,
        details={},
    )
    db.session.add(document)
    db.session.flush()
    draft = first_draft(document, answers, begin)
    db.session.add(draft)
    db.session.flush()
    keep_version(draft, VersionKind.BEGUN, by=by)
    if begin:
        _ask_for_pdf(draft)
    audit.record("outgoing.drafted", document, by=by, answers=answers.uid if answers else None)
    log(document, "outgoing.drafted", by=by)
    lay(document, by.desk_id, Duty.DRAFT, by=by)
    return document


@operation
def save_form(
    document: Document, content: Mapping[str, Any], *, revision: int | None = None, by: Actor
) -> Draft:
    """Save the form source; the former text stays as a read-only version."""
    draft = editable(document, by, revision)
    is_new = draft.source is not DraftSource.FORM or draft.content != dict(content)
    put_form(document, draft, content)
    if is_new:
        keep_version(draft, kind_of(document, VersionKind.WRITTEN), by=by)
    return changed(document, draft, by)


@operation
def lay_data(document: Document, name: str, text: str, *, by: Actor) -> None:
    """Lay facts for programs into a draft (JSON); its pages are made with them inside.

    What is drafted for a register goes with its own facts: no page changes them afterwards.
    """
    editable(document, by, None)
    document.details = document.details | {"data": {"name": name, "text": text}}
    audit.record("outgoing.lay_data", document, by=by, name=name)


def put_form(document: Document, draft: Draft, content: Mapping[str, Any]) -> None:
    """Make a form text the present one; part of other acts."""
    if document.state is DocumentState.SUBMITTED:
        _refuse_other_way(document, draft, content)
    draft.source = DraftSource.FORM
    draft.content = dict(content)
    draft.recipients = list(dict.fromkeys(content.get("recipients", [])))
    draft.signer_desk_id = content.get("signer_desk_id") or draft.signer_desk_id
    document.subject = str(content["subject"]).strip()
    document.type_code = str(content["type_code"])
    document.type_name = law.document_type(document.type_code).vi
    document.notation = _notation_of(document)
    document.urgency = Urgency(content.get("urgency", document.urgency))


def _refuse_other_way(document: Document, draft: Draft, content: Mapping[str, Any]) -> None:
    """The way to the signature was laid for this type and this signer."""
    signer = content.get("signer_desk_id") or draft.signer_desk_id
    if (content["type_code"], signer) != (document.type_code, draft.signer_desk_id):
        raise Refusal(
            _("What lies before a signer keeps its type and its signer."),
            fix=_("Send the draft back, so that it is submitted anew."),
        )


def kind_of(document: Document, kind: VersionKind) -> VersionKind:
    """What is changed while it lies before a signer is his change."""
    return VersionKind.SIGNER if document.state is DocumentState.SUBMITTED else kind


@dataclass(frozen=True)
class Made:
    """A PDF made from a draft: where its fields stand, which have no place, what its form lacks."""

    stored: blobs.Stored
    places: Mapping[str, Any]
    missing: tuple[str, ...] = ()
    checks: tuple[Mapping[str, Any], ...] = ()


@operation
def keep_composed(draft: Draft, revision: int, made: Made, *, by: Actor) -> None:
    """Keep the PDF made from the present source, once; what comes late is dropped."""
    require(by, Can.RECORD, draft)
    document = db.session.get_one(Document, draft.document_id)
    is_current = draft.revision == revision and not draft.pdf_sha256
    if not is_current or document.state not in CHANGING:
        return
    draft.pdf_sha256 = made.stored.sha256
    if document.state is DocumentState.SUBMITTED:
        draft.submitted_sha256 = made.stored.sha256
    draft.places = dict(made.places)
    draft.missing = list(made.missing)
    draft.checks = [*map(dict, made.checks)]
    draft.problem = ""
    name = f"{file_stem(document)}.pdf"
    file = NewFile(name, PDF, made.stored.sha256, made.stored.size, FileRole.MAIN)
    replace_main(document, file)
    refresh_lists(document)


@operation
def note_compose_problem(draft: Draft, revision: int, problem: str, *, by: Actor) -> None:
    """Say on the draft why no PDF could be made of it."""
    require(by, Can.RECORD, draft)
    if draft.revision == revision:
        draft.problem = problem


@operation
def submit(document: Document, signer_desk_id: int, *, by: Actor) -> None:
    """Submit the draft for signature; what will be signed is fixed by its hash (trình ký)."""
    require(by, Can.SUBMIT, document)
    draft = draft_of(document)
    refuse_unmade(draft)
    refuse_foreign(document, signer_desk_id)
    _refuse_other_signer(draft, signer_desk_id)
    draft.signer_desk_id = signer_desk_id
    way = planned_way(document, draft)
    refuse_unfit_way(document, way)
    move = "submit_for_check" if way[0][0] is not StepKind.SIGN else "submit"
    OUTGOING.advance(document, move, by, signer=signer_desk_id, sha256=draft.pdf_sha256)
    refuse_unplaced(document, draft)
    settle_marks(document, draft)
    lift_all(document, RoutingState.DONE, [Duty.DRAFT])
    rest_drafting(document)
    lift_all(document, RoutingState.WITHDRAWN, [Duty.OPINION])
    end_rounds(document)
    refuse_unprepared(document)
    draft.submitted_sha256 = draft.pdf_sha256
    first = begin_way(document, way, by=by)
    submit_sheet(document, by=by, is_wanted=len(way) > 1)
    log(document, f"outgoing.{move}", by=by, to=units.desk_label(first.desk_id))
    refresh_lists(document)


def refuse_unmade(draft: Draft) -> None:
    """Only pages that are made and have room for every field are submitted and signed."""
    if draft.missing:
        raise Refusal(
            _("Some fields have no place on the page yet."),
            fix=_("Place the signature, the number and the date on the page image first."),
        )
    if not draft.pdf_sha256:
        raise Refusal(
            draft.problem or _("The PDF of this draft is still being made."),
            fix=_("Wait a moment and try again; if it stays so, save the draft once more."),
        )


def _refuse_other_signer(draft: Draft, signer_desk_id: int) -> None:
    """Competence, post and name of the signer are printed on what the form makes."""
    if draft.source is DraftSource.FORM and draft.signer_desk_id not in {None, signer_desk_id}:
        raise Refusal(
            _("The pages name another signer."),
            fix=_("Choose the signer in the draft; its pages are then made anew."),
        )


@operation
def withdraw_submission(document: Document, *, by: Actor) -> None:
    """Take a submitted draft back before it is signed."""
    OUTGOING.advance(document, "withdraw", by)
    stop_way(document, StepState.WITHDRAWN, by=by)
    back_to_draft(document, by=by)
    log(document, "outgoing.withdraw", by=by)


@operation
def cancel_draft(document: Document, *, by: Actor) -> None:
    """Drop a draft; it stays readable for those who took part."""
    OUTGOING.advance(document, "cancel", by)
    log(document, "outgoing.cancel", by=by)
    finish_document(document)
    refresh_lists(document)


def back_to_draft(document: Document, *, by: Actor, note: str = "") -> None:
    """Lay the draft on its drafter's desk again."""
    draft = draft_of(document)
    _drop_signatures(document, draft)
    draft.submitted_sha256 = ""
    draft.sign_request = ""
    signing.withdraw_waiting(document.uid, by=SYSTEM)
    lay(document, document.desk_id, Duty.DRAFT, by=by, note=note)
    resume_drafting(document)
    refresh_lists(document)


def _drop_signatures(document: Document, draft: Draft) -> None:
    """Signatures of some on a text that goes back bind nobody: the unsigned pages stand again."""
    if draft.submitted_sha256 and draft.pdf_sha256 != draft.submitted_sha256:
        draft.pdf_sha256 = draft.submitted_sha256
        name, size = f"{file_stem(document)}.pdf", blobs.size_of(draft.submitted_sha256)
        replace_main(document, NewFile(name, PDF, draft.submitted_sha256, size, FileRole.MAIN))


def draft_of(document: Document) -> Draft:
    """The drafting side of an outgoing document."""
    draft = db.session.scalars(select(Draft).where(Draft.document_id == document.id)).first()
    if draft is None:
        raise Refusal(_("This document was not drafted here."))
    return draft


def editable(document: Document, by: Actor, revision: int | None) -> Draft:
    """The draft, if the actor may write on it now and began from its present text."""
    require(by, Can.EDIT, document)
    _refuse_fixed(document, by)
    draft = draft_of(document)
    if revision is not None and revision != draft.revision:
        raise Conflict(
            _("Somebody saved this draft in the meantime; your text was not lost."),
            fix=_("Compare both texts below and save again."),
        )
    return draft


def _refuse_fixed(document: Document, by: Actor) -> None:
    """Before the signature only the leader before whom it lies changes it (AnVI III.1)."""
    is_signer = owes(by, document, Duty.SIGN)
    if document.state is DocumentState.SUBMITTED and is_signer:
        _refuse_signed(draft_of(document))
        return
    if document.state is not DocumentState.DRAFT:
        raise Refusal(
            _("Only a draft can be changed."), fix=_("Withdraw it first, or ask the signer.")
        )


def _refuse_signed(draft: Draft) -> None:
    """Of several signers the later ones sign the very text that the first has signed."""
    if draft.submitted_sha256 and draft.pdf_sha256 != draft.submitted_sha256:
        raise Refusal(
            _("Somebody has signed this text already; another text needs his signature again."),
            fix=_("Send the draft back with what should be changed."),
        )


def changed(document: Document, draft: Draft, by: Actor) -> Draft:
    """The text is another one: its pages are made anew; part of other acts."""
    draft.revision += 1
    draft.pdf_sha256 = ""
    draft.places = {}
    draft.checks = []
    draft.problem = ""
    audit.record("outgoing.saved", document, by=by, source=draft.source)
    note_writing(document, by=by)
    if document.state is DocumentState.SUBMITTED:
        _submit_anew(document, draft, by)
    refresh_lists(document)
    db.session.flush()
    _ask_for_pdf(draft)
    return draft


def _submit_anew(document: Document, draft: Draft, by: Actor) -> None:
    """What waits for the PIN is void; the pages being made take the place of the submitted ones."""
    draft.submitted_sha256 = ""
    draft.sign_request = ""
    signing.withdraw_waiting(document.uid, by=SYSTEM)
    log(document, "outgoing.changed_by_signer", by=by)
    tell_changed(document, draft, by=by)


def _ask_for_pdf(draft: Draft) -> None:
    outbox.enqueue(
        "documents.compose",
        key=f"compose:{draft.uid}:{draft.revision}",
        urgent=True,
        draft_id=draft.id,
        revision=draft.revision,
    )


def change_notation(document: Document, *, by: Actor) -> None:
    """Print the symbol anew, when another body issues the draft."""
    draft = editable(document, by, None)
    document.notation = _notation_of(document)
    changed(document, draft, by)


def _notation_of(document: Document) -> str:
    """The symbol of the drafting unit stays, whoever else writes on the draft."""
    unit_id = units.location(document.desk_id) if document.desk_id else None
    body = body_of(document)
    return _notation(document.type_code, units.successor_of(document.agency_id), unit_id, body)


def _notation(
    type_code: str, agency_id: int | None, unit_id: int | None, body: AdvisoryBody | None = None
) -> str:
    """A body with a series of its own stands in the symbol in place of the agency."""
    if agency_id is None or unit_id is None:
        raise Refusal(_("Choose a post in an agency first."))
    if body:
        return notation_of(type_code, body.symbol, "")
    agency = units.symbol_of(agency_id)
    drafting = units.symbol_of(unit_id) if unit_id != agency_id else "VP"
    return notation_of(type_code, agency, drafting)
