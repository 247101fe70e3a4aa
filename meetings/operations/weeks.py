"""The schedule of the week (lịch công tác tuần): what the office publishes to its agency."""

from datetime import date, timedelta

from meetings.models import WeekSchedule
from meetings.policy.calling import Can
from meetings.queries.weeks import lines_of_week, schedule_of
from office import audit, clock
from office.db import db, operation
from office.errors import Invalid
from office.i18n import _
from office.permissions import Actor, require
from office.units import queries as units

FARTHEST = timedelta(days=366)


@operation
def publish_week(monday: date, *, by: Actor) -> WeekSchedule:
    """Publish the week as it is planned now; publishing again replaces what people read."""
    require(by, Can.PLAN_WEEK, by)
    if monday.weekday() != 0 or abs(monday - clock.today()) > FARTHEST:
        raise Invalid(_("Choose a week of this year or the next."))
    agency_id = units.successor_of(by.agency_id or 0)
    found = schedule_of(agency_id, monday)
    lines = lines_of_week(agency_id, monday)
    if found is None:
        found = WeekSchedule(agency_id=agency_id, monday=monday, revision=0)
    found.revision += 1
    found.lines = lines
    found.published_at, found.published_by = clock.now(), by.name
    db.session.add(found)
    db.session.flush()
    audit.record(
        "week.publish", found, by=by, monday=monday, revision=found.revision, lines=len(found.lines)
    )
    return found
