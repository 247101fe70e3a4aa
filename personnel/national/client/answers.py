"""The answers of a register as typed values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from personnel.national.client.channel import Reply
from personnel.national.client.outcomes import (
    Conflict,
    FieldError,
    Later,
    Refused,
    Trouble,
    field_errors,
)
from personnel.national.codes import Choice, Code, TransferState
from personnel.national.digest import PersonDigest

Said = Mapping[str, Any]
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Service:
    """What the register can do."""

    agency: str
    versions: tuple[str, ...]
    codelists: Mapping[str, str]
    limits: Mapping[str, int]
    keys: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class CodeList:
    """A list in one of its versions."""

    name: str
    version: str
    rows: Rows


@dataclass(frozen=True)
class Record:
    """A person as the register holds him."""

    citizen_id: str
    managing_body: str
    unit: str
    staff_no: str
    state: str
    sequence: int
    version: int
    digest: str
    etag: str
    groups: Mapping[str, Rows]


@dataclass(frozen=True)
class ChangeLine:
    """One line of the feed; `rows` is None where the group is not shown or is not one."""

    event_id: str
    type: str
    group: str
    citizen_id: str
    unit: str
    sender: str
    sequence: int
    version: int
    rows: Rows | None


@dataclass(frozen=True)
class ChangePage:
    """Lines since a cursor and the cursor after them."""

    lines: tuple[ChangeLine, ...]
    cursor: str
    has_more: bool


@dataclass(frozen=True)
class Transfer:
    """A hand-over between two managing bodies."""

    transfer_id: str
    state: TransferState
    citizen_id: str
    sender: str
    receiver: str
    effective_from: str
    reason: str
    version: int


@dataclass(frozen=True)
class ConflictLine:
    """Two ends say different things; of a claim both sides name a managing body."""

    conflict_id: str
    kind: str
    state: str
    citizen_id: str
    group: str
    local: Said
    remote: Said
    version: int


@dataclass(frozen=True)
class Resolved:
    """Where the record stands after a decision."""

    choice: Choice
    version: int
    sequence: int
    etag: str


@dataclass(frozen=True)
class Reconciliation:
    """What the register holds of a unit, in short."""

    unit: str
    root: str
    people: tuple[PersonDigest, ...]


def trouble(reply: Reply) -> Trouble:
    """What an answer that is not good asks of us."""
    said = reply.said if isinstance(reply.said, dict) else {}
    why = str(said.get("detail") or said.get("title") or f"HTTP {reply.status}")
    code = str(said.get("code") or f"http-{reply.status}")
    if reply.status >= 500 or reply.status in {408, 425, 429}:
        return Trouble(Later(why, reply.wait()))
    if reply.status == 412 and code == Code.VERSION_CONFLICT:
        version = int(said.get("currentVersion") or 0)
        return Trouble(Conflict(version, reply.headers.get("etag", "")))
    return Trouble(Refused(code, why, reply.status, field_errors(said.get("errors"))))


def errors_by_event(errors: Sequence[FieldError], count: int) -> dict[int, list[FieldError]]:
    """Which events of a push a refusal names, their pointers taken from the event itself."""
    found: dict[int, list[FieldError]] = {}
    for one in errors:
        _empty, *parts = one.pointer.split("/")
        if parts[:1] == ["events"] and len(parts) > 1 and parts[1].isdigit():
            rest = "".join(f"/{part}" for part in parts[2:])
            found.setdefault(int(parts[1]), []).append(FieldError(rest, one.rule, one.message))
    return {place: those for place, those in found.items() if place < count}


def service(said: Said) -> Service:
    return Service(
        said["agency"],
        tuple(said["versions"]),
        {one["id"]: one["version"] for one in said["codelists"]},
        dict(said["limits"]),
        tuple(said["keys"]),
    )


def record(said: Said, etag: str) -> Record:
    return Record(
        said["citizenId"],
        said["managingBody"],
        said["unit"],
        said["staffNo"],
        said["state"],
        said["sequence"],
        said["version"],
        said["digest"],
        etag,
        {name: one["rows"] for name, one in said["groups"].items()},
    )


def change(said: Said) -> ChangeLine:
    snapshot = said["snapshot"]
    return ChangeLine(
        said["eventId"],
        said["type"],
        said["group"] or "",
        said["citizenId"] or "",
        said["unit"],
        said["sender"],
        said["sequence"],
        said["newVersion"],
        snapshot["rows"] if snapshot else None,
    )


def transfer(said: Said) -> Transfer:
    return Transfer(
        said["transferId"],
        TransferState(said["state"]),
        said["citizenId"],
        said["sender"],
        said["receiver"],
        said["effectiveFrom"],
        said["reason"],
        said["version"],
    )


def conflict(said: Said) -> ConflictLine:
    return ConflictLine(
        said["conflictId"],
        said["kind"],
        said["state"],
        said["citizenId"],
        said["group"] or "",
        said["local"],
        said["remote"],
        said["version"],
    )


def resolved(said: Said) -> Resolved:
    choice = Choice(said["choice"])
    return Resolved(choice, said["version"], said["sequence"], said["etag"])


def person_digest(said: Said) -> PersonDigest:
    return PersonDigest(said["citizenId"], said["version"], said["digest"])
