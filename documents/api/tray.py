"""The clerk's tray for programs: bring, join, lay aside, enter; and notes of secret papers."""

from datetime import date, datetime
from io import BytesIO
from uuid import UUID

from flask import Response, g
from pydantic import Field
from werkzeug.datastructures import FileStorage

from documents import operations, queries
from documents.api.acting import _after
from documents.api.frame import DocumentOut, api
from documents.api.uploading import FileIn
from documents.forms.tray import brought_of
from documents.models import Source, TrayItem, TrayState, Urgency
from documents.operations.intake import Arrival
from documents.policy import Can
from office.api import ByUid, Closed, Day, Paging, shown
from office.db import db
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import require
from office.ui import paging


class TrayOut(Closed):
    """Something in the tray."""

    uid: UUID
    way: str
    state: str
    name: str
    size: int
    page_count: int
    problem: str
    came_before_at: datetime | None
    received_at: datetime


class TrayList(Closed):
    """A page of the tray."""

    items: list[TrayOut]
    next: str | None = None


class TrayQuery(Paging):
    """Which state."""

    state: TrayState | None = None


class BringIn(Closed):
    """Scans, pictures and mail files; `as_one` makes one document of the scans."""

    files: list[FileIn] = Field(min_length=1, max_length=20)
    as_one: bool = False


class JoinIn(Closed):
    """The items to join, in this order."""

    items: list[UUID] = Field(min_length=2, max_length=50)


class EntryIn(Closed):
    """The items of a document, the first of which is the document itself, and its head."""

    items: list[UUID] = Field(min_length=1, max_length=50)
    subject: str = Field(min_length=1, max_length=4000)
    issuer: str = Field(min_length=1, max_length=400)
    type_name: str = Field("Công văn", max_length=200)
    symbol: str = Field("", max_length=200)
    signer: str = Field("", max_length=200)
    issued_on: Day | None = None
    urgency: Urgency = Urgency.NORMAL


class SecretIn(Closed):
    """Number in the paper register and day; there is no field for anything else."""

    number: str = Field(min_length=1, max_length=10)
    arrived_on: Day


class SecretOut(Closed):
    """A note of a secret paper."""

    uid: UUID
    number: str
    arrived_on: date


@api.get("/tray", responses={200: TrayList})
def tray(query: TrayQuery) -> Response:
    """What lies in the tray, the newest first."""
    require(g.actor, Can.REGISTER, g.actor)
    states = [query.state] if query.state else list(TrayState)
    statement = queries.tray_of(g.actor, states)
    if before := paging.decode(query.cursor, int):
        statement = statement.where(TrayItem.id < before[0])
    found = list(db.session.scalars(statement.limit(query.limit + 1)))
    page = paging.page_of(found, key=lambda row: (row.id,), size=query.limit)
    return shown(TrayList(items=[*map(_out, page.rows)], next=page.after))


@api.post("/tray", responses={201: TrayList})
def bring(body: BringIn) -> Response:
    """Bring files into the tray; all of them or none."""
    require(g.actor, Can.REGISTER, g.actor)
    sent = [FileStorage(BytesIO(one.content), filename=one.name) for one in body.files]
    read = brought_of(sent, _agency_id(), how="one" if body.as_one else "each")
    if read.refused:
        raise Invalid("; ".join(read.refused))
    kept = [operations.keep_upload(one, by=g.actor) for one in read.brought]
    return shown(TrayList(items=[_out(item) for item in kept]), status=201)


@api.post("/tray/joining", responses={201: TrayOut})
def joining(body: JoinIn) -> Response:
    """Make one PDF of several scans."""
    joined = operations.join_tray(_items(body.items), by=g.actor)
    return shown(_out(joined), status=201)


@api.post("/tray/documents", responses={201: DocumentOut})
def entering(body: EntryIn) -> Response:
    """Make an arrival of what lies in the tray."""
    given = Arrival(
        agency_id=_agency_id(),
        source=Source.UPLOAD,
        subject=body.subject,
        type_name=body.type_name,
        symbol=body.symbol,
        issuer_name=body.issuer,
        signer_name=body.signer,
        issued_on=body.issued_on,
        urgency=body.urgency,
        files=(),
    )
    made = operations.take_from_tray(_items(body.items), given, by=g.actor)
    return _after(made, status=201)


@api.post("/tray/<uuid:uid>/dropping", responses={200: TrayOut})
def dropping(path: ByUid) -> Response:
    """Lay something aside."""
    require(g.actor, Can.REGISTER, g.actor)
    item = queries.tray_item(path.uid, g.actor)
    operations.drop_from_tray(item, by=g.actor)
    return shown(_out(item))


@api.post("/secret-papers", responses={201: SecretOut})
def secret_paper(body: SecretIn) -> Response:
    """Note that a secret paper went to the paper register."""
    noted = operations.note_secret_paper(_agency_id(), body.number, body.arrived_on, by=g.actor)
    given = {name: getattr(noted, name) for name in SecretOut.model_fields}
    return shown(SecretOut(**given), status=201)


def _items(uids: list[UUID]) -> list[TrayItem]:
    require(g.actor, Can.REGISTER, g.actor)
    found = queries.tray_items(uids, g.actor)
    if len(found) != len(set(uids)):
        raise Invalid(_("There is no such file in your tray."))
    return found


def _agency_id() -> int:
    if g.actor.agency_id is None:
        raise Refusal(_("Choose a post in an agency first."))
    found: int = g.actor.agency_id
    return found


def _out(item: TrayItem) -> TrayOut:
    return TrayOut(**{name: getattr(item, name) for name in TrayOut.model_fields})
