"""From the leader's signature to the sealed, issued document (phát hành)."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from documents.events import DocumentIssued
from documents.lifecycle import AT_WORK, INCOMING, OUTGOING
from documents.models import (
    Document,
    DocumentFile,
    DocumentState,
    Draft,
    Duty,
    FileRole,
    RoutingState,
    SealState,
    StepState,
)
from documents.operations.attachments import prepare_attachments, replaced
from documents.operations.copy_making import (
    copy_stamp,
    note_copy_issued,
    print_numbered,
    refuse_as_copy,
    refuse_other_medium,
    refuse_without_source,
)
from documents.operations.desk_work import finish_document, lay, lift_all, log, refresh_lists
from documents.operations.drafting import back_to_draft, draft_of, refuse_unmade
from documents.operations.files import PDF, NewFile, file_stem, replace_main
from documents.operations.handing_out import hand_out
from documents.operations.handling import close
from documents.operations.numbers import (
    printed,
    refuse_other_year,
    series_of,
    symbol_of,
    take_number,
    use_reserved,
)
from documents.operations.receivers import address_to, recipient_of
from documents.operations.replacing import take_the_place
from documents.operations.reviewing import (
    Mark,
    initials_on,
    keep_marks,
    pass_step,
    stop_way,
    tell_drafter,
)
from documents.operations.wording import needed
from documents.policy import Can
from documents.queries import reviewing as queries
from documents.queries.axis import sending_key
from documents.queries.sealing import waiting_for_seal
from office import audit, blobs, clock, outbox
from office.db import db, operation, savepoint
from office.errors import Refusal
from office.events import publish
from office.i18n import _
from office.permissions import SYSTEM, Actor, allowed, require
from office.units import queries as units
from office.units.models import SigningAuthority
from office.units.settings import settings_of
from signing import operations as signing

SIGN, SEAL = "sign", "seal"
PERSON_FIELD, SEAL_FIELD = "chuky1", "dau"


@operation
def prepare_signature(document: Document, *, by: Actor) -> signing.SigningRequest:
    """Have the leader's signature prepared; the PIN is asked when it is ready."""
    require(by, Can.SIGN, document)
    if document.state is not DocumentState.SUBMITTED:
        raise Refusal(_("This document is not waiting for your signature any more."))
    draft, step = draft_of(document), queries.step_in_turn(document)
    refuse_unmade(draft)
    request = signing.request_signature(
        subject=_subject(document),
        file_sha256=draft.pdf_sha256,
        field=step.field if step else PERSON_FIELD,
        stamp=signing.Stamp(signing.StampKind.PERSON, (by.name,)),
        fill=initials_on(document, draft),
        step=SIGN,
        by=by,
    )
    draft.sign_request = str(request.uid)
    return request


@operation
def mark_signed(document: Document, stored: blobs.Stored, signer: str, *, by: Actor) -> None:
    """Record the finished signature; the next one follows, or the document goes to the clerk."""
    step = queries.step_in_turn(document)
    _new_revision(document, stored)
    following = (
        pass_step(document, step, stored.sha256, by=replace(by, name=signer)) if step else None
    )
    if following:
        OUTGOING.advance(document, "cosign", by, sha256=stored.sha256, signer=signer)
        to = units.desk_label(following.desk_id)
        log(document, "outgoing.cosign", by=by, signer=signer, to=to)
        refresh_lists(document)
        return
    OUTGOING.advance(document, "sign", by, sha256=stored.sha256, signer=signer)
    authority = _authority(document)
    document.signer_name = signer
    document.signer_title = authority.lines[-1] if authority and authority.lines else ""
    lift_all(document, RoutingState.DONE, [Duty.SIGN])
    lay(document, units.clerk_desk(document.agency_id).id, Duty.NUMBER, by=by)
    log(document, "outgoing.sign", by=by, signer=signer)
    refresh_lists(document)


@operation
def send_back(document: Document, reason: str, *, marks: Sequence[Mark] = (), by: Actor) -> None:
    """Send a draft back to its drafter, with marks; who signs does it, or who checks (trả lại)."""
    is_checked = document.state is DocumentState.CHECKING
    move = "fault" if is_checked else "send_back"
    OUTGOING.advance(document, move, by, reason=needed(reason), marks=len(marks))
    keep_marks(document, marks, by=by)
    stop_way(document, StepState.RETURNED, by=by, reason=reason)
    back_to_draft(document, by=by, note=reason)
    tell_drafter(document)
    log(document, "outgoing.send_back", by=by, text=reason, marks=len(marks))


@operation
def return_to_drafter(document: Document, reason: str, *, by: Actor) -> None:
    """Return a signed document whose form is wrong; the signature is void, nothing was numbered."""
    refuse_as_copy(document)
    OUTGOING.advance(document, "return_to_drafter", by, reason=needed(reason))
    lift_all(document, RoutingState.RETURNED, [Duty.NUMBER])
    back_to_draft(document, by=by, note=reason)
    log(document, "outgoing.return_to_drafter", by=by, text=reason)


@operation
def number_document(
    document: Document,
    *,
    reserved: UUID | None = None,
    issue_when_sealed: bool = True,
    by: Actor,
) -> None:
    """Give number and date in the register's transaction (Decree 30/2020/NĐ-CP art. 15).

    A deputy or a program numbers too; the seal then waits for the clerk who holds it.
    `reserved` names a kept number that is used in place of the next one.
    """
    OUTGOING.advance(document, "number", by)
    refuse_without_source(document)
    refuse_other_year(draft_of(document))
    series = series_of(document)
    if reserved:
        number = use_reserved(document, series, reserved, by=by)
    else:
        number = take_number(document, series, by=by)
    document.number = number
    document.symbol = symbol_of(number, document.notation)
    document.issued_on = clock.today()
    document.identifier = _identifier(document)
    draft_of(document).issue_when_sealed = issue_when_sealed
    lift_all(document, RoutingState.DONE, [Duty.NUMBER])
    lay(document, units.clerk_desk(document.agency_id).id, Duty.SEAL, by=by)
    log(document, "outgoing.number", by=by, symbol=document.symbol)
    refresh_lists(document)
    if print_numbered(document):
        return
    if allowed(by, Can.SEAL, document):
        prepare_seal(document, by=by)
        prepare_attachments(document, by=by)


@operation
def prepare_seal(document: Document, *, by: Actor) -> signing.SigningRequest:
    """Have the seal prepared; number and date enter the PDF in the seal's own revision."""
    require(by, Can.SEAL, document)
    if document.state is not DocumentState.NUMBERED or document.issued_on is None:
        raise Refusal(_("Only a numbered document can be sealed."))
    draft = draft_of(document)
    stamp = copy_stamp(document) or _seal_of(document)
    request = signing.request_signature(
        subject=_subject(document),
        file_sha256=draft.pdf_sha256,
        field=SEAL_FIELD,
        stamp=stamp,
        fill={name: text for name, text in _fill(document).items() if _has(draft, name)},
        step=SEAL,
        by=by,
    )
    draft.seal_request = str(request.uid)
    return request


@operation
def mark_sealed(document: Document, stored: blobs.Stored, *, by: Actor) -> None:
    """Record the agency's signature; the document may leave."""
    OUTGOING.advance(document, "seal", by, sha256=stored.sha256)
    _new_revision(document, stored)
    lift_all(document, RoutingState.DONE, [Duty.SEAL])
    lay(document, units.clerk_desk(document.agency_id).id, Duty.ISSUE, by=by)
    log(document, "outgoing.seal", by=by)
    refresh_lists(document)
    _issue_when_all_sealed(document, by)


@operation
def mark_attachment_sealed(
    file: DocumentFile, base: str, stored: blobs.Stored, *, by: Actor
) -> None:
    """Record the agency's signature on a file of its own; the last one lets the document leave."""
    require(by, Can.RECORD, file)
    if not file.is_current or file.sha256 != base:
        raise Refusal(
            _("The file changed after it was prepared for signing; this signature is void."),
            fix=_("Have the signature prepared again."),
        )
    document = db.session.get_one(Document, file.document_id)
    replaced(file, stored, SealState.DONE)
    audit.record("outgoing.attachment_sealed", document, by=by, file=file.name)
    log(document, "outgoing.attachment_sealed", by=by, text=file.name)
    if document.state is DocumentState.SEALED:
        _issue_when_all_sealed(document, by)


@operation
def keep_raised_attachment(file: DocumentFile, stored: blobs.Stored, *, by: Actor) -> None:
    """Keep the revision of a file of its own that only adds proofs."""
    require(by, Can.RECORD, file)
    replaced(file, stored, file.seal)


def _issue_when_all_sealed(document: Document, by: Actor) -> None:
    """A document leaves with all its files signed; what lacks a seal is waited for."""
    if draft_of(document).issue_when_sealed and not waiting_for_seal(document):
        _issue_or_leave(document, by)


def _issue_or_leave(document: Document, by: Actor) -> None:
    """What hinders the issuing does not undo the seal: the document waits to be issued by hand."""
    try:
        with savepoint():
            issue(document, by=by)
    except Refusal as refusal:
        log(document, "outgoing.not_issued", by=by, text=str(refusal.message))


@operation
def keep_raised(document: Document, base: str, stored: blobs.Stored, *, by: Actor) -> None:
    """Keep a revision that only adds proofs; what was made of the older one stays as it is."""
    require(by, Can.RECORD, document)
    if draft_of(document).pdf_sha256 == base:
        _new_revision(document, stored)


@operation
def note_signing_failure(document: Document, reason: str, *, by: Actor) -> None:
    """Write down why a prepared signature came to nothing."""
    require(by, Can.RECORD, document)
    log(document, "outgoing.signing_failed", by=by, text=reason)


@operation
def issue(document: Document, *, by: Actor) -> None:
    """Send a sealed document to its receivers and close what it answers (phát hành)."""
    _refuse_unsealed_files(document)
    refuse_other_medium(document, draft_of(document).recipients)
    OUTGOING.advance(document, "issue", by)
    for code in dict.fromkeys(draft_of(document).recipients):
        address_to(document, recipient_of(code))
    db.session.flush()
    outbox.enqueue(
        "axis.send",
        key=sending_key(document),
        partition=f"document:{document.uid}",
        urgent=document.urgency.priority > 0,
        document_id=document.id,
    )
    log(document, "outgoing.issue", by=by)
    finish_document(document)
    hand_out(document, by=by)
    take_the_place(document, by=by)
    note_copy_issued(document)
    refresh_lists(document)
    answered = _complete_answered(document, by)
    publish(DocumentIssued(document.uid, answered.uid if answered else None))


def _refuse_unsealed_files(document: Document) -> None:
    names = [file.name for file in waiting_for_seal(document)]
    if names:
        raise Refusal(
            _("These files still lack the agency’s signature: %(names)s.", names=", ".join(names)),
            basis=_("Decree 30/2020/NĐ-CP, Annex I, part II, 8."),
            fix=_("Seal them first; one PIN signs them together."),
        )


def _complete_answered(document: Document, by: Actor) -> Document | None:
    if document.answers_id is None:
        return None
    answered = db.session.get_one(Document, document.answers_id)
    if answered.state in AT_WORK:
        INCOMING.advance(answered, "answered", SYSTEM, reply=document.uid)
        log(answered, "incoming.answered", by=by, symbol=document.symbol)
        close(answered, by=by)
    return answered


def _new_revision(document: Document, stored: blobs.Stored) -> None:
    draft_of(document).pdf_sha256 = stored.sha256
    replace_main(document, _main(document, stored.sha256, stored.size))


def _main(document: Document, sha256: str, size: int = 0) -> NewFile:
    stem = document.symbol.replace("/", "-") or file_stem(document)
    size = size or blobs.size_of(sha256)
    return NewFile(f"{stem}.pdf", PDF, sha256, size, FileRole.MAIN)


def _has(draft: Draft, name: str) -> bool:
    """Minutes have no field for a date; a file whose places are not known has them all."""
    return not draft.places or name in draft.places


def _fill(document: Document) -> dict[str, str]:
    day = document.issued_on or clock.today()
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return {"so": printed(document.number or 0), "ngay": f"{day.day:02d}", "thang": month}


def _seal_of(document: Document) -> signing.Stamp:
    """The agency's seal in its true size: its own picture, or one drawn with its name."""
    chosen = settings_of(document.agency_id)
    return signing.Stamp(
        signing.StampKind.SEAL,
        (units.name_of(document.agency_id),),
        chosen.seal_diameter_mm,
        picture=chosen.seal_image,
    )


def _subject(document: Document) -> signing.Subject:
    return signing.Subject(
        kind="outgoing_document",
        uid=document.uid,
        label=f"{document.type_name}: {document.subject}",
    )


def _authority(document: Document) -> SigningAuthority | None:
    signer = draft_of(document).signer_desk_id
    found = units.authority_for(signer, document.type_code, clock.today()) if signer else []
    return found[0] if found else None


def _identifier(document: Document) -> str:
    day = (document.issued_on or clock.today()).strftime("%Y/%m/%d")
    return f"{document.issuer_code},{day},{document.symbol}"


__all__ = [
    "PERSON_FIELD",
    "SEAL",
    "SEAL_FIELD",
    "SIGN",
    "issue",
    "keep_raised",
    "keep_raised_attachment",
    "mark_attachment_sealed",
    "mark_sealed",
    "mark_signed",
    "note_signing_failure",
    "number_document",
    "prepare_seal",
    "prepare_signature",
    "return_to_drafter",
    "send_back",
]
