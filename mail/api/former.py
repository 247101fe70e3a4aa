"""Imports from former servers, for programs of the administrator; no letter and no password."""

from datetime import datetime
from uuid import UUID

from flask import Response, g
from pydantic import Field

from mail import operations
from mail.api.blueprint import bp
from mail.api.keeping_frame import guard
from mail.models import FormerImport, ImportState, Mailbox
from mail.operations import FormerBox
from mail.queries import former, keeper
from office.api import ByUid, Closed, Paging, scope, shown
from office.db import db
from office.ui import paging


class FormerPlace(Closed):
    """A folder there, and where its letters go."""

    name: str
    count: int
    target: str
    is_done: bool


class NotTaken(Closed):
    """A letter that was not taken."""

    folder: str
    uid: int
    why: str


class Import(Closed):
    """How an import stands."""

    uid: UUID
    mailbox: UUID
    host: str
    port: int
    login: str
    state: ImportState
    problem: str
    total: int
    brought: int
    known: int
    refused: int
    folders: list[FormerPlace]
    not_taken: list[NotTaken]
    made_at: datetime
    ended_at: datetime | None


class Imports(Closed):
    """Imports, the latest first."""

    items: list[Import]
    next: str | None


class NewImport(Closed):
    """A mailbox there and a mailbox here."""

    address: str = Field(max_length=254)
    host: str = Field(max_length=253)
    port: int = Field(993, ge=1, le=65535)
    login: str = Field(max_length=254)
    secret: str = Field(max_length=500)


class Targets(Closed):
    """Where folders go: inbox, sent, archive, junk, label, or nowhere; others as proposed."""

    targets: dict[str, str] = {}


class Secret(Closed):
    """A new password there, if the old one was forgotten."""

    secret: str = Field("", max_length=500)


def _shown(row: FormerImport) -> Import:
    return Import(
        uid=row.uid,
        mailbox=db.session.get_one(Mailbox, row.mailbox_id).uid,
        host=row.host,
        port=row.port,
        login=row.login,
        state=row.state,
        problem=row.problem,
        total=row.total,
        brought=row.brought,
        known=row.known,
        refused=row.refused,
        folders=[
            FormerPlace(
                name=one["name"], count=one["count"], target=one["target"], is_done=one["is_done"]
            )
            for one in row.places
        ],
        not_taken=[NotTaken(**one) for one in row.refusals],
        made_at=row.made_at,
        ended_at=row.ended_at,
    )


@bp.get("/former-mailboxes", responses={200: Imports})
@scope("admin")
def list_former(query: Paging) -> Response:
    """The imports of the agency."""
    guard()
    wanted = former.former_of(g.actor)
    found = paging.latest(wanted, FormerImport.id, query.cursor, size=query.limit)
    return shown(Imports(items=[_shown(row) for row in found.rows], next=found.after))


@bp.post("/former-mailboxes", responses={200: Import})
@scope("admin")
def ask_former(body: NewImport) -> Response:
    """Have the folders of a mailbox there looked at and counted."""
    guard()
    box = keeper.box_at(body.address, g.actor)
    there = FormerBox(body.host, body.port, body.login, body.secret)
    return shown(_shown(operations.ask_former(box, there, by=g.actor)))


@bp.get("/former-mailboxes/<uuid:uid>", responses={200: Import})
@scope("admin")
def show_former(path: ByUid) -> Response:
    """How one import stands."""
    guard()
    return shown(_shown(former.former_by_uid(path.uid, g.actor)))


@bp.post("/former-mailboxes/<uuid:uid>/start", responses={200: Import})
@scope("admin")
def start_former(path: ByUid, body: Targets) -> Response:
    """Bring the letters of the chosen folders."""
    guard()
    row = former.former_by_uid(path.uid, g.actor)
    operations.start_former(row, body.targets, by=g.actor)
    return shown(_shown(row))


@bp.post("/former-mailboxes/<uuid:uid>/stop", responses={200: Import})
@scope("admin")
def stop_former(path: ByUid) -> Response:
    """Bring no more letters for now."""
    guard()
    row = former.former_by_uid(path.uid, g.actor)
    operations.stop_former(row, by=g.actor)
    return shown(_shown(row))


@bp.post("/former-mailboxes/<uuid:uid>/resume", responses={200: Import})
@scope("admin")
def resume_former(path: ByUid, body: Secret) -> Response:
    """Go on where it stopped."""
    guard()
    row = former.former_by_uid(path.uid, g.actor)
    operations.resume_former(row, secret=body.secret, by=g.actor)
    return shown(_shown(row))


@bp.post("/former-mailboxes/<uuid:uid>/ending", responses={200: Import})
@scope("admin")
def end_former(path: ByUid) -> Response:
    """Forget the password; what came stays."""
    guard()
    row = former.former_by_uid(path.uid, g.actor)
    operations.end_former(row, by=g.actor)
    return shown(_shown(row))
