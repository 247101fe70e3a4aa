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
