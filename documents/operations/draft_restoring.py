"""An older text made the present one again, and a file kept aside when two saved at once."""

from documents.models import Document, Draft, DraftSource, DraftVersion, VersionKind
from documents.operations.desk_work import log
from documents.operations.draft_files import put_file, without_spots
from documents.operations.draft_versions import keep_version
from documents.operations.drafting import changed, draft_of, editable, put_form
from documents.policy import Can
from documents.queries import present_version, version_of
from office import audit, blobs
from office.db import operation
from office.errors import Refusal
from office.i18n import _
from office.permissions import Actor, require


@operation
def restore_version(
    document: Document, number: int, *, revision: int | None = None, by: Actor
) -> Draft:
    """Make an older text the present one, as a new version; nothing of those between is lost."""
    draft = editable(document, by, revision)
    old = version_of(draft, number)
    if old is present_version(draft):
        raise Refusal(_("This is the present text already."))
    if not old.content:
        raise Refusal(_("The text of this version was destroyed."))
    _put(document, draft, old)
    keep_version(draft, VersionKind.RESTORED, by=by, restored_from=number, words=old.words)
    audit.record("outgoing.restored", document, by=by, number=number)
    log(document, "outgoing.restored", by=by, text=f"Phiên bản {number}")
    return changed(document, draft, by)


def _put(document: Document, draft: Draft, old: DraftVersion) -> None:
    if old.source is DraftSource.FORM:
        put_form(document, draft, without_spots(old.content))
    else:
        put_file(draft, old.source, old.source_sha256, old.content.get("docx_name", ""))


@operation
def keep_aside(
    document: Document, source: DraftSource, stored: blobs.Stored, name: str, *, by: Actor
) -> DraftVersion:
    """Keep a file that came too late as a version beside the present text."""
    require(by, Can.EDIT, document)
    draft = draft_of(document)
    content = without_spots(draft.content) | {"docx_name": name}
    audit.record("outgoing.kept_aside", document, by=by, file=name)
    return keep_version(
        draft,
        VersionKind.ASIDE,
        by=by,
        source=source,
        content=content,
        source_sha256=stored.sha256,
    )
