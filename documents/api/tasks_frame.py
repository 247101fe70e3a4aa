"""What programs send and get about tasks."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from documents.api.uploading import FileIn
from documents.models import TaskOrigin, Urgency, UrgingKind
from office.api import Closed, Day, Moment, Paging

TEXT = Field("", max_length=4000)
FILES: list[FileIn] = Field([], max_length=10)


class TaskIn(Closed):
    """A new task: desks by their public names, `letter` is an item of a mailbox."""

    title: str = Field(min_length=1, max_length=500)
    text: str = TEXT
    lead: UUID
    cooperate: list[UUID] = Field([], max_length=200)
    follow: list[UUID] = Field([], max_length=50)
    due_at: Moment
    urgency: Urgency = Urgency.NORMAL
    is_restricted: bool = False
    origin: TaskOrigin = TaskOrigin.OWN
    origin_text: str = Field("", max_length=500)
    code: str = Field("", max_length=100)
    source_symbol: str = Field("", max_length=200)
    source_date: Day | None = None
    document: UUID | None = None
    parent: UUID | None = None
    letter: UUID | None = None


class TaskOut(Closed):
    """A task as its page shows it."""

    uid: UUID
    version: int
    state: str
    title: str
    text: str
    origin: str
    origin_text: str
    code: str
    source_symbol: str
    source_date: date | None
    giver_name: str
    giver_title: str
    on_behalf_of: str
    lead: str
    urgency: Urgency
    is_restricted: bool
    given_at: datetime
    due_at: datetime
    first_due_at: datetime
    reported_at: datetime | None
    closed_at: datetime | None
    percent: int
    open_children: int
    grade: str
    remark: str


class TaskQuery(Paging):
    """Which tasks: what my desk owes, what waits for my word, open or closed ones I see."""

    view: Literal["todo", "judge", "open", "closed"] = "open"


class TaskLineOut(Closed):
    """One task of a list."""

    uid: UUID
    title: str
    code: str
    state: str
    duty: str
    due_at: datetime
    percent: int


class TaskList(Closed):
    """A page of tasks and the cursor of the next."""

    items: list[TaskLineOut]
    next: str | None


class EntryOut(Closed):
    """A line of a task's log."""

    at: datetime
    act: str
    actor: str
    on_behalf_of: str
    text: str
    percent: int | None
    facts: dict[str, Any]


class EntryList(Closed):
    """The log of a task, newest first."""

    items: list[EntryOut]


class ProgressIn(Closed):
    """How far it is."""

    text: str = Field(min_length=1, max_length=4000)
    percent: int = Field(ge=0, le=100)
    files: list[FileIn] = FILES


class ResultIn(Closed):
    """The result, and why nobody waits for what is still open."""

    text: str = TEXT
    left_open: str = TEXT
    files: list[FileIn] = FILES


class OutcomeIn(Closed):
    """A text, a document or files."""

    text: str = TEXT
    document: UUID | None = None
    files: list[FileIn] = FILES


class ContributionIn(Closed):
    """What a cooperating desk gives."""

    text: str = Field(min_length=1, max_length=4000)
    files: list[FileIn] = FILES


class ExtensionIn(Closed):
    """Until when, and why."""

    reason: str = Field(min_length=1, max_length=4000)
    due_at: Moment


class GrantIn(Closed):
    """The answer; a day of one's own if it is not the one asked for."""

    answer: str = TEXT
    due_at: Moment | None = None


class UrgingIn(Closed):
    """An urging; without desks the lead is urged."""

    text: str = Field(min_length=1, max_length=1000)
    kind: UrgingKind = UrgingKind.REMIND
    desks: list[UUID] = Field([], max_length=200)
    files: list[FileIn] = Field([], max_length=3)


class EvaluationIn(Closed):
    """A level of today's list, and a remark."""

    grade: str = Field(max_length=40)
    remark: str = TEXT
    left_open: str = TEXT


class MoreWorkIn(Closed):
    """What is missing, and until when."""

    text: str = Field(min_length=1, max_length=4000)
    due_at: Moment | None = None


class AgainIn(Closed):
    """The new lead of a returned task."""

    lead: UUID
    text: str = TEXT
    due_at: Moment | None = None


class AnswerOut(Closed):
    """The draft that was begun."""

    document: UUID
