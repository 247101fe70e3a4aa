"""What the bytes say by themselves: ranges, values, tokens, later changes; no trust yet."""

# The PDF library is half typed.
# mypy: disable-error-code="no-untyped-call"

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from asn1crypto import cms, tsp, x509
from pydantic import ConfigDict
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.general import CMSExtractionError, extract_signer_info
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import (
    SignatureValidationError,
    ValidationInfoReadingError,
)
from pyhanko.sign.validation.generic_cms import (
    extract_certs_for_validation,
    extract_tst_data_iter,
    validate_sig_integrity,
)
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from office.errors import Refusal
from office.i18n import _
from signing.pades.touched import touched

BYTES = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

BROKEN = (
    PdfError,
    SignatureValidationError,
    CMSExtractionError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    RecursionError,
    AssertionError,
)
"""What the library raises at files that are not what they say they are."""


@dataclass(frozen=True)
class Reading:
    """All that a verdict needs of a file, so that a limited child may read it for us."""

    __pydantic_config__ = BYTES

    sha256: str
    length: int
    readable: bool
    ends_cleanly: bool = True
    seals: tuple["Seal", ...] = ()
    timestamps: tuple["Seal", ...] = ()
    places: frozenset[str] = frozenset()
    """Names of all signature fields."""
    ocsps: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()


class Unreadable(Exception):
    """The file cannot be read as one PDF with one meaning."""


@dataclass(frozen=True)
class Token:
    """A time-stamp: when, and by which authority (DER) it says so."""

    __pydantic_config__ = BYTES

    at: datetime
    certificate: bytes
    others: tuple[bytes, ...]
    holds: bool


@dataclass(frozen=True)
class Seal:
    """One signature or document time-stamp as the bytes show it; certificates are DER."""

    __pydantic_config__ = BYTES

    field: str
    certificate: bytes
    others: tuple[bytes, ...]
    holds: bool
    covers: bool
    end: int
    sha256: str
    allowed: bool
    archive_only: bool
    changed: frozenset[str]
    claimed_at: datetime | None
    token: Token | None
    algorithm: str


def read(pdf: bytes) -> Reading:
    """Read a file for a verdict; one that cannot be read is told, not raised."""
    sha256 = hashlib.sha256(pdf).hexdigest()
    try:
        reader = open_pdf(pdf)
        ocsps, crls = _stored_answers(reader)
        return Reading(
            sha256=sha256,
            length=len(pdf),
            readable=True,
            ends_cleanly=ends_cleanly(pdf),
            seals=tuple(signatures(reader, pdf)),
            timestamps=tuple(document_timestamps(reader, pdf)),
            places=frozenset(name for name, _, _ in enumerate_sig_fields(reader)),
            ocsps=ocsps,
            crls=crls,
        )
    except Unreadable:
        return Reading(
            sha256, len(pdf), readable=_claims_nothing(pdf), ends_cleanly=ends_cleanly(pdf)
        )


def _claims_nothing(pdf: bytes) -> bool:
    """What scanners write carelessly and nobody signed opens leniently: a paper, not a fraud."""
    if b"/ByteRange" in pdf:
        return False
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=False)
        signed = list(reader.embedded_signatures)
        return not (signed or reader.xrefs.hybrid_xrefs_present or reader.encrypted)
    except BROKEN:
        return False


def open_pdf(pdf: bytes) -> PdfFileReader:
    """A strict reader; hybrid files show different readers different documents and are refused."""
    try:
        reader = PdfFileReader(BytesIO(pdf))
        hybrid = reader.xrefs.hybrid_xrefs_present
        encrypted = reader.encrypted
        list(reader.embedded_signatures)
    except BROKEN as broken:
        raise Unreadable(str(broken)) from broken
    if hybrid or encrypted:
        raise Unreadable("hybrid or encrypted")
    return reader


def _stored_answers(reader: PdfFileReader) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """The OCSP answers and revocation lists that the file carries in its security store."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
        ocsps = tuple(ref.get_object().data for ref in store.ocsps)
        return ocsps, tuple(ref.get_object().data for ref in store.crls)
    except (ValidationInfoReadingError, *BROKEN):
        return (), ()


def signatures(reader: PdfFileReader, pdf: bytes) -> list[Seal]:
    """The signatures of persons and agencies in the order of their revisions."""
    found = [read_seal(embedded, pdf) for embedded in reader.embedded_regular_signatures]
    return sorted(found, key=lambda seal: seal.end)


def document_timestamps(reader: PdfFileReader, pdf: bytes) -> list[Seal]:
    """The time-stamps over the whole file in the order of their revisions."""
    found = [read_seal(embedded, pdf) for embedded in reader.embedded_timestamp_signatures]
    return sorted(found, key=lambda seal: seal.end)


def read_seal(embedded: EmbeddedPdfSignature, pdf: bytes) -> Seal:
    """Everything that one signature says of itself and of the bytes after it."""
    try:
        return _read_seal(embedded, pdf)
    except BROKEN as broken:
        raise Unreadable(f"{embedded.fq_name}: {broken}") from broken


def ends_cleanly(pdf: bytes) -> bool:
    """Nothing but white space after the last %%EOF: no validator reports what stands there."""
    return not pdf[pdf.rfind(b"%%EOF") + 5 :].strip()


def refuse_broken(pdf: bytes) -> None:
    """The check of our own work: every signature in the file must hold before it is kept."""
    try:
        reader = open_pdf(pdf)
        seals = [*signatures(reader, pdf), *document_timestamps(reader, pdf)]
    except Unreadable as broken:
        raise _failed(str(broken)) from broken
    for seal in seals:
        if not _sound(seal):
            raise _failed(seal.field)
    if not seals or not ends_cleanly(pdf):
        raise _failed("%%EOF")


def _sound(seal: Seal) -> bool:
    token = seal.token is None or seal.token.holds
    return seal.holds and seal.covers and seal.allowed and token


def _failed(where: str) -> Refusal:
    return Refusal(_("The signed file did not pass its own check; nothing was kept."), basis=where)


def _read_seal(embedded: EmbeddedPdfSignature, pdf: bytes) -> Seal:
    embedded.compute_integrity_info()
    summary = embedded.summarise_integrity_info()
    content = embedded.signed_data["encap_content_info"]["content_type"].native
    end = embedded.byte_range[2] + embedded.byte_range[3]
    timestamp = content == "tst_info"
    token = read_token(embedded.signed_data, embedded.compute_digest()) if timestamp else None
    return Seal(
        field=embedded.fq_name,
        certificate=_der(embedded.signer_cert),
        others=tuple(map(_der, embedded.other_embedded_certs)),
        holds=token.holds if token else _value_holds(embedded),
        covers=embedded.coverage >= SignatureCoverageLevel.ENTIRE_REVISION,
        end=end,
        sha256=hashlib.sha256(pdf[:end]).hexdigest(),
        allowed=bool(summary["docmdp_ok"]),
        token=token or _attached_token(embedded.signer_info),
        claimed_at=embedded.self_reported_timestamp,
        algorithm=embedded.signer_info["signature_algorithm"]["algorithm"].native,
        archive_only=_only_for_the_archive(summary["diff_result"]),
        changed=_changed_fields(embedded, summary["diff_result"]),
    )


def _only_for_the_archive(found: object) -> bool:
    level = found.modification_level if isinstance(found, DiffResult) else ModificationLevel.OTHER
    return bool(level <= ModificationLevel.LTA_UPDATES)


def _changed_fields(embedded: EmbeddedPdfSignature, found: object) -> frozenset[str]:
    if not isinstance(found, DiffResult) or not found.changed_form_fields:
        return frozenset()
    return touched(embedded.reader, embedded.signed_revision, found.changed_form_fields)


def _value_holds(embedded: EmbeddedPdfSignature) -> bool:
    intact, valid = validate_sig_integrity(
        embedded.signer_info, embedded.signer_cert, "data", embedded.compute_digest()
    )
    return bool(intact and valid)


def _attached_token(signer_info: cms.SignerInfo) -> Token | None:
    imprint = signer_info["signature"].native
    tokens = (_signature_token(data, imprint) for data in _attached(signer_info))
    return next(tokens, None)


def _attached(signer_info: cms.SignerInfo) -> Iterator[cms.SignedData]:
    try:
        yield from extract_tst_data_iter(signer_info, signed=False)
    except CMSExtractionError:
        return


def _signature_token(data: cms.SignedData, signature: bytes) -> Token:
    name = _token_info(data)["message_imprint"]["hash_algorithm"]["algorithm"].native
    return read_token(data, hashlib.new(name, signature).digest())


def read_token(data: cms.SignedData, imprint: bytes) -> Token:
    """The time-stamp, and whether it belongs to exactly these bytes."""
    info = _token_info(data)
    signer_info = extract_signer_info(data)
    certificates = extract_certs_for_validation(data)
    content = bytes(data["encap_content_info"]["content"])
    digest = hashlib.new(signer_info["digest_algorithm"]["algorithm"].native, content).digest()
    intact, valid = validate_sig_integrity(
        signer_info, certificates.signer_cert, "tst_info", digest
    )
    stamped = info["message_imprint"]["hashed_message"].native
    return Token(
        at=info["gen_time"].native,
        certificate=_der(certificates.signer_cert),
        others=tuple(map(_der, certificates.other_certs)),
        holds=bool(intact and valid and stamped == imprint),
    )


def _der(certificate: x509.Certificate) -> bytes:
    """The bytes of a certificate that was parsed to its last part, so that later use is safe."""
    if not certificate.native:
        raise Unreadable("an empty certificate")
    return bytes(certificate.dump())


def _token_info(data: cms.SignedData) -> tsp.TSTInfo:
    info = data["encap_content_info"]["content"].parsed
    if not isinstance(info, tsp.TSTInfo):
        raise Unreadable("no time-stamp in the token")
    return info
