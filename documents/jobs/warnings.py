"""Warnings about deadlines: most of the time over, due tomorrow, overdue each day, escalated.

Each is one notice by its key, however often the round runs.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from documents.models import Document, Routing
from documents.operations.reminding import (
    Reminder,
    remind_desk,
    remind_quietly,
    write_to_holders,
)
from documents.policy import AT_WORK, URGED
from office import clock
from office.db import db, transaction
from office.i18n import _l
from office.outbox import every
from office.units.models import Desk
from office.units.settings import AgencySettings, settings_of

MOST_OF_IT = 0.7
AT_ONCE = 500
OVERDUE = "overdue"
WORDS = {
    "due_soon": _l("Most of the time is over"),
    "due_tomorrow": _l("The deadline is tomorrow"),
    OVERDUE: _l("The deadline has passed"),
    "escalated": _l("What you assigned is overdue"),
}
FAR = timedelta(days=120)


class Line(NamedTuple):
    """What a warning is made from."""

    id: int
    uid: UUID
    desk_id: int
    from_desk_id: int | None
    received_at: datetime
    due_at: datetime
    document_uid: UUID
    symbol: str
    is_restricted: bool
    agency_id: int


@every(name="documents.warnings", cron="30 7,13 * * mon-fri")
def warn(_body: dict[str, Any]) -> None:
    """Tell of every line that is at work what its deadline asks for today."""
    if not clock.is_working_day(clock.today()):
        return
    known: dict[int, AgencySettings] = {}
    overdue: Counter[int] = Counter()
    for lines in _batches():
        with transaction():
            for line in lines:
                if line.agency_id not in known:
                    known[line.agency_id] = settings_of(line.agency_id)
                _warn_of(line, known[line.agency_id])
                overdue[line.desk_id] += line.due_at < clock.now()
    with transaction():
        _write_sums(+overdue)


def _batches() -> Iterator[list[Line]]:
    last = 0
    while lines := _lines_after(last):
        yield lines
        last = lines[-1].id


def _lines_after(last: int) -> list[Line]:
    statement = (
        select(
            Routing.id,
            Routing.uid,
            Routing.desk_id,
            Routing.from_desk_id,
            Routing.received_at,
            Routing.due_at,
            Document.uid,
            Document.symbol,
            Document.is_restricted,
            Desk.agency_id,
        )
        .join(Document, Document.id == Routing.document_id)
        .join(Desk, Desk.id == Routing.desk_id)
        .where(
            Routing.id > last,
            Routing.state.in_(AT_WORK),
            Routing.duty.in_(URGED),
            Routing.due_at < clock.now() + FAR,
        )
        .order_by(Routing.id)
        .limit(AT_ONCE)
    )
    return [Line._make(row) for row in db.session.execute(statement)]


def _warn_of(line: Line, settings: AgencySettings) -> None:
    today, due = clock.today(), clock.to_local(line.due_at).date()
    if line.due_at < clock.now():
        _tell(line, line.desk_id, OVERDUE, f"{today}")
        if clock.working_days_between(due, today) > settings.escalate_overdue_days:
            _escalate(line, due)
    elif clock.add_working_days(today, 1) >= due:
        _tell(line, line.desk_id, "due_tomorrow", f"{due}")
    elif clock.now() >= line.received_at + (line.due_at - line.received_at) * MOST_OF_IT:
        _tell(line, line.desk_id, "due_soon", f"{due}")


def _escalate(line: Line, due: object) -> None:
    """Whoever assigned it hears once that it stays undone."""
    if line.from_desk_id is not None and line.from_desk_id != line.desk_id:
        _tell(line, line.from_desk_id, "escalated", f"{due}")


def _tell(line: Line, desk_id: int, kind: str, mark: str) -> None:
    """A restricted document is not named; a later deadline warns anew."""
    is_hidden = line.is_restricted or not line.symbol
    reminder = Reminder(
        kind=kind,
        text=WORDS[kind] if is_hidden else line.symbol,
        url=f"/documents/{line.document_uid}",
        key=f"{kind}:{line.uid}:{mark}",
    )
    tell = remind_quietly if kind == OVERDUE else remind_desk
    tell(desk_id, reminder)


def _write_sums(overdue: Counter[int]) -> None:
    """What is overdue is told line by line, and written of once a day with its number."""
    for desk_id, count in sorted(overdue.items()):
        text = _l("Overdue documents: %(number)s", number=count)
        key = f"{OVERDUE}:{clock.today()}"
        write_to_holders(desk_id, Reminder(OVERDUE, text, "/?due=late", key))
