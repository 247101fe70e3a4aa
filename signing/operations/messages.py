"""Keys for official mail: a value over the attributes of a letter, a content key for its reader."""

from dataclasses import dataclass

from asn1crypto import cms, tsp

from office import audit
from office.db import operation
from office.errors import Refusal
from office.i18n import _
from office.permissions import Actor, require
from office.recipients import CannotOpen, is_for, unwrap
from signing.models import Certificate
from signing.operations.keys import opened, tried
from signing.pades.values import make_value, mechanism
from signing.policy import Can

SIGNED = {"content_type", "message_digest", "signing_time", "signing_certificate_v2"}
"""What the attributes of a letter hold; those of a PDF have no time, so neither passes for both."""


@dataclass(frozen=True)
class LetterValue:
    """A signature value, and the DER of the algorithm with which it was made."""

    value: bytes
    algorithm: bytes


@tried
@operation
def sign_letter(certificate: Certificate, *, attributes: bytes, pin: str, by: Actor) -> LetterValue:
    """Sign the attributes (DER) of a letter with the key that the PIN opens (ký số thư)."""
    require(by, Can.SIGN, certificate)
    if not certificate.is_usable():
        raise Refusal(
            _("This certificate does not hold any more."),
            fix=_("Ask the administrator to enrol the new one."),
        )
    digest = _checked(attributes, certificate)
    key = opened(certificate, pin, by=by)
    value = make_value(key, attributes, scheme=certificate.scheme, digest=certificate.digest)
    audit.record("certificate.sign_letter", certificate, by=by, digest=digest)
    algorithm = mechanism(certificate.scheme, certificate.digest).dump()
    return LetterValue(value, algorithm)


@tried
@operation
def open_letter(certificate: Certificate, *, recipient: bytes, pin: str, by: Actor) -> bytes:
    """The content key of a sealed letter; `recipient` is the DER of the reader's RecipientInfo.

    A certificate that ran out or was closed still opens what was sealed for it.
    """
    require(by, Can.OWN_CERTIFICATE, certificate)
    if not is_for(recipient, certificate.der):
        raise Refusal(_("This letter was not sealed for your certificate."))
    try:
        key = unwrap(recipient, opened(certificate, pin, by=by), certificate.der)
    except CannotOpen:
        raise Refusal(_("This letter cannot be opened with your key.")) from None
    audit.record("certificate.open_letter", certificate, by=by)
    return key


def _checked(attributes: bytes, certificate: Certificate) -> str:
    """The digest of the letter that the attributes name; a door for letters signs nothing else."""
    try:
        found = {
            one["type"].native: one["values"][0]
            for one in cms.CMSAttributes.load(attributes, strict=True)
        }
        is_letter = set(found) >= SIGNED and found["content_type"].native == "data"
        listed = tsp.SigningCertificateV2.load(found["signing_certificate_v2"].dump())
        named = listed["certs"][0]["cert_hash"].native
        if is_letter and named == bytes.fromhex(certificate.sha256):
            return str(found["message_digest"].native.hex())
    except (ValueError, TypeError, KeyError, IndexError):
        pass
    raise Refusal(_("These are not the attributes of a letter of this certificate."))


__all__ = ["LetterValue", "open_letter", "sign_letter"]
