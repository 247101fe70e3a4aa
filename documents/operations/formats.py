"""Keeping a lasting copy beside files whose format ages (chuyển đổi định dạng lưu trữ)."""

from collections.abc import Sequence
from pathlib import PurePath

from documents.models import (
    Document,
    DocumentFile,
    FileRole,
    LastingCopy,
    LastingState,
    refuse_frozen,
)
from documents.operations.desk_work import log
from documents.operations.files import NewFile, attach
from documents.policy import Can as Core
from documents.policy.workfiles import Can
from office import audit, clock, outbox
from office.blobs import Stored
from office.db import db, operation
from office.errors import Invalid
from office.i18n import _
from office.permissions import Actor, require

TOPIC = "documents.lasting_copy"
PDF = "application/pdf"


@operation
def ask_lasting(files: Sequence[DocumentFile], *, by: Actor) -> list[LastingCopy]:
    """Ask the worker for a lasting copy of each file; the report names what could not be made."""
    require(by, Can.KEEP_ARCHIVE, by)
    if not files:
        words = _("Every file is in a format that lasts, or has its copy.")
        raise Invalid(words, fields={"files": words})
    rows = [_row(file, by) for file in files]
    db.session.add_all(rows)
    db.session.flush()
    for row in rows:
        outbox.enqueue(TOPIC, key=f"{TOPIC}:{row.uid}", lane=outbox.Lane.BULK, copy_id=row.id)
        document = db.session.get_one(Document, row.document_id)
        audit.record("document.ask_lasting_copy", document, by=by, file=row.file_id)
    return rows


def _row(file: DocumentFile, by: Actor) -> LastingCopy:
    return LastingCopy(
        agency_id=by.agency_id,
        document_id=file.document_id,
        file_id=file.id,
        state=LastingState.ASKED,
        asked_at=clock.now(),
        asked_by=by.name,
    )


@operation
def keep_lasting(row: LastingCopy, stored: Stored, *, by: Actor) -> None:
    """Keep the copy beside its file, which stays as it is."""
    require(by, Core.RECORD, row)
    document = db.session.get_one(Document, row.document_id)
    refuse_frozen(document)
    source = db.session.get_one(DocumentFile, row.file_id)
    name = f"{PurePath(source.name).stem}.pdf"
    (made,) = attach(document, [NewFile(name, PDF, stored.sha256, stored.size, FileRole.COPY)])
    row.copy_id, row.state, row.done_at = made.id, LastingState.MADE, clock.now()
    facts = {"file": source.sha256, "copy": stored.sha256}
    audit.record("document.lasting_copy", document, by=by, **facts)
    log(document, "document.lasting_copy", by=by, text=source.name)


@operation
def note_lasting_problem(row: LastingCopy, problem: str, *, by: Actor) -> None:
    """Say in the report why a copy could not be made."""
    require(by, Core.RECORD, row)
    row.state, row.problem, row.done_at = LastingState.FAILED, problem, clock.now()
