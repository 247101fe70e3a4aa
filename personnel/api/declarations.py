"""Declarations and the opening of dossiers over HTTP."""

import io
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import Response
from pydantic import Base64Bytes, Field
from sqlalchemy import select

from office import blobs
from office.accounts.models import Person
from office.api import ByUid, Closed, Day, Paging, shown
from office.db import db
from office.errors import Invalid, NotFound
from office.foreign.uploads import check_upload
from office.i18n import _
from office.permissions import require
from office.ui import paging
from personnel import operations, queries
from personnel.api.blueprint import actor, bp, visible
from personnel.api.dossiers import DossierOut, dossier_out
from personnel.forms.declaring import EVIDENCE, SIZE_LIMIT, made
from personnel.models import DeclaredChange
from personnel.policy import Can
from personnel.policy.declarations import dossier_of
from personnel.queries.looking import READ
from personnel.queries.timeline import timeline
from personnel.record.groups import GROUPS
from personnel.record.slots import slot_of
from personnel.record.timeline import Change, known
from personnel.record.values import read


class FileIn(Closed):
    """A file that proves something."""

    name: str = Field(min_length=1, max_length=200)
    content: Base64Bytes = Field(max_length=28_000_000)


class LineIn(Closed):
    """A line of a group; values as a record stores them, or as people write them."""

    group: str = Field(max_length=40)
    valid_from: Day
    valid_to: Day | None = None
    values: dict[str, Any] = Field(max_length=60)

    def read(self) -> dict[str, Any]:
        """The values as the catalogue reads them; raises `Invalid` at each field."""
        if self.group not in GROUPS:
            raise Invalid(_("There is no such group."), fields={"group": self.group})
        values, wrong = read(self.group, self.values, self.valid_from)
        if wrong:
            fields = {f"{self.group}.{name}": message for name, message in wrong.items()}
            raise Invalid(_("Some fields cannot be taken."), fields=fields)
        return values


class DeclarationIn(LineIn):
    """A line as the official would have it; `line` names the one that it takes the place of."""

    line: UUID | None = None
    reason: str = Field("", max_length=1000)
    files: list[FileIn] = Field([], max_length=10)


class DossierIn(Closed):
    """A new dossier with its first rows, of somebody who works here or of somebody new."""

    person: UUID | None = None
    rows: list[LineIn] = Field(min_length=1, max_length=500)


class EvidenceOut(Closed):
    """A file that was brought, to be fetched by its hash."""

    name: str
    media_type: str
    sha256: str


class DeclarationOut(Closed):
    """A declaration; sensitive values stand in it for who reads it."""

    uid: UUID
    version: int
    dossier: UUID
    state: str
    group: str
    line: UUID | None
    valid_from: date
    valid_to: date | None
    values: dict[str, Any]
    files: list[str]
    evidence: list[EvidenceOut]
    reason: str
    proposed_at: datetime
    decided_at: datetime | None
    decided_by: str
    answer: str


class DeclarationList(Closed):
    """A page of what waits."""

    items: list[DeclarationOut]
    next: str | None


class AnswerIn(Closed):
    """Why a declaration is refused."""

    answer: str = Field(max_length=1000)


@bp.post("/personnel", responses={201: DossierOut})
def open_dossier(body: DossierIn) -> Response:
    """Open a dossier in the actor's own body."""
    require(actor(), Can.OPEN_DOSSIER, actor().agency_id)
    rows = [_first_row(one) for one in body.rows]
    person = None
    if body.person:
        person = db.session.scalars(select(Person).where(Person.uid == body.person)).first()
        if person is None:
            raise NotFound(_("There is no such official in this body, or he has a dossier."))
    opened = operations.open_dossier(actor().agency_id or 0, rows, by=actor(), person=person)
    return shown(dossier_out(opened), status=201)


@bp.get("/personnel-declarations", responses={200: DeclarationList})
def waiting(query: Paging) -> Response:
    """What waits for the actor to decide, eldest first."""
    found = queries.waiting_declarations(actor())
    page = paging.eldest(found, DeclaredChange.id, query.cursor, size=query.limit)
    return shown(DeclarationList(items=[_out(one) for one in page.rows], next=page.after))


@bp.post("/personnel/<uuid:uid>/declarations", responses={201: DeclarationOut})
def propose_change(path: ByUid, body: DeclarationIn) -> Response:
    """Declare a line of one's own record."""
    found = visible(path.uid)
    values = body.read()
    rows = known(timeline(found, [body.group]))
    line = next((row for row in rows if row.line == body.line), None)
    if body.line and line is None:
        raise NotFound(_("There is no such line."))
    change = made(body.group, values, body.valid_from, body.valid_to, line)
    files = [_file(one) for one in body.files]
    declared = operations.propose_change(found, change, files, body.reason, by=actor())
    return shown(_out(declared), status=201, record=declared)


@bp.get("/personnel-declarations/<uuid:uid>", responses={200: DeclarationOut})
def declaration(path: ByUid) -> Response:
    """One declaration."""
    found = queries.visible_declaration(path.uid, actor())
    operations.note_access(dossier_of(found), READ, [found.group], by=actor())
    return shown(_out(found), record=found)


@bp.post("/personnel-declarations/<uuid:uid>/acceptance", responses={200: DeclarationOut})
def accept_declaration(path: ByUid) -> Response:
    """Take it into the record."""
    found = queries.visible_declaration(path.uid, actor())
    operations.accept_declaration(found, by=actor())
    return shown(_out(found), record=found)


@bp.post("/personnel-declarations/<uuid:uid>/refusal", responses={200: DeclarationOut})
def refuse_declaration(path: ByUid, body: AnswerIn) -> Response:
    """Leave the record as it is, and say why."""
    found = queries.visible_declaration(path.uid, actor())
    operations.refuse_declaration(found, body.answer, by=actor())
    return shown(_out(found), record=found)


@bp.post("/personnel-declarations/<uuid:uid>/withdrawal", responses={200: DeclarationOut})
def withdraw_declaration(path: ByUid) -> Response:
    """Take back one's own."""
    found = queries.visible_declaration(path.uid, actor())
    operations.withdraw_declaration(found, by=actor())
    return shown(_out(found), record=found)


def _first_row(one: LineIn) -> Change:
    values = one.read()
    slot = slot_of(one.group, values)
    return Change(one.group, slot, one.valid_from, one.valid_to, values)


def _file(one: FileIn) -> operations.Evidence:
    found = check_upload(io.BytesIO(one.content), one.name, allowed=EVIDENCE, size_limit=SIZE_LIMIT)
    return operations.Evidence(found.name, found.media_type, blobs.put(one.content).sha256)


def _out(one: DeclaredChange) -> DeclarationOut:
    plain = ("uid", "version", "group", "line", "valid_from", "valid_to", "reason")
    dated = ("proposed_at", "decided_at", "decided_by", "answer")
    return DeclarationOut(
        **{name: getattr(one, name) for name in (*plain, *dated)},
        dossier=dossier_of(one).uid,
        state=one.state.value,
        values=dict(queries.plain_declaration(one).values),
        files=[file["name"] for file in one.files],
        evidence=[EvidenceOut(**file) for file in one.files],
    )
