"""Files of their own beside a draft, each with the agency's signature in its corner.

Annexes and attached texts in separate files are signed by the agency one by one: text at the upper
right of page 1, no image (Decree 30/2020/NĐ-CP, Annex I, part II, 8 and samples 1.3, 2.2).
"""

from collections.abc import Sequence
from uuid import UUID

from documents.compose.copies import separate_file_note
from documents.models import Document, DocumentFile, DocumentState, FileRole, SealState
from documents.operations.desk_work import log, refresh_lists
from documents.operations.drafting import editable
from documents.operations.files import PDF, NewFile, attach
from documents.policy import Can
from documents.queries.sealing import files_beside, waiting_for_seal
from office import audit, blobs, outbox
from office.db import db, operation
from office.errors import NotFound, Refusal
from office.i18n import _
from office.permissions import Actor, require
from signing import operations as signing

KIND = "outgoing_attachment"
CORNER_FIELD = "dau"
SEAL_STEP = "seal"
MOST = 20
SEALABLE = {DocumentState.NUMBERED, DocumentState.SEALED}


@operation
def attach_to_draft(document: Document, files: Sequence[NewFile], *, by: Actor) -> None:
    """Put files of their own beside the draft; a PDF gets room for the agency's signature."""
    editable(document, by, None)
    if len(files_beside(document)) + len(files) > MOST:
        raise Refusal(_("A document takes at most %(count)s files of their own.", count=MOST))
    for row in attach(document, files):
        if row.media_type == PDF:
            row.seal = SealState.PENDING
            outbox.enqueue(
                "documents.prepare_attachment",
                key=f"attachment:{row.uid}",
                urgent=True,
                file_id=row.id,
            )
    names = [file.name for file in files]
    audit.record("outgoing.attached", document, by=by, files=names)
    log(document, "outgoing.attached", by=by, text=", ".join(names))
    refresh_lists(document)


@operation
def detach(file: DocumentFile, *, by: Actor) -> None:
    """Take a file away from beside the draft."""
    document = db.session.get_one(Document, file.document_id)
    editable(document, by, None)
    if file.role is not FileRole.ANNEX or not file.is_current:
        raise NotFound(_("There is no such file beside this draft."))
    file.is_current = False
    audit.record("outgoing.detached", document, by=by, file=file.name)
    log(document, "outgoing.detached", by=by, text=file.name)
    refresh_lists(document)


@operation
def keep_attachment(file: DocumentFile, stored: blobs.Stored, *, by: Actor) -> None:
    """Keep the file with its room for the signature; what was taken away meanwhile stays away."""
    require(by, Can.RECORD, file)
    if file.is_current and file.seal is SealState.PENDING:
        replaced(file, stored, SealState.OPEN)


@operation
def leave_attachment(file: DocumentFile, reason: str, *, by: Actor) -> None:
    """A file that takes no further signature goes as it is, and the log says why."""
    require(by, Can.RECORD, file)
    if file.seal is not SealState.PENDING:
        return
    file.seal = SealState.NONE
    document = db.session.get_one(Document, file.document_id)
    log(document, "outgoing.attachment_as_is", by=by, text=f"{file.name}: {reason}")


@operation
def prepare_attachments(document: Document, *, by: Actor) -> list[signing.SigningRequest]:
    """Have the agency's signature prepared on each file of its own; one PIN signs them together."""
    require(by, Can.SEAL, document)
    if document.state not in SEALABLE:
        raise Refusal(_("Only a numbered document can be sealed."))
    stamp = signing.Stamp(signing.StampKind.CORNER, separate_file_note(document.symbol))
    return [
        signing.request_signature(
            subject=signing.Subject(KIND, file.uid, file.name),
            file_sha256=file.sha256,
            field=CORNER_FIELD,
            stamp=stamp,
            step=SEAL_STEP,
            by=by,
        )
        for file in waiting_for_seal(document)
    ]


def file_beside(document: Document, uid: UUID) -> DocumentFile:
    """One of the files beside the draft."""
    for file in files_beside(document):
        if file.uid == uid:
            return file
    raise NotFound(_("There is no such file beside this draft."))


def replaced(file: DocumentFile, stored: blobs.Stored, seal: SealState) -> DocumentFile:
    """A new revision in the place of a file; the old row stays as history."""
    document = db.session.get_one(Document, file.document_id)
    file.is_current = False
    row = attach(document, [NewFile(file.name, PDF, stored.sha256, stored.size)])[0]
    row.position, row.seal = file.position, seal
    return row
