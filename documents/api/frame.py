"""The blueprint of this package and the schemas that its parts share."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import Response, g, send_file
from pydantic import Field

from documents import operations, queries
from documents.models import Document, DocumentFile, Duty, Urgency, UseKind
from office import blobs
from office.api import Closed, Moment, api_blueprint
from office.errors import NotFound
from office.i18n import _
from office.units import queries as units

api = api_blueprint("documents")


class Reason(Closed):
    """A few words, as the page asks for them."""

    reason: str = Field(min_length=1, max_length=4000)


class FileOut(Closed):
    """A file of a document."""

    uid: UUID
    role: str
    name: str
    media_type: str
    size: int
    sha256: str
    problem: str
    page_count: int


class DocumentOut(Closed):
    """A document as its page shows it."""

    uid: UUID
    version: int
    direction: str
    state: str
    type_code: str
    type_name: str
    subject: str
    symbol: str
    arrival_no: int | None
    issued_on: date | None
    issuer_name: str
    issuer_code: str
    signer_name: str
    urgency: Urgency
    is_restricted: bool
    identifier: str
    source: str
    created_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    files: list[FileOut] = []
    moves: list[str] = []


class AssignmentIn(Closed):
    """One receiver of a direction: a desk by its public name."""

    desk: UUID
    duty: Duty
    due_at: Moment | None = None


def document_out(document: Document, **more: Any) -> DocumentOut:
    """The schema of a document."""
    names = set(DocumentOut.model_fields) - {"files", "moves"}
    facts = {name: getattr(document, name) for name in names}
    return DocumentOut(**facts, **more)


def file_out(file: DocumentFile) -> FileOut:
    """The schema of a file."""
    names = set(FileOut.model_fields) - {"page_count"}
    facts = {name: getattr(file, name) for name in names}
    return FileOut(**facts, page_count=len(file.pages or []))


def desk_id_of(uid: UUID) -> int:
    """The desk of a public name."""
    return units.desk_by_uid(uid).id


def note(document: Document, kind: UseKind) -> None:
    """Keep in the log of use that a program's owner sees a document."""
    if not queries.is_noted(document, kind, g.actor):
        operations.note_access(document, kind, by=g.actor)


def download(sha256: str, name: str, media_type: str) -> Response:
    """The bytes of a file, to be saved; nothing on the way keeps them."""
    if not sha256:
        raise NotFound(_("There is no such file on your desk."))
    answer = send_file(
        blobs.path_of(sha256), mimetype=media_type, as_attachment=True, download_name=name
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
