"""What belongs to one task: lines, log, files, outcomes, urgings, parts, documents."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Select, select

from documents.models import (
    Document,
    Duty,
    LineState,
    Task,
    TaskEntry,
    TaskExtension,
    TaskFile,
    TaskLine,
    TaskOutcome,
    TaskPart,
    Urging,
)
from documents.queries.tasks import visible_tasks
from documents.queries.urging import urgings_where
from documents.queries.visibility import visible_to
from office.db import db
from office.permissions import Actor


def lines_of_task(task: Task) -> list[TaskLine]:
    """Every desk's part, past ones too, oldest first."""
    statement = select(TaskLine).where(TaskLine.task_id == task.id)
    return list(db.session.scalars(statement.order_by(TaskLine.id)))


def entries_of(task: Task) -> list[TaskEntry]:
    """The log, newest first."""
    statement = select(TaskEntry).where(TaskEntry.task_id == task.id)
    return list(db.session.scalars(statement.order_by(TaskEntry.id.desc()).limit(500)))


def files_of_task(task: Task) -> list[TaskFile]:
    """Every file of a task, oldest first."""
    statement = select(TaskFile).where(TaskFile.task_id == task.id)
    return list(db.session.scalars(statement.order_by(TaskFile.id)))


class Outcome(NamedTuple):
    """An outcome with the document or the file it consists of."""

    outcome: TaskOutcome
    document: Document | None
    file: TaskFile | None
    is_seen: bool


def outcomes_of(task: Task, actor: Actor) -> list[Outcome]:
    """What the task brought; `is_seen` says whether the reader may open the document."""
    rows = db.session.execute(
        select(TaskOutcome, Document, TaskFile, visible_to(actor))
        .outerjoin(Document, Document.id == TaskOutcome.document_id)
        .outerjoin(TaskFile, TaskFile.id == TaskOutcome.file_id)
        .where(TaskOutcome.task_id == task.id)
        .order_by(TaskOutcome.id)
    ).all()
    return [Outcome(row[0], row[1], row[2], bool(row[3])) for row in rows]


def extensions_of(task: Task) -> list[TaskExtension]:
    """The extensions, oldest first."""
    statement = select(TaskExtension).where(TaskExtension.task_id == task.id)
    return list(db.session.scalars(statement.order_by(TaskExtension.id)))


def urgings_of(task: Task) -> list[Urging]:
    """The urgings with their receivers, the latest first."""
    return urgings_where(Urging.task_uid == task.uid)


def children_of(task: Task, actor: Actor) -> list[Task]:
    """The parts that were handed down, as far as the actor sees them, level by level."""
    found: list[Task] = []
    level = [task.id]
    while level and len(found) < 500:
        statement = select(Task).where(Task.parent_id.in_(level), visible_tasks(actor))
        parts = list(db.session.scalars(statement.order_by(Task.id).limit(500)))
        found += parts
        level = [part.id for part in parts]
    return found


def whole_of(task: Task, actor: Actor) -> Task | None:
    """The task of which this is a part, for whoever sees it."""
    if task.parent_id is None:
        return None
    statement = select(Task).where(Task.id == task.parent_id, visible_tasks(actor))
    return db.session.scalars(statement).first()


def source_of(task: Task, actor: Actor) -> Document | None:
    """The document from which it was given, for whoever sees that."""
    if task.document_id is None:
        return None
    statement = select(Document).where(Document.id == task.document_id, visible_to(actor))
    return db.session.scalars(statement).first()


def tasks_from(document: Document, actor: Actor) -> list[Task]:
    """The tasks given from a document, as far as the actor sees them."""
    statement = select(Task).where(Task.document_id == document.id, visible_tasks(actor))
    return list(db.session.scalars(statement.order_by(Task.id.desc()).limit(50)))


def task_codes_of(document: Document) -> list[str]:
    """The codes of the tasks that an outgoing document answers, for its package."""
    answered = select(TaskOutcome.task_id).where(TaskOutcome.document_id == document.id)
    codes = select(Task.code).where(Task.id.in_(answered), Task.code != "")
    return list(dict.fromkeys(db.session.scalars(codes.order_by(Task.id))))


def has_asked(task: Task) -> bool:
    """Whether an extension waits for its answer."""
    statement = select(TaskExtension.id).where(
        TaskExtension.task_id == task.id, TaskExtension.decided_at.is_(None)
    )
    return db.session.scalar(statement.limit(1)) is not None


def sees_task(task: Task, actor: Actor) -> bool:
    """Whether the actor still sees a task after his act."""
    statement = select(Task.id).where(Task.id == task.id, visible_tasks(actor))
    return db.session.scalar(statement) is not None


def owing_tasks(actor: Actor, duties: Sequence[Duty]) -> Select[int]:
    """The ids of the tasks to which the acting desk owes one of these."""
    return select(TaskLine.task_id).where(
        TaskLine.desk_id == actor.desk_id,
        TaskLine.state == LineState.OWED,
        TaskLine.duty.in_(duties),
    )


def urged_lines(task: Task) -> list[TaskLine]:
    """Who owes the task something now and may be urged."""
    statement = select(TaskLine).where(
        TaskLine.task_id == task.id,
        TaskLine.state == LineState.OWED,
        TaskLine.part.in_([TaskPart.LEAD, TaskPart.COOPERATE]),
    )
    return list(db.session.scalars(statement.order_by(TaskLine.id)))


def document_by_symbol(symbol: str, actor: Actor) -> Document | None:
    """The latest visible document with this number and symbol."""
    wanted = symbol.strip()
    if not wanted:
        return None
    statement = select(Document).where(Document.symbol == wanted, visible_to(actor))
    return db.session.scalars(statement.order_by(Document.id.desc())).first()
