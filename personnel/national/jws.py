"""Detached signatures of canonical bodies (RFC 7515, RFC 7797) and body digests (RFC 9530)."""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey
from joserfc.jws import JWSRegistry
from joserfc.registry import HeaderParameter

from personnel.national.codes import (
    ALGORITHMS,
    DIGEST_HEADER,
    MOST_BYTES,
    REPLAY_SECONDS,
    SIGNATURE_HEADER,
    SKEW_SECONDS,
)

_CURVE = "P-256"


class Forged(Exception):
    """The signature does not belong to this body, this key or this hour."""


class BadKey(Exception):
    """What should be a private key is none that the contract knows."""


class _Registry(JWSRegistry):
    max_payload_length = 4 * MOST_BYTES


_REGISTRY = _Registry(
    {"iat": HeaderParameter("when the body was signed", "int", required=True)}, list(ALGORITHMS)
)


@dataclass(frozen=True)
class Signer:
    """A private key, the name under which the other end knows it and, if any, its certificate."""

    key: ECKey | RSAKey
    kid: str
    alg: str = "ES256"
    certificate: bytes = b""

    @classmethod
    def generated(cls, kid: str) -> "Signer":
        """A fresh key on the curve that every end knows."""
        return cls(ECKey.generate_key(_CURVE, {"kid": kid, "use": "sig"}), kid)

    @classmethod
    def of_pem(cls, pem: bytes, kid: str, certificate: bytes = b"") -> "Signer":
        """The key of a file: elliptic or RSA, with the algorithm that fits."""
        try:
            return cls(ECKey.import_key(pem), kid, "ES256", certificate)
        except (JoseError, ValueError, TypeError):
            pass
        try:
            return cls(RSAKey.import_key(pem), kid, "PS256", certificate)
        except (JoseError, ValueError, TypeError) as fault:
            raise BadKey(kid) from fault

    @property
    def pem(self) -> bytes:
        """The private key for a file or a vault."""
        return bytes(self.key.as_pem(private=True))

    @property
    def public(self) -> dict[str, Any]:
        """The public half as the other end registers it (RFC 7517)."""
        return {**self.key.as_dict(private=False), "kid": self.kid, "use": "sig", "alg": self.alg}

    def headers(self, body: bytes, *, at: datetime) -> dict[str, str]:
        """The two headers of a signed body."""
        return {SIGNATURE_HEADER: self.sign(body, at=at), DIGEST_HEADER: content_digest(body)}

    def sign(self, body: bytes, *, at: datetime) -> str:
        """The signature without the body that it covers."""
        header = {"alg": self.alg, "kid": self.kid, "iat": int(at.timestamp())}
        header |= {"b64": False, "crit": ["b64"]}
        if self.certificate:
            header["x5t#S256"] = _base64url(hashlib.sha256(self.certificate).digest())
        whole = jws.serialize_compact(header, body, self.key, registry=_REGISTRY)
        head, _dot, rest = whole.partition(".")
        return f"{head}..{rest.rpartition('.')[2]}"


def check(
    signature: str, body: bytes, *, keys: Iterable[Mapping[str, Any]], at: datetime | None
) -> str:
    """The name of the key that signed; `at` is the hour now, None where age does not count."""
    if signature.partition("..")[1:] == ("", ""):
        raise Forged("the signature is not detached")
    try:
        found = jws.extract_compact(signature.encode("ascii"), body, _REGISTRY)
        known = KeySet.import_key_set({"keys": [dict(one) for one in keys]})
        is_good = jws.validate_compact(found, known, registry=_REGISTRY)
    except (JoseError, ValueError, TypeError) as fault:
        raise Forged(type(fault).__name__) from fault
    header = found.headers()
    if not is_good or header.get("b64") is not False:
        raise Forged("the signature does not fit the body")
    if at is not None:
        _check_age(int(header["iat"]), at)
    return str(header.get("kid", ""))


def content_digest(body: bytes) -> str:
    """The value of `Content-Digest`."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def _check_age(signed: int, at: datetime) -> None:
    age = at.timestamp() - signed
    if age > REPLAY_SECONDS or age < -SKEW_SECONDS:
        raise Forged("the signature is of another hour")


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
