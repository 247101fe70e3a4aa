"""Making lasting copies: Word files through the converter, pictures as pages of a PDF."""

from typing import Any

from documents.compose.docx import convert_docx
from documents.models import DocumentFile, LastingCopy, LastingState
from documents.operations import formats
from office import blobs
from office.blobs import Stored
from office.db import db
from office.errors import Refusal
from office.foreign import reading
from office.foreign.kinds import MEDIA_TYPES, Kind
from office.i18n import _
from office.outbox import delivers
from office.permissions import SYSTEM

PICTURES = {MEDIA_TYPES[kind] for kind in (Kind.PNG, Kind.JPEG, Kind.TIFF)}


@delivers(formats.TOPIC)
def make(body: dict[str, Any]) -> None:
    """Make one copy, or say why not; a second round changes nothing."""
    row = db.session.get_one(LastingCopy, body["copy_id"])
    if row.state is not LastingState.ASKED:
        return
    file = db.session.get_one(DocumentFile, row.file_id)
    try:
        formats.keep_lasting(row, _copied(file), by=SYSTEM)
    except Refusal as refusal:
        words = " ".join(str(one) for one in (refusal.message, refusal.fix) if one)
        formats.note_lasting_problem(row, words, by=SYSTEM)


def _copied(file: DocumentFile) -> Stored:
    if not file.sha256:  # destroyed since it was asked for
        raise Refusal(_("This file could not be read, so there is no original."))
    if file.media_type in PICTURES:
        return blobs.put(reading.joined([blobs.path_of(file.sha256)]).data)
    if file.media_type == MEDIA_TYPES[Kind.DOCX]:
        return blobs.put(convert_docx(blobs.read(file.sha256), expected=()).pdf)
    raise Refusal(
        _("No converter for this format is here."),
        fix=_("Save the file as PDF/A at your desk and put it into its work file."),
    )
