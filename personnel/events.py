"""What the register tells."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class DecisionRecorded:
    """A signed decision has written into dossiers; `rows` are the new rows by dossier."""

    decision_uid: UUID
    kind: str
    dossiers: tuple[UUID, ...]
