"""The schedule of the week (lịch công tác tuần): what the office publishes to its agency."""

from datetime import date, timedelta

from sqlalchemy import select

from meetings.models import WeekSchedule
from meetings.policy.calling import Can
from meetings.queries.weeks import lines_of_week, schedule_of
from office import audit, clock
from office.db import db, insert_ignoring, new_uid, operation
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
    found = _held(agency_id, monday, by)
    found.revision += 1
    found.lines = lines_of_week(agency_id, monday)
    found.published_at, found.published_by = clock.now(), by.name
    db.session.flush()
    audit.record(
        "week.publish", found, by=by, monday=monday, revision=found.revision, lines=len(found.lines)
    )
    return found


def _held(agency_id: int, monday: date, by: Actor) -> WeekSchedule:
    """The row of a week, made once: of two who publish at once the second makes a new revision."""
    known = schedule_of(agency_id, monday)
    if known is None:
        first = {"uid": new_uid(), "agency_id": agency_id, "monday": monday, "revision": 0}
        empty = {"lines": [], "published_at": clock.now(), "published_by": by.name}
        insert_ignoring(WeekSchedule, first | empty)
        known = schedule_of(agency_id, monday)
    own = select(WeekSchedule).where(WeekSchedule.id == (known.id if known else None))
    anew = own.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(anew).one()
