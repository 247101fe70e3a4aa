"""What people brought of their calendars elsewhere."""

from collections.abc import Collection

from sqlalchemy import Select, select

from meetings.ical.busy import Span
from meetings.models import OutsideCalendar, OutsideSpan
from office.db import db


def outside_calendar(person_id: int) -> OutsideCalendar | None:
    """What a person brought last, if anything."""
    wanted = select(OutsideCalendar).where(OutsideCalendar.person_id == person_id)
    return db.session.scalars(wanted).first()


def outside_spans(people: Collection[int], frame: Span) -> Select[int, OutsideSpan]:
    """When these are busy elsewhere, in a frame."""
    return (
        select(OutsideCalendar.person_id, OutsideSpan)
        .join(OutsideSpan, OutsideSpan.calendar_id == OutsideCalendar.id)
        .where(
            OutsideCalendar.person_id.in_(people),
            OutsideSpan.ends_at > frame.starts_at,
            OutsideSpan.starts_at < frame.ends_at,
        )
        .order_by(OutsideSpan.starts_at)
    )
