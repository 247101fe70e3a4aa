"""The submission sheet (phiếu trình): its words, and its PDF that is kept beside the draft."""

from dataclasses import asdict, dataclass

from sqlalchemy import update

from documents.models import Document, DocumentFile, FileRole, SubmissionSheet
from documents.operations.files import PDF, NewFile, attach
from documents.policy import Can
from documents.queries import reviewing as queries
from office import audit, blobs, clock, outbox
from office.db import db, new_uid, operation
from office.permissions import Actor, require

TOPIC = "documents.submission_sheet"
NAME = "phieu-trinh.pdf"


@dataclass(frozen=True)
class SheetWords:
    """What the drafter puts before who decides: summary, basis, other ways, proposal."""

    summary: str = ""
    basis: str = ""
    options: str = ""
    proposal: str = ""


@operation
def write_sheet(document: Document, words: SheetWords, *, by: Actor) -> SubmissionSheet:
    """Keep the words of the submission sheet; they may change until the draft is submitted."""
    require(by, Can.SUBMIT, document)
    sheet = queries.sheet_of(document)
    if sheet is None:
        sheet = SubmissionSheet(uid=new_uid(), document_id=document.id)
        db.session.add(sheet)
    for name, text in asdict(words).items():
        setattr(sheet, name, text.strip())
    audit.record("outgoing.sheet", document, by=by)
    db.session.flush()
    return sheet


def submit_sheet(document: Document, *, by: Actor, is_wanted: bool) -> None:
    """Date the sheet; one without words is made where several people decide."""
    sheet = queries.sheet_of(document)
    if sheet is None and is_wanted:
        sheet = write_sheet(document, SheetWords(), by=by)
    if sheet is not None:
        sheet.submitted_at = clock.now()
        sheet.submitted_by, sheet.submitted_title = by.name, by.title
        ask_for_sheet(document)


def ask_for_sheet(document: Document) -> None:
    """Have the PDF made anew after each step."""
    if queries.sheet_of(document) is not None:
        db.session.flush()
        outbox.enqueue(
            TOPIC,
            key=f"sheet:{document.uid}:{new_uid()}",
            partition=f"sheet:{document.uid}",
            document_id=document.id,
        )


@operation
def keep_sheet(document: Document, stored: blobs.Stored, *, by: Actor) -> None:
    """Keep the sheet as it stands now in the place of the former one."""
    require(by, Can.RECORD, document)
    db.session.execute(
        update(DocumentFile)
        .where(
            DocumentFile.document_id == document.id,
            DocumentFile.role == FileRole.SHEET,
            DocumentFile.is_current,
        )
        .values(is_current=False)
    )
    attach(document, [NewFile(NAME, PDF, stored.sha256, stored.size, FileRole.SHEET)])
