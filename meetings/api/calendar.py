"""Calendars over HTTP: one's own meetings, and when colleagues have time."""

from datetime import datetime, timedelta
from uuid import UUID

from flask import Response
from pydantic import Base64Bytes, Field

from meetings import operations, queries
from meetings.api.blueprint import actor, bp
from meetings.forms.outside import times_of
from meetings.models import OutsideCalendar
from meetings.policy import Can
from meetings.policy.answering import Can as Answering
from office.api import Closed, Moment, scope, shown
from office.errors import Invalid
from office.foreign.calendars import LARGEST
from office.i18n import _
from office.permissions import require

LONGEST = timedelta(days=100)


class FrameQuery(Closed):
    """From when until when."""

    begin: Moment
    end: Moment


class BusyQuery(FrameQuery):
    """Whose time, by the public names of their posts."""

    posts: list[UUID] = Field(min_length=1, max_length=200)


class SpanOut(Closed):
    """A time that is taken; by what is not told."""

    begin: datetime
    end: datetime
    reason: str


class PersonBusy(Closed):
    """When somebody has no time."""

    post: UUID
    name: str
    busy: list[SpanOut]


class BusyList(Closed):
    """The people that were asked for; those of other agencies are left out."""

    items: list[PersonBusy]


class EntryOut(Closed):
    """A meeting in one's own calendar; of a classified one the day alone."""

    uid: UUID
    title: str
    place: str
    state: str
    starts_at: datetime
    ends_at: datetime
    rsvp: str


class EntryList(Closed):
    """One's own meetings."""

    items: list[EntryOut]


class Withdrawn(Closed):
    """That no program fetches the calendar any more."""

    is_shut: bool = True


class FileIn(Closed):
    """An iCalendar file in base64; only its busy times are kept."""

    content: Base64Bytes = Field(min_length=1, max_length=LARGEST * 4 // 3 + 4)


class Outside(Closed):
    """How many busy times of other calendars are kept, and until when."""

    spans: int = 0
    until: datetime | None = None
    taken_at: datetime | None = None


def _checked(query: FrameQuery) -> tuple[datetime, datetime]:
    if not timedelta(0) < query.end - query.begin <= LONGEST:
        told = _("The end comes after the beginning, a hundred days later at most.")
        raise Invalid(told, fields={"end": told})
    return query.begin, query.end


@bp.get("/free-busy", responses={200: BusyList})
def free_busy(query: BusyQuery) -> Response:
    """When colleagues of the agency have no time."""
    require(actor(), Can.PLAN, actor())
    begin, end = _checked(query)
    people = queries.colleagues(query.posts, actor())
    found = queries.free_busy([one.person_id for one in people], begin, end)
    items = [
        PersonBusy(
            post=one.tenure_uid,
            name=one.name,
            busy=[
                SpanOut(begin=b.span.starts_at, end=b.span.ends_at, reason=b.reason.value)
                for b in found[one.person_id]
            ],
        )
        for one in people
    ]
    return shown(BusyList(items=items))


@bp.get("/my-calendar", responses={200: EntryList})
def my_calendar(query: FrameQuery) -> Response:
    """One's own meetings in a time, but for those one has declined."""
    begin, end = _checked(query)
    items = [
        EntryOut(
            uid=one.meeting.uid,
            title=one.title,
            place=one.place,
            state=one.meeting.state.value,
            starts_at=one.meeting.starts_at,
            ends_at=one.meeting.ends_at,
            rsvp=one.participant.rsvp.value,
        )
        for one in queries.entries_of(actor().person_id or 0, begin, end)
    ]
    return shown(EntryList(items=items))


@bp.get("/my-calendar/outside", responses={200: Outside})
def outside() -> Response:
    """What busy times one brought from other calendars."""
    require(actor(), Answering.KEEP_OUTSIDE, actor().person_id)
    return _told(queries.outside_calendar(actor().person_id or 0))


@bp.put("/my-calendar/outside", responses={200: Outside})
@scope("act")
def keep_outside(body: FileIn) -> Response:
    """Bring them from an iCalendar file, in place of those that were."""
    require(actor(), Answering.KEEP_OUTSIDE, actor().person_id)
    return _told(operations.keep_outside_busy(times_of(body.content), by=actor()))


@bp.delete("/my-calendar/outside", responses={200: Outside})
@scope("act")
def drop_outside() -> Response:
    """Take them away."""
    operations.drop_outside_busy(by=actor())
    return _told(None)


def _told(found: OutsideCalendar | None) -> Response:
    if found is None:
        return shown(Outside())
    return shown(Outside(spans=found.spans, until=found.until, taken_at=found.taken_at))


@bp.post("/my-calendar/feed/withdrawal", responses={200: Withdrawn})
@scope("act")
def withdraw_feed() -> Response:
    """Shut the secret address of one's own calendar."""
    operations.withdraw_feed(by=actor())
    return shown(Withdrawn())
