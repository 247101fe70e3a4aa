"""Every text of a draft as somebody saved it, and the words of the files among them."""

from typing import Any

from sqlalchemy import func, select

from documents.models import Draft, DraftSource, DraftVersion, VersionKind
from documents.policy import Can
from office import clock, outbox
from office.db import db, operation
from office.permissions import Actor, require

TOPIC = "documents.read_version"


def keep_version(draft: Draft, kind: VersionKind, *, by: Actor, **facts: Any) -> DraftVersion:
    """Keep the present text of a draft, or another one by its `facts`; part of other acts."""
    text = {
        "source": draft.source,
        "content": draft.content,
        "source_sha256": draft.source_sha256 if draft.source is not DraftSource.FORM else "",
    }
    version = DraftVersion(
        draft_id=draft.id,
        number=_last_number(draft) + 1,
        kind=kind,
        saved_at=clock.now(),
        saved_by=by.name,
        saved_title=by.title,
        on_behalf_of=by.on_behalf_of,
        **(text | facts),
    )
    db.session.add(version)
    db.session.flush()
    if version.source is not DraftSource.FORM and version.words is None:
        outbox.enqueue(
            TOPIC, key=f"{TOPIC}:{version.uid}", lane=outbox.Lane.BULK, version_id=version.id
        )
    return version


def _last_number(draft: Draft) -> int:
    newest = select(func.max(DraftVersion.number)).where(DraftVersion.draft_id == draft.id)
    return db.session.scalar(newest) or 0


@operation
def keep_version_words(version: DraftVersion, words: str, *, by: Actor) -> None:
    """Keep what a limited child read in the file of a version, once."""
    require(by, Can.RECORD, version)
    if version.words is None and version.source_sha256:
        version.words = words
