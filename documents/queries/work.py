"""What waits at a desk: the hot lists and their counters."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    bindparam,
    func,
    null,
    select,
    tuple_,
    type_coerce,
    union_all,
)

from documents.models import (
    DeskCount,
    Direction,
    Document,
    DocumentState,
    Duty,
    LineState,
    Routing,
    RoutingState,
    TaskLine,
)
from documents.queries.tasks import AT, owed_counts
from documents.queries.visibility import limits_of
from office.db import UidText, db
from office.permissions import Actor

PAGE = 50
LONGEST_FIRST = frozenset((Duty.CHECK, Duty.SIGN, Duty.NUMBER, Duty.SEAL, Duty.ISSUE))
Limits = Sequence[ColumnElement[bool]]


class WorkRow(NamedTuple):
    """One row of a hot list; column order is that of `WORK_COLUMNS`."""

    id: int
    document_uid: str
    duty: Duty
    received_at: datetime
    read_at: datetime | None
    due_at: datetime | None
    note: str
    subject: str
    symbol: str
    sender: str
    urgency: Any
    arrival_no: int | None
    state: DocumentState
    direction: Direction
    file_count: int


WORK_COLUMNS = (
    Routing.id,
    type_coerce(Document.uid, UidText()),
    Routing.duty,
    Routing.received_at,
    Routing.read_at,
    Routing.due_at,
    Routing.note,
    Routing.subject,
    Routing.symbol,
    Routing.sender,
    Routing.urgency,
    Routing.arrival_no,
    Routing.document_state,
    Routing.direction,
    Routing.file_count,
)
_work = (
    select(*WORK_COLUMNS)
    .join(Document, Document.id == Routing.document_id)
    .where(Routing.desk_id == bindparam("desk_id"), Routing.state == RoutingState.OPEN)
)
_newest = _work.order_by(Routing.received_at.desc(), Routing.id.desc()).limit(bindparam("most"))
_older = _newest.where(tuple_(Routing.received_at, Routing.id) < tuple_(AT, bindparam("row_id")))


def work_of_desk(
    desk_id: int,
    *,
    after: tuple[datetime, int] | None = None,
    duties: Sequence[Duty] = (),
    only: Limits = (),
    size: int = PAGE,
) -> list[WorkRow]:
    """Everything that waits at a desk, newest first, a page and one more (keyset paging)."""
    statement = _older if after else _newest
    given = {"at": after[0], "row_id": after[1]} if after else {}
    return _rows(statement, duties, only, {"desk_id": desk_id, "most": size + 1} | given)


def _rows(
    statement: Select[*tuple[Any, ...]],
    duties: Sequence[Duty],
    only: Limits,
    values: dict[str, Any],
) -> list[WorkRow]:
    """Statements are kept ready; only what narrows them further is put together here."""
    if duties:
        statement = statement.where(Routing.duty.in_(duties))
    if only:
        statement = statement.where(*only)
    rows = db.session.connection().execute(statement, values).all()
    return [WorkRow._make(row) for row in rows]


_nearest = _work.where(Routing.due_at.is_not(None)).order_by(Routing.due_at, Routing.id)
_nearest_page = _nearest.limit(bindparam("most"))
_later = _nearest_page.where(tuple_(Routing.due_at, Routing.id) > tuple_(AT, bindparam("row_id")))


def work_by_deadline(
    desk_id: int,
    *,
    after: tuple[datetime, int] | None = None,
    duties: Sequence[Duty] = (),
    only: Limits = (),
    size: int = PAGE,
) -> list[WorkRow]:
    """What has a deadline at a desk, nearest first."""
    statement = _later if after else _nearest_page
    given = {"at": after[0], "row_id": after[1]} if after else {}
    return _rows(statement, duties, only, {"desk_id": desk_id, "most": size + 1} | given)


_no_deadline = _work.where(Routing.due_at.is_(None)).limit(bindparam("most"))
_latest, _longest = _no_deadline.order_by(Routing.id.desc()), _no_deadline.order_by(Routing.id)
_latest_on = _latest.where(Routing.id < bindparam("row_id"))
_longest_on = _longest.where(Routing.id > bindparam("row_id"))


def waits_longest(duties: Sequence[Duty]) -> bool:
    """Whether what has no deadline stands in the order in which it came to wait."""
    return bool(duties) and LONGEST_FIRST.issuperset(duties)


def work_without_deadline(
    desk_id: int,
    *,
    after: int | None = None,
    duties: Sequence[Duty] = (),
    only: Limits = (),
    size: int = PAGE,
) -> list[WorkRow]:
    """What waits at a desk without a deadline, in the order of its duties, after what has one."""
    first, further = (_longest, _longest_on) if waits_longest(duties) else (_latest, _latest_on)
    given = {"row_id": after} if after else {}
    statement = further if after else first
    return _rows(statement, duties, only, {"desk_id": desk_id, "most": size + 1} | given)


def late_at(actor: Actor, duties: Sequence[Duty], now: datetime) -> int:
    """How many of these duties are past their limit at the acting desk, counted to a thousand."""
    late = select(Routing.id).where(
        Routing.desk_id == actor.desk_id,
        Routing.state == RoutingState.OPEN,
        Routing.due_at < now,
        Routing.duty.in_(duties),
    )
    if only := limits_of(actor):
        late = late.join(Document, Document.id == Routing.document_id).where(*only)
    some = late.limit(1000).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


class Counts(NamedTuple):
    """Open and unread duties of a desk by kind."""

    open: dict[Duty, int]
    unread: dict[Duty, int]


_counts = select(DeskCount.duty, DeskCount.open, DeskCount.unread).where(
    DeskCount.desk_id == bindparam("desk_id")
)


def counts_of_desk(desk_id: int | None) -> Counts:
    """The maintained counters of a desk, one statement for the whole menu."""
    if desk_id is None:
        return Counts({}, {})
    return _counted(db.session.connection().execute(_counts, {"desk_id": desk_id}).all())


def counts_at(actor: Actor) -> Counts:
    """The numbers of the acting desk; a deputy's leave out what he does not see there."""
    only = limits_of(actor)
    if not only:
        return counts_of_desk(actor.desk_id)
    return _counted(db.session.execute(union_all(*_deputy_counts(actor, only))).all())


def _counted(rows: Sequence[Row[*tuple[Any, ...]]]) -> Counts:
    return Counts({row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows})


def _deputy_counts(actor: Actor, only: Limits) -> tuple[Select[*tuple[Any, ...]], ...]:
    unread = func.count().filter(Routing.read_at.is_(None))
    of_documents = (
        select(Routing.duty, func.count(), unread)
        .join(Document, Document.id == Routing.document_id)
        .where(Routing.desk_id == actor.desk_id, Routing.state == RoutingState.OPEN, *only)
        .group_by(Routing.duty)
    )
    return of_documents, owed_counts(actor)


class Situation(NamedTuple):
    """The counters of a desk, and how much of it is late or runs out today."""

    counts: Counts
    late: int
    today: int


def situation_at(actor: Actor, now: datetime, midnight: datetime) -> Situation:
    """Both in one statement; what presses is counted to 1,001 each, documents and tasks apart."""
    only = limits_of(actor)
    parts = (*_deputy_counts(actor, only), _pressing(only)) if only else ()
    statement = union_all(*parts) if parts else _situation
    values = {"desk_id": actor.desk_id, "now": now, "midnight": midnight}
    rows = db.session.connection().execute(statement, values).all()
    late, today = next((row[1], row[2]) for row in rows if row[0] is None)
    return Situation(_counted([row for row in rows if row[0] is not None]), late, today)


def _pressing(only: Limits = ()) -> Select[*tuple[Any, ...]]:
    """One row without a duty: what is late, what runs out before midnight."""
    of_documents = select(Routing.id).where(
        Routing.desk_id == bindparam("desk_id"), Routing.state == RoutingState.OPEN
    )
    of_tasks = select(TaskLine.id).where(
        TaskLine.desk_id == bindparam("desk_id"), TaskLine.state == LineState.OWED
    )
    if only:
        joined = of_documents.join(Document, Document.id == Routing.document_id)
        of_documents = joined.where(*only)
        of_tasks = of_tasks.where(TaskLine.is_restricted.is_(False))
    sought = ((of_documents, Routing.due_at), (of_tasks, TaskLine.due_at))
    late = [_some(ids.where(due < bindparam("now"))) for ids, due in sought]
    today = [
        _some(ids.where(due >= bindparam("now"), due < bindparam("midnight")))
        for ids, due in sought
    ]
    return select(type_coerce(null(), DeskCount.duty.type), late[0] + late[1], today[0] + today[1])


def _some(ids: Select[int]) -> ScalarSelect[int]:
    return select(func.count()).select_from(ids.limit(1001).subquery()).scalar_subquery()


_situation = union_all(_counts, _pressing())
