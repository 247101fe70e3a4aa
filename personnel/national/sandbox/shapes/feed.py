"""What changed, who is known, and whether both ends hold the same."""

from typing import Annotated

from pydantic import Field

from personnel.national.codes import MOST_CHANGES, MOST_VERIFIED, Ack, Match
from personnel.national.sandbox.shapes.basics import (
    AnyGroup,
    CitizenId,
    Closed,
    Count,
    PartialDate,
    Sha256,
    Text,
    Uuid,
    Words,
)
from personnel.national.sandbox.shapes.events import Rows


class ChangeOut(Closed):
    """One line of what changed; without its snapshot where the reader may not see the group."""

    event_id: str
    correlation_id: str
    type: str
    group: AnyGroup | None
    citizen_id: str | None
    unit: str
    sender: str
    sequence: int
    new_version: int
    effective_from: str | None
    recorded_at: str
    snapshot: Rows | None


class Changes(Closed):
    """A page of the feed; a line may come again."""

    changes: list[ChangeOut]
    cursor: str
    has_more: bool


class AckResult(Closed):
    """What the reader made of one line."""

    event_id: Uuid
    code: Ack
    note: Text | None = None


class ChangesAck(Closed):
    """Everything up to the cursor is safely stored."""

    cursor: Annotated[str, Field(min_length=1, max_length=400)]
    results: Annotated[list[AckResult], Field(max_length=MOST_CHANGES)]


class Acked(Closed):
    """The furthest cursor that this connection acknowledged."""

    cursor: str
    recorded: int


class VerifyItem(Closed):
    """Who is meant, in the words of the asker."""

    citizen_id: CitizenId
    full_name: Words
    birth_date: PartialDate


class Verify(Closed):
    """Compare only: no data come back."""

    items: Annotated[list[VerifyItem], Field(min_length=1, max_length=MOST_VERIFIED)]


class Verified(Closed):
    """One answer."""

    citizen_id: str
    result: Match


class VerifyResults(Closed):
    """In the order of the questions."""

    results: list[Verified]


class Digest(Closed):
    """One person of a unit."""

    citizen_id: str
    version: Count
    digest: Sha256


class UnitDigest(Closed):
    """One unit within the unit that was asked for."""

    unit: str
    count: Count
    root: Sha256


class Reconcile(Closed):
    """The root covers everybody, the list one page."""

    unit: str
    as_of: str | None
    count: Count
    root: Sha256
    units: list[UnitDigest]
    persons: list[Digest]
    cursor: str | None
