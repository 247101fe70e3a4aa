"""Rooms, series and the schedule of the week over HTTP."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import Response
from pydantic import Field
from sqlalchemy import select

from meetings import operations, queries
from meetings.api.blueprint import Done, actor, bp, done, visible
from meetings.models import WORK_DAYS, MeetingSeries, Room, RoomKind, Shift
from office import clock
from office.api import ByUid, Closed, Day, Whole, shown
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.units.models import Unit

HOUR = r"^\d\d:\d\d$"


class RoomIn(Closed):
    """A room or device."""

    name: str = Field(min_length=1, max_length=200)
    kind: RoomKind = RoomKind.ROOM
    place: str = Field("", max_length=300)
    capacity: Whole | None = None
    equipment: str = Field("", max_length=1000)
    opens: str = Field("07:00", pattern=HOUR)
    closes: str = Field("18:00", pattern=HOUR)
    days: str = Field(WORK_DAYS, pattern="^[1-7]{1,7}$")
    unit: UUID | None = None

    def facts(self) -> operations.RoomFacts:
        """What the operation takes."""
        given = self.model_dump(exclude={"unit"})
        return operations.RoomFacts(**given, unit_id=_unit_id(self.unit))


class RoomOut(Closed):
    """A room as it is offered."""

    uid: UUID
    version: int
    kind: str
    name: str
    place: str
    capacity: int | None
    equipment: str
    opens: str
    closes: str
    days: str


class RoomList(Closed):
    """What an agency offers."""

    items: list[RoomOut]


class RepeatingIn(Closed):
    """How meetings come again (RFC 5545 RRULE)."""

    rrule: str = Field(max_length=200)
    shift: Shift = Shift.AFTER
    left_out: list[Day] = Field([], max_length=100)

    def wish(self) -> operations.Repeating:
        """What the operation takes."""
        return operations.Repeating(
            rrule=self.rrule, shift=self.shift, left_out=tuple(self.left_out)
        )


class SeriesOut(Closed):
    """A series with its meetings that the actor sees."""

    uid: UUID
    version: int
    title: str
    rrule: str
    starts_on: date
    starts_time: str
    minutes: int
    shift: str
    left_out: list[str]
    ended_at: datetime | None
    meetings: list[UUID]


class SeriesList(Closed):
    """The series that the actor sees."""

    items: list[SeriesOut]


class WeekQuery(Closed):
    """A day of the week."""

    week: Day = Field(default_factory=clock.today)


class WeekIn(Closed):
    """The Monday of the week to publish."""

    monday: Day


class WeekOut(Closed):
    """What was published for a week."""

    monday: date
    revision: int
    published_at: datetime | None
    published_by: str
    lines: list[dict[str, Any]]


def _unit_id(uid: UUID | None) -> int | None:
    if uid is None:
        return None
    found = db.session.scalar(select(Unit.id).where(Unit.uid == uid))
    if found is None:
        raise NotFound(_("There is no such unit."))
    return found


def _room(found: Room) -> RoomOut:
    return RoomOut(**{name: getattr(found, name) for name in RoomOut.model_fields})


def _series(found: MeetingSeries) -> SeriesOut:
    return _all_series([found])[0]


def _all_series(found: list[MeetingSeries]) -> list[SeriesOut]:
    names = queries.meetings_in(found, actor())
    own = [name for name in SeriesOut.model_fields if name != "meetings"]
    return [
        SeriesOut(**{name: getattr(one, name) for name in own}, meetings=names[one.id])
        for one in found
    ]


@bp.get("/meeting-rooms", responses={200: RoomList})
def rooms() -> Response:
    found = queries.rooms_of(actor().agency_id or 0)
    return shown(RoomList(items=[_room(one) for one in found]))


@bp.post("/meeting-rooms", responses={201: RoomOut})
def add_room(body: RoomIn) -> Response:
    made = operations.add_room(body.facts(), by=actor())
    return shown(_room(made), status=201, record=made)


@bp.put("/meeting-rooms/<uuid:uid>", responses={200: RoomOut})
def change_room(path: ByUid, body: RoomIn) -> Response:
    found = queries.room_of(path.uid, actor())
    operations.change_room(found, body.facts(), by=actor())
    return shown(_room(found), record=found)


@bp.delete("/meeting-rooms/<uuid:uid>", responses={200: RoomOut})
def end_room(path: ByUid) -> Response:
    found = queries.room_of(path.uid, actor())
    operations.end_room(found, by=actor())
    return shown(_room(found), record=found)


@bp.get("/meeting-series", responses={200: SeriesList})
def all_series() -> Response:
    found = queries.listed_series(actor())
    return shown(SeriesList(items=_all_series(found)))


@bp.post("/meetings/<uuid:uid>/series", responses={201: SeriesOut})
def begin_series(path: ByUid, body: RepeatingIn) -> Response:
    made = operations.begin_series(visible(path.uid), body.wish(), by=actor())
    return shown(_series(made), status=201, record=made)


@bp.get("/meeting-series/<uuid:uid>", responses={200: SeriesOut})
def series(path: ByUid) -> Response:
    found = queries.visible_series(path.uid, actor())
    return shown(_series(found), record=found)


@bp.put("/meeting-series/<uuid:uid>", responses={200: SeriesOut})
def change_series(path: ByUid, body: RepeatingIn) -> Response:
    found = queries.visible_series(path.uid, actor())
    operations.change_series(found, body.wish(), by=actor())
    return shown(_series(found), record=found)


@bp.delete("/meeting-series/<uuid:uid>", responses={200: SeriesOut})
def end_series(path: ByUid) -> Response:
    found = queries.visible_series(path.uid, actor())
    operations.end_series(found, by=actor())
    return shown(_series(found), record=found)


@bp.post("/meetings/<uuid:uid>/following", responses={200: Done})
def follow_meeting(path: ByUid) -> Response:
    """Make the later meetings of the series like this one."""
    found = visible(path.uid)
    operations.follow_meeting(found, by=actor())
    return shown(done(found))


@bp.get("/meeting-week", responses={200: WeekOut})
def week(query: WeekQuery) -> Response:
    """The schedule of the week as the office published it."""
    monday = queries.monday_of(query.week)
    found = queries.schedule_of(actor().agency_id or 0, monday)
    return shown(
        WeekOut(
            monday=monday,
            revision=found.revision if found else 0,
            published_at=found.published_at if found else None,
            published_by=found.published_by if found else "",
            lines=queries.published_lines(found),
        )
    )


@bp.post("/meeting-week", responses={200: WeekOut})
def publish_week(body: WeekIn) -> Response:
    made = operations.publish_week(body.monday, by=actor())
    return shown(
        WeekOut(
            monday=made.monday,
            revision=made.revision,
            published_at=made.published_at,
            published_by=made.published_by,
            lines=made.lines,
        )
    )
