"""Content keys of sealed messages, wrapped for their readers (RFC 5652 section 6.2, RFC 5753).

Who seals knows certificates only; who opens needs the private key for one operation and nothing of
the message.
"""

import struct
from collections.abc import Iterator
from typing import Any, ClassVar

from asn1crypto import algos, cms, core
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.kdf.x963kdf import X963KDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
SHORTEST_RSA = 2048
CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)
MAIL = {ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}
AGREED = "1.3.132.1.11.1"
"""dhSinglePass-stdDH-sha256kdf-scheme: what we write."""

AGREEMENTS: dict[str, hashes.HashAlgorithm] = {
    "1.3.133.16.840.63.0.2": hashes.SHA1(),  # noqa: S303  # what older programs derive with
    "1.3.132.1.11.0": hashes.SHA224(),
    AGREED: hashes.SHA256(),
    "1.3.132.1.11.2": hashes.SHA384(),
    "1.3.132.1.11.3": hashes.SHA512(),
}
WRAPS = {"aes128_wrap": 16, "aes192_wrap": 24, "aes256_wrap": 32}
HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha1": hashes.SHA1(),  # noqa: S303  # the default of RSAES-OAEP
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}


class CannotOpen(Exception):
    """The content key is not wrapped for this key, or in a way that is not known here."""


class _SharedInfo(core.Sequence):  # type: ignore[misc]  # the library has no types
    _fields: ClassVar[list[Any]] = [
        ("key_info", cms.KeyEncryptionAlgorithm),
        ("ukm", core.OctetString, {"explicit": 0, "optional": True}),
        ("bits", core.OctetString, {"explicit": 2}),
    ]


class _OriginatorKey(core.Sequence):  # type: ignore[misc]  # the library has no types
    """Of a public key only the point: many programs leave the name of the curve away."""

    _fields: ClassVar[list[Any]] = [("algorithm", core.Any), ("point", core.OctetBitString)]


def can_receive(certificate: bytes) -> bool:
    """Whether content keys may be wrapped for this certificate: its key and its usages allow it."""
    try:
        parsed = x509.load_der_x509_certificate(certificate)
        return _is_fit(parsed.public_key(), _usage(parsed)) and _is_for_mail(parsed)
    except ValueError:
        return False


def wrap(content_key: bytes, certificate: bytes) -> bytes:
    """The DER of one RecipientInfo."""
    key = x509.load_der_x509_certificate(certificate).public_key()
    if isinstance(key, rsa.RSAPublicKey):
        made = _transported(content_key, key, certificate)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        made = _agreed(content_key, key, certificate)
    else:
        raise TypeError(type(key).__name__)
    return bytes(made.dump())


def unwrap(recipient: bytes, key: PrivateKey, certificate: bytes) -> bytes:
    """The content key out of the DER of one RecipientInfo; raises `CannotOpen`."""
    try:
        info = cms.RecipientInfo.load(recipient, strict=True)
        wrapped = next(one for rid, one in _rows(info) if _names(rid, certificate))
        if isinstance(key, rsa.RSAPrivateKey):
            return key.decrypt(wrapped, _padding(info.chosen["key_encryption_algorithm"]))
        return aes_key_unwrap(_agreed_key(info.chosen, key), wrapped)
    except (ValueError, TypeError, KeyError, StopIteration, InvalidUnwrap) as error:
        raise CannotOpen from error


def is_for(recipient: bytes, certificate: bytes) -> bool:
    """Whether one RecipientInfo names this certificate."""
    try:
        info = cms.RecipientInfo.load(recipient, strict=True)
        return any(_names(rid, certificate) for rid, _wrapped in _rows(info))
    except (ValueError, TypeError, KeyError):
        return False


def _is_fit(key: object, usage: x509.KeyUsage | None) -> bool:
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size >= SHORTEST_RSA and (usage is None or usage.key_encipherment)
    is_known = isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, CURVES)
    return is_known and (usage is None or usage.key_agreement)


def _usage(certificate: x509.Certificate) -> x509.KeyUsage | None:
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return None


def _is_for_mail(certificate: x509.Certificate) -> bool:
    try:
        purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return bool(MAIL & set(purposes))


def _named(certificate: bytes) -> Any:
    parsed = asn1.Certificate.load(certificate)
    return cms.IssuerAndSerialNumber(
        {"issuer": parsed.issuer, "serial_number": parsed.serial_number}
    )


def _transported(content_key: bytes, key: rsa.RSAPublicKey, certificate: bytes) -> Any:
    hashed = algos.DigestAlgorithm({"algorithm": "sha256"})
    mask = algos.MaskGenAlgorithm({"algorithm": "mgf1", "parameters": hashed})
    oaep = algos.RSAESOAEPParams({"hash_algorithm": hashed, "mask_gen_algorithm": mask})
    algorithm = cms.KeyEncryptionAlgorithm({"algorithm": "rsaes_oaep", "parameters": oaep})
    info = {
        "version": "v0",
        "rid": cms.RecipientIdentifier("issuer_and_serial_number", _named(certificate)),
        "key_encryption_algorithm": algorithm,
        "encrypted_key": key.encrypt(content_key, _padding(algorithm)),
    }
    return cms.RecipientInfo("ktri", cms.KeyTransRecipientInfo(info))


def _agreed(content_key: bytes, key: ec.EllipticCurvePublicKey, certificate: bytes) -> Any:
    ephemeral = ec.generate_private_key(key.curve)
    wrapping = cms.KeyEncryptionAlgorithm({"algorithm": "aes256_wrap"})
    shared = ephemeral.exchange(ec.ECDH(), key)
    derived = _derived(shared, wrapping, ukm=None, hashed=AGREEMENTS[AGREED])
    rid = cms.KeyAgreementRecipientIdentifier("issuer_and_serial_number", _named(certificate))
    row = {"rid": rid, "encrypted_key": aes_key_wrap(derived, content_key)}
    info = {
        "version": "v3",
        "originator": cms.OriginatorIdentifierOrKey("originator_key", _public(ephemeral)),
        "key_encryption_algorithm": cms.KeyEncryptionAlgorithm(
            {"algorithm": AGREED, "parameters": wrapping}
        ),
        "recipient_encrypted_keys": [row],
    }
    return cms.RecipientInfo("kari", cms.KeyAgreeRecipientInfo(info))


def _public(key: ec.EllipticCurvePrivateKey) -> Any:
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return cms.PublicKeyInfo.load(der)


def _agreed_key(info: Any, key: ec.EllipticCurvePrivateKey) -> bytes:
    originator = info["originator"].chosen.untag().dump()
    point = _OriginatorKey.load(originator)["point"].native
    peer = ec.EllipticCurvePublicKey.from_encoded_point(key.curve, point)
    algorithm = info["key_encryption_algorithm"]
    wrapping = algorithm["parameters"].parse(cms.KeyEncryptionAlgorithm)
    shared = key.exchange(ec.ECDH(), peer)
    hashed = AGREEMENTS[algorithm["algorithm"].dotted]
    return _derived(shared, wrapping, ukm=info["ukm"].native, hashed=hashed)


def _derived(
    shared: bytes, wrapping: Any, *, ukm: bytes | None, hashed: hashes.HashAlgorithm
) -> bytes:
    length = WRAPS[wrapping["algorithm"].native]
    info: dict[str, Any] = {"key_info": wrapping, "bits": struct.pack(">I", length * 8)}
    if ukm is not None:
        info["ukm"] = ukm
    return X963KDF(hashed, length, _SharedInfo(info).dump()).derive(shared)


def _padding(algorithm: Any) -> padding.AsymmetricPadding:
    name = algorithm["algorithm"].native
    if name == "rsaes_pkcs1v15":
        return padding.PKCS1v15()
    if name != "rsaes_oaep":
        raise ValueError(name)
    given = algorithm["parameters"]
    mask = given["mask_gen_algorithm"]["parameters"]["algorithm"].native
    hashed = HASHES[given["hash_algorithm"]["algorithm"].native]
    return padding.OAEP(padding.MGF1(HASHES[mask]), hashed, None)


def _rows(info: Any) -> Iterator[tuple[Any, bytes]]:
    """Each reader that one RecipientInfo names, with his wrapped key."""
    if info.name == "ktri":
        yield info.chosen["rid"], info.chosen["encrypted_key"].native
    elif info.name == "kari":
        for row in info.chosen["recipient_encrypted_keys"]:
            yield row["rid"], row["encrypted_key"].native


def _names(rid: Any, certificate: bytes) -> bool:
    parsed = asn1.Certificate.load(certificate)
    if rid.name == "issuer_and_serial_number":
        number = rid.chosen["serial_number"].native
        return bool(number == parsed.serial_number and rid.chosen["issuer"] == parsed.issuer)
    named = rid.chosen if rid.name == "subject_key_identifier" else rid.chosen[0]
    return bool(named.native == parsed.key_identifier)
