"""Files of documents: rows over blobs, page images and verdicts kept when they are ready."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from documents.models import Document, DocumentFile, FileRole, SealState
from documents.policy import Can
from office import clock, outbox, search
from office.db import db, operation
from office.errors import Refusal
from office.i18n import _
from office.permissions import Actor, require

PDF = "application/pdf"


@dataclass(frozen=True)
class NewFile:
    """A file that lies in the blob store and now belongs to a document."""

    name: str
    media_type: str
    sha256: str = ""
    size: int = 0
    role: FileRole = FileRole.ANNEX
    problem: str = ""


def attach(document: Document, files: Sequence[NewFile]) -> list[DocumentFile]:
    """Give a document its files and ask for page images of the readable ones."""
    rows = [_row(document, file, position) for position, file in enumerate(files)]
    db.session.add_all(rows)
    db.session.flush()
    for row in rows:
        if row.sha256 and not row.problem:
            _ask_for_pages(row)
    search.request_index("document", document.id)
    return rows


def replace_main(document: Document, file: NewFile) -> DocumentFile:
    """Put a new revision in the place of the main file; the old row stays as history."""
    db.session.execute(
        update(DocumentFile)
        .where(
            DocumentFile.document_id == document.id,
            DocumentFile.role == FileRole.MAIN,
            DocumentFile.is_current,
        )
        .values(is_current=False)
    )
    return attach(document, [file])[0]


@dataclass(frozen=True)
class Look:
    """What the limited child saw of a file: page images, words, or why nothing."""

    pages: list[str]
    words: str = ""
    problem: str = ""


@operation
def keep_look(file: DocumentFile, look: Look, *, by: Actor) -> None:
    """Keep the page images and words of a file, or why there are none."""
    require(by, Can.RECORD, file)
    file.pages = look.pages
    file.words = look.words
    file.problem = look.problem or file.problem
    if look.words:
        search.request_index("document", file.document_id)


@operation
def keep_verdict(file: DocumentFile, verdict: dict[str, Any], *, by: Actor) -> None:
    """Keep what the verification of a file's signatures found."""
    require(by, Can.RECORD, file)
    file.verdict = verdict


def _row(document: Document, file: NewFile, position: int) -> DocumentFile:
    return DocumentFile(
        document_id=document.id,
        role=file.role,
        name=file.name,
        media_type=file.media_type,
        sha256=file.sha256,
        size=file.size,
        position=position,
        problem=file.problem,
        is_current=True,
        created_at=clock.now(),
    )


def _ask_for_pages(row: DocumentFile) -> None:
    """Somebody waits to read it, unless it is built in bulk."""
    outbox.enqueue(
        "documents.look_at_file",
        key=f"look:{row.uid}",
        lane=outbox.Lane.BULK,
        urgent=True,
        file_id=row.id,
    )


def refuse_unprepared(document: Document) -> None:
    """What is signed later must have its room before the first signature."""
    pending = select(DocumentFile.id).where(
        DocumentFile.document_id == document.id,
        DocumentFile.is_current,
        DocumentFile.seal == SealState.PENDING,
    )
    if db.session.scalar(pending.limit(1)):
        raise Refusal(
            _("A file beside the draft is still being prepared."),
            fix=_("Wait a moment and try again."),
        )


def file_stem(document: Document) -> str:
    """The subject as a name for files."""
    return "".join(c if c.isalnum() or c in " -" else " " for c in document.subject)[:80].strip()
