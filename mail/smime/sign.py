"""Two of the three steps of a signed letter: what is to be signed, and the CMS around the value.

Between them lies plain data; the value is made elsewhere, where the key is.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import algos, cms, tsp
from asn1crypto import x509 as asn1

from mail.smime.values import holds
from office.errors import Refusal
from office.i18n import _

CAPABILITIES = ("aes256_gcm", "aes256_cbc", "aes128_gcm", "aes128_cbc")
"""The ciphers that a letter to its sender may be sealed with, the best first."""


class WrongValue(Refusal):
    """The value was not made with the key of the certificate: no letter carries it."""

    code = "wrong-signature-value"


@dataclass(frozen=True)
class Prepared:
    """An entity that waits for its signature value."""

    entity: bytes
    attributes: bytes
    """The DER of the signed attributes: exactly these bytes are signed."""
    digest: str
    certificate: bytes
    chain: tuple[bytes, ...] = ()


def prepare(
    entity: bytes,
    *,
    certificate: bytes,
    chain: Sequence[bytes] = (),
    digest: str,
    at: datetime,
) -> Prepared:
    """Say what has to be signed for an entity in its canonical form (`entity.to_sign`)."""
    attributes = cms.CMSAttributes(
        [
            _attribute("content_type", "data"),
            _attribute("signing_time", cms.Time("utc_time", at.replace(microsecond=0))),
            _attribute("message_digest", hashlib.new(digest, entity).digest()),
            _attribute("signing_certificate_v2", _named(certificate)),
            _attribute("smime_capabilities", _capabilities()),
        ]
    )
    return Prepared(entity, attributes.dump(), digest, certificate, tuple(chain))


def finish(prepared: Prepared, *, value: bytes, algorithm: bytes) -> bytes:
    """The detached SignedData (DER); a value of another key is refused."""
    mechanism = algos.SignedDigestAlgorithm.load(algorithm)
    if not holds(
        prepared.certificate,
        value,
        prepared.attributes,
        algorithm=mechanism,
        digest=prepared.digest,
    ):
        raise WrongValue(_("The signature value does not belong to this certificate."))
    certificate = asn1.Certificate.load(prepared.certificate)
    hashed = algos.DigestAlgorithm({"algorithm": prepared.digest})
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": _identified(certificate),
            "digest_algorithm": hashed,
            "signed_attrs": cms.CMSAttributes.load(prepared.attributes),
            "signature_algorithm": mechanism,
            "signature": value,
        }
    )
    above = [asn1.Certificate.load(der) for der in prepared.chain]
    content = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [hashed],
            "encap_content_info": {"content_type": "data"},
            "certificates": [certificate, *above],
            "signer_infos": [signer],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": content}).dump())


def _attribute(kind: str, value: object) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": kind, "values": [value]})


def _named(certificate: bytes) -> tsp.SigningCertificateV2:
    print_ = hashlib.sha256(certificate).digest()
    return tsp.SigningCertificateV2({"certs": [{"cert_hash": print_}]})


def _capabilities() -> cms.SMIMECapabilites:
    return cms.SMIMECapabilites([{"capability_id": name} for name in CAPABILITIES])


def _identified(certificate: asn1.Certificate) -> cms.SignerIdentifier:
    named = {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    return cms.SignerIdentifier("issuer_and_serial_number", cms.IssuerAndSerialNumber(named))
