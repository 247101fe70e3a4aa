"""The words of files that drafts were made of, read in a limited child."""

from typing import Any

from documents import operations
from documents.models import DraftVersion
from documents.operations.draft_versions import TOPIC
from office import blobs
from office.db import db
from office.foreign import reading
from office.foreign.refusals import ForeignFileRefused
from office.outbox import delivers
from office.permissions import SYSTEM

MOST_WORDS = 400_000


@delivers(TOPIC)
def read_version(body: dict[str, Any]) -> None:
    """Read the file of a version so that it can be compared; one without words has none."""
    version = db.session.get(DraftVersion, body["version_id"])
    if version is None or not version.source_sha256 or version.words is not None:
        return
    try:
        words = "\n".join(reading.text(blobs.path_of(version.source_sha256)).pages)
    except ForeignFileRefused:
        words = ""
    operations.keep_version_words(version, words[:MOST_WORDS], by=SYSTEM)
