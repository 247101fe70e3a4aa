"""Certificates, the roots that are believed, requests to sign, revisions, signatures, verdicts."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office import clock
from office.db import Base, uid_column
from office.i18n import _l
from signing.pades.values import Scheme, digest_of


class OwnerKind(StrEnum):
    """A certificate is a person's own, or the seal of an agency in the hands of one clerk."""

    PERSON = "person"
    AGENCY = "agency"


class Backend(StrEnum):
    """Where the private key lives."""

    DEMO = "demo"  # encrypted under the owner's PIN, demonstration folders only


class RequestState(StrEnum):
    """How far a request to sign has come."""

    PREPARING = "preparing"
    READY = "ready"
    FINISHING = "finishing"
    SIGNED = "signed"
    FAILED = "failed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The state in words."""
        return str(STATE_WORDS[self])


STATE_WORDS = {
    RequestState.PREPARING: _l("being prepared"),
    RequestState.READY: _l("waiting for the PIN"),
    RequestState.FINISHING: _l("being finished"),
    RequestState.SIGNED: _l("signed"),
    RequestState.FAILED: _l("failed"),
    RequestState.EXPIRED: _l("run out"),
    RequestState.WITHDRAWN: _l("withdrawn"),
}
OPEN_STATES = (RequestState.PREPARING, RequestState.READY, RequestState.FINISHING)


class Certificate(Base):
    """A certificate of a person or of an agency (chứng thư chữ ký số); closed, never deleted.

    `person_id` is the owner, or of an agency's seal the clerk who holds it (Decree 30/2020/NĐ-CP
    art. 32).
    """

    __tablename__ = "certificate"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    kind: Mapped[OwnerKind]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    der: Mapped[bytes]
    chain: Mapped[list[str]]
    sha256: Mapped[str] = mapped_column(unique=True)
    subject_name: Mapped[str]
    organisation: Mapped[str]
    issuer_name: Mapped[str]
    serial: Mapped[str]
    scheme: Mapped[Scheme]
    backend: Mapped[Backend]
    locked_key: Mapped[bytes | None]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_because: Mapped[str] = mapped_column(default="")

    def is_usable(self) -> bool:
        """Valid now and not closed."""
        now = clock.now()
        return self.closed_at is None and self.valid_from <= now < self.valid_to

    @property
    def digest(self) -> str:
        """The hash that its key signs."""
        return digest_of(self.der)

    @property
    def chain_ders(self) -> tuple[bytes, ...]:
        """The issuers between this certificate and its root."""
        return tuple(bytes.fromhex(der) for der in self.chain)


class TrustAnchor(Base):
    """A root that this installation believes, with its issuers and where it may be asked."""

    __tablename__ = "trust_anchor"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    name: Mapped[str]
    der: Mapped[bytes]
    sha256: Mapped[str] = mapped_column(unique=True)
    issuers: Mapped[list[str]]
    service_urls: Mapped[list[str]]
    timestamp_url: Mapped[str] = mapped_column(default="")
    backend: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    trusted_until: Mapped[datetime | None]


class SigningRequest(Base):
    """One signature asked of one person on one revision of one file."""

    __tablename__ = "signing_request"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    subject_kind: Mapped[str]
    subject_uid: Mapped[UUID] = mapped_column(index=True)
    subject_label: Mapped[str]
    step: Mapped[str]
    field: Mapped[str]
    kind: Mapped[OwnerKind]
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    signer_title: Mapped[str] = mapped_column(default="")
    file_sha256: Mapped[str]
    stamp: Mapped[dict[str, Any]]
    fill: Mapped[dict[str, Any]]
    state: Mapped[RequestState] = mapped_column(default=RequestState.PREPARING)
    reason: Mapped[str] = mapped_column(default="")
    open_key: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    signed_sha256: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (Index("ix_signing_request_open", "state", "expires_at"),)
    __mapper_args__ = {"version_id_col": version}

    @property
    def is_open(self) -> bool:
        """Still on its way to a signature."""
        return self.state in OPEN_STATES

    @property
    def finish_key(self) -> str:
        """The name of the job that finishes it."""
        return f"signing:{self.uid}:finish"

    def has_run_out(self) -> bool:
        """Past its twenty minutes."""
        return self.expires_at <= clock.now()


class PreparedSignature(Base):
    """What lies between the steps of one request: plain data, no key; gone when it is finished."""

    __tablename__ = "prepared_signature"
    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("signing_request.id"), unique=True)
    file_sha256: Mapped[str]
    base_length: Mapped[int]
    document_digest: Mapped[bytes]
    reserved_start: Mapped[int]
    reserved_end: Mapped[int]
    attributes: Mapped[bytes]
    value: Mapped[bytes | None]


class Revision(Base):
    """A state of a signed file: every one that is kept was made by a step of ours."""

    __tablename__ = "signed_revision"
    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str]
    subject_uid: Mapped[UUID] = mapped_column(index=True)
    parent_sha256: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int]
    step: Mapped[str]
    made_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("subject_uid", "parent_sha256"),
        UniqueConstraint("subject_uid", "sha256"),
    )


class SignatureRecord(Base):
    """A signature that was made here: who, with which certificate, when, up to which level."""

    __tablename__ = "signature"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    request_id: Mapped[int] = mapped_column(ForeignKey("signing_request.id"), unique=True)
    subject_kind: Mapped[str]
    subject_uid: Mapped[UUID] = mapped_column(index=True)
    step: Mapped[str]
    field: Mapped[str]
    kind: Mapped[OwnerKind]
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    signer_name: Mapped[str]
    signer_title: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    level: Mapped[str]
    signed_at: Mapped[datetime]


class StoredVerdict(Base):
    """The last verdict on a file, by its hash; also of files that others signed."""

    __tablename__ = "verdict"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    sha256: Mapped[str] = mapped_column(unique=True)
    expected: Mapped[list[str]]
    state: Mapped[str] = mapped_column(default="")
    count: Mapped[int] = mapped_column("signature_count", default=0)
    report: Mapped[dict[str, Any]]
    asked_at: Mapped[datetime]
    judged_at: Mapped[datetime | None]
