"""Finding tasks; `visible_tasks` is the one predicate of who may see which."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    false,
    func,
    or_,
    select,
    true,
    tuple_,
    type_coerce,
)

from documents.models import (
    Duty,
    LineState,
    Task,
    TaskFile,
    TaskLine,
    TaskState,
)
from documents.queries.visibility import WHOLE_AGENCY
from office import clock
from office.accounts.models import Person
from office.db import UidText, UTCDateTime, db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor, Role
from office.units import queries as units
from office.units.models import Desk, DeskKind, Tenure

PAGE = 50
FEW = 10_000
DOING = (Duty.TASK_ACCEPT, Duty.TASK_CARRY_OUT, Duty.TASK_COOPERATE)
JUDGING = (Duty.TASK_EVALUATE, Duty.TASK_DECIDE, Duty.TASK_RENEW)


# ---------------------------------------------------------------------------- visibility


def visible_tasks(actor: Actor) -> ColumnElement[bool]:
    """The one predicate of who sees which task (part held in time, unit, post)."""
    if actor.is_machine:
        return true()
    if actor.person_id is None or actor.agency_id is None:
        return false()
    lineage = units.lineage(actor.agency_id)
    return and_(Task.agency_id.in_(lineage), or_(*_ways(actor)))


def titles_of(uids: Sequence[UUID], actor: Actor) -> dict[UUID, str]:
    """What these tasks are called, for who may see them; none that names its readers."""
    rows = select(Task.uid, Task.title).where(
        Task.uid.in_(uids), Task.is_restricted.is_(False), visible_tasks(actor)
    )
    return {row[0]: row[1] for row in db.session.execute(rows)}


def _ways(actor: Actor) -> Iterator[ColumnElement[bool]]:
    if actor.roles & WHOLE_AGENCY:
        in_own_books = or_(Task.agency_id == actor.agency_id, Task.closed_at.is_(None))
        yield and_(Task.is_restricted.is_(False), in_own_books)
    yield _took_part(Tenure.person_id == actor.person_id)
    if actor.delegation_id is not None:
        yield and_(Task.is_restricted.is_(False), _open_at(actor.desk_id))
    if Role.UNIT_HEAD in actor.roles:
        inside = Tenure.unit_id.in_(units.subtree_ids(actor.unit_id))
        yield and_(Task.is_restricted.is_(False), _took_part(inside))


def _took_part(held: ColumnElement[bool]) -> ColumnElement[bool]:
    """A desk took part while somebody held it or while it stood in a unit."""
    return exists().where(
        TaskLine.task_id == Task.id,
        TaskLine.desk_id == Tenure.desk_id,
        held,
        or_(TaskLine.valid_to.is_(None), TaskLine.valid_to >= Tenure.valid_from),
        or_(Tenure.valid_to.is_(None), Tenure.valid_to > TaskLine.valid_from),
    )


def _open_at(desk_id: int | None) -> ColumnElement[bool]:
    """A deputy sees the open tasks of the desk for which he stands in."""
    return exists().where(
        TaskLine.task_id == Task.id, TaskLine.desk_id == desk_id, TaskLine.valid_to.is_(None)
    )


def listed_tasks(actor: Actor) -> ColumnElement[bool]:
    """`visible_tasks` for long lists: who has part in little starts there."""
    if actor.is_machine or actor.person_id is None or actor.roles & WHOLE_AGENCY:
        return visible_tasks(actor)
    desks = select(Tenure.desk_id).where(or_(*_near(actor)))
    part = select(TaskLine.task_id).where(TaskLine.desk_id.in_(desks))
    some = part.limit(FEW + 1).subquery()
    counted = db.session.connection().scalar(select(func.count()).select_from(some)) or 0
    seen = visible_tasks(actor)
    return and_(Task.id.in_(part), seen) if counted <= FEW else seen


def _near(actor: Actor) -> Iterator[ColumnElement[bool]]:
    yield Tenure.person_id == actor.person_id
    if actor.delegation_id is not None:
        yield Tenure.desk_id == actor.desk_id
    if Role.UNIT_HEAD in actor.roles:
        yield Tenure.unit_id.in_(units.subtree_ids(actor.unit_id))


def visible_task(uid: UUID, actor: Actor) -> Task:
    """The task, or 404 for whoever may not see it."""
    statement = select(Task).where(Task.uid == uid, visible_tasks(actor))
    found = db.session.scalars(statement).first()
    if found is None:
        raise NotFound(_("There is no such task on your desk."))
    return found


def visible_task_file(uid: UUID, actor: Actor) -> TaskFile:
    """A file of a visible task."""
    statement = select(TaskFile).join(Task, Task.id == TaskFile.task_id)
    found = db.session.scalars(statement.where(TaskFile.uid == uid, visible_tasks(actor))).first()
    if found is None:
        raise NotFound(_("There is no such file on your desk."))
    return found


# --------------------------------------------------------------------------- the hot list


class OwedRow(NamedTuple):
    """A task duty at a desk, as My work and the board show it; order of `OWED_COLUMNS`."""

    id: int
    task_uid: str
    duty: Duty
    received_at: datetime
    read_at: datetime | None
    due_at: datetime
    title: str
    code: str
    sender: str
    urgency: Any
    state: TaskState
    percent: int


OWED_COLUMNS = (
    TaskLine.id,
    type_coerce(Task.uid, UidText()),
    TaskLine.duty,
    TaskLine.received_at,
    TaskLine.read_at,
    TaskLine.due_at,
    TaskLine.title,
    TaskLine.code,
    TaskLine.sender,
    TaskLine.urgency,
    TaskLine.task_state,
    TaskLine.percent,
)
AT = bindparam("at", type_=UTCDateTime())  # within a tuple it does not learn its type
_owed = (
    select(*OWED_COLUMNS)
    .join(Task, Task.id == TaskLine.task_id)
    .where(TaskLine.desk_id == bindparam("desk_id"), TaskLine.state == LineState.OWED)
    .limit(bindparam("most"))
)
_owed_nearest = _owed.order_by(TaskLine.due_at, TaskLine.id)
_owed_newest = _owed.order_by(TaskLine.received_at.desc(), TaskLine.id.desc())
_later = tuple_(TaskLine.due_at, TaskLine.id) > tuple_(AT, bindparam("row_id"))
_older = tuple_(TaskLine.received_at, TaskLine.id) < tuple_(AT, bindparam("row_id"))


def owed_by_deadline(
    actor: Actor,
    *,
    after: tuple[datetime, int] | None = None,
    duties: Sequence[Duty] = (),
    only: Sequence[ColumnElement[bool]] = (),
    size: int = PAGE,
) -> list[OwedRow]:
    """What the acting desk owes its tasks, nearest deadline first; a page and one more."""
    statement = _owed_nearest.where(_later) if after else _owed_nearest
    narrowed = statement.where(*only) if only else statement
    return _owed_rows(narrowed, actor, after, duties, size=size)


def owed_newest(
    actor: Actor, *, after: tuple[datetime, int] | None = None, duties: Sequence[Duty] = ()
) -> list[OwedRow]:
    """The same, newest first."""
    return _owed_rows(_owed_newest.where(_older) if after else _owed_newest, actor, after, duties)


def _owed_rows(
    statement: Select[*tuple[Any, ...]],
    actor: Actor,
    after: tuple[datetime, int] | None,
    duties: Sequence[Duty],
    *,
    size: int = PAGE,
) -> list[OwedRow]:
    if duties:
        statement = statement.where(TaskLine.duty.in_(duties))
    if actor.delegation_id is not None:
        statement = statement.where(TaskLine.is_restricted.is_(False))
    values: dict[str, Any] = {"desk_id": actor.desk_id, "most": size + 1}
    if after:
        values |= {"at": after[0], "row_id": after[1]}
    rows = db.session.connection().execute(statement, values).all()
    return [OwedRow._make(row) for row in rows]


def owed_counts(actor: Actor) -> Select[Duty | None, int, int]:
    """Open and unread task duties at a deputy's desk, as rows of kind, open, unread."""
    unread = func.count().filter(TaskLine.read_at.is_(None))
    return (
        select(TaskLine.duty, func.count(), unread)
        .where(
            TaskLine.desk_id == actor.desk_id,
            TaskLine.state == LineState.OWED,
            TaskLine.is_restricted.is_(False),
        )
        .group_by(TaskLine.duty)
    )


# ------------------------------------------------------------------------------- the books


class TaskRow(NamedTuple):
    """A task as lists show it; order of `TASK_COLUMNS`."""

    id: int
    uid: str
    title: str
    code: str
    state: TaskState
    urgency: Any
    origin: Any
    lead_desk_id: int
    giver_name: str
    given_at: datetime
    due_at: datetime
    reported_at: datetime | None
    closed_at: datetime | None
    percent: int
    grade: str


TASK_COLUMNS = (
    Task.id,
    type_coerce(Task.uid, UidText()),
    Task.title,
    Task.code,
    Task.state,
    Task.urgency,
    Task.origin,
    Task.lead_desk_id,
    Task.giver_name,
    Task.given_at,
    Task.due_at,
    Task.reported_at,
    Task.closed_at,
    Task.percent,
    Task.grade,
)


def tasks_by_deadline(
    actor: Actor,
    *conditions: ColumnElement[bool],
    after: tuple[datetime, int] | None = None,
    size: int = PAGE,
) -> list[TaskRow]:
    """Open tasks that the actor sees, nearest deadline first; a page and one more."""
    statement = select(*TASK_COLUMNS).where(
        Task.closed_at.is_(None), *conditions, listed_tasks(actor)
    )
    if after:
        statement = statement.where(tuple_(Task.due_at, Task.id) > after)
    return _task_rows(statement.order_by(Task.due_at, Task.id), size)


def tasks_closed(
    actor: Actor,
    *conditions: ColumnElement[bool],
    after: tuple[datetime, int] | None = None,
    size: int = PAGE,
) -> list[TaskRow]:
    """Ended tasks that the actor sees, the latest first."""
    statement = select(*TASK_COLUMNS).where(
        Task.closed_at.is_not(None), *conditions, listed_tasks(actor)
    )
    if after:
        statement = statement.where(tuple_(Task.closed_at, Task.id) < after)
    return _task_rows(statement.order_by(Task.closed_at.desc(), Task.id.desc()), size)


def _task_rows(statement: Select[*tuple[Any, ...]], size: int) -> list[TaskRow]:
    rows = db.session.connection().execute(statement.limit(size + 1)).all()
    return [TaskRow._make(row) for row in rows]


def all_rows(actor: Actor, *conditions: ColumnElement[bool], most: int) -> list[TaskRow]:
    """The tasks for a spreadsheet, by deadline, up to `most`."""
    statement = select(*TASK_COLUMNS).where(*conditions, visible_tasks(actor))
    rows = db.session.connection().execute(statement.order_by(Task.due_at, Task.id).limit(most))
    return [TaskRow._make(row) for row in rows]


def led_in(unit_ids: Sequence[int]) -> ColumnElement[bool]:
    """Tasks whose lead desk stands in these units today."""
    now = clock.now()
    desks = select(Tenure.desk_id).where(
        Tenure.unit_id.in_(unit_ids), Tenure.person_id.is_(None), units.held_at(Tenure, now)
    )
    return Task.lead_desk_id.in_(desks)


def is_late_now() -> ColumnElement[bool]:
    """Open past the deadline, and the lead has not reported it done."""
    open_now = and_(Task.closed_at.is_(None), Task.reported_at.is_(None))
    return and_(open_now, Task.due_at < clock.now())


def late_count(actor: Actor, *conditions: ColumnElement[bool], most: int = 1000) -> int:
    """How many visible tasks are overdue, counted no further than one over `most`."""
    late = select(Task.id).where(is_late_now(), *conditions, listed_tasks(actor))
    some = late.limit(most + 1).subquery()
    return db.session.connection().scalar(select(func.count()).select_from(some)) or 0


def desk_names(desk_ids: Sequence[int]) -> dict[int, str]:
    """What people call these desks today: the unit, or the holder with his post; one statement."""
    now = clock.now()
    placed, held = Tenure.__table__.alias("placed"), Tenure.__table__.alias("held")
    statement = (
        select(Desk.id, Desk.kind, Desk.label, placed.c.unit_id, Person.full_name)
        .outerjoin(
            placed,
            and_(
                placed.c.desk_id == Desk.id,
                placed.c.person_id.is_(None),
                placed.c.valid_from <= now,
                or_(placed.c.valid_to.is_(None), placed.c.valid_to > now),
            ),
        )
        .outerjoin(
            held,
            and_(
                held.c.desk_id == Desk.id,
                held.c.person_id.is_not(None),
                held.c.valid_from <= now,
                or_(held.c.valid_to.is_(None), held.c.valid_to > now),
            ),
        )
        .outerjoin(Person, Person.id == held.c.person_id)
        .where(Desk.id.in_(set(desk_ids)))
        .order_by(held.c.valid_from.desc(), Desk.id)
    )
    rows = db.session.execute(statement).all() if desk_ids else []
    return {row.id: _desk_name(row) for row in rows}


def _desk_name(row: Any) -> str:
    known = units.tree().nodes
    if row.kind is DeskKind.UNIT and row.unit_id in known:
        return known[row.unit_id].name
    return str(row.full_name or row.label)
