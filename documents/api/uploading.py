"""Files over the API: the source of a draft, and papers that the clerk enters."""

from collections.abc import Sequence
from io import BytesIO
from uuid import UUID

from flask import Response, g
from pydantic import Base64Bytes, Field
from werkzeug.datastructures import FileStorage

from documents import operations
from documents.api.acting import _after, _seen
from documents.api.frame import DocumentOut, api
from documents.forms.uploads import new_file
from documents.models import FileRole, Source, Urgency
from documents.operations.attachments import file_beside
from documents.operations.files import NewFile
from documents.operations.intake import Arrival
from office import blobs
from office.api import ByUid, Closed, Day, Whole
from office.errors import Refusal
from office.foreign.kinds import Kind
from office.foreign.uploads import Accepted, check_upload
from office.i18n import _

LONGEST = 40 << 20
SOURCES = (Kind.DOCX, Kind.PDF)
PAPERS = (Kind.PDF, Kind.PNG, Kind.JPEG, Kind.TIFF)


class ByFile(ByUid):
    """A file beside a draft."""

    file_uid: UUID


class FileIn(Closed):
    """A file by its name and its bytes in base64."""

    name: str = Field(min_length=1, max_length=200)
    content: Base64Bytes = Field(max_length=LONGEST)


class SourceIn(FileIn):
    """The file of a draft; `revision` is the one that was read before it was changed."""

    revision: Whole | None = None


class ArrivalIn(Closed):
    """A paper or a file that reached the clerk; the first file is the document."""

    subject: str = Field(min_length=1, max_length=4000)
    issuer: str = Field(min_length=1, max_length=400)
    type_name: str = "Công văn"
    symbol: str = Field("", max_length=200)
    signer: str = Field("", max_length=200)
    issued_on: Day | None = None
    urgency: Urgency = Urgency.NORMAL
    files: list[FileIn] = Field(min_length=1, max_length=20)


@api.put("/documents/<uuid:uid>/draft/source", responses={200: DocumentOut})
def source(path: ByUid, body: SourceIn) -> Response:
    """Take a .docx, or a PDF made at the desk, as the source from now on."""
    document = _seen(path)
    accepted, stored = _stored(body, SOURCES)
    take = operations.take_docx if accepted.kind is Kind.DOCX else operations.take_pdf
    take(document, stored, accepted.name, revision=body.revision, by=g.actor)
    return _after(document)


@api.post("/documents/<uuid:uid>/draft/attachments", responses={200: DocumentOut})
def attachment(path: ByUid, body: FileIn) -> Response:
    """Put a file of its own beside the draft; the agency signs a PDF in its corner."""
    document = _seen(path)
    accepted, stored = _stored(body, tuple(Kind))
    file = NewFile(accepted.name, accepted.media_type, stored.sha256, stored.size)
    operations.attach_to_draft(document, [file], by=g.actor)
    return _after(document)


@api.delete("/documents/<uuid:uid>/draft/attachments/<uuid:file_uid>", responses={200: DocumentOut})
def detachment(path: ByFile) -> Response:
    """Take a file away from beside the draft."""
    document = _seen(ByUid(uid=path.uid))
    operations.detach(file_beside(document, path.file_uid), by=g.actor)
    return _after(document)


@api.post("/arrivals", responses={201: DocumentOut})
def arrival(body: ArrivalIn) -> Response:
    """Enter a paper or a file into the list of arrivals."""
    if g.actor.agency_id is None:
        raise Refusal(_("Choose a post in an agency first."))
    files = tuple(_file(one, at) for at, one in enumerate(body.files))
    given = Arrival(
        agency_id=g.actor.agency_id,
        source=Source.UPLOAD,
        subject=body.subject,
        type_name=body.type_name,
        symbol=body.symbol,
        issuer_name=body.issuer,
        signer_name=body.signer,
        issued_on=body.issued_on,
        urgency=body.urgency,
        files=files,
    )
    return _after(operations.receive_upload(given, by=g.actor), status=201)


def enclosed(files: Sequence[FileIn]) -> tuple[NewFile, ...]:
    """Files that go with what is said."""
    return tuple(_file(one, 1) for one in files)


def scanned(one: FileIn) -> NewFile:
    """The scan of a paper, checked at the door."""
    sent = FileStorage(BytesIO(one.content), filename=one.name)
    return new_file(sent, "scan", (Kind.PDF,), FileRole.MAIN)


def _file(one: FileIn, position: int) -> NewFile:
    role = FileRole.ANNEX if position else FileRole.MAIN
    sent = FileStorage(BytesIO(one.content), filename=one.name)
    return new_file(sent, "files", tuple(Kind) if position else PAPERS, role)


def _stored(one: FileIn, allowed: tuple[Kind, ...]) -> tuple[Accepted, blobs.Stored]:
    accepted = check_upload(BytesIO(one.content), one.name, allowed=allowed)
    return accepted, blobs.put(one.content)
