"""One event of a person or unit: what changed, and the whole group as it now stands."""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import rfc8785
from uuid_utils.compat import uuid7

from personnel.national.codes import SPEC_VERSION

Plain = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who speaks: the managing body, its system and which installation of it."""

    agency_code: str
    system: str = "office"
    instance: str = "prod"


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Whom an event is about: a person, or a unit where `unit_code` is given."""

    citizen_id: str = ""
    staff_no: str = ""
    unit: str = ""
    unit_code: str = ""

    def plain(self) -> Plain:
        """As it travels."""
        if self.unit_code:
            return {"unitCode": self.unit_code}
        return {"citizenId": self.citizen_id, "staffNo": self.staff_no, "unit": self.unit}


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A signed decision that the event rests on: by its hash; the file is fetched when needed."""

    number: str
    date: date
    sha256: str
    kind: str = "decision"
    signature: str = "pades"
    href: str = ""

    def plain(self) -> Plain:
        """As it travels."""
        said = {"kind": self.kind, "number": self.number, "date": self.date.isoformat()}
        more = {"href": self.href} if self.href else {}
        return {**said, "sha256": self.sha256, "signature": self.signature, **more}


@dataclass(frozen=True, kw_only=True)
class GroupRow:
    """One row of a group as the register keeps it; `values` are carried as they are."""

    row_id: str
    line_id: str
    valid_from: date
    order: int
    recorded_at: datetime
    slot: str = ""
    valid_to: date | None = None
    ends: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)
    decision: str = ""

    def plain(self) -> Plain:
        """As it travels."""
        return {
            "rowId": self.row_id,
            "lineId": self.line_id,
            "slot": self.slot,
            "validFrom": self.valid_from.isoformat(),
            "validTo": self.valid_to.isoformat() if self.valid_to else None,
            "ends": self.ends,
            "order": self.order,
            "recordedAt": stamp(self.recorded_at),
            "values": tidy(dict(self.values)),
            "decision": self.decision,
        }


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a reader is shown first: the fields that changed, before and after."""

    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)

    def plain(self) -> Plain:
        """As it travels."""
        return {"before": tidy(dict(self.before)), "after": tidy(dict(self.after))}


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """An event ready to be sent; `sequence` counts the events of its person without a gap."""

    type: str
    group: str
    sender: Sender
    receiver: str
    subject: Subject
    sequence: int
    base_version: int
    effective_from: date
    recorded_at: datetime
    rows: Sequence[GroupRow | Mapping[str, Any]] = ()
    change: Change = field(default_factory=Change)
    evidence: Sequence[Evidence] = ()
    legal_basis: Sequence[str] = ()
    reason: str = ""
    event_id: UUID = field(default_factory=uuid7)
    correlation_id: str = ""

    def plain(self) -> Plain:
        """The JSON object of the contract."""
        rows = [row.plain() if isinstance(row, GroupRow) else tidy(row) for row in self.rows]
        return {
            "specVersion": SPEC_VERSION,
            "eventId": str(self.event_id),
            "correlationId": self.correlation_id or str(self.event_id),
            "sequence": self.sequence,
            "type": self.type,
            "group": self.group,
            "sender": {
                "agencyCode": self.sender.agency_code,
                "system": self.sender.system,
                "instance": self.sender.instance,
            },
            "receiver": {"agencyCode": self.receiver},
            "subject": self.subject.plain(),
            "effectiveFrom": self.effective_from.isoformat(),
            "recordedAt": stamp(self.recorded_at),
            "baseVersion": self.base_version,
            "newVersion": self.base_version + 1,
            "change": self.change.plain(),
            "snapshot": {"rows": rows},
            "evidence": [one.plain() for one in self.evidence],
            "legalBasis": list(self.legal_basis),
            "reason": self.reason,
        }


def canonical(plain: Any) -> bytes:
    """The bytes that are signed and hashed (RFC 8785): the same on every machine."""
    return rfc8785.dumps(plain)


def sha256(plain: Any) -> str:
    """The hash under which both ends keep a body."""
    return hashlib.sha256(canonical(plain)).hexdigest()


def stamp(at: datetime) -> str:
    """An instant in UTC to the second or, where it has them, the microseconds."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def tidy(value: Any) -> Any:
    """A stored value as the contract carries it: text NFC, decimals and dates as text."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {str(name): tidy(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [tidy(one) for one in value]
    return _scalar(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | float):
        return format(Decimal(str(value)), "f")
    return str(value) if isinstance(value, UUID) else value
