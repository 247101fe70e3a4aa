"""The calendar as it holds: public holidays, and over them the rows that the house was given.

Own rows are read once and kept until the stamp of the tree changes, as every process asks it
anyway; a change of the calendar renews it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import current_app, has_app_context
from sqlalchemy import event, extract, select
from sqlalchemy.orm import Session

from office import law
from office.db import db
from office.setup.models import CalendarDay
from office.units.tree import renew_stamp, stamp

KEPT = "calendar"
_known: dict[str, Mapping[date, bool]] = {}


def own_days() -> Mapping[date, bool]:
    """Days that differ from the calendar: True is a working day; for `office.clock`."""
    if not has_app_context() or "sqlalchemy" not in current_app.extensions:
        return law.calendar_overrides()
    facts = db.session().info
    if KEPT not in facts:
        facts[KEPT] = _days()
    days: Mapping[date, bool] = facts[KEPT]
    return days


def _days() -> Mapping[date, bool]:
    key = stamp()
    if not key:
        return _read()
    if key not in _known:
        _known.clear()
        _known[key] = _read()
    return _known[key]


def _read() -> Mapping[date, bool]:
    rows = db.session.execute(select(CalendarDay.on, CalendarDay.is_working))
    return {**law.calendar_overrides(), **{row.on: row.is_working for row in rows}}


def days_of(year: int) -> list[CalendarDay]:
    """The house's own rows of a year, in their order."""
    own = select(CalendarDay).where(extract("year", CalendarDay.on) == year)
    return list(db.session.scalars(own.order_by(CalendarDay.on)))


@event.listens_for(Session, "before_flush")
def _notice_changes(session: Session, *_: Any) -> None:
    if any(
        isinstance(one, CalendarDay) for one in (*session.new, *session.dirty, *session.deleted)
    ):
        session.info.pop(KEPT, None)
        renew_stamp()
