"""Versions, comments and co-drafters of a draft over the API."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, g
from pydantic import Field

from documents import operations, queries
from documents.api.acting import _seen
from documents.api.drafting import DraftOut, _draft, _draft_out
from documents.api.frame import api, desk_id_of
from documents.models import Document, DraftComment, DraftVersion, Routing
from documents.operations.receivers import recipient_of
from documents.policy.drafting import Can
from documents.queries.draft_texts import part_differences, parts_of, text_of
from office.api import ByUid, Closed, Paging, Whole, shown
from office.differences import Change
from office.permissions import require
from office.ui import paging
from office.units import queries as units


class ByNumber(ByUid):
    """A version of a draft."""

    number: Whole


class VersionOut(Closed):
    """Who saved what and when; `is_present` says that it is the text that holds."""

    number: int
    kind: str
    restored_from: int | None
    source: str
    saved_at: datetime
    saved_by: str
    saved_title: str
    on_behalf_of: str
    is_present: bool


class VersionList(Closed):
    """The versions, newest first."""

    items: list[VersionOut]
    next: str | None


class PartOut(Closed):
    """One part of a text."""

    key: str
    label: str
    text: str


class VersionText(VersionOut):
    """A version with what it says."""

    parts: list[PartOut]


class Comparison(Closed):
    """Two versions by their numbers."""

    older: Whole = Field(ge=1)
    newer: Whole = Field(ge=1)


class PieceOut(Closed):
    """Words that stand in both texts, or only in one of them."""

    change: Change
    text: str


class ChangedPart(Closed):
    """What changed in one part, as a run of pieces."""

    label: str
    pieces: list[PieceOut]


class ComparisonOut(Closed):
    """The parts that differ."""

    older: int
    newer: int
    parts: list[ChangedPart]


class RestoringIn(Closed):
    """`revision` is the one of the draft that was read."""

    revision: Whole | None = None


class CommentIn(Closed):
    """A remark; `quote` is the passage it speaks of, as it stands in the text."""

    text: str = Field(min_length=1, max_length=4000)
    quote: str = Field("", max_length=1000)


class AnswerToComment(Closed):
    """What is said to a remark."""

    text: str = Field(min_length=1, max_length=4000)


class CommentOut(Closed):
    """A remark or an answer to one."""

    uid: UUID
    parent: UUID | None
    number: int
    state: str
    author_name: str
    author_title: str
    on_behalf_of: str
    text: str
    quote: str
    written_at: datetime
    settled_at: datetime | None
    settled_by: str


class CommentList(Closed):
    """All of them in the order of writing."""

    items: list[CommentOut]


class DesksIn(Closed):
    """Whom the drafter invites."""

    desks: list[UUID] = Field(min_length=1, max_length=20)


class DeskIn(Closed):
    """Whom the drafter lets go."""

    desk: UUID


class DrafterOut(Closed):
    """A desk that writes on the draft."""

    desk: UUID
    label: str
    since: datetime


class DrafterList(Closed):
    """Who writes on it besides its drafter."""

    items: list[DrafterOut]


def _readable(path: ByUid) -> Document:
    document = _seen(path)
    require(g.actor, Can.READ_VERSIONS, document)
    return document


@api.get("/documents/<uuid:uid>/draft/versions", responses={200: VersionList})
def draft_versions(path: ByUid, query: Paging) -> Response:
    """Every saved text, newest first."""
    _readable(path)
    draft = _draft(path)
    before = paging.decode(query.cursor, int)
    found = queries.versions_of(draft, before=before[0] if before else None, most=query.limit + 1)
    page = paging.page_of(found, key=lambda row: (row.number,), size=query.limit)
    present = queries.present_version(draft).number
    rows = [VersionOut(**_facts(row, present)) for row in page.rows]
    return shown(VersionList(items=rows, next=page.after))


@api.get("/documents/<uuid:uid>/draft/versions/<int:number>", responses={200: VersionText})
def draft_version(path: ByNumber) -> Response:
    """One text as it was saved."""
    named = ByUid(uid=path.uid)
    _readable(named)
    draft = _draft(named)
    version = queries.version_of(draft, path.number)
    parts = [
        PartOut(key=part.key, label=part.label, text=part.text)
        for part in parts_of(text_of(version), _named)
    ]
    facts = _facts(version, queries.present_version(draft).number)
    return shown(VersionText(**facts, parts=parts))


@api.get("/documents/<uuid:uid>/draft/comparison", responses={200: ComparisonOut})
def draft_comparison(path: ByUid, query: Comparison) -> Response:
    """What differs between two versions, word by word."""
    _readable(path)
    draft = _draft(path)
    older, newer = (queries.version_of(draft, one) for one in (query.older, query.newer))
    parts = [
        ChangedPart(
            label=part.label,
            pieces=[
                PieceOut(change=piece.change, text=piece.text)
                for block in part.blocks
                for piece in block.pieces
            ],
        )
        for part in part_differences(text_of(older), text_of(newer), _named)
    ]
    return shown(ComparisonOut(older=query.older, newer=query.newer, parts=parts))


@api.post("/documents/<uuid:uid>/draft/versions/<int:number>/restoring", responses={200: DraftOut})
def restoring(path: ByNumber, body: RestoringIn) -> Response:
    """Make an older text the present one, as a new version."""
    named = ByUid(uid=path.uid)
    draft = operations.restore_version(
        _seen(named), path.number, revision=body.revision, by=g.actor
    )
    return _draft_out(named, draft)


@api.get("/documents/<uuid:uid>/draft/comments", responses={200: CommentList})
def comments(path: ByUid) -> Response:
    """Remarks on the draft and the answers to them."""
    return _comments(_readable(path))


@api.post("/documents/<uuid:uid>/draft/comments", responses={201: CommentList})
def comment(path: ByUid, body: CommentIn) -> Response:
    """Say what should be changed."""
    document = _seen(path)
    operations.comment_draft(document, body.text, quote=body.quote, by=g.actor)
    return _comments(document, 201)


@api.post("/draft-comments/<uuid:uid>/answer", responses={201: CommentList})
def comment_answer(path: ByUid, body: AnswerToComment) -> Response:
    """Answer a remark."""
    found, document = _comment(path)
    operations.answer_comment(found, body.text, by=g.actor)
    return _comments(document, 201)


@api.post("/draft-comments/<uuid:uid>/settling", responses={200: CommentList})
def comment_settling(path: ByUid) -> Response:
    """The remark was worked in."""
    found, document = _comment(path)
    operations.settle_comment(found, by=g.actor)
    return _comments(document)


@api.post("/draft-comments/<uuid:uid>/reopening", responses={200: CommentList})
def comment_reopening(path: ByUid) -> Response:
    """The remark still waits."""
    found, document = _comment(path)
    operations.reopen_comment(found, by=g.actor)
    return _comments(document)


@api.get("/documents/<uuid:uid>/draft/people", responses={200: DrafterList})
def draft_people(path: ByUid) -> Response:
    """Who writes on the draft besides its drafter."""
    return _people(_readable(path))


@api.post("/documents/<uuid:uid>/draft/people", responses={200: DrafterList})
def inviting(path: ByUid, body: DesksIn) -> Response:
    """Invite desks to write on the draft."""
    document = _seen(path)
    desks = [desk_id_of(uid) for uid in body.desks]
    operations.invite_drafters(document, desks, by=g.actor)
    return _people(document)


@api.post("/documents/<uuid:uid>/draft/people/removal", responses={200: DrafterList})
def letting_go(path: ByUid, body: DeskIn) -> Response:
    """Let a desk write on the draft no longer."""
    document = _seen(path)
    operations.end_drafting(document, desk_id_of(body.desk), by=g.actor)
    return _people(document)


def _facts(version: DraftVersion, present: int) -> dict[str, Any]:
    names = VersionOut.model_fields.keys() - {"is_present"}
    facts = {name: getattr(version, name) for name in names}
    return facts | {"is_present": version.number == present}


def _named(code: str) -> str:
    return recipient_of(code).name or code


def _comment(path: ByUid) -> tuple[DraftComment, Document]:
    found = queries.comment_by(path.uid, g.actor)
    return found, queries.commented(found)


def _comments(document: Document, status: int = 200) -> Response:
    found = queries.comments_on(document)
    uids = {row.id: row.uid for row in found}
    return shown(CommentList(items=[_comment_out(row, uids) for row in found]), status=status)


def _comment_out(row: DraftComment, uids: dict[int, UUID]) -> CommentOut:
    names = CommentOut.model_fields.keys() - {"parent"}
    facts = {name: getattr(row, name) for name in names}
    return CommentOut(**facts, parent=uids.get(row.parent_id or 0))


def _people(document: Document) -> Response:
    rows = [_drafter(row) for row in queries.co_drafting(document)]
    return shown(DrafterList(items=rows))


def _drafter(row: Routing) -> DrafterOut:
    return DrafterOut(
        desk=queries.desk_uid(row.desk_id),
        label=units.desk_label(row.desk_id),
        since=row.received_at,
    )
