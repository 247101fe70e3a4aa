"""Whole records, hand-overs and conflicts."""

from typing import Annotated, Any, Literal

from pydantic import Field

from personnel.national.codes import Choice, TransferState
from personnel.national.sandbox.shapes.basics import (
    AgencyCode,
    CitizenId,
    Closed,
    Count,
    Day,
    GroupName,
    Sha256,
    Text,
    Words,
)
from personnel.national.sandbox.shapes.events import Evidence, Rows


class PersonIn(Closed):
    """A whole record, as its managing body holds it."""

    managing_body: AgencyCode
    unit: AgencyCode
    staff_no: Text
    sequence: Count
    groups: dict[GroupName, Rows]


class PersonPatch(Closed):
    """A merge patch of one group (RFC 7396); null takes the group away."""

    groups: Annotated[dict[GroupName, Rows | None], Field(min_length=1, max_length=1)]


class PersonOut(PersonIn):
    """A record as the register holds it."""

    citizen_id: CitizenId
    state: Literal["open", "closed"]
    version: Count
    digest: Sha256


class Stored(Closed):
    """Where a record stands after it was written."""

    citizen_id: CitizenId
    version: Count
    digest: Sha256
    sequence: Count


class TransferIn(Closed):
    """A body offers a person to another."""

    citizen_id: CitizenId
    receiver: AgencyCode
    effective_from: Day
    reason: Text
    evidence: Annotated[list[Evidence], Field(max_length=5)]


class TransferAccept(Closed):
    """What the new body calls the person."""

    staff_no: Text
    unit: AgencyCode


class TransferReject(Closed):
    """Why the other body does not take the person."""

    reason: Words


class TransferOut(Closed):
    """A hand-over; until it is accepted the person belongs to the sender."""

    transfer_id: str
    state: TransferState
    citizen_id: str
    sender: str
    receiver: str
    effective_from: str
    reason: str
    proposed_at: str
    settled_at: str | None
    version: int


class Transfers(Closed):
    """Those that the asker is a party of."""

    transfers: list[TransferOut]


class ConflictOut(Closed):
    """Two ends say different things; a person decides."""

    conflict_id: str
    kind: Literal["group", "claim"]
    state: Literal["open", "resolved"]
    citizen_id: str
    group: GroupName | None
    local: dict[str, Any]
    remote: dict[str, Any]
    opened_at: str
    version: int


class Conflicts(Closed):
    """Those of the asker's people."""

    conflicts: list[ConflictOut]


class Resolve(Closed):
    """The decision and who made it; `value` with the choice `edit` only."""

    choice: Choice
    value: Rows | None = None
    note: Text
    resolved_by: Words


class Resolved(Closed):
    """Where the person's record stands after the decision."""

    conflict_id: str
    choice: Choice
    version: Count
    sequence: Count
    etag: str
