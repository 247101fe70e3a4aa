"""What of a document still lacks the agency's seal, and what was prepared for it already."""

from sqlalchemy import select

from documents.models import Document, DocumentFile, DocumentState, FileRole, SealState
from documents.queries.records import draft_of
from office.db import db
from office.permissions import Actor
from signing import queries as signing
from signing.operations import SigningRequest


def files_beside(document: Document) -> list[DocumentFile]:
    """The files of their own, as they were put beside the draft."""
    return list(
        db.session.scalars(
            select(DocumentFile)
            .where(
                DocumentFile.document_id == document.id,
                DocumentFile.is_current,
                DocumentFile.role == FileRole.ANNEX,
            )
            .order_by(DocumentFile.id)
        )
    )


def waiting_for_seal(document: Document) -> list[DocumentFile]:
    """The files that still lack the agency's signature."""
    return [file for file in files_beside(document) if file.seal is SealState.OPEN]


def lacks_only_files(document: Document) -> bool:
    """The document is sealed, a file beside it is not: its signature ran out or failed."""
    return document.state is DocumentState.SEALED and bool(waiting_for_seal(document))


def open_seals(document: Document, actor: Actor) -> list[SigningRequest]:
    """The actor's open requests on the document and on the files beside it."""
    own = open_request(document, actor)
    uids = [file.uid for file in waiting_for_seal(document)]
    mine = signing.open_requests_of(actor).where(SigningRequest.subject_uid.in_(uids))
    files = [one for one in db.session.scalars(mine) if not one.has_run_out()]
    return [*([own] if own else []), *files]


def open_request(document: Document, actor: Actor) -> SigningRequest | None:
    """His request on this document that still waits: who left its page goes on with the same."""
    draft = draft_of(document)
    mine = signing.open_requests_of(actor).where(
        SigningRequest.subject_uid == document.uid,
        SigningRequest.file_sha256 == (draft.pdf_sha256 if draft else ""),
    )
    return next((one for one in db.session.scalars(mine) if not one.has_run_out()), None)
