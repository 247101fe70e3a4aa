"""Signs what leaves (DKIM, RFC 6376) and seals what is passed on (ARC, RFC 8617).

RSA-2048, relaxed/relaxed, no `l=`; From is signed once more than it stands there, so that nobody
can add another. A signature is the last thing done to a message.
"""

import base64
from collections.abc import Iterator

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from mail.wire.names import to_ascii

BITS = 2048
RELAXED = (b"relaxed", b"relaxed")
SIGNED = (
    b"from",
    b"to",
    b"cc",
    b"subject",
    b"date",
    b"message-id",
    b"mime-version",
    b"content-type",
    b"reply-to",
    b"in-reply-to",
    b"references",
)


class NotSigned(Exception):
    """The message cannot be signed: it has no From, or the key is none."""


def make_key() -> bytes:
    """A fresh private key as PEM; who keeps it keeps it sealed."""
    made = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    return made.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )


def record_text(pem: bytes) -> str:
    """What DNS publishes for the key at `<selector>._domainkey.<domain>`."""
    key = serialization.load_pem_private_key(pem, None)
    if not isinstance(key, RSAPrivateKey):
        raise NotSigned("the key is no RSA key")
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"


def sign(data: bytes, *, domain: str, selector: str, pem: bytes) -> bytes:
    """The message with our signature on top."""
    try:
        header = dkim.sign(
            data,
            selector.encode(),
            to_ascii(domain).encode(),
            pem,
            canonicalize=RELAXED,
            include_headers=list(_signed_names(data)),
        )
    except dkim.DKIMException as fault:
        raise NotSigned(str(fault)) from fault
    return bytes(header) + data


def seal(data: bytes, *, domain: str, selector: str, pem: bytes, own_id: str) -> bytes:
    """The message with an ARC set; it must bear an Authentication-Results header of `own_id`."""
    place = to_ascii(domain).encode()
    try:
        headers = dkim.arc_sign(data, selector.encode(), place, pem, own_id.encode())
    except dkim.DKIMException as fault:
        raise NotSigned(str(fault)) from fault
    if not headers:
        raise NotSigned("the message bears no verdict of ours to be sealed")
    return b"".join(headers) + data


def _signed_names(data: bytes) -> Iterator[bytes]:
    headers, _body = dkim.rfc822_parse(data)
    there = [name.lower() for name, _value in headers]
    yield from (name for name in SIGNED for _one in range(there.count(name)))
    yield b"from"
