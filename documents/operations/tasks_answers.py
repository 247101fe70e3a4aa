"""Documents that answer tasks: named by code in a package, or begun here and issued."""

from collections.abc import Sequence

from sqlalchemy import Select, select

from documents.models import Document, Task, TaskOutcome
from documents.operations.tasks_lines import log, tell
from office import clock
from office.db import db
from office.i18n import _l
from office.permissions import Actor
from office.units import queries as units


def take_answers(document: Document, codes: Sequence[str], *, by: Actor) -> None:
    """Put an incoming document with the open tasks whose codes it names (ResponseForTask)."""
    wanted = [code.strip() for code in codes if code.strip()]
    if not wanted:
        return
    statement = select(Task).where(
        Task.agency_id.in_(units.lineage(units.successor_of(document.agency_id))),
        Task.code.in_(wanted),
        Task.closed_at.is_(None),
        Task.parent_id.is_(None),
    )
    for task in db.session.scalars(statement).all():
        _keep(task, document, by)
        log(task, "task.answered", by=by, symbol=document.symbol, sender=document.issuer_name)
        _tell_both(task, document)


def note_issued(document: Document, *, by: Actor) -> None:
    """Say on each task that its answer left the house."""
    for task in db.session.scalars(tasks_answered_by(document)).all():
        log(task, "task.answer_issued", by=by, symbol=document.symbol)
        _tell_both(task, document)


def tasks_answered_by(document: Document) -> Select[Task]:
    """The tasks to whose outcomes a document belongs."""
    answered = select(TaskOutcome.task_id).where(TaskOutcome.document_id == document.id)
    return select(Task).where(Task.id.in_(answered)).order_by(Task.id)


def _keep(task: Task, document: Document, by: Actor) -> None:
    db.session.add(
        TaskOutcome(
            task_id=task.id,
            text="",
            document_id=document.id,
            author_name=document.issuer_name or by.name,
            at=clock.now(),
        )
    )


def _tell_both(task: Task, document: Document) -> None:
    for desk_id in {task.giver_desk_id, task.lead_desk_id}:
        tell(task, desk_id, _l("An answer came"), act=f"task_answered:{document.uid}")
