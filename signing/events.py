"""What signing tells those above it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Prepared:
    """The PIN may be asked now."""

    request_uid: UUID
    subject_kind: str
    subject_uid: UUID
    field: str


@dataclass(frozen=True)
class Signed:
    """A signature is in the file; `sha256` is the new revision, `base_sha256` the one before."""

    request_uid: UUID
    subject_kind: str
    subject_uid: UUID
    field: str
    step: str
    base_sha256: str
    sha256: str
    size: int
    kind: str
    person_id: int
    agency_id: int
    certificate_uid: UUID
    signer_name: str
    signer_title: str
    level: str
    signed_at: datetime


@dataclass(frozen=True)
class SigningFailed:
    """A request ended without a signature: failed, run out or withdrawn."""

    request_uid: UUID
    subject_kind: str
    subject_uid: UUID
    field: str
    step: str
    reason: str


@dataclass(frozen=True)
class LevelRaised:
    """Time-stamp and proofs were added later: a new revision without a new signature."""

    subject_kind: str
    subject_uid: UUID
    base_sha256: str
    sha256: str
    size: int
    level: str


@dataclass(frozen=True)
class Verified:
    """A verdict on a file is there."""

    sha256: str
    state: str
    count: int
