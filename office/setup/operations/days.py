"""Days that the authorities exchanged or gave."""

from datetime import date

from sqlalchemy import select

from office import audit
from office.db import db, operation
from office.errors import Invalid
from office.i18n import _
from office.permissions import Actor, require
from office.setup.models import CalendarDay
from office.setup.policy import Can


@operation
def declare_day(on: date, *, is_working: bool, name: str, basis: str, by: Actor) -> CalendarDay:
    """Say of one day that work is done, or not (nghỉ bù, làm bù); deadlines count it from now."""
    require(by, Can.SET_UP)
    if not name.strip():
        raise Invalid(_("Some fields are missing."), fields={"name": _("Say what the day is for.")})
    found = db.session.scalar(select(CalendarDay).where(CalendarDay.on == on))
    row = found or CalendarDay(on=on)
    row.is_working, row.name, row.basis = is_working, name.strip(), basis.strip()
    db.session.add(row)
    db.session.flush()
    audit.record("calendar.declare", row, by=by, on=on, is_working=is_working, basis=row.basis)
    return row


@operation
def withdraw_day(row: CalendarDay, *, by: Actor) -> None:
    """Let a day be again what the calendar says."""
    require(by, Can.SET_UP)
    audit.record("calendar.withdraw", row, by=by, on=row.on, is_working=row.is_working)
    db.session.delete(row)
    db.session.flush()
