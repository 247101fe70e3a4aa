"""The signed headers of the VXP wire: parameters travel as headers, some of them under an HMAC."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime

PREFIX = "XroadVnpt-"
VERSION = "3.0.201608"
AGENT = "JAVASDKAgent/1.0.0 XRoad/VPCP"


def timestamp(at: datetime) -> str:
    """Local time with the milliseconds in four digits, as the vendor's kit writes it."""
    return f"{at:%d%m%YT%H%M%S}+{at.microsecond // 1000:04d}"


def signed_text(values: Mapping[str, str]) -> str:
    """The compact JSON that is signed; keys carry the prefix, order is kept."""
    prefixed = {PREFIX + name: value for name, value in values.items()}
    return json.dumps(prefixed, separators=(",", ":"))


def sign(text: str, *, secret: str) -> str:
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def signed_headers(
    values: Mapping[str, str], *, system_id: str, secret: str, at: datetime
) -> dict[str, str]:
    """All headers of a call: every parameter, who calls, when, and the proof."""
    signed = {"timestamp": timestamp(at), "systemid": system_id, **values}
    text = signed_text(signed)
    headers = {PREFIX + name: value for name, value in signed.items()}
    return headers | {
        f"{PREFIX}sign-header-key": ";".join(signed),
        f"{PREFIX}sign-header": text,
        f"{PREFIX}hash-header": sign(text, secret=secret),
        f"{PREFIX}version": VERSION,
        "User-Agent": AGENT,
    }
