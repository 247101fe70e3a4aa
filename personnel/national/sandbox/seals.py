"""Tokens and cursors: text that only this register can have written, and only it reads."""

import base64
import hashlib
import hmac
import json
from typing import Any

_MAC = 16


class Broken(Exception):
    """Not written here, or changed since."""


def seal(secret: str, *said: Any) -> str:
    """Short enough for a header, without a meaning for anybody else."""
    body = json.dumps(said, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_mac(secret, body) + body).rstrip(b"=").decode()


def opened(secret: str, text: str) -> list[Any]:
    """What was sealed."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError as fault:
        raise Broken from fault
    if not hmac.compare_digest(data[:_MAC], _mac(secret, data[_MAC:])):
        raise Broken
    found: list[Any] = json.loads(data[_MAC:])
    return found


def _mac(secret: str, body: bytes) -> bytes:
    return hmac.digest(secret.encode(), body, hashlib.sha256)[:_MAC]
