"""A portrait that was brought is drawn anew in the limited child: nothing else of it is shown."""

from typing import Any

from office import blobs
from office.db import db
from office.foreign import reading
from office.foreign.refusals import ForeignFileRefused
from office.outbox import delivers
from office.permissions import SYSTEM
from personnel import operations
from personnel.models import DeclaredChange
from personnel.operations.declaring import DRAW

WIDTH = 400


@delivers(DRAW)
def draw(body: dict[str, Any]) -> None:
    """One picture of the width of a portrait, without anything that lay beside it in the file."""
    change = db.session.get_one(DeclaredChange, body["declaration_id"])
    if change.picture_sha256:
        return
    source = blobs.path_of(change.files[0]["sha256"])
    try:
        (image,) = reading.page_images(
            source, pages=range(1), width=WIDTH, picture=reading.Picture.PNG
        )
    except ForeignFileRefused as refusal:
        operations.keep_portrait(change, "", str(refusal.message), by=SYSTEM)
        return
    operations.keep_portrait(change, blobs.put(image.data).sha256, by=SYSTEM)
