"""Signature values: made with a key that is already open, checked before they are embedded.

The PDF library is not needed for any of it: a request that takes a PIN stays light.
"""

from dataclasses import dataclass
from enum import StrEnum

from asn1crypto import algos
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
DIGESTS: dict[str, hashes.HashAlgorithm] = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384()}


class Scheme(StrEnum):
    """How a value is made (Circular 15/2025/TT-BKHCN: PSS, ECDSA; tokens in use: PKCS#1)."""

    RSA_PKCS1 = "rsa-pkcs1"
    RSA_PSS = "rsa-pss"
    ECDSA = "ecdsa"


class UnusableKey(ValueError):
    """The certificate's key is of a kind that official signatures may not use."""


def usual_scheme(certificate: bytes) -> Scheme:
    """What we choose for a key that we control."""
    key = _public_key(certificate)
    return Scheme.ECDSA if isinstance(key, ec.EllipticCurvePublicKey) else Scheme.RSA_PSS


def digest_of(certificate: bytes) -> str:
    """The hash that matches the strength of the key."""
    key = _public_key(certificate)
    large = isinstance(key, ec.EllipticCurvePublicKey) and key.curve.key_size > 256
    return "sha384" if large else "sha256"


def make_value(key: PrivateKey, data: bytes, *, scheme: Scheme, digest: str) -> bytes:
    """One raw signature over the DER of the signed attributes."""
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(data, ec.ECDSA(DIGESTS[digest]))
    return key.sign(data, _padding(scheme, digest), DIGESTS[digest])


def value_holds(
    certificate: bytes, value: bytes, data: bytes, *, scheme: Scheme, digest: str
) -> bool:
    """True when the value over these attributes was made with the certificate's key."""
    key = _public_key(certificate)
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(value, data, ec.ECDSA(DIGESTS[digest]))
        else:
            key.verify(value, data, _padding(scheme, digest), DIGESTS[digest])
    except InvalidSignature:
        return False
    return True


def mechanism(scheme: Scheme, digest: str) -> algos.SignedDigestAlgorithm:
    """The same choice as the CMS writes it."""
    names = {Scheme.RSA_PKCS1: f"{digest}_rsa", Scheme.ECDSA: f"{digest}_ecdsa"}
    if scheme in names:
        return algos.SignedDigestAlgorithm({"algorithm": names[scheme]})
    hashed = algos.DigestAlgorithm({"algorithm": digest})
    mask = algos.MaskGenAlgorithm({"algorithm": "mgf1", "parameters": hashed})
    parameters = algos.RSASSAPSSParams(
        {
            "hash_algorithm": hashed,
            "mask_gen_algorithm": mask,
            "salt_length": DIGESTS[digest].digest_size,
        }
    )
    return algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": parameters})


@dataclass(frozen=True)
class Prepared:
    """A file that waits for its signature value."""

    file: bytes
    document_digest: bytes
    reserved_start: int
    reserved_end: int
    attributes: bytes
    certificate: bytes
    chain: tuple[bytes, ...]
    scheme: Scheme
    base_length: int

    @property
    def digest(self) -> str:
        return digest_of(self.certificate)


def _padding(scheme: Scheme, digest: str) -> padding.AsymmetricPadding:
    if scheme is Scheme.RSA_PKCS1:
        return padding.PKCS1v15()
    return padding.PSS(padding.MGF1(DIGESTS[digest]), DIGESTS[digest].digest_size)


def _public_key(certificate: bytes) -> rsa.RSAPublicKey | ec.EllipticCurvePublicKey:
    key = x509.load_der_x509_certificate(certificate).public_key()
    if isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        return key
    raise UnusableKey(type(key).__name__)
