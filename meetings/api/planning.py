"""Planning over HTTP: the plan, people, agenda, papers, calls, letters."""

from io import BytesIO
from uuid import UUID

from flask import Response, send_file
from pydantic import Base64Bytes, Field
from sqlalchemy import select

from meetings import operations, queries
from meetings.api.blueprint import ByItem, Done, actor, bp, done, visible
from meetings.api.meetings import ItemOut, MeetingOut, PersonOut, item_out, meeting_out, person_out
from meetings.forms.agenda import TAKEN
from meetings.models import (
    AgendaItem,
    AgendaPaper,
    Form,
    ItemKind,
    Kind,
    Meeting,
    NoMeeting,
    Part,
    RecordingPolicy,
    Secrecy,
)
from meetings.policy.calling import Can
from office import blobs, clock
from office.api import ByUid, Closed, Moment, Whole, shown
from office.db import db
from office.errors import NotFound
from office.foreign.uploads import check_upload
from office.i18n import _
from office.permissions import require
from office.units import queries as units
from office.units.models import Desk, Tenure

LONGEST = 40 << 20


class PlanIn(Closed):
    """A plan; of a classified meeting only times and head count are kept."""

    title: str = Field("", max_length=500)
    starts_at: Moment
    ends_at: Moment
    kind: Kind = Kind.WORK
    form: Form = Form.IN_PERSON
    secrecy: Secrecy = Secrecy.NONE
    is_restricted: bool = False
    purpose: str = Field("", max_length=4000)
    basis: str = Field("", max_length=500)
    requirements: str = Field("", max_length=2000)
    place: str = Field("", max_length=300)
    urgent_reason: str = Field("", max_length=500)
    cases: list[NoMeeting] = Field([], max_length=5)
    needed_reason: str = Field("", max_length=500)
    rooms: list[UUID] = Field([], max_length=20)
    recording: RecordingPolicy = RecordingPolicy.AUDIO
    engine: str = Field("none", max_length=20)
    rule: str = Field("", max_length=40)
    head_count: Whole | None = None

    def plan(self) -> operations.Plan:
        """What the operation takes."""
        given = self.model_dump(exclude={"cases", "rooms"})
        return operations.Plan(**given, cases=tuple(self.cases), rooms=tuple(self.rooms))


class SeatIn(Closed):
    """Who is asked: the desk of an official of this house, or a guest by name."""

    part: Part = Part.MEMBER
    desk: UUID | None = None
    is_voting: bool = False
    name: str = Field("", max_length=200)
    title: str = Field("", max_length=200)
    organisation: str = Field("", max_length=300)
    address: str = Field("", max_length=254)


class DesksIn(Closed):
    """Desks whose officials are put on the list at once."""

    desks: list[UUID] = Field(min_length=1, max_length=500)
    part: Part = Part.MEMBER


class PartIn(Closed):
    """Another part, with or without a vote."""

    part: Part
    votes: bool = False


class PlaceIn(Closed):
    """One place up or down."""

    up: bool


class PointIn(Closed):
    """An item of the agenda."""

    title: str = Field(max_length=500)
    kind: ItemKind = ItemKind.INFORM
    planned_minutes: int = Field(15, ge=1, le=1440)
    presenter: str = Field("", max_length=200)


class PaperIn(Closed):
    """A document of the register by its name, or a file in base64."""

    document: UUID | None = None
    name: str = Field("", max_length=200)
    content: Base64Bytes = Field(b"", max_length=LONGEST)
    must_read: bool = False


class PaperOut(Closed):
    """A paper with the hash of its bytes."""

    uid: UUID
    document_uid: UUID | None
    version: int
    name: str
    media_type: str
    sha256: str
    size: int
    must_read: bool


class ReasonIn(Closed):
    """Why."""

    reason: str = Field(max_length=500)


class LetterOut(Closed):
    """The document that was drafted."""

    document_uid: UUID


@bp.post("/meetings", responses={201: MeetingOut})
def plan_meeting(body: PlanIn) -> Response:
    made = operations.plan_meeting(body.plan(), by=actor())
    return shown(meeting_out(made), status=201, record=made)


@bp.put("/meetings/<uuid:uid>", responses={200: MeetingOut})
def change_plan(path: ByUid, body: PlanIn) -> Response:
    found = visible(path.uid)
    operations.change_plan(found, body.plan(), by=actor())
    return shown(meeting_out(found), record=found)


@bp.post("/meetings/<uuid:uid>/call", responses={200: Done})
def call(path: ByUid) -> Response:
    found = visible(path.uid)
    operations.call(found, by=actor())
    return shown(done(found))


@bp.post("/meetings/<uuid:uid>/postponement", responses={200: Done})
def postpone(path: ByUid, body: ReasonIn) -> Response:
    found = visible(path.uid)
    operations.postpone(found, body.reason, by=actor())
    return shown(done(found))


@bp.post("/meetings/<uuid:uid>/cancellation", responses={200: Done})
def cancel(path: ByUid, body: ReasonIn) -> Response:
    found = visible(path.uid)
    operations.cancel(found, body.reason, by=actor())
    return shown(done(found))


@bp.post("/meetings/<uuid:uid>/letter", responses={201: LetterOut})
def draft_letter(path: ByUid) -> Response:
    letter = operations.draft_letter(visible(path.uid), by=actor())
    return shown(LetterOut(document_uid=letter.document_uid), status=201)


# ------------------------------------------------------------------------------- people


@bp.post("/meetings/<uuid:uid>/people", responses={201: PersonOut})
def invite_person(path: ByUid, body: SeatIn) -> Response:
    given = body.model_dump(exclude={"desk"})
    tenure_id = _tenure(body.desk) if body.desk else None
    seat = operations.Seat(**given, tenure_id=tenure_id)
    made = operations.invite_person(visible(path.uid), seat, by=actor())
    return shown(person_out(made), status=201)


@bp.post("/meetings/<uuid:uid>/desks", responses={200: MeetingOut})
def invite_desks(path: ByUid, body: DesksIn) -> Response:
    found = visible(path.uid)
    desks = db.session.scalars(select(Desk.id).where(Desk.uid.in_(body.desks))).all()
    operations.invite_desks(found, dict.fromkeys(desks, body.part), by=actor())
    return shown(meeting_out(found), record=found)


def _tenure(desk: UUID) -> int:
    held = (
        select(Tenure.id)
        .join(Desk, Desk.id == Tenure.desk_id)
        .where(Desk.uid == desk, Tenure.person_id.is_not(None), units.held_at(Tenure, clock.now()))
    )
    found = db.session.scalar(held.order_by(Tenure.valid_from).limit(1))
    if found is None:
        raise NotFound(_("There is nobody in this post."))
    return found


@bp.put("/meetings/<uuid:uid>/people/<uuid:item_uid>/part", responses={200: PersonOut})
def change_seat(path: ByItem, body: PartIn) -> Response:
    one = queries.participant_of(visible(path.uid), path.item_uid)
    operations.change_seat(one, body.part, votes=body.votes, by=actor())
    return shown(person_out(one))


@bp.post("/meetings/<uuid:uid>/people/<uuid:item_uid>/place", responses={200: MeetingOut})
def move_person(path: ByItem, body: PlaceIn) -> Response:
    found = visible(path.uid)
    one = queries.participant_of(found, path.item_uid)
    operations.move_person(one, up=body.up, by=actor())
    return shown(meeting_out(found), record=found)


@bp.delete("/meetings/<uuid:uid>/people/<uuid:item_uid>", responses={200: MeetingOut})
def remove_person(path: ByItem) -> Response:
    found = visible(path.uid)
    operations.remove_person(queries.participant_of(found, path.item_uid), by=actor())
    return shown(meeting_out(found), record=found)


# ------------------------------------------------------------------------------- agenda


@bp.post("/meetings/<uuid:uid>/agenda", responses={201: ItemOut})
def add_item(path: ByUid, body: PointIn) -> Response:
    point = operations.Point(**body.model_dump())
    made = operations.add_item(visible(path.uid), point, by=actor())
    return shown(item_out(made), status=201)


@bp.put("/meetings/<uuid:uid>/agenda/<uuid:item_uid>", responses={200: ItemOut})
def change_item(path: ByItem, body: PointIn) -> Response:
    _meeting, item = _item(path)
    operations.change_item(item, operations.Point(**body.model_dump()), by=actor())
    return shown(item_out(item))


@bp.post("/meetings/<uuid:uid>/agenda/<uuid:item_uid>/place", responses={200: MeetingOut})
def move_item(path: ByItem, body: PlaceIn) -> Response:
    found, item = _item(path)
    operations.move_item(item, up=body.up, by=actor())
    return shown(meeting_out(found), record=found)


@bp.delete("/meetings/<uuid:uid>/agenda/<uuid:item_uid>", responses={200: MeetingOut})
def remove_item(path: ByItem) -> Response:
    found, item = _item(path)
    operations.remove_item(item, by=actor())
    return shown(meeting_out(found), record=found)


def _item(path: ByItem) -> tuple[Meeting, AgendaItem]:
    found = visible(path.uid)
    for item in queries.agenda_of(found):
        if item.uid == path.item_uid:
            return found, item
    raise NotFound(_("There is no such item on an agenda of yours."))


# ------------------------------------------------------------------------------- papers


@bp.post("/meetings/<uuid:uid>/agenda/<uuid:item_uid>/papers", responses={201: PaperOut})
def lay_paper(path: ByItem, body: PaperIn) -> Response:
    found, item = _item(path)
    if body.document:
        made = operations.lay_document(item, body.document, must_read=body.must_read, by=actor())
    else:
        require(actor(), Can.LAY_PAPERS, found)
        made = operations.lay_file(item, _stored(body), must_read=body.must_read, by=actor())
    return shown(_paper(made), status=201)


def _stored(body: PaperIn) -> operations.Paper:
    """The file, checked by its bytes before any of it is kept."""
    accepted = check_upload(BytesIO(body.content), body.name, allowed=TAKEN)
    kept = blobs.put(body.content)
    return operations.Paper(name=accepted.name, media_type=accepted.media_type, stored=kept)


@bp.get("/meetings/<uuid:uid>/papers/<uuid:item_uid>")
def paper(path: ByItem) -> Response:
    """The very bytes that were laid."""
    found = visible(path.uid)
    require(actor(), Can.READ_PAPERS, found)
    laid = queries.paper_of(found, path.item_uid)
    if not queries.is_noted(laid, actor()):
        operations.note_access(laid, by=actor())
    return send_file(
        blobs.path_of(laid.sha256),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=laid.name,
    )


@bp.delete("/meetings/<uuid:uid>/papers/<uuid:item_uid>", responses={200: PaperOut})
def take_paper_back(path: ByItem) -> Response:
    laid = queries.paper_of(visible(path.uid), path.item_uid)
    operations.take_paper_back(laid, by=actor())
    return shown(_paper(laid))


def _paper(laid: AgendaPaper) -> PaperOut:
    return PaperOut(**{name: getattr(laid, name) for name in PaperOut.model_fields})
