"""Tasks (nhiệm vụ): what was given to whom until when, its lines at the desks, its log."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from documents.models.document import Urgency
from documents.models.routing import Duty
from office import clock
from office.db import Base, uid_column
from office.i18n import _l


class TaskState(StrEnum):
    """Where a task stands; `documents.lifecycle` says which moves exist."""

    GIVEN = "given"
    IN_PROGRESS = "in_progress"
    REPORTED = "reported"
    RETURNED = "returned"
    CLOSED = "closed"
    RECALLED = "recalled"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return STATE_LABELS[self]


STATE_LABELS = {
    TaskState.GIVEN: _l("Given, not accepted yet"),
    TaskState.IN_PROGRESS: _l("Being carried out"),
    TaskState.REPORTED: _l("Reported done, waiting for its evaluation"),
    TaskState.RETURNED: _l("Returned to the giver"),
    TaskState.CLOSED: _l("Evaluated and closed"),
    TaskState.RECALLED: _l("Recalled"),
}


class TaskOrigin(StrEnum):
    """From where a task comes (nguồn giao); superiors give it with a code of their own."""

    OWN = "own"
    DOCUMENT = "document"
    MEETING = "meeting"
    MAIL = "mail"
    GOVERNMENT = "government"
    PRIME_MINISTER = "prime_minister"
    PROVINCE = "province"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return ORIGIN_LABELS[self]


ORIGIN_LABELS = {
    TaskOrigin.OWN: _l("Of the agency itself"),
    TaskOrigin.DOCUMENT: _l("A document"),
    TaskOrigin.MEETING: _l("A meeting"),
    TaskOrigin.MAIL: _l("A letter"),
    TaskOrigin.GOVERNMENT: _l("The Government"),
    TaskOrigin.PRIME_MINISTER: _l("The Prime Minister"),
    TaskOrigin.PROVINCE: _l("The province"),
}


class TaskPart(StrEnum):
    """What a desk is to a task: giver, lead (chủ trì), cooperating (phối hợp), following."""

    GIVER = "giver"
    LEAD = "lead"
    COOPERATE = "cooperate"
    FOLLOW = "follow"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return PART_LABELS[self]


PART_LABELS = {
    TaskPart.GIVER: _l("Giver"),
    TaskPart.LEAD: _l("Lead"),
    TaskPart.COOPERATE: _l("Cooperating"),
    TaskPart.FOLLOW: _l("Following"),
}


class LineState(StrEnum):
    """Whether a desk owes its task something now, waits, or has ended its part."""

    OWED = "owed"
    WAITING = "waiting"
    ENDED = "ended"


class Task(Base):
    """A task of one agency (nhiệm vụ): one giver, exactly one lead, a deadline, an evaluation."""

    __tablename__ = "task"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    version: Mapped[int] = mapped_column(default=1)
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    state: Mapped[TaskState]
    title: Mapped[str]
    folded: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    origin: Mapped[TaskOrigin]
    origin_text: Mapped[str] = mapped_column(default="")
    origin_key: Mapped[str] = mapped_column(default="", index=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    code: Mapped[str] = mapped_column(default="", index=True)
    source_symbol: Mapped[str] = mapped_column(default="")
    source_date: Mapped[date | None]
    giver_desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"))
    giver_name: Mapped[str]
    giver_title: Mapped[str] = mapped_column(default="")
    on_behalf_of: Mapped[str] = mapped_column(default="")
    lead_desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"), index=True)
    urgency: Mapped[Urgency] = mapped_column(default=Urgency.NORMAL)
    is_restricted: Mapped[bool] = mapped_column(default=False)
    given_at: Mapped[datetime]
    due_at: Mapped[datetime]
    first_due_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    reported_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    percent: Mapped[int] = mapped_column(default=0)
    open_children: Mapped[int] = mapped_column(default=0)
    grade: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")
    left_open: Mapped[str] = mapped_column(default="")

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index("ix_task_open", "agency_id", "closed_at", "due_at", "id"),
        Index("ix_task_newest", "agency_id", "id"),
        Index("ix_task_giver", "giver_desk_id", "id"),
    )

    @property
    def done_at(self) -> datetime | None:
        """When the lead was done: the day of his report counts, not that of the evaluation."""
        return self.reported_at or self.closed_at

    @property
    def is_open(self) -> bool:
        """Whether it is neither evaluated nor recalled."""
        return self.closed_at is None

    def is_overdue(self) -> bool:
        """Whether the lead has not reported it done though its deadline has passed."""
        return self.done_at is None and self.due_at < clock.now()


class TaskLine(Base):
    """A desk's part in a task; the columns after `valid_to` repeat the task for the hot lists."""

    __tablename__ = "task_line"
    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"))
    part: Mapped[TaskPart]
    duty: Mapped[Duty | None]
    state: Mapped[LineState]
    received_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    due_at: Mapped[datetime]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]
    title: Mapped[str]
    code: Mapped[str] = mapped_column(default="")
    sender: Mapped[str] = mapped_column(default="")
    urgency: Mapped[Urgency]
    is_restricted: Mapped[bool] = mapped_column(default=False)
    task_state: Mapped[TaskState]
    percent: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        Index("ix_task_line_due", "desk_id", "state", "due_at", "id"),
        Index("ix_task_line_newest", "desk_id", "state", "received_at", "id"),
        Index("ix_task_line_part", "desk_id", "part", "valid_to", "due_at", "id"),
        Index("ix_task_line_task", "task_id", "desk_id"),
    )


TASK_COLUMNS = ("title", "code", "urgency", "is_restricted", "percent")


class TaskEntry(Base):
    """One line of a task's log: progress with its share, acts, words."""

    __tablename__ = "task_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    at: Mapped[datetime]
    act: Mapped[str]
    desk_id: Mapped[int | None] = mapped_column(ForeignKey("desk.id"))
    actor_name: Mapped[str]
    actor_title: Mapped[str] = mapped_column(default="")
    on_behalf_of: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    percent: Mapped[int | None]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)

    __table_args__ = (Index("ix_task_entry_task", "task_id", "id"),)


class TaskFile(Base):
    """A file that came with a line of the log, by its hash."""

    __tablename__ = "task_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("task_entry.id"))
    name: Mapped[str]
    media_type: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    created_at: Mapped[datetime]


class TaskOutcome(Base):
    """What a task brought (kết quả, sản phẩm): a text, a document or a file; a task has several."""

    __tablename__ = "task_outcome"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    text: Mapped[str] = mapped_column(default="")
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("task_file.id"))
    author_name: Mapped[str]
    at: Mapped[datetime]


class ExtensionState(StrEnum):
    """What became of an extension; one still open lapses when the task leaves the lead."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    LAPSED = "lapsed"


class TaskExtension(Base):
    """An extension of a deadline (gia hạn): asked with a reason, decided by the giver."""

    __tablename__ = "task_extension"
    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    state: Mapped[ExtensionState]
    asked_at: Mapped[datetime]
    asker_name: Mapped[str]
    reason: Mapped[str]
    former_due_at: Mapped[datetime]
    wanted_due_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decider_name: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")
