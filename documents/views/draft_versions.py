"""The versions of a draft: who saved what and when, what differs, an older one restored."""

from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import drafting
from documents.models import Document, DocumentState, Draft, DraftSource, DraftVersion
from documents.operations.receivers import recipient_of
from documents.policy import Can
from documents.policy.drafting import Can as Drafting
from documents.queries.draft_texts import PartDifference, Text, part_differences, parts_of, text_of
from documents.views.blueprint import actor, bp, visible
from documents.views.issuing import drafted
from documents.views.sheet import beside_pages
from office.errors import Invalid
from office.i18n import _
from office.permissions import allowed, require
from office.ui import paging
from office.ui.toasts import toast


@bp.get("/<uuid:uid>/draft/versions")
def versions(uid: UUID) -> Response:
    """Every text that somebody saved, newest first."""
    document = _readable(uid)
    draft = drafted(document)
    before = paging.decode(request.args.get("after"), int)
    found = queries.versions_of(draft, before=before[0] if before else None, most=paging.SIZE + 1)
    page = paging.page_of(found, key=lambda row: (row.number,))
    here = url_for("documents.versions", uid=uid)
    return beside_pages(
        "documents/versions.html",
        document,
        versions=page.rows,
        present=queries.present_version(draft).number,
        next_url=url_for("documents.versions", uid=uid, after=page.after) if page.after else "",
        first_url=here if before else "",
        may_restore=_may_restore(document),
        draft=draft,
    )


@bp.get("/<uuid:uid>/draft/versions/<int:number>")
def version(uid: UUID, number: int) -> Response:
    """One text as it was saved, to read and to copy from."""
    document = _readable(uid)
    draft = drafted(document)
    shown = queries.version_of(draft, number)
    return beside_pages(
        "documents/version.html",
        document,
        shown=shown,
        parts=parts_of(text_of(shown), _named),
        is_present=shown is queries.present_version(draft),
        may_restore=_may_restore(document),
        draft=draft,
    )


@bp.get("/<uuid:uid>/draft/comparison")
def comparison(uid: UUID) -> Response:
    """What differs between two versions; without a choice between the last two."""
    document = _readable(uid)
    draft = drafted(document)
    newer = _asked(draft, "to") or queries.present_version(draft)
    older = _asked(draft, "from") or queries.version_before(newer) or newer
    if older.number > newer.number:
        older, newer = newer, older
    return beside_pages(
        "documents/comparison.html",
        document,
        older=older,
        newer=newer,
        unread=[row.number for row in (older, newer) if _is_unread(row)],
        differs=part_differences(text_of(older), text_of(newer), _named),
        numbers=[(str(row.number), _line(row)) for row in queries.versions_of(draft)],
        may_restore=_may_restore(document),
        present=queries.present_version(draft).number,
        draft=draft,
    )


@bp.post("/<uuid:uid>/draft/versions/<int:number>/restoring")
def restore_version(uid: UUID, number: int) -> Response:
    """An older text becomes the present one again, as a new version."""
    document = visible(uid)
    require(actor(), Can.EDIT, document)
    revision = drafting.revision_of(request.form)
    operations.restore_version(document, number, revision=revision, by=actor())
    toast(_("Version %(number)s is the present text again; the PDF is being made.", number=number))
    return redirect(url_for("documents.versions", uid=uid), code=303)


def between_saved_and_typed(
    document: Document, draft: Draft, typed: "MultiDict[str, str]"
) -> list[PartDifference]:
    """What a text that came too late would change in the saved one; what lacks a fact shows none.

    Recipients are told by name, as everywhere on the page.
    """
    try:
        content = drafting.content_of(document, typed)
    except Invalid:
        return []
    saved = text_of(queries.present_version(draft))
    return part_differences(saved, Text(DraftSource.FORM, content), _named)


def _readable(uid: UUID) -> Document:
    document = visible(uid)
    require(actor(), Drafting.READ_VERSIONS, document)
    return document


def _may_restore(document: Document) -> bool:
    is_signer = allowed(actor(), Can.SENT_FOR_SIGNATURE, document)
    is_open = document.state is DocumentState.DRAFT or (
        document.state is DocumentState.SUBMITTED and is_signer
    )
    return is_open and allowed(actor(), Can.EDIT, document)


def _asked(draft: Draft, name: str) -> DraftVersion | None:
    number = request.args.get(name, type=int)
    return queries.version_of(draft, number) if number else None


def _is_unread(version_: DraftVersion) -> bool:
    return version_.source is not DraftSource.FORM and version_.words is None


def _line(row: DraftVersion) -> str:
    return _("Version %(number)s", number=row.number) + f" · {row.saved_by}"


def _named(code: str) -> str:
    return recipient_of(code).name or code
