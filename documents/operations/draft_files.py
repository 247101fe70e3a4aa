"""A draft whose text is a file: taken as the source, its fields placed by hand."""

from collections.abc import Mapping
from typing import Any

from documents.models import Document, Draft, DraftSource, VersionKind
from documents.operations.draft_versions import keep_version
from documents.operations.drafting import changed, editable, kind_of
from office import blobs
from office.db import operation
from office.permissions import Actor


@operation
def take_docx(
    document: Document,
    stored: blobs.Stored,
    name: str,
    *,
    revision: int | None = None,
    by: Actor,
) -> Draft:
    """Take a .docx as the source from now on; a draft has exactly one source at a time."""
    draft = editable(document, by, revision)
    return _take(document, draft, DraftSource.DOCX, (stored.sha256, name), by=by)


@operation
def take_pdf(
    document: Document,
    stored: blobs.Stored,
    name: str,
    *,
    revision: int | None = None,
    by: Actor,
) -> Draft:
    """Take a PDF made at the desk, where no converter is at hand."""
    draft = editable(document, by, revision)
    return _take(document, draft, DraftSource.PDF, (stored.sha256, name), by=by)


def _take(
    document: Document, draft: Draft, source: DraftSource, file: tuple[str, str], *, by: Actor
) -> Draft:
    put_file(draft, source, *file)
    keep_version(draft, kind_of(document, VersionKind.FILE), by=by)
    return changed(document, draft, by)


def put_file(draft: Draft, source: DraftSource, sha256: str, name: str) -> None:
    """Make a file the present text; places chosen by hand belong to the pages before."""
    draft.source, draft.source_sha256 = source, sha256
    draft.content = without_spots(draft.content) | {"docx_name": name}


def without_spots(content: Mapping[str, Any]) -> dict[str, Any]:
    """Places chosen by hand belong to the pages of the file before."""
    return {name: value for name, value in content.items() if name != "spots"}


@operation
def place_field(  # noqa: PLR0913 - each fact by its name
    document: Document, name: str, *, page: int, x: float, y: float, by: Actor
) -> Draft:
    """Place a field by hand on the page; `x` and `y` are shares of the page from its top left."""
    draft = editable(document, by, None)
    spots = draft.content.get("spots", {}) | {name: {"page": page, "x": x, "y": y}}
    draft.content = draft.content | {"spots": spots}
    return changed(document, draft, by)
