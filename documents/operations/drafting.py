"""Drafts: one source at a time, submission and its withdrawal."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from documents.lifecycle import OUTGOING
from documents.models import (
    AdvisoryBody,
    Direction,
    Document,
    DocumentState,
    Draft,
    DraftSource,
    DraftVersion,
    Duty,
    FileRole,
    RoutingState,
    Source,
    StepKind,
    StepState,
    Urgency,
)
from documents.operations.desk_work import (
    end_rounds,
    finish_document,
    lay,
    lift_all,
    log,
    refresh_lists,
)
from documents.operations.files import PDF, NewFile, file_stem, refuse_unprepared, replace_main
from documents.operations.numbers import body_of, notation_of
from documents.operations.reviewing import (
    begin_way,
    planned_way,
    refuse_unplaced,
    settle_marks,
    stop_way,
)
from documents.operations.sheets import submit_sheet
from documents.policy import Can
from office import audit, blobs, clock, law, outbox
from office.db import db, new_uid, operation
from office.errors import Conflict, Refusal
from office.i18n import _
from office.permissions import SYSTEM, Actor, require
from office.units import queries as units
from signing import operations as signing

LETTER = "cong-van"
AS_ABOVE = "Như trên"  # printed in the document itself, which is Vietnamese for every reader
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@operation
def start_draft(
    *, subject: str, type_code: str = LETTER, answers: Document | None = None, by: Actor
) -> Document:
    """Begin an outgoing document, alone or as the answer to an incoming one."""
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
        notation=_notation(type_code, by),
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
    db.session.add(_first_draft(document, answers, by))
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
    _keep_version(draft, by)
    draft.source = DraftSource.FORM
    draft.content = dict(content)
    draft.recipients = list(dict.fromkeys(content.get("recipients", [])))
    draft.signer_desk_id = content.get("signer_desk_id") or draft.signer_desk_id
    document.subject = str(content["subject"]).strip()
    document.type_code = str(content["type_code"])
    document.type_name = law.document_type(document.type_code).vi
    document.notation = _notation(document.type_code, by, body_of(document))
    document.urgency = Urgency(content.get("urgency", document.urgency))
    return _changed(document, draft, by)


@operation
def take_docx(document: Document, stored: blobs.Stored, name: str, *, by: Actor) -> Draft:
    """Take a .docx as the source from now on; a draft has exactly one source at a time."""
    draft = editable(document, by, None)
    _keep_version(draft, by)
    draft.source = DraftSource.DOCX
    draft.source_sha256 = stored.sha256
    draft.content = _without_spots(draft) | {"docx_name": name}
    return _changed(document, draft, by)


@operation
def take_pdf(document: Document, stored: blobs.Stored, name: str, *, by: Actor) -> Draft:
    """Take a PDF made at the desk, where no converter is at hand."""
    draft = editable(document, by, None)
    _keep_version(draft, by)
    draft.source = DraftSource.PDF
    draft.source_sha256 = stored.sha256
    draft.content = _without_spots(draft) | {"docx_name": name}
    return _changed(document, draft, by)


def _without_spots(draft: Draft) -> dict[str, Any]:
    """Places chosen by hand belong to the pages of the file before."""
    return {name: value for name, value in draft.content.items() if name != "spots"}


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
    if not is_current or document.state is not DocumentState.DRAFT:
        return
    draft.pdf_sha256 = made.stored.sha256
    draft.places = dict(made.places)
    draft.missing = list(made.missing)
    draft.checks = [*map(dict, made.checks)]
    draft.problem = ""
    name = f"{file_stem(document)}.pdf"
    file = NewFile(name, PDF, made.stored.sha256, made.stored.size, FileRole.MAIN)
    replace_main(document, file)
    refresh_lists(document)


@operation
def place_field(  # noqa: PLR0913 - each fact by its name
    document: Document, name: str, *, page: int, x: float, y: float, by: Actor
) -> Draft:
    """Place a field by hand on the page; `x` and `y` are shares of the page from its top left."""
    draft = editable(document, by, None)
    spots = draft.content.get("spots", {}) | {name: {"page": page, "x": x, "y": y}}
    draft.content = draft.content | {"spots": spots}
    return _changed(document, draft, by)


@operation
def note_compose_problem(draft: Draft, revision: int, problem: str, *, by: Actor) -> None:
    """Say on the draft why no PDF could be made of it."""
    require(by, Can.RECORD, draft)
    if draft.revision == revision:
        draft.problem = problem


@operation
def submit(document: Document, signer_desk_id: int, *, by: Actor) -> None:
    """Submit the draft for signature; what will be signed is fixed by its hash (trình ký)."""
    draft = draft_of(document)
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
    if not units.authority_for(signer_desk_id, document.type_code, clock.today()):
        raise Refusal(
            _("This post may not sign documents of this type."),
            basis=_("The signing authority of the agency (Decree 30/2020/NĐ-CP art. 13)."),
            fix=_("Choose another signer."),
        )
    require(by, Can.SUBMIT, document)
    _refuse_other_signer(draft, signer_desk_id)
    draft.signer_desk_id = signer_desk_id
    way = planned_way(document, draft)
    move = "submit_for_check" if way[0][0] is not StepKind.SIGN else "submit"
    OUTGOING.advance(document, move, by, signer=signer_desk_id, sha256=draft.pdf_sha256)
    refuse_unplaced(document, draft)
    settle_marks(document, draft)
    lift_all(document, RoutingState.DONE, [Duty.DRAFT])
    lift_all(document, RoutingState.WITHDRAWN, [Duty.OPINION])
    end_rounds(document)
    refuse_unprepared(document)
    draft.submitted_sha256 = draft.pdf_sha256
    first = begin_way(document, way, by=by)
    submit_sheet(document, by=by, is_wanted=len(way) > 1)
    log(document, f"outgoing.{move}", by=by, to=units.desk_label(first.desk_id))
    refresh_lists(document)


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


def _first_draft(document: Document, answers: Document | None, by: Actor) -> Draft:
    recipients = [answers.issuer_code] if answers and answers.issuer_code else []
    signers = units.signers_of(document.agency_id, document.type_code, clock.today())
    content = {
        "type_code": document.type_code,
        "subject": document.subject,
        "body": "",
        "addressees": [answers.issuer_name] if answers else [],
        "copies": [AS_ABOVE] if answers else [],
        "legal_basis": [],
        "urgency": document.urgency.value,
    }
    return Draft(
        document_id=document.id,
        source=DraftSource.FORM,
        content=content,
        places={},
        revision=1,
        recipients=recipients,
        signer_desk_id=signers[0].desk_id if signers else None,
    )


def editable(document: Document, by: Actor, revision: int | None) -> Draft:
    require(by, Can.EDIT, document)
    _in_draft(document)
    draft = draft_of(document)
    if revision is not None and revision != draft.revision:
        raise Conflict(
            _("Somebody saved this draft in the meantime; your text was not lost."),
            fix=_("Compare both texts below and save again."),
        )
    return draft


def _in_draft(document: Document) -> None:
    if document.state is not DocumentState.DRAFT:
        raise Refusal(
            _("Only a draft can be changed."), fix=_("Withdraw it first, or ask the signer.")
        )


def _changed(document: Document, draft: Draft, by: Actor) -> Draft:
    draft.revision += 1
    draft.pdf_sha256 = ""
    draft.places = {}
    draft.checks = []
    draft.problem = ""
    audit.record("outgoing.saved", document, by=by, source=draft.source)
    refresh_lists(document)
    db.session.flush()
    outbox.enqueue(
        "documents.compose",
        key=f"compose:{draft.uid}:{draft.revision}",
        urgent=True,
        draft_id=draft.id,
        revision=draft.revision,
    )
    return draft


def _keep_version(draft: Draft, by: Actor) -> None:
    number = db.session.scalar(
        select(func.count(DraftVersion.id)).where(DraftVersion.draft_id == draft.id)
    )
    db.session.add(
        DraftVersion(
            draft_id=draft.id,
            number=(number or 0) + 1,
            source=draft.source,
            content=draft.content,
            source_sha256=draft.source_sha256,
            saved_at=clock.now(),
            saved_by=by.name,
        )
    )


def change_notation(document: Document, *, by: Actor) -> None:
    """Print the symbol anew, when another body issues the draft."""
    draft = editable(document, by, None)
    document.notation = _notation(document.type_code, by, body_of(document))
    _changed(document, draft, by)


def _notation(type_code: str, by: Actor, body: AdvisoryBody | None = None) -> str:
    """A body with a series of its own stands in the symbol in place of the agency."""
    if by.agency_id is None or by.unit_id is None:
        raise Refusal(_("Choose a post in an agency first."))
    if body:
        return notation_of(type_code, body.symbol, "")
    agency = units.symbol_of(by.agency_id)
    drafting = units.symbol_of(by.unit_id) if by.unit_id != by.agency_id else "VP"
    return notation_of(type_code, agency, drafting)
