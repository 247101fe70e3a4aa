"""Certificates of people outside, as somebody brings them to have letters sealed for them."""

from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from office.errors import Invalid
from office.i18n import _
from office.recipients import can_receive

LARGEST = 64 * 1024
HEAD = b"-----BEGIN"


def brought(data: bytes, address: str, *, at: datetime) -> bytes:
    """The DER of a certificate that receives letters at an address; refuses any other, saying why.

    Its address must be that of the contact (RFC 8550 section 3): else another would read along.
    """
    parsed = _parsed(data)
    der = parsed.public_bytes(Encoding.DER)
    if address.casefold() not in addresses_in(parsed):
        raise _invalid(_("This certificate is for another address."))
    if not is_in_force(der, at):
        raise _invalid(_("This certificate has expired or is not valid yet."))
    if not can_receive(der):
        raise _invalid(_("This certificate only signs; letters cannot be sealed for it."))
    return der


def is_in_force(der: bytes, at: datetime) -> bool:
    """Whether a certificate is valid at an instant, by its own words."""
    parsed = x509.load_der_x509_certificate(der)
    return parsed.not_valid_before_utc <= at < parsed.not_valid_after_utc


def addresses_in(parsed: x509.Certificate) -> set[str]:
    """The addresses that a certificate names, small."""
    named = [one.value for one in parsed.subject.get_attributes_for_oid(NameOID.EMAIL_ADDRESS)]
    try:
        extension = parsed.extensions.get_extension_for_class(x509.SubjectAlternativeName)
        named += extension.value.get_values_for_type(x509.RFC822Name)
    except (x509.ExtensionNotFound, ValueError):
        pass
    return {str(one).casefold() for one in named}


def _parsed(data: bytes) -> x509.Certificate:
    try:
        if len(data) > LARGEST:
            raise ValueError
        if data.lstrip().startswith(HEAD):
            return x509.load_pem_x509_certificate(data)
        return x509.load_der_x509_certificate(data)
    except ValueError:
        raise _invalid(_("This is no certificate (.cer, .crt or .pem).")) from None


def _invalid(told: str) -> Invalid:
    return Invalid(told, fields={"certificate": told})
