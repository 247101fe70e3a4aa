"""Signature values of any sender: PKCS#1 and PSS with RSA, and ECDSA."""

from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha1": hashes.SHA1(),  # noqa: S303  # read, and then called too weak
    "sha224": hashes.SHA224(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
    "sha3_256": hashes.SHA3_256(),
    "sha3_384": hashes.SHA3_384(),
    "sha3_512": hashes.SHA3_512(),
}
WEAK = {"md2", "md5", "sha1", "sha224"}
SHORTEST_RSA, SHORTEST_EC = 2048, 256


def holds(certificate: bytes, value: bytes, data: bytes, *, algorithm: Any, digest: str) -> bool:
    """Whether the value over the data was made with the key of the certificate."""
    try:
        key = x509.load_der_x509_certificate(certificate).public_key()
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(value, data, ec.ECDSA(HASHES[_hash_of(algorithm, digest)]))
        elif isinstance(key, rsa.RSAPublicKey):
            _verify_rsa(key, value, data, algorithm, digest)
        else:
            return False
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError, KeyError):
        return False
    return True


def name_of(certificate: bytes, algorithm: Any, digest: str) -> str:
    """The algorithm and its strength in short, as verdicts show it."""
    key = x509.load_der_x509_certificate(certificate).public_key()
    hashed = _hash_of(algorithm, digest)
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"ecdsa-{key.curve.name}-{hashed}"
    if isinstance(key, rsa.RSAPublicKey):
        kind = "pss" if _is_pss(algorithm) else "pkcs1"
        return f"rsa-{kind}-{key.key_size}-{hashed}"
    return f"{type(key).__name__}-{hashed}"


def is_weak(certificate: bytes, algorithm: Any, digest: str) -> bool:
    """Circular 15/2025/TT-BKHCN: RSA from 2048 bits, ECDSA from 256, SHA-2 or SHA-3."""
    key = x509.load_der_x509_certificate(certificate).public_key()
    if {digest, _hash_of(algorithm, digest)} & WEAK:
        return True
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size < SHORTEST_RSA
    return isinstance(key, ec.EllipticCurvePublicKey) and key.key_size < SHORTEST_EC


def _verify_rsa(key: rsa.RSAPublicKey, value: bytes, data: bytes, algorithm: Any, own: str) -> None:
    hashed = HASHES[_hash_of(algorithm, own)]
    if not _is_pss(algorithm):
        key.verify(value, data, padding.PKCS1v15(), hashed)
        return
    given = algorithm["parameters"]
    mask = HASHES[given["mask_gen_algorithm"]["parameters"]["algorithm"].native]
    scheme = padding.PSS(padding.MGF1(mask), given["salt_length"].native)
    key.verify(value, data, scheme, hashed)


def _is_pss(algorithm: Any) -> bool:
    return bool(algorithm["algorithm"].native == "rsassa_pss")


def _hash_of(algorithm: Any, digest: str) -> str:
    """The hash that the algorithm names; the plain `rsaEncryption` of many programs names none."""
    name = algorithm["algorithm"].native
    if name == "rsassa_pss":
        return str(algorithm["parameters"]["hash_algorithm"]["algorithm"].native)
    return str(name).rpartition("_")[0] if "_" in name and name != "rsassa_pkcs1v15" else digest
