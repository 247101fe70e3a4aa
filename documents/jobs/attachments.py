"""Room for the agency's signature in the corner of a file of its own (box 14)."""

from typing import Any

from documents import operations
from documents.compose.places import corner_on
from documents.models import DocumentFile
from office import blobs
from office.db import db
from office.errors import Refusal
from office.foreign.reading import inspect, rewrite
from office.outbox import delivers
from office.permissions import SYSTEM
from signing import operations as signing


@delivers("documents.prepare_attachment")
def prepare_attachment(body: dict[str, Any]) -> None:
    """Lay the field out; a file that takes none (signed already, locked) goes as it is."""
    file = db.session.get_one(DocumentFile, body["file_id"])
    try:
        ready = _laid_out(file.sha256)
    except Refusal as refusal:
        operations.leave_attachment(file, str(refusal.message), by=SYSTEM)
        return
    operations.keep_attachment(file, blobs.put(ready), by=SYSTEM)


def _laid_out(sha256: str) -> bytes:
    source = blobs.path_of(sha256)
    plain = rewrite(source)
    width, height = inspect(blobs.path_of(blobs.put(plain).sha256)).page_sizes[0]
    place = corner_on(width, height)
    box = signing.Rect(place.x0, place.y0, place.x1, place.y1)
    field = signing.SignatureField("dau", 0, box, signing.Lock.ALL)
    return signing.lay_out(plain, signatures=[field])
