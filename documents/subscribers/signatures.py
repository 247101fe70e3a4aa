"""What signing tells us moves our documents on."""

from signing.events import Signed, Verified
from sqlalchemy import select

from documents import operations
from documents.models import Document, DocumentFile
from documents.operations.issuing import SEAL, SIGN
from office import blobs
from office.db import db
from office.events import subscribe
from office.permissions import SYSTEM
from signing import queries as signing

KIND = "outgoing_document"


@subscribe(Signed, must=True)
def take_signature(event: Signed) -> None:
    """Put the signed revision in place and move the document on."""
    if event.subject_kind != KIND:
        return
    document = db.session.scalars(select(Document).where(Document.uid == event.subject_uid)).one()
    stored = blobs.Stored(event.sha256, event.size)
    if event.step == SIGN:
        operations.mark_signed(document, stored, event.signer_name, by=SYSTEM)
    elif event.step == SEAL:
        operations.mark_sealed(document, stored, by=SYSTEM)


@subscribe(Verified)
def take_verdict(event: Verified) -> None:
    """Keep the short verdict with the files, for lists and pages."""
    verdict = signing.verdict_of(event.sha256)
    files = db.session.scalars(select(DocumentFile).where(DocumentFile.sha256 == event.sha256))
    for file in files:
        summary = {"state": event.state, "signatures": verdict.count if verdict else 0}
        operations.keep_verdict(file, summary, by=SYSTEM)
