"""Lists, documents, files and logs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, g
from pydantic import Field
from sqlalchemy import select

from documents import queries
from documents.api.frame import DocumentOut, FileOut, api, document_out, download, file_out, note
from documents.lifecycle import INCOMING, OUTGOING
from documents.models import (
    AxisDelivery,
    DeliveryState,
    Direction,
    Document,
    DocumentFile,
    UseKind,
)
from documents.policy import Can
from office.api import ByUid, Closed, Paging, shown
from office.db import db
from office.permissions import require
from office.ui import paging


class WorkOut(Closed):
    """One duty of the acting desk."""

    id: int
    document: UUID
    duty: str
    received_at: datetime
    due_at: datetime | None
    is_unread: bool
    subject: str
    symbol: str
    sender: str
    urgency: str
    state: str


class WorkList(Closed):
    """A page of the work list."""

    items: list[WorkOut]
    next: str | None


class ListQuery(Paging):
    """Which documents."""

    direction: Direction = Direction.INCOMING
    q: str = Field("", max_length=200)


class DocumentList(Closed):
    """A page of documents."""

    items: list[DocumentOut]
    next: str | None


class ProgressOut(Closed):
    """A line of the progress log."""

    at: datetime
    act: str
    actor: str
    title: str
    on_behalf_of: str
    text: str
    facts: dict[str, Any]


class ProgressList(Closed):
    """The progress log, newest first."""

    items: list[ProgressOut]


class DispatchOut(Closed):
    """One receiver and how far it got there."""

    receiver_code: str
    receiver_name: str
    state: str
    changed_at: datetime
    problem: str


class DispatchList(Closed):
    """Receivers of an issued document."""

    items: list[DispatchOut]


class PackageQuery(Paging):
    """Which packages."""

    state: DeliveryState | None = None


class PackageOut(Closed):
    """A package as it came."""

    uid: UUID
    axis_id: str
    kind: str
    state: str
    meaning: str
    problem_kind: str
    problem: str
    sender_code: str
    sender_name: str
    identifier: str
    subject: str
    repeats: int
    received_at: datetime


class PackageList(Closed):
    """A page of packages, newest first."""

    items: list[PackageOut]
    next: str | None


@api.get("/work", responses={200: WorkList})
def work(query: Paging) -> Response:
    """Everything that waits at the acting desk, newest first."""
    place = paging.decode(query.cursor, datetime, int)
    found = queries.work_of_desk(
        g.actor.desk_id or 0,
        after=(place[0], place[1]) if place else None,
        only=queries.limits_of(g.actor),
        size=query.limit,
    )
    page = paging.page_of(found, key=lambda row: (row.received_at, row.id), size=query.limit)
    out = [
        WorkOut(
            id=row.id,
            document=UUID(row.document_uid),
            duty=row.duty,
            received_at=row.received_at,
            due_at=row.due_at,
            is_unread=row.read_at is None,
            subject=row.subject,
            symbol=row.symbol,
            sender=row.sender,
            urgency=row.urgency,
            state=row.state,
        )
        for row in page.rows
    ]
    return shown(WorkList(items=out, next=page.after))


@api.get("/documents", responses={200: DocumentList})
def documents(query: ListQuery) -> Response:
    """The documents of one direction that the actor sees, newest first, optionally by words."""
    place = paging.decode(query.cursor, int)
    before = place[0] if place else None
    if query.q:
        listed = queries.found(g.actor, query.q, before=before)
        listed = listed.where(Document.direction == query.direction)
    else:
        listed = queries.documents_of(g.actor, query.direction)
        listed = listed.where(Document.id < before) if before is not None else listed
    ids = list(db.session.scalars(listed.with_only_columns(Document.id).limit(query.limit + 1)))
    statement = select(Document).where(Document.id.in_(ids)).order_by(Document.id.desc())
    page = paging.page_of(
        db.session.scalars(statement).all(), key=lambda row: (row.id,), size=query.limit
    )
    return shown(DocumentList(items=[*map(document_out, page.rows)], next=page.after))


@api.get("/documents/<uuid:uid>", responses={200: DocumentOut})
def document(path: ByUid) -> Response:
    """One document with its files and the moves that are possible now."""
    found = queries.visible_document(path.uid, g.actor)
    note(found, UseKind.PAGE)
    table = INCOMING if found.is_incoming else OUTGOING
    moves = [edge.name for edge in table.moves(found, g.actor)]
    files = [file_out(file) for file in queries.files_for(found, g.actor)]
    return shown(document_out(found, files=files, moves=moves), record=found)


@api.get("/documents/<uuid:uid>/progress", responses={200: ProgressList})
def progress(path: ByUid) -> Response:
    """The progress log."""
    found = queries.visible_document(path.uid, g.actor)
    hearing = queries.hearing_of(found, g.actor, queries.routing_of(found))
    rows = [
        ProgressOut(
            at=row.at,
            act=row.act,
            actor=row.actor_name,
            title=row.actor_title,
            on_behalf_of=row.on_behalf_of,
            text=row.text,
            facts=row.facts,
        )
        for row in queries.progress_for(found, hearing)
    ]
    return shown(ProgressList(items=rows))


@api.get("/documents/<uuid:uid>/dispatches", responses={200: DispatchList})
def dispatches(path: ByUid) -> Response:
    """The receivers and what they said."""
    found = queries.visible_document(path.uid, g.actor)
    names = DispatchOut.model_fields
    rows = [
        DispatchOut(**{name: getattr(row, name) for name in names})
        for row in queries.dispatches_of(found)
    ]
    return shown(DispatchList(items=rows))


@api.get("/documents/files/<uuid:uid>", responses={200: FileOut})
def file(path: ByUid) -> Response:
    """What is known of a file."""
    return shown(file_out(queries.file_for(path.uid, g.actor)))


@api.get("/documents/files/<uuid:uid>/content")
def content(path: ByUid) -> Response:
    """The bytes of a file, as a download."""
    found: DocumentFile = queries.file_for(path.uid, g.actor)
    note(queries.document_of(found), UseKind.FILE)
    return download(found.sha256, found.name, found.media_type)


@api.get("/packages", responses={200: PackageList})
def packages(query: PackageQuery) -> Response:
    """The packages that came over the axis; for the clerk."""
    require(g.actor, Can.FOLLOW_DELIVERIES)
    statement = queries.deliveries(g.actor, [query.state] if query.state else [])
    if before := paging.decode(query.cursor, int):
        statement = statement.where(AxisDelivery.id < before[0])
    found = db.session.scalars(statement.limit(query.limit + 1)).all()
    page = paging.page_of(found, key=lambda row: (row.id,), size=query.limit)
    out = [
        PackageOut(**{name: getattr(row, name) for name in PackageOut.model_fields})
        for row in page.rows
    ]
    return shown(PackageList(items=out, next=page.after))
