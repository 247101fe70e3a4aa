"""Page images and verdicts of files, made in a limited child of the worker."""

from typing import Any

from documents import operations
from documents.models import DocumentFile
from office import blobs
from office.db import db
from office.foreign import reading
from office.foreign.refusals import ForeignFileRefused
from office.outbox import delivers
from office.permissions import SYSTEM
from signing import operations as signing

SHOWN = {"application/pdf", "image/png", "image/jpeg", "image/tiff"}
PAGE_WIDTH = 1000
MOST_PAGES = 50


@delivers("documents.look_at_file")
def look(body: dict[str, Any]) -> None:
    """Make the page images of a file and ask for the verdict on its signatures."""
    file = db.session.get_one(DocumentFile, body["file_id"])
    if file.pages is not None or file.media_type not in SHOWN:
        return
    pages, problem = _pictures(file)
    operations.keep_pages(file, pages, problem=problem, by=SYSTEM)
    if file.media_type == "application/pdf" and not problem:
        signing.ask_verdict(file.sha256, by=SYSTEM)


def _pictures(file: DocumentFile) -> tuple[list[str], str]:
    source = blobs.path_of(file.sha256)
    try:
        count = min(reading.inspect(source).pages or 1, MOST_PAGES)
        images = reading.page_images(source, pages=range(count), width=PAGE_WIDTH)
    except ForeignFileRefused as refusal:
        return [], str(refusal)
    return [blobs.put(image.data).sha256 for image in images], ""
