"""Tasks handed out at a meeting, before and after they stand in the register of tasks."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from office.db import Base, uid_column
from office.i18n import _l


class MeetingTaskState(StrEnum):
    """How far a task is on its way from the room into the register."""

    DRAFT = "draft"
    CONFIRMED = "confirmed"
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            MeetingTaskState.DRAFT: _l("Proposed"),
            MeetingTaskState.CONFIRMED: _l("Confirmed by the chair"),
            MeetingTaskState.ISSUED: _l("In the register of tasks"),
            MeetingTaskState.WITHDRAWN: _l("Withdrawn"),
        }[self]


class LeadAnswer(StrEnum):
    """What the lead unit's representative said to a task in the room."""

    NONE = "none"
    AGREES = "agrees"
    OBJECTS = "objects"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            LeadAnswer.NONE: _l("Not answered yet"),
            LeadAnswer.AGREES: _l("Agreed to"),
            LeadAnswer.OBJECTS: _l("Objected to"),
        }[self]


class MeetingTask(Base):
    """A task handed out at an item (giao việc): who leads, who helps, until when, what comes out.

    `second` is the second of the recording at which the chair confirmed it; an urgent one stands in
    the register from then on, others from the issue of the notice. The unit is the one of
    that day: after a reorganisation its successor answers, the signed text keeps the old name.
    """

    __tablename__ = "meeting_task"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    version: Mapped[int] = mapped_column(default=1)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    number: Mapped[int]
    state: Mapped[MeetingTaskState]
    text: Mapped[str]
    product: Mapped[str] = mapped_column(default="")
    lead_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    due_on: Mapped[date]
    is_urgent: Mapped[bool] = mapped_column(default=False)
    answer: Mapped[LeadAnswer] = mapped_column(default=LeadAnswer.NONE)
    answered_by: Mapped[str] = mapped_column(default="")
    objection: Mapped[str] = mapped_column(default="")
    second: Mapped[int | None]
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(default="")
    task_uid: Mapped[UUID | None]
    problem: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime | None]
    grade: Mapped[str] = mapped_column(default="")
    is_late: Mapped[bool] = mapped_column(default=False)
    helpers: Mapped[list["MeetingTaskHelper"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    @property
    def helper_ids(self) -> list[int]:
        """The units that cooperate."""
        return [one.unit_id for one in self.helpers]


class MeetingTaskHelper(Base):
    """A unit that cooperates in a task."""

    __tablename__ = "meeting_task_helper"
    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("meeting_task.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))

    __table_args__ = (UniqueConstraint("task_id", "unit_id"),)
