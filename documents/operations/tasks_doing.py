"""What the lead and those who cooperate do with a task: accept, report, ask for more time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from documents.lifecycle import TASK
from documents.models import (
    Document,
    Duty,
    ExtensionState,
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
from documents.operations.drafting import start_draft
from documents.operations.files import NewFile
from documents.operations.tasks_lines import (
    end,
    lapse_extension,
    line_of,
    lines_of,
    log,
    needed,
    owe,
    read,
    refresh_lines,
    settle,
)
from documents.operations.urging import read_urgings
from documents.policy import Can
from office import audit, clock
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _, ngettext
from office.permissions import Actor, require


@operation
def accept_task(task: Task, *, by: Actor) -> None:
    """Take a task over (nhận việc)."""
    TASK.advance(task, "accept", by)
    _begin(task, by)
    log(task, "task.accept", by=by)
    refresh_lines(task)


def _begin(task: Task, by: Actor) -> None:
    """Who reports on a task has accepted it."""
    line = line_of(task, TaskPart.LEAD)
    if task.accepted_at is None or line.duty is not Duty.TASK_CARRY_OUT:
        task.accepted_at = task.accepted_at or clock.now()
        owe(line, Duty.TASK_CARRY_OUT, task, by=by)
        read(line)


@operation
def return_task(task: Task, reason: str, *, by: Actor) -> None:
    """Return a task that is not one's own function (trả lại)."""
    if task.open_children:
        raise Refusal(
            _("Parts of this task are still with others."), fix=_("Recall these parts first.")
        )
    TASK.advance(task, "return", by, reason=needed(reason))
    lapse_extension(task)
    end(line_of(task, TaskPart.LEAD))
    owe(line_of(task, TaskPart.GIVER), Duty.TASK_RENEW, task, by=by)
    log(task, "task.return", by=by, text=reason.strip())
    refresh_lines(task)


@operation
def report_progress(
    task: Task, text: str, *, percent: int, files: Sequence[NewFile] = (), by: Actor
) -> None:
    """Say how far it is, in words, in percent and with files."""
    TASK.advance(task, "progress", by, percent=percent)
    if not 0 <= percent <= 100:
        raise Invalid(
            _("This is not a share."), fields={"percent": _("Write a number from 0 to 100.")}
        )
    _begin(task, by)
    task.percent = percent
    log(task, "task.progress", by=by, text=needed(text), percent=percent, files=files)
    refresh_lines(task)


@operation
def add_outcome(
    task: Task,
    text: str,
    *,
    document: Document | None = None,
    files: Sequence[NewFile] = (),
    by: Actor,
) -> None:
    """Enter what the task brought: a text, a document or files; several times if need be."""
    require(by, Can.LEAD_TASK, task)
    _refuse_ended(task)
    if not (text.strip() or document or files):
        raise Invalid(
            _("The outcome is missing."),
            fields={"text": _("Write it down, name a document or add a file.")},
        )
    entry = log(task, "task.outcome", by=by, text=text.strip(), files=files, **_named(document))
    audit.record("task.outcome", task, by=by, document=document.uid if document else None)
    _keep_outcomes(task, entry, text.strip(), document, by)


def _named(document: Document | None) -> dict[str, Any]:
    return {"symbol": document.symbol} if document else {}


def _keep_outcomes(
    task: Task, entry: TaskEntry, text: str, document: Document | None, by: Actor
) -> None:
    files = db.session.scalars(select(TaskFile.id).where(TaskFile.entry_id == entry.id)).all()
    facts = {"task_id": task.id, "author_name": by.name, "at": clock.now()}
    if text or document:
        document_id = document.id if document else None
        db.session.add(TaskOutcome(text=text, document_id=document_id, **facts))
    db.session.add_all(TaskOutcome(file_id=file_id, **facts) for file_id in files)
    db.session.flush()


def _refuse_ended(task: Task) -> None:
    if not task.is_open:
        raise Refusal(
            _("This task is closed."), fix=_("Its giver can reopen it while work remains.")
        )


@operation
def report_done(
    task: Task, text: str, *, left_open: str = "", files: Sequence[NewFile] = (), by: Actor
) -> None:
    """Report a task done; what others still owe it needs a reason."""
    TASK.advance(task, "report", by)
    _begin(task, by)
    helpers = [row for row in lines_of(task, TaskPart.COOPERATE) if row.state is LineState.OWED]
    check_left_open(task, len(helpers), left_open)
    task.left_open = left_open.strip()
    entry = log(task, "task.report", by=by, text=_result(task, text, files), files=files)
    _keep_outcomes(task, entry, text.strip(), None, by)
    task.reported_at = clock.now()
    task.percent = 100
    lapse_extension(task)
    for line in [line_of(task, TaskPart.LEAD), *helpers]:
        settle(line)
    owe(line_of(task, TaskPart.GIVER), Duty.TASK_EVALUATE, task, by=by)
    refresh_lines(task)


def _result(task: Task, text: str, files: Sequence[NewFile]) -> str:
    """A task ends with a product: what was entered before, or these words."""
    known = db.session.scalar(select(TaskOutcome.id).where(TaskOutcome.task_id == task.id).limit(1))
    return text.strip() if known or files else needed(text)


def check_left_open(task: Task, helpers: int, why: str) -> None:
    """A whole is not closed over its open parts unless somebody says why."""
    waiting = task.open_children + helpers
    if waiting and not why.strip():
        words = ngettext(
            "%(num)d part or contribution is still open.",
            "%(num)d parts or contributions are still open.",
            waiting,
        )
        raise Invalid(words, fields={"left_open": _("Say why you do not wait for it.")})


@operation
def contribute(task: Task, text: str, *, files: Sequence[NewFile] = (), by: Actor) -> None:
    """Give what a cooperating desk contributes; its duty is then done."""
    require(by, Can.HELP_TASK, task)
    settle(line_of(task, TaskPart.COOPERATE, by.desk_id))
    audit.record("task.contributed", task, by=by)
    log(task, "task.contributed", by=by, text=needed(text), files=files)
    refresh_lines(task)


@operation
def ask_extension(task: Task, reason: str, *, due_at: datetime | None, by: Actor) -> None:
    """Ask the giver for more time (xin gia hạn)."""
    require(by, Can.LEAD_TASK, task)
    if task.state not in TASK.edges["progress"].sources:
        raise Refusal(_("An extension can be asked for while the task is being carried out."))
    if due_at is None or due_at <= task.due_at:
        raise Invalid(
            _("The new day is missing."), fields={"due_on": _("Choose a day after the deadline.")}
        )
    if _asked(task):
        raise Refusal(_("An extension was asked for already."), fix=_("Wait for the answer."))
    _begin(task, by)
    facts = {"former_due_at": task.due_at, "wanted_due_at": due_at}
    row = TaskExtension(
        task_id=task.id,
        state=ExtensionState.ASKED,
        asked_at=clock.now(),
        asker_name=by.name,
        reason=needed(reason),
        **facts,
    )
    db.session.add(row)
    audit.record("task.extension_asked", task, by=by, **facts)
    log(task, "task.extension_asked", by=by, text=reason.strip(), until=due_at.isoformat())
    owe(line_of(task, TaskPart.GIVER), Duty.TASK_DECIDE, task, by=by)
    refresh_lines(task)


def _asked(task: Task) -> bool:
    asked = select(TaskExtension.id).where(
        TaskExtension.task_id == task.id, TaskExtension.state == ExtensionState.ASKED
    )
    return db.session.scalar(asked) is not None


@operation
def mark_task_read(task: Task, *, by: Actor) -> None:
    """Note the opening at the acting desk: its line, and the urgings that are for it."""
    lines = select(TaskLine).where(TaskLine.task_id == task.id, TaskLine.desk_id == by.desk_id)
    for line in db.session.scalars(lines):
        read(line)
    read_urgings(Urging.task_uid == task.uid, by=by)


@operation
def answer_task(task: Task, *, by: Actor) -> Document:
    """Begin the document that answers a task; when it is issued it bears the task's code."""
    require(by, Can.LEAD_TASK, task)
    _refuse_ended(task)
    draft = start_draft(subject=task.title, by=by)
    draft.is_restricted = task.is_restricted
    draft.due_at = task.due_at
    entry = log(task, "task.answer_begun", by=by)
    _keep_outcomes(task, entry, "", draft, by)
    return draft
