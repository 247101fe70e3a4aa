"""Work files over HTTP: lists, contents, closing, hand-over."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import Response, g
from pydantic import Field

from documents import operations, queries
from documents.api.frame import Reason, api, download
from documents.api.uploading import FileIn
from documents.models import WorkFile, WorkFileItem
from documents.operations.workfiles import Further, Opening
from office import blobs, clock
from office.api import ByUid, Closed, Day, Moment, Paging, shown
from office.errors import NotFound
from office.foreign.kinds import Kind
from office.foreign.uploads import check_upload
from office.i18n import _
from office.ui import paging

TAKEN = tuple(kind for kind in Kind if kind not in (Kind.PROGRAM, Kind.UNKNOWN))


class ByItem(ByUid):
    """A record of a file."""

    item_uid: UUID


class WorkFileQuery(Paging):
    """Which files."""

    view: str = Field("mine", max_length=20)
    q: str = Field("", max_length=100)


class WorkFileOut(Closed):
    """A work file."""

    uid: UUID
    version: int
    code: str
    state: str
    notation: str
    title: str
    retention: str
    creator: str
    language: str
    description: str
    is_restricted: bool
    started_on: date
    ended_on: date | None
    due_on: date | None
    document_count: int
    page_count: int
    hold_reason: str
    is_imported: bool


class WorkFileList(Closed):
    """A page of work files, newest first."""

    items: list[WorkFileOut]
    next: str | None


class RecordOut(Closed):
    """A record in a file; what the reader may not see has neither title nor name."""

    uid: UUID
    document: UUID | None
    is_hidden: bool
    is_restricted: bool
    title: str
    name: str
    sha256: str
    dated: datetime


class RecordList(Closed):
    """What lies in a file, in the order of time."""

    items: list[RecordOut]


class OpeningIn(Closed):
    """What is fixed when a file is opened."""

    title: str = Field(min_length=1, max_length=500)
    notation: str = Field(min_length=1, max_length=20)
    retention: str = Field(max_length=30)
    started_on: Day | None = None
    description: str = Field("", max_length=500)
    rights: str = Field("", max_length=300)
    is_restricted: bool = False
    plan_line: UUID | None = None


class FilingIn(Closed):
    """The documents that go into a file."""

    documents: list[UUID] = Field(min_length=1, max_length=100)


class FurtherIn(FileIn):
    """A further file with its description and its time."""

    title: str = Field(min_length=1, max_length=500)
    dated: Moment | None = None


class ClosingIn(Closed):
    """The day on which the work ended."""

    ended_on: Day


class ExtensionIn(Reason):
    """Until when, with the written consent as the reason."""

    until: Day


def seen(path: ByUid) -> WorkFile:
    """The file of the address, or 404."""
    return queries.visible_work_file(path.uid, g.actor)


def file_out(file: WorkFile) -> WorkFileOut:
    """The schema of a file."""
    return WorkFileOut(**{name: getattr(file, name) for name in WorkFileOut.model_fields})


def after(file: WorkFile, status: int = 200) -> Response:
    """The file as it stands now."""
    return shown(file_out(file), status=status, record=file)


@api.get("/work-files", responses={200: WorkFileList})
def work_files(query: WorkFileQuery) -> Response:
    """The work files of a view that the actor sees."""
    before = paging.decode(query.cursor, int)
    found = queries.listed_work_files(
        g.actor,
        query.view,
        words=query.q,
        before=before[0] if before else None,
        size=query.limit,
    )
    page = paging.page_of(found, key=lambda file: (file.id,), size=query.limit)
    return shown(WorkFileList(items=[*map(file_out, page.rows)], next=page.after))


@api.post("/work-files", responses={201: WorkFileOut})
def new_work_file(body: OpeningIn) -> Response:
    """Open a work file at the acting desk."""
    return after(operations.open_file(_opening(body), by=g.actor), status=201)


def _opening(body: OpeningIn) -> Opening:
    lines = {line.uid: line.id for line in queries.planned_files(g.actor)}
    if body.plan_line and body.plan_line not in lines:
        raise NotFound(_("There is no such line in a plan that is in force."))
    facts: dict[str, Any] = body.model_dump(exclude={"plan_line", "started_on"})
    return Opening(
        **facts,
        started_on=body.started_on or clock.today(),
        plan_line_id=lines[body.plan_line] if body.plan_line else None,
    )


@api.get("/work-files/<uuid:uid>", responses={200: WorkFileOut})
def work_file(path: ByUid) -> Response:
    """One work file."""
    return after(seen(path))


@api.get("/work-files/<uuid:uid>/records", responses={200: RecordList})
def records(path: ByUid) -> Response:
    """What lies in a file; a document that is hidden from the reader only takes its place."""
    file = seen(path)
    found = queries.contents_of(file, g.actor)
    return shown(
        RecordList(items=[_record(one.item, one.document, one.is_hidden) for one in found])
    )


def _record(item: WorkFileItem, document: Any, is_hidden: bool) -> RecordOut:  # noqa: FBT001  # a fact, no flag
    return RecordOut(
        uid=item.uid,
        document=document.uid if document else None,
        is_hidden=is_hidden,
        is_restricted=item.is_restricted,
        title="" if is_hidden else item.title,
        name="" if is_hidden else item.name,
        sha256="" if is_hidden else item.sha256,
        dated=item.dated,
    )


@api.put("/work-files/<uuid:uid>/description", responses={200: WorkFileOut})
def work_file_description(path: ByUid, body: OpeningIn) -> Response:
    """Describe an open file anew; its code stays."""
    file = seen(path)
    operations.describe_file(file, _opening(body), by=g.actor)
    return after(file)


@api.post("/work-files/<uuid:uid>/documents", responses={200: WorkFileOut})
def filing(path: ByUid, body: FilingIn) -> Response:
    """Put documents into a file without copying them."""
    file = seen(path)
    found = queries.visible_documents(body.documents, g.actor)
    if len(found) < len(set(body.documents)):
        raise NotFound(_("There is no such document on your desk."))
    operations.put_in(file, found, by=g.actor)
    return after(file)


@api.post("/work-files/<uuid:uid>/records", responses={200: WorkFileOut})
def further(path: ByUid, body: FurtherIn) -> Response:
    """Add a file that is no document."""
    from io import BytesIO

    file = seen(path)
    stream = BytesIO(body.content)
    accepted = check_upload(stream, body.name, allowed=TAKEN)
    given = Further(
        blobs.put(stream),
        accepted.name,
        accepted.media_type,
        body.title,
        body.dated or clock.now(),
        accepted.facts.pages,
    )
    operations.add_further(file, given, by=g.actor)
    return after(file)


@api.get("/work-files/<uuid:uid>/records/<uuid:item_uid>/content")
def record_content(path: ByItem) -> Response:
    """The bytes of a further file, as a download."""
    file = seen(path)
    item = queries.item_of(file, path.item_uid)
    if item.document_id or not item.name or not queries.is_open_to(item, file, g.actor):
        raise NotFound(_("There is no such file on your desk."))
    return download(item.sha256, item.name, item.media_type)


@api.post("/work-files/<uuid:uid>/records/<uuid:item_uid>/removal", responses={200: WorkFileOut})
def record_removal(path: ByItem, body: Reason) -> Response:
    """Take a record out, with the reason."""
    file = seen(path)
    operations.take_out(file, queries.item_of(file, path.item_uid), body.reason, by=g.actor)
    return after(file)


@api.post("/work-files/<uuid:uid>/closing", responses={200: WorkFileOut})
def work_file_closing(path: ByUid, body: ClosingIn) -> Response:
    """Close a file whose work is done."""
    file = seen(path)
    operations.close_file(file, ended_on=body.ended_on, by=g.actor)
    return after(file)


@api.post("/work-files/<uuid:uid>/reopening", responses={200: WorkFileOut})
def work_file_reopening(path: ByUid, body: Reason) -> Response:
    """Open a closed file again."""
    file = seen(path)
    operations.reopen_file(file, body.reason, by=g.actor)
    return after(file)


@api.post("/work-files/<uuid:uid>/extension", responses={200: WorkFileOut})
def work_file_extension(path: ByUid, body: ExtensionIn) -> Response:
    """Keep a closed file longer."""
    file = seen(path)
    operations.extend_keeping(file, body.until, body.reason, by=g.actor)
    return after(file)


@api.put("/work-files/<uuid:uid>/hold", responses={200: WorkFileOut})
def work_file_hold(path: ByUid, body: Reason) -> Response:
    """Hold a file back from destruction."""
    file = seen(path)
    operations.hold_file(file, body.reason, by=g.actor)
    return after(file)


@api.delete("/work-files/<uuid:uid>/hold", responses={200: WorkFileOut})
def work_file_release(path: ByUid) -> Response:
    """Lift the hold."""
    file = seen(path)
    operations.lift_hold(file, by=g.actor)
    return after(file)
