"""DANE (RFC 7672): a host proves itself by a key that a signed DNS names, without any authority.

Only keys of the host itself (usage 3) are used; a domain that names authorities alone is reached
as if it had named nothing.
"""

import hashlib
from collections.abc import Iterable

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_der_x509_certificate

Key = tuple[int, int, int, bytes]

OWN_KEY = 3
WHOLE, ITS_KEY = 0, 1
WHOLE_TEXT, SHA256, SHA512 = 0, 1, 2


def usable(keys: Iterable[Key]) -> tuple[Key, ...]:
    """Those that this program can check."""
    return tuple(
        key
        for key in keys
        if key[0] == OWN_KEY
        and key[1] in {WHOLE, ITS_KEY}
        and key[2] in {WHOLE_TEXT, SHA256, SHA512}
    )


def proves(keys: Iterable[Key], certificate: bytes) -> bool:
    """Whether the certificate a host showed is one of those named."""
    public = load_der_x509_certificate(certificate).public_key()
    seen = {
        WHOLE: certificate,
        ITS_KEY: public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
    }
    return any(_matched(seen[part], kind) == named for _usage, part, kind, named in usable(keys))


def _matched(data: bytes, kind: int) -> bytes:
    if kind == WHOLE_TEXT:
        return data
    return (hashlib.sha256 if kind == SHA256 else hashlib.sha512)(data).digest()
