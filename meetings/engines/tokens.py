"""Tokens that other servers believe (RFC 7519, HS256), and the proofs under their reports."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from meetings.engines.port import BadHook

ALGORITHMS = ["HS256"]
SHORTEST_SECRET = 16
LARGEST_HOOK = 64 << 10
OLDEST_HOOK = timedelta(minutes=5)
LEEWAY = timedelta(seconds=60)


class WeakSecret(ValueError):
    """A secret that could be guessed."""


def signed(claims: Mapping[str, Any], *, secret: str) -> str:
    """A token with these claims."""
    return jwt.encode({"alg": "HS256"}, dict(claims), _key(secret), algorithms=ALGORITHMS)


def moment(at: datetime) -> int:
    """Seconds, as tokens count them."""
    return int(at.timestamp())


def claims_of(token: str, *, secret: str, now: datetime) -> Mapping[str, Any]:
    """The claims of a token that was signed with the secret and is in force; `BadHook` if not."""
    try:
        claims = jwt.decode(token, _key(secret), algorithms=ALGORITHMS).claims
        ends, begins = int(claims["exp"]), int(claims.get("nbf", 0))
    except (JoseError, ValueError, KeyError, TypeError) as fault:
        raise BadHook("token") from fault
    if not begins - LEEWAY.seconds <= moment(now) < ends + LEEWAY.seconds:
        raise BadHook("expired")
    return claims


def check_body(body: bytes, *, digest: object) -> None:
    """That the body is the one whose base64 SHA-256 was signed; standard or URL alphabet."""
    found = hashlib.sha256(body).digest()
    told = str(digest).replace("-", "+").replace("_", "/").rstrip("=")
    if not hmac.compare_digest(base64.b64encode(found).decode().rstrip("="), told):
        raise BadHook("altered")


def check_mark(header: str, body: bytes, *, secret: str, now: datetime) -> None:
    """A header `t=SECONDS,v1=BASE64`: HMAC-SHA256 of `SECONDS.body`, at most five minutes old."""
    parts = dict(part.partition("=")[::2] for part in header.split(",") if "=" in part)
    told, proof = parts.get("t", ""), parts.get("v1", "")
    if not (told.isascii() and told.isdigit() and len(told) <= 12):
        raise BadHook("unsigned")
    right = hmac.new(_bytes(secret), told.encode() + b"." + body, hashlib.sha256).digest()
    if not hmac.compare_digest(base64.b64encode(right), proof.encode()):
        raise BadHook("altered")
    if abs(moment(now) - int(told)) > OLDEST_HOOK.seconds:
        raise BadHook("expired")


def check_size(body: bytes) -> None:
    """No report is longer."""
    if len(body) > LARGEST_HOOK:
        raise BadHook("too large")


def _key(secret: str) -> OctKey:
    return OctKey.import_key(_bytes(secret))


def _bytes(secret: str) -> bytes:
    if len(secret) < SHORTEST_SECRET:
        raise WeakSecret
    return secret.encode()
