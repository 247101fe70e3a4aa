"""The verdict on a signed letter, from what was read of it.

Reading is done by a limited child, for the bytes are foreign; where the certificate stands is said
by `signing`, by the same rules as for documents.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from cryptography import x509
from cryptography.x509.oid import NameOID
from pydantic import TypeAdapter

from mail.smime.entity import Form
from mail.smime.reading import Reading, Seal


class Code(StrEnum):
    """What is said of a letter, the worst first."""

    BROKEN = "broken"
    ALTERED = "altered"
    TOO_WEAK = "algorithm_too_weak"
    UNKNOWN_SIGNER = "unknown_signer"
    REVOKED = "revoked"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    UNSUITABLE = "unsuitable"
    WRONG_ADDRESS = "wrong_address"
    UNCONFIRMED = "revocation_unknown"
    GOOD = "good"
    SEALED = "sealed"
    UNSIGNED = "unsigned"


class Remark(StrEnum):
    """What a reader should know besides."""

    NO_ADDRESS = "no_address"
    PART_ONLY = "part_only"
    REVOKED_LATER = "revoked_later"


STANDINGS = {
    "trusted": Code.GOOD,
    "revoked_later": Code.GOOD,
    "revoked": Code.REVOKED,
    "expired": Code.EXPIRED,
    "not_yet_valid": Code.NOT_YET_VALID,
    "unknown_issuer": Code.UNKNOWN_SIGNER,
    "revocation_unknown": Code.UNCONFIRMED,
    "unsuitable": Code.UNSUITABLE,
}


@dataclass(frozen=True)
class Verdict:
    """What is said of one letter; plain data to be kept with the hash of its bytes."""

    code: Code
    remarks: tuple[Remark, ...] = ()
    signer: str = ""
    organisation: str = ""
    issuer: str = ""
    serial: str = ""
    certificate_sha256: str = ""
    addresses: tuple[str, ...] = ()
    algorithm: str = ""
    claimed_at: datetime | None = None
    judged_for: datetime | None = None
    facts: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """What is kept of it with the letter."""
        kept: dict[str, Any] = VERDICTS.dump_python(self, mode="json")
        return kept

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Verdict":
        """The verdict that was kept."""
        return VERDICTS.validate_python(told)


class Found(Protocol):
    """Where a certificate stands, as `signing.queries.standing_of` says it."""

    @property
    def code(self) -> str: ...

    @property
    def facts(self) -> Mapping[str, str]: ...


class Ask(Protocol):
    """Says where a certificate stood at a moment."""

    def __call__(self, certificate: bytes, others: Sequence[bytes], *, at: datetime) -> Found: ...


VERDICTS: TypeAdapter[Verdict] = TypeAdapter(Verdict)


def judge(reading: Reading, *, at: datetime, ask: Ask) -> Verdict:
    """The verdict for the moment of arrival: nobody vouches for the time that a letter claims."""
    remarks = (Remark.PART_ONLY,) if reading.signed_inside else ()
    if not reading.seals:
        return Verdict(_without_signature(reading), remarks, judged_for=at)
    order = list(Code)
    found = [_judge_one(seal, reading, at, ask) for seal in reading.seals]
    return min(found, key=lambda one: order.index(one.code))


def _without_signature(reading: Reading) -> Code:
    if reading.form is Form.BROKEN:
        return Code.BROKEN
    return Code.SEALED if reading.recipients else Code.UNSIGNED


def _judge_one(seal: Seal, reading: Reading, at: datetime, ask: Ask) -> Verdict:
    head = _described(seal, at)
    code = _own_faults(seal)
    if code:
        return replace(head, code=code)
    found = ask(seal.certificate, seal.others, at=at)
    code = STANDINGS.get(found.code, Code.UNSUITABLE)
    remarks = [Remark(found.code)] if found.code == Remark.REVOKED_LATER else []
    if not seal.addresses:
        remarks.append(Remark.NO_ADDRESS)
    elif code in (Code.GOOD, Code.UNCONFIRMED) and not _is_sender(seal, reading):
        code = Code.WRONG_ADDRESS
    return replace(head, code=code, remarks=tuple(remarks), facts=dict(found.facts))


def _own_faults(seal: Seal) -> Code | None:
    """What is wrong before anybody is asked."""
    faults = (
        (not seal.is_its_own, Code.BROKEN),
        (not seal.certificate, Code.UNKNOWN_SIGNER),
        (not seal.is_intact, Code.ALTERED),
        (seal.is_weak, Code.TOO_WEAK),
        (not seal.is_for_mail, Code.UNSUITABLE),
    )
    return next((code for is_so, code in faults if is_so), None)


def _is_sender(seal: Seal, reading: Reading) -> bool:
    """RFC 8550 section 3: an address of the certificate is that of From, and From names one."""
    known = {one.casefold() for one in seal.addresses}
    return len(reading.senders) == 1 and reading.senders[0].casefold() in known


def _described(seal: Seal, at: datetime) -> Verdict:
    head = Verdict(Code.GOOD, judged_for=at, claimed_at=seal.claimed_at, algorithm=seal.algorithm)
    if not seal.certificate:
        return head
    parsed = x509.load_der_x509_certificate(seal.certificate)
    return replace(
        head,
        signer=_part(parsed.subject, NameOID.COMMON_NAME),
        organisation=_part(parsed.subject, NameOID.ORGANIZATION_NAME),
        issuer=_part(parsed.issuer, NameOID.COMMON_NAME),
        serial=f"{parsed.serial_number:x}",
        certificate_sha256=hashlib.sha256(seal.certificate).hexdigest(),
        addresses=seal.addresses,
    )


def _part(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    found = name.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""
