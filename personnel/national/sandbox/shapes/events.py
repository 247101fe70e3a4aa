"""Events as they are pushed, and the answers to them."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from personnel.national.codes import EVENT_TYPE, MOST_EVENTS, Ack, Code
from personnel.national.sandbox.shapes.basics import (
    AgencyCode,
    AnyGroup,
    CitizenId,
    Closed,
    Count,
    Day,
    Fault,
    Mark,
    Moment,
    Place,
    Sha256,
    Text,
    Uuid,
    Uuid7,
    Values,
    Words,
)

PERSON, UNIT = "person-subject", "unit-subject"


class Row(Closed):
    """One row of a group; what `values` holds is kept as it came, known or not.

    Of sensitive groups it may be `{"jwe": "…"}`: the values as JSON, encrypted to the key with
    `use` `enc` of the service document (RFC 7516, compact, ECDH-ES+A256KW and A256GCM).
    """

    row_id: Uuid
    line_id: Uuid
    slot: Annotated[str, Field(max_length=80)]
    valid_from: Day
    valid_to: Day | None
    ends: bool
    order: Count
    recorded_at: Moment
    values: Values
    decision: Text


class Rows(Closed):
    """A whole group."""

    rows: Annotated[list[Row], Field(max_length=2000)]


class Sender(Closed):
    """Who speaks."""

    agency_code: AgencyCode
    system: Mark
    instance: Mark


class Receiver(Closed):
    """Who is spoken to."""

    agency_code: AgencyCode


class PersonSubject(Closed):
    """A person of the sender."""

    citizen_id: CitizenId
    staff_no: Text
    unit: AgencyCode


class UnitSubject(Closed):
    """A unit of the sender."""

    unit_code: AgencyCode


def _kind_of_subject(value: Any) -> str:
    """So that one thing wrong is said once, of the kind that was meant."""
    return UNIT if isinstance(value, dict) and "unitCode" in value else PERSON


class Changed(Closed):
    """The fields that changed."""

    before: Values
    after: Values


class Evidence(Closed):
    """A signed decision by its hash."""

    kind: Literal["decision", "declaration", "import"]
    number: Words
    date: Day
    sha256: Sha256
    signature: Literal["pades", "none"]
    href: Annotated[str, Field(pattern=r"^/psx/v1/files/[0-9a-f-]{1,64}$")] | None = None


class Event(Closed):
    """One business event with the snapshot of its group."""

    spec_version: Annotated[str, Field(pattern=r"^[0-9]{1,2}\.[0-9]{1,2}$")]
    event_id: Uuid7
    correlation_id: Mark
    sequence: Place
    type: Annotated[str, Field(pattern=EVENT_TYPE)]
    group: AnyGroup
    sender: Sender
    receiver: Receiver
    subject: Annotated[
        Annotated[PersonSubject, Tag(PERSON)] | Annotated[UnitSubject, Tag(UNIT)],
        Discriminator(_kind_of_subject),
    ]
    effective_from: Day
    recorded_at: Moment
    base_version: Count
    new_version: Count
    change: Changed
    snapshot: Rows
    evidence: Annotated[list[Evidence], Field(max_length=20)]
    legal_basis: Annotated[list[Words], Field(max_length=20)]
    reason: Text
    extensions: Values | None = None


class Events(Closed):
    """What is pushed at once; the order of one person's events is kept."""

    events: Annotated[list[Event], Field(min_length=1, max_length=MOST_EVENTS)]


class EventResult(Closed):
    """The business answer to one event."""

    event_id: str
    ack: Ack
    code: Code | None = None
    new_version: int | None = None
    expected: int | None = None
    current_version: int | None = None
    etag: str | None = None
    conflict_id: str | None = None
    errors: list[Fault] | None = None


class EventResults(Closed):
    """In the order of the events."""

    results: list[EventResult]


class Job(Closed):
    """Work that is not over when the answer goes out."""

    job_id: str
    state: Literal["waiting", "done"]
    results: list[EventResult] | None = None
