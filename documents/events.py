"""What documents tell the packages above."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class DocumentIssued:
    """An outgoing document left the house."""

    document_uid: UUID
    answers_uid: UUID | None


@dataclass(frozen=True)
class DocumentCompleted:
    """The handling of an incoming document was closed."""

    document_uid: UUID


@dataclass(frozen=True)
class TaskGiven:
    """A task was given; `origin_key` names what it came from (a meeting, a letter)."""

    task_uid: UUID
    origin: str
    origin_key: str


@dataclass(frozen=True)
class TaskDone:
    """The giver has evaluated a task and closed it."""

    task_uid: UUID
    origin_key: str
    grade: str
    is_late: bool
