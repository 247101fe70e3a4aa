"""Page images and verdicts of files, made in a limited child of the worker."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from documents import operations, queries
from documents.models import Document, DocumentFile, FileRole
from documents.operations.files import PDF, Look
from office import blobs
from office.db import db
from office.foreign import reading
from office.foreign.kinds import Kind, media_type
from office.foreign.refusals import ForeignFileRefused
from office.outbox import delivers
from office.permissions import SYSTEM
from office.search import Text, searchable
from signing import operations as signing

SHOWN = {PDF, "image/png", "image/jpeg", "image/tiff"}
MAIL = "message/rfc822"
WORDED = {MAIL, *(media_type(kind) for kind in (Kind.DOCX, Kind.XLSX, Kind.TEXT))}
PAGE_WIDTH = 1000
MOST_PAGES = 50
MOST_WORDS = 200_000


@delivers("documents.look_at_file")
def look(body: dict[str, Any]) -> None:
    """Make the page images of a file and ask for the verdict on its signatures."""
    file = db.session.get_one(DocumentFile, body["file_id"])
    if file.pages is not None or file.media_type not in SHOWN | WORDED:
        return
    looked = _looked_at(file)
    operations.keep_look(file, looked, by=SYSTEM)
    if file.media_type == PDF and not looked.problem:
        signing.ask_verdict(file.sha256, by=SYSTEM)


def _looked_at(file: DocumentFile) -> Look:
    source = blobs.path_of(file.sha256)
    if file.media_type in WORDED:
        return _read(source, reading.mail_words if file.media_type == MAIL else reading.text)
    try:
        images, words = reading.look(source, most=MOST_PAGES, width=PAGE_WIDTH)
    except ForeignFileRefused as refusal:
        return Look([], "", str(refusal))
    kept = [blobs.put(image.data).sha256 for image in images]
    return Look(kept, " ".join(words)[:MOST_WORDS])


def _read(source: Path, words: Callable[[Path], reading.Words]) -> Look:
    """Words without pictures; a file that cannot be read is kept all the same."""
    try:
        return Look([], " ".join(words(source).pages)[:MOST_WORDS])
    except ForeignFileRefused:
        return Look([])


@searchable("document")
def texts(ids: Sequence[int]) -> Iterable[Text]:
    """Subject, number, issuer and the words of the files; nothing of quarantined papers."""
    for document in db.session.scalars(select(Document).where(Document.id.in_(ids))):
        title = " ".join((document.subject, document.symbol, document.issuer_name))
        yield Text(document.id, title, _words_of(document))


def _words_of(document: Document) -> str:
    files = [file for file in queries.files_of(document) if file.role is not FileRole.SHEET]
    parts = [file.words for file in files]
    return " ".join(part for part in parts if part)
