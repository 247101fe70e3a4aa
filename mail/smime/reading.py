"""What a signed letter says by itself; no trust yet, and nothing that it says is believed."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509.oid import NameOID
from pydantic import ConfigDict, TypeAdapter

from mail.smime.entity import Carried, Form, canonical, carried, senders
from mail.smime.values import holds, is_weak, name_of
from office.recipients import MAIL

BYTES = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")
MOST_SIGNERS = 8
FAULTS = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    OverflowError,
    RecursionError,
    UnsupportedAlgorithm,
)
"""What the libraries raise at letters that are not what they say they are."""


@dataclass(frozen=True)
class Seal:
    """One signature as the letter shows it; certificates are DER."""

    __pydantic_config__ = BYTES

    certificate: bytes = b""
    others: tuple[bytes, ...] = ()
    is_intact: bool = False
    is_its_own: bool = True
    """The attributes name no other certificate than the one that came with them."""
    is_weak: bool = False
    algorithm: str = ""
    claimed_at: datetime | None = None
    addresses: tuple[str, ...] = ()
    is_for_mail: bool = True


@dataclass(frozen=True)
class Reading:
    """All that a verdict needs of a letter."""

    __pydantic_config__ = BYTES

    form: Form
    senders: tuple[str, ...] = ()
    seals: tuple[Seal, ...] = ()
    recipients: tuple[bytes, ...] = ()
    """Of a sealed letter, the DER of each RecipientInfo."""
    signed_inside: bool = False


READINGS: TypeAdapter[Reading] = TypeAdapter(Reading)


def read(letter: bytes) -> Reading:
    """Everything that a letter says of its signatures; of the worst letter, that it is broken."""
    try:
        found = carried(letter)
        from_ = senders(letter)
        if found.form is Form.PLAIN or found.form is Form.BROKEN:
            return Reading(found.form, from_, signed_inside=found.signed_inside)
        return replace(_read_cms(found), senders=from_)
    except FAULTS:
        return Reading(Form.BROKEN)


def content_of(letter: bytes) -> bytes | None:
    """The entity inside an opaque signed letter; None where the letter is of another form."""
    try:
        found = carried(letter)
        content = _signed_data(found)["encap_content_info"]["content"]
        return bytes(content) if found.form is Form.CMS and content else None
    except FAULTS:
        return None


def _signed_data(found: Carried) -> Any:
    info = cms.ContentInfo.load(found.cms)
    if info["content_type"].native != "signed_data":
        raise ValueError(info["content_type"].native)
    return info["content"]


def _read_cms(found: Carried) -> Reading:
    info = cms.ContentInfo.load(found.cms)
    kind, content = info["content_type"].native, info["content"]
    if found.form is Form.CMS and kind in ("enveloped_data", "authenticated_enveloped_data"):
        return Reading(found.form, recipients=tuple(r.dump() for r in content["recipient_infos"]))
    if kind != "signed_data":
        return Reading(Form.BROKEN)
    bodies = _bodies(found, content)
    signers = list(content["signer_infos"])
    if not bodies or not signers or len(signers) > MOST_SIGNERS:
        is_list = found.form is Form.CMS and not signers
        return Reading(Form.PLAIN if is_list else Form.BROKEN)
    ders = [one.chosen.dump() for one in content["certificates"] if one.name == "certificate"]
    return Reading(found.form, seals=tuple(_seal(one, ders, bodies) for one in signers))


def _bodies(found: Carried, content: Any) -> list[bytes]:
    """The signed bytes: as they came, and with the line ends that they had when they were signed.

    A multipart/signed that brings its own content a second time is not believed.
    """
    inside = content["encap_content_info"]["content"]
    if found.form is Form.DETACHED:
        return [] if inside else list(dict.fromkeys((found.signed, canonical(found.signed))))
    return [bytes(inside)] if inside else []


def _seal(signer: Any, ders: Sequence[bytes], bodies: Sequence[bytes]) -> Seal:
    algorithm, digest = signer["signature_algorithm"], signer["digest_algorithm"]["algorithm"]
    own = next((der for der in ders if _is_of(signer["sid"], der)), b"")
    if not own:
        return Seal()
    attributes = _attributes(signer)
    return Seal(
        certificate=own,
        others=tuple(der for der in ders if der != own),
        is_intact=any(_is_intact(signer, attributes, own, body) for body in bodies),
        is_its_own=_names_itself(attributes, own),
        is_weak=is_weak(own, algorithm, digest.native),
        algorithm=name_of(own, algorithm, digest.native),
        claimed_at=attributes["signing_time"].native if "signing_time" in attributes else None,
        addresses=tuple(_addresses(own)),
        is_for_mail=_is_for_mail(own),
    )


def _attributes(signer: Any) -> dict[str, Any]:
    """The signed attributes by name; each may stand there once and with one value."""
    listed = list(signer["signed_attrs"] or ())
    found = {one["type"].native: one["values"][0] for one in listed}
    if len(found) != len(listed) or any(len(one["values"]) != 1 for one in listed):
        raise ValueError("an attribute twice")
    return found


def _is_intact(signer: Any, attributes: Mapping[str, Any], own: bytes, body: bytes) -> bool:
    digest = signer["digest_algorithm"]["algorithm"].native
    data = body
    if attributes:
        if attributes["content_type"].native != "data":
            return False
        if attributes["message_digest"].native != hashlib.new(digest, body).digest():
            return False
        data = b"\x31" + signer["signed_attrs"].dump()[1:]
    value, algorithm = signer["signature"].native, signer["signature_algorithm"]
    return holds(own, value, data, algorithm=algorithm, digest=digest)


def _names_itself(attributes: Mapping[str, Any], own: bytes) -> bool:
    """RFC 5035: a certificate put in the place of the signer's is found out."""
    if "signing_certificate_v2" not in attributes:
        return True
    listed = tsp.SigningCertificateV2.load(attributes["signing_certificate_v2"].dump())
    named = listed["certs"][0]
    hashed = named["hash_algorithm"]["algorithm"].native
    return bool(named["cert_hash"].native == hashlib.new(hashed, own).digest())


def _is_of(sid: Any, der: bytes) -> bool:
    parsed = asn1.Certificate.load(der)
    if sid.name == "issuer_and_serial_number":
        number = sid.chosen["serial_number"].native
        return bool(number == parsed.serial_number and sid.chosen["issuer"] == parsed.issuer)
    return bool(sid.chosen.native == parsed.key_identifier)


def _addresses(der: bytes) -> Iterator[str]:
    """The addresses of a certificate; also the old place in the subject (RFC 8550 section 3)."""
    parsed = x509.load_der_x509_certificate(der)
    try:
        names = parsed.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        yield from names.get_values_for_type(x509.RFC822Name)
    except x509.ExtensionNotFound:
        pass
    for one in parsed.subject.get_attributes_for_oid(NameOID.EMAIL_ADDRESS):
        yield str(one.value)


def _is_for_mail(der: bytes) -> bool:
    parsed = x509.load_der_x509_certificate(der)
    try:
        purposes = parsed.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return bool(MAIL & set(purposes))
