"""Calendars over HTTP: one's own meetings, and when colleagues have time."""

from datetime import datetime, timedelta
from uuid import UUID

from flask import Response
from pydantic import Field

from meetings import operations, queries
from meetings.api.blueprint import actor, bp
from meetings.policy import Can
from office.api import Closed, Moment, scope, shown
from office.errors import Invalid
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
    """A meeting in one's own calendar; of a classified one the time alone."""

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
            place=one.meeting.place,
            state=one.meeting.state.value,
            starts_at=one.meeting.starts_at,
            ends_at=one.meeting.ends_at,
            rsvp=one.participant.rsvp.value,
        )
        for one in queries.entries_of(actor().person_id or 0, begin, end)
    ]
    return shown(EntryList(items=items))


@bp.post("/my-calendar/feed/withdrawal", responses={200: Withdrawn})
@scope("act")
def withdraw_feed() -> Response:
    """Shut the secret address of one's own calendar."""
    operations.withdraw_feed(by=actor())
    return shown(Withdrawn())
