"""The busy times of one's other calendars: kept as bare spans, taken away again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, insert

from meetings.ical.busy import Span, merged
from meetings.models import OutsideCalendar, OutsideSpan
from meetings.policy.answering import Can
from meetings.queries.calendars import meeting_named
from meetings.queries.outside import outside_calendar
from office import audit, clock
from office.db import db, operation
from office.errors import Refusal
from office.foreign.calendars import BusyTime
from office.i18n import _
from office.permissions import Actor, require

AHEAD = timedelta(days=400)
MOST_SPANS = 5_000


def frame() -> Span:
    """The days of which busy times are kept: from today for a year and some weeks."""
    begin = clock.local_midnight(clock.today())
    return Span(begin, begin + AHEAD)


@operation
def keep_outside_busy(times: Sequence[BusyTime], *, by: Actor) -> OutsideCalendar:
    """Keep when somebody is busy elsewhere, in place of what was kept; our own meetings apart."""
    person_id = _own(by)
    kept = merged((Span(one.starts_at, one.ends_at) for one in _others(times)), frame=frame())
    if len(kept) > MOST_SPANS:
        raise Refusal(
            _("This calendar has more busy times than can be kept."),
            fix=_("Export one calendar, or fewer months, and send that file."),
        )
    _drop(person_id)
    row = OutsideCalendar(
        person_id=person_id, taken_at=clock.now(), until=frame().ends_at, spans=len(kept)
    )
    db.session.add(row)
    db.session.flush()
    _add(row, kept)
    audit.record("calendar.outside_kept", row, by=by, spans=len(kept))
    return row


@operation
def drop_outside_busy(*, by: Actor) -> None:
    """Take the busy times of one's other calendars away."""
    row = _drop(_own(by))
    if row is not None:
        audit.record("calendar.outside_dropped", row, by=by)


def _own(by: Actor) -> int:
    if by.person_id is None:
        raise Refusal(_("Only a person has a calendar of his own."))
    require(by, Can.KEEP_OUTSIDE, by.person_id)
    return by.person_id


def _others(times: Sequence[BusyTime]) -> list[BusyTime]:
    """A meeting of the house stands in the calendar already, and moves there when it moves."""
    names = {one.uid for one in times if one.uid.endswith("@meetings")}
    ours = {name for name in names if meeting_named(name) is not None}
    return [one for one in times if one.uid not in ours]


def _drop(person_id: int) -> OutsideCalendar | None:
    found = outside_calendar(person_id)
    if found is not None:
        db.session.execute(delete(OutsideSpan).where(OutsideSpan.calendar_id == found.id))
        db.session.delete(found)
        db.session.flush()
    return found


def _add(row: OutsideCalendar, spans: Sequence[Span]) -> None:
    rows: list[dict[str, int | datetime]] = [
        {"calendar_id": row.id, "starts_at": one.starts_at, "ends_at": one.ends_at} for one in spans
    ]
    if rows:
        db.session.execute(insert(OutsideSpan), rows)
