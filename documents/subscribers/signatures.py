"""What signing tells us moves our documents on."""

from uuid import UUID

from sqlalchemy import Select, select

from documents import operations, queries
from documents.models import Document, DocumentFile, SealState
from documents.operations.attachments import KIND as ATTACHMENT
from documents.operations.issuing import SEAL, SIGN
from office import blobs
from office.accounts.models import Person
from office.db import db
from office.errors import Refusal
from office.events import subscribe
from office.i18n import _
from office.permissions import SYSTEM, Actor
from signing import queries as signing
from signing.events import LevelRaised, Signed, SigningFailed, Verified

KIND = "outgoing_document"


@subscribe(Signed, must=True)
def take_signature(event: Signed) -> None:
    """Put the signed revision in place and move the document on."""
    if event.subject_kind == ATTACHMENT:
        _take_attachment(event)
    if event.subject_kind != KIND:
        return
    document = db.session.scalars(select(Document).where(Document.uid == event.subject_uid)).one()
    _refuse_former_text(document, event)
    stored, signer = blobs.Stored(event.sha256, event.size), _signer(event)
    if event.step == SIGN:
        operations.mark_signed(document, stored, event.signer_name, by=signer)
    elif event.step == SEAL:
        operations.mark_sealed(document, stored, by=signer)


def _take_attachment(event: Signed) -> None:
    """Put the sealed file of its own in place."""
    file = db.session.scalars(_file_signed(event.subject_uid)).one()
    stored = blobs.Stored(event.sha256, event.size)
    operations.mark_attachment_sealed(file, event.base_sha256, stored, by=_signer(event))


def _file_signed(uid: UUID) -> Select[DocumentFile]:
    return select(DocumentFile).where(DocumentFile.uid == uid)


def _refuse_former_text(document: Document, event: Signed) -> None:
    """A value that was given for a former text signs nothing of the present one."""
    draft = queries.draft_of(document)
    if draft is None or draft.pdf_sha256 != event.base_sha256:
        raise Refusal(
            _("The text changed after it was prepared for signing; this signature is void."),
            fix=_("Have the signature prepared again."),
        )


def _signer(event: Signed) -> Actor:
    """The official whose PIN it was: the machine finishes his act, the log names him."""
    name = db.session.scalar(select(Person.full_name).where(Person.id == event.person_id))
    return Actor(
        person_id=event.person_id, agency_id=event.agency_id, name=name or "", is_machine=True
    )


@subscribe(Verified)
def take_verdict(event: Verified) -> None:
    """Keep the short verdict with the files, for lists and pages."""
    verdict = signing.verdict_of(event.sha256)
    files = db.session.scalars(select(DocumentFile).where(DocumentFile.sha256 == event.sha256))
    for file in files:
        summary = {"state": event.state, "signatures": verdict.count if verdict else 0}
        operations.keep_verdict(file, summary, by=SYSTEM)


@subscribe(LevelRaised)
def take_raised(event: LevelRaised) -> None:
    """Put the revision with time-stamp and proofs in the place of the one it completes."""
    stored = blobs.Stored(event.sha256, event.size)
    if event.subject_kind == ATTACHMENT:
        _raise_attachments(event.base_sha256, stored)
    if event.subject_kind != KIND:
        return
    document = db.session.scalars(select(Document).where(Document.uid == event.subject_uid)).one()
    operations.keep_raised(document, event.base_sha256, stored, by=SYSTEM)


def _raise_attachments(base_sha256: str, stored: blobs.Stored) -> None:
    raised = select(DocumentFile).where(
        DocumentFile.sha256 == base_sha256,
        DocumentFile.is_current,
        DocumentFile.seal == SealState.DONE,
    )
    for file in db.session.scalars(raised).all():
        operations.keep_raised_attachment(file, stored, by=SYSTEM)


@subscribe(SigningFailed)
def take_failure(event: SigningFailed) -> None:
    """Say on the document why nothing was signed; the duty stays where it is."""
    if event.subject_kind not in {KIND, ATTACHMENT}:
        return
    document = db.session.scalars(_subject(event.subject_kind, event.subject_uid)).one()
    operations.note_signing_failure(document, event.reason, by=SYSTEM)


def _subject(kind: str, uid: UUID) -> Select[Document]:
    """The document that a signature belongs to, be it its own or that of a file beside it."""
    found = select(Document)
    if kind == ATTACHMENT:
        file = DocumentFile.document_id == Document.id
        return found.join(DocumentFile, file).where(DocumentFile.uid == uid)
    return found.where(Document.uid == uid)


@signing.shows_file
def shows(actor: Actor, sha256: str) -> bool:
    """The verdict on a file is for whoever sees a document with it."""
    return queries.sees_file_hash(sha256, actor)
