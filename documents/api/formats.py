"""Formats of kept files and their lasting copies, for programs."""

from datetime import datetime
from uuid import UUID

from flask import Response, g

from documents import operations, queries
from documents.api.frame import api
from documents.models import LastingCopy
from documents.policy.workfiles import Can
from office.api import Closed, Paging, shown
from office.db import db
from office.permissions import require
from office.ui import paging


class FormatOut(Closed):
    """A format of kept files."""

    media_type: str
    files: int
    waiting: int
    is_lasting: bool


class FormatList(Closed):
    """Every format among the finished documents."""

    items: list[FormatOut]


class CopyOut(Closed):
    """What became of one copy."""

    uid: UUID
    document: UUID
    file: UUID
    state: str
    problem: str
    asked_at: datetime
    done_at: datetime | None


class CopyList(Closed):
    """The report of the copies, newest first."""

    items: list[CopyOut]
    next: str | None


class AskedOut(Closed):
    """How many copies are being made."""

    asked: int


@api.get("/formats", responses={200: FormatList})
def format_list() -> Response:
    """Which formats there are, and what lacks a copy that lasts."""
    require(g.actor, Can.KEEP_ARCHIVE, g.actor)
    rows = [FormatOut(**row._asdict()) for row in queries.formats_of(g.actor).value]
    return shown(FormatList(items=rows))


@api.get("/formats/copies", responses={200: CopyList})
def format_copies(query: Paging) -> Response:
    """The report of the copies."""
    require(g.actor, Can.KEEP_ARCHIVE, g.actor)
    statement = queries.lasting_of(g.actor).limit(query.limit + 1)
    before = paging.decode(query.cursor, int)
    if before:
        statement = statement.where(LastingCopy.id < before[0])
    found = db.session.execute(statement).all()
    page = paging.page_of(found, key=lambda row: (row[0].id,), size=query.limit)
    rows = [
        CopyOut(
            uid=row.uid,
            document=document.uid,
            file=file.uid,
            state=row.state,
            problem=row.problem,
            asked_at=row.asked_at,
            done_at=row.done_at,
        )
        for row, file, document in page.rows
    ]
    return shown(CopyList(items=rows, next=page.after))


@api.post("/formats/copies", responses={202: AskedOut})
def ask_format_copies() -> Response:
    """Ask for copies of the oldest files that lack one."""
    require(g.actor, Can.KEEP_ARCHIVE, g.actor)
    made = operations.ask_lasting(queries.aging_files(g.actor), by=g.actor)
    return shown(AskedOut(asked=len(made)), status=202)
