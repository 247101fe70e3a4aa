"""Meetings over HTTP: the list and one with its people and agenda, and the moves of a session."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from flask import Response
from pydantic import Field

from meetings import operations, queries
from meetings.api.blueprint import Acted, ByItem, Done, actor, bp, done, visible
from meetings.models import AgendaItem, Meeting, Participant, Secrecy
from office.api import ByUid, Closed, Paging, shown
from office.errors import NotFound
from office.i18n import _
from office.ui import paging


class MeetingQuery(Paging):
    """Which meetings."""

    view: Literal["coming", "held", "cancelled"] = "coming"
    q: str = Field("", max_length=100)


class MeetingLine(Closed):
    """A meeting in a list; of a classified one number and day alone, from midnight to midnight."""

    uid: UUID
    number: int
    year: int
    state: str
    kind: str
    secrecy: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str


class MeetingList(Closed):
    """A page of meetings."""

    items: list[MeetingLine]
    next: str | None


class PersonOut(Closed):
    """Somebody on the list."""

    uid: UUID
    part: str
    name: str
    title: str
    organisation: str
    is_voting: bool
    is_guest: bool
    rsvp: str


class ItemOut(Closed):
    """An item of the agenda."""

    uid: UUID
    position: int
    title: str
    kind: str
    presenter: str
    planned_minutes: int
    started_at: datetime | None
    ended_at: datetime | None
    conclusion: str
    decision_number: str


class MeetingOut(MeetingLine):
    """A meeting with its people and its agenda."""

    version: int
    form: str
    purpose: str
    basis: str
    requirements: str
    recording: str
    engine: str
    rule: str
    opened_at: datetime | None
    closed_at: datetime | None
    people: list[PersonOut]
    agenda: list[ItemOut]
    letters: list[UUID]


Move = Literal["open", "pause", "resume", "close"]


class MoveIn(Acted):
    """What the chair or the secretary does with the session."""

    move: Move


MOVES: Mapping[Move, Callable[..., None]] = {
    "open": operations.open_session,
    "pause": operations.pause_session,
    "resume": operations.resume_session,
    "close": operations.close_session,
}


UNTOLD = ("title", "kind", "form", "place", "purpose", "basis", "requirements", "rule")


def columns(schema: type[Closed], record: Any) -> dict[str, Any]:
    """The values of a schema that a record has under the same names."""
    return {name: getattr(record, name) for name in schema.model_fields if hasattr(record, name)}


def _told(schema: type[Closed], record: Any) -> dict[str, Any]:
    """The facts of a meeting, those of a classified one without a word of what it is about."""
    found = columns(schema, record)
    hidden = UNTOLD if record.secrecy != Secrecy.NONE else ()
    return found | {name: "" for name in hidden if name in found}


def person_out(one: Participant) -> PersonOut:
    """Somebody on the list."""
    return PersonOut(**columns(PersonOut, one))


def item_out(one: AgendaItem) -> ItemOut:
    """An item of the agenda."""
    return ItemOut(**columns(ItemOut, one))


def meeting_out(meeting: Meeting) -> MeetingOut:
    """The schema of a meeting; a classified one has no agenda here."""
    agenda = [] if meeting.is_classified else queries.agenda_of(meeting)
    return MeetingOut(
        **_told(MeetingOut, meeting),
        people=[person_out(one) for one in queries.people_of(meeting)],
        agenda=[item_out(one) for one in agenda],
        letters=[one.document_uid for one in queries.letters_of(meeting)],
    )


@bp.get("/meetings", responses={200: MeetingList})
def meetings(query: MeetingQuery) -> Response:
    """The meetings of a view that the actor sees."""
    after = paging.decode(query.cursor, datetime, int)
    found = queries.listed(
        actor(), query.view, narrow=queries.Narrow(words=query.q), after=after, size=query.limit
    )
    page = paging.page_of(found, key=lambda row: (row.starts_at, row.id), size=query.limit)
    items = [MeetingLine(**_told(MeetingLine, row)) for row in page.rows]
    return shown(MeetingList(items=items, next=page.after))


@bp.get("/meetings/<uuid:uid>", responses={200: MeetingOut})
def meeting(path: ByUid) -> Response:
    """One meeting."""
    found = visible(path.uid)
    return shown(meeting_out(found), record=found)


@bp.post("/meetings/<uuid:uid>/session", responses={200: Done})
def session(path: ByUid, body: MoveIn) -> Response:
    """Open the session, pause it, go on, close it."""
    found = visible(path.uid)
    MOVES[body.move](found, by=actor())
    return shown(done(found))


class ItemMoveIn(Acted):
    """An item is begun or ended."""

    move: Literal["begin", "end"]


@bp.post("/meetings/<uuid:uid>/agenda/<uuid:item_uid>/course", responses={200: ItemOut})
def item_course(path: ByItem, body: ItemMoveIn) -> Response:
    """Come to an item of the agenda, or be done with it."""
    found, item = queries.visible_item(path.item_uid, actor())
    if found.uid != path.uid:
        raise NotFound(_("There is no such item on an agenda of yours."))
    act = operations.begin_item if body.move == "begin" else operations.end_item
    act(item, by=actor())
    return shown(item_out(item))
