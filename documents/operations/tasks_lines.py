"""Lines of tasks at the desks: row, counter, notice and log line of every step in one place.

These are the small steps of which the verbs are made; each runs inside an operation.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from documents.models import (
    DeskCount,
    Duty,
    ExtensionState,
    LineState,
    Task,
    TaskEntry,
    TaskExtension,
    TaskFile,
    TaskLine,
    TaskPart,
)
from documents.models.task import TASK_COLUMNS
from documents.operations.files import NewFile
from office import clock, notices
from office.db import add_to_counts, db
from office.errors import Invalid, Refusal
from office.i18n import _, _l
from office.permissions import Actor
from office.units import queries as units
from office.units.models import Desk

MOST_FILES = 10


def lay_line(  # noqa: PLR0913 - each fact by its name
    task: Task,
    desk_id: int,
    part: TaskPart,
    duty: Duty | None = None,
    *,
    by: Actor,
    due_at: datetime | None = None,
) -> TaskLine:
    """Give a desk its part in a task, with what it owes from now on."""
    refuse_foreign(task.agency_id, desk_id)
    laid = TaskLine(
        task_id=task.id,
        desk_id=desk_id,
        part=part,
        duty=None,
        state=LineState.WAITING,
        received_at=clock.now(),
        due_at=due_at or task.due_at,
        valid_from=clock.now(),
        sender=task.giver_name,
        task_state=task.state,
        **{name: getattr(task, name) for name in TASK_COLUMNS},
    )
    db.session.add(laid)
    db.session.flush()
    if duty is not None:
        owe(laid, duty, task, by=by)
    elif desk_id != by.desk_id:
        tell(task, desk_id, part.label, act=f"{part.value}:{laid.id}")
    return laid


def refuse_foreign(agency_id: int, desk_id: int) -> None:
    """A task stays within its agency: others are written to."""
    own = db.session.scalar(select(Desk.agency_id).where(Desk.id == desk_id))
    if own != units.successor_of(agency_id):
        raise Invalid(_("Choose one of the list."), fields={"lead": _("There is no such desk.")})


def owe(line: TaskLine, duty: Duty, task: Task, *, by: Actor) -> None:
    """Lay a duty on a line; what it owed before is thereby settled."""
    settle(line)
    line.duty = duty
    line.sender = _sender(task, line.desk_id)
    line.state = LineState.OWED
    line.read_at = None
    line.done_at = None
    line.received_at = clock.now()
    count(line.desk_id, duty, opened=1, unread=1)
    if line.desk_id != by.desk_id:
        tell(task, line.desk_id, duty.label, act=f"{duty.value}:{clock.now():%Y%m%d%H%M%S%f}")


def _sender(task: Task, desk_id: int) -> str:
    """From whom it comes: to the giver from the lead, to everybody else from the giver."""
    return units.desk_label(task.lead_desk_id) if desk_id == task.giver_desk_id else task.giver_name


def settle(line: TaskLine) -> None:
    """The desk owes nothing at present; its part goes on."""
    if line.state is not LineState.OWED or line.duty is None:
        return
    count(line.desk_id, line.duty, opened=-1, unread=-int(line.read_at is None))
    line.state = LineState.WAITING
    line.read_at = line.read_at or clock.now()
    line.done_at = clock.now()


def end(line: TaskLine, at: datetime | None = None) -> None:
    """The desk's part is over: it keeps reading what it handled, nothing new."""
    settle(line)
    line.state = LineState.ENDED
    line.valid_to = at or clock.now()


def read(line: TaskLine) -> None:
    """Note that the desk has opened the task."""
    if line.read_at is None:
        line.read_at = clock.now()
        if line.state is LineState.OWED and line.duty is not None:
            count(line.desk_id, line.duty, opened=0, unread=-1)


def lines_of(task: Task, *parts: TaskPart) -> list[TaskLine]:
    """The present lines of a task, of these parts when they are named."""
    statement = select(TaskLine).where(TaskLine.task_id == task.id, TaskLine.valid_to.is_(None))
    if parts:
        statement = statement.where(TaskLine.part.in_(parts))
    return list(db.session.scalars(statement.order_by(TaskLine.id)))


def line_of(task: Task, part: TaskPart, desk_id: int | None = None) -> TaskLine:
    """The one present line of a part (of a desk, for parts that several have)."""
    for line in lines_of(task, part):
        if desk_id is None or line.desk_id == desk_id:
            return line
    raise Refusal(_("This is no longer on your desk."), fix=_("Reload the page."))


def move_lines(ids: Sequence[int], desk_id: int, at: datetime) -> None:
    """Lay lines on another desk when their function has moved there.

    Whoever had them keeps what he could read until then, on a line that has ended.
    """
    for line in db.session.scalars(select(TaskLine).where(TaskLine.id.in_(ids))).all():
        unread = int(line.read_at is None)
        if line.state is LineState.OWED and line.duty is not None:
            count(line.desk_id, line.duty, opened=-1, unread=-unread)
            count(desk_id, line.duty, opened=1, unread=unread)
        db.session.add(_left_behind(line, at))
        line.desk_id = desk_id
        line.valid_from = at


def _left_behind(line: TaskLine, at: datetime) -> TaskLine:
    own = {"id", "state", "valid_to", "duty"}
    kept = {name: getattr(line, name) for name in set(TaskLine.__table__.columns.keys()) - own}
    return TaskLine(**kept, duty=None, state=LineState.ENDED, valid_to=at)


def refresh_lines(task: Task) -> None:
    """Bring the columns that the hot lists repeat in step with the task."""
    values = {name: getattr(task, name) for name in TASK_COLUMNS}
    db.session.flush()
    present = TaskLine.task_id == task.id, TaskLine.valid_to.is_(None)
    statement = update(TaskLine).where(*present)
    db.session.execute(statement.values(task_state=task.state, **values))
    own = statement.where(TaskLine.part != TaskPart.COOPERATE)
    db.session.execute(own.values(due_at=task.due_at))


def log(  # noqa: PLR0913 - each fact by its name
    task: Task,
    act: str,
    *,
    by: Actor,
    text: str = "",
    percent: int | None = None,
    files: Sequence[NewFile] = (),
    **facts: Any,
) -> TaskEntry:
    """Write a line of the task's log, with the files that came with it."""
    if len(files) > MOST_FILES:
        raise Invalid(
            _("These are too many files."), fields={"files": _("Send a few files at a time.")}
        )
    entry = TaskEntry(
        task_id=task.id,
        at=clock.now(),
        act=act,
        desk_id=by.desk_id,
        actor_name=by.name,
        actor_title=by.title,
        on_behalf_of=by.on_behalf_of,
        text=text,
        percent=percent,
        facts=facts,
    )
    db.session.add(entry)
    db.session.flush()
    db.session.add_all(_file(entry, file) for file in files)
    return entry


def _file(entry: TaskEntry, file: NewFile) -> TaskFile:
    return TaskFile(
        task_id=entry.task_id,
        entry_id=entry.id,
        name=file.name,
        media_type=file.media_type,
        sha256=file.sha256,
        size=file.size,
        created_at=clock.now(),
    )


def tell(task: Task, desk_id: int, word: object, *, act: str) -> None:
    """Notices stay for deputies and later holders of the desk: a code or who gave it, no title."""
    hides = task.is_restricted or not task.code
    text = _l("from %(name)s", name=_sender(task, desk_id)) if hides else task.code
    notices.tell(
        desk_id,
        kind=act.partition(":")[0],
        text=word if task.is_restricted else text,
        url=f"/tasks/{task.uid}",
        key=f"task:{task.uid}:{act}",
    )


def lapse_extension(task: Task) -> None:
    """What was asked for and not decided ends with the lead's part."""
    db.session.execute(
        update(TaskExtension)
        .where(TaskExtension.task_id == task.id, TaskExtension.state == ExtensionState.ASKED)
        .values(state=ExtensionState.LAPSED, decided_at=clock.now())
    )


def count(desk_id: int, duty: Duty, *, opened: int, unread: int) -> None:
    """Keep the counters of a desk in the transaction of the line."""
    keys = {"desk_id": desk_id, "duty": duty}
    add_to_counts(DeskCount, keys, open_count=opened, unread_count=unread)


def needed(text: str, field: str = "text", most: int = 4000) -> str:
    """A text that an act cannot do without."""
    given = text.strip()
    if not given:
        raise Invalid(
            _("A few words are needed here."), fields={field: _("Say it in one sentence.")}
        )
    if len(given) > most:
        raise Invalid(
            _("The text is too long."),
            fields={field: _("Shorten it to %(count)s characters.", count=most)},
        )
    return given
