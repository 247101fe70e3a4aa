"""Series of meetings: whose they are, what came and comes of them, which meeting was before."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true

from meetings.models import Meeting, MeetingLetter, MeetingSeries, MeetingState
from meetings.queries.seeing import WHOLE_AGENCY, visible_to
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor
from office.units import queries as units


def series_seen_by(actor: Actor) -> ColumnElement[bool]:
    """The desk that plans it, the office and the heads, and whoever sees a meeting of it.

    One whose meetings are restricted is seen by that desk and by those who see such a meeting.
    """
    if actor.agency_id is None:
        return false()
    is_open = MeetingSeries.plan["is_restricted"].as_boolean().is_not(true())
    ways: list[ColumnElement[bool]] = [MeetingSeries.desk_id == actor.desk_id]
    like_it = or_(is_open, Meeting.is_restricted.is_(True))
    ways.append(exists().where(Meeting.series_id == MeetingSeries.id, like_it, visible_to(actor)))
    if actor.roles & WHOLE_AGENCY:
        ways.append(and_(is_open, MeetingSeries.agency_id.in_(units.lineage(actor.agency_id))))
    return or_(*ways)


def listed_series(actor: Actor) -> list[MeetingSeries]:
    """Series that still run first, then those that ended."""
    wanted = select(MeetingSeries).where(series_seen_by(actor))
    ordered = wanted.order_by(MeetingSeries.ended_at.is_not(None), MeetingSeries.id.desc())
    return list(db.session.scalars(ordered.limit(200)))


def visible_series(uid: UUID, actor: Actor) -> MeetingSeries:
    """A series, or 404 for whoever may not see it."""
    wanted = select(MeetingSeries).where(MeetingSeries.uid == uid, series_seen_by(actor))
    found = db.session.scalars(wanted).first()
    if found is None:
        raise NotFound(_("There is no such series."))
    return found


def series_by_id(series_id: int) -> MeetingSeries:
    """The series that a meeting names."""
    return db.session.get_one(MeetingSeries, series_id)


def seen_series(meeting: Meeting, actor: Actor) -> MeetingSeries | None:
    """The series of a meeting, where it has one and the actor sees it."""
    wanted = select(MeetingSeries).where(
        MeetingSeries.id == meeting.series_id, series_seen_by(actor)
    )
    return db.session.scalars(wanted).first() if meeting.series_id else None


def meetings_of(series: MeetingSeries, actor: Actor) -> list[Meeting]:
    """Its meetings that the actor sees, the latest first."""
    wanted = select(Meeting).where(Meeting.series_id == series.id, visible_to(actor))
    return list(db.session.scalars(wanted.order_by(Meeting.starts_at.desc()).limit(200)))


def meetings_in(found: Collection[MeetingSeries], actor: Actor) -> dict[int, list[UUID]]:
    """The names of the meetings that the actor sees, by series, the latest first."""
    wanted = select(Meeting.series_id, Meeting.uid).where(
        Meeting.series_id.in_([one.id for one in found]), visible_to(actor)
    )
    names: dict[int, list[UUID]] = {one.id: [] for one in found}
    for series_id, uid in db.session.execute(wanted.order_by(Meeting.starts_at.desc())):
        names[series_id or 0].append(uid)
    return names


def running_series() -> list[int]:
    """The series for which meetings are laid out."""
    running = select(MeetingSeries.id).where(MeetingSeries.ended_at.is_(None))
    return list(db.session.scalars(running.order_by(MeetingSeries.id)))


def meeting_before(meeting: Meeting) -> Meeting | None:
    """The meeting of the same series before this one; those called off are passed over."""
    return _beside(meeting, later=False)


def meeting_after(meeting: Meeting) -> Meeting | None:
    """The meeting of the same series after this one; those called off are passed over."""
    return _beside(meeting, later=True)


def _beside(meeting: Meeting, *, later: bool) -> Meeting | None:
    if meeting.series_id is None:
        return None
    at = Meeting.starts_at
    wanted = select(Meeting).where(
        Meeting.series_id == meeting.series_id,
        Meeting.state != MeetingState.CANCELLED,
        at > meeting.starts_at if later else at < meeting.starts_at,
    )
    return db.session.scalars(wanted.order_by(at if later else at.desc()).limit(1)).first()


def letters_of(meeting: Meeting) -> list[MeetingLetter]:
    """Its letters of invitation, the latest first."""
    wanted = select(MeetingLetter).where(MeetingLetter.meeting_id == meeting.id)
    return list(db.session.scalars(wanted.order_by(MeetingLetter.id.desc())))
