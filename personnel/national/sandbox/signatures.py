"""The sandbox's own reading of detached signatures (RFC 7797) and body digests (RFC 9530)."""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from personnel.national.codes import (
    ALGORITHMS,
    DIGEST_HEADER,
    REPLAY_SECONDS,
    SIGNATURE_HEADER,
    SKEW_SECONDS,
    Code,
)
from personnel.national.sandbox import wallclock
from personnel.national.sandbox.replies import Problem

_SHA256 = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):")
Keys = Mapping[str, Mapping[str, Any]]


def new_key(kid: str) -> str:
    """The register's own key as text for its store."""
    return json.dumps(ECKey.generate_key("P-256", {"kid": kid, "use": "sig"}).as_dict(private=True))


def public(key: str) -> dict[str, Any]:
    return dict(ECKey.import_key(json.loads(key)).as_dict(private=False))


def sign(key: str, body: bytes) -> dict[str, str]:
    """The headers of an answer."""
    own = json.loads(key)
    head = {"alg": "ES256", "kid": own["kid"], "iat": int(wallclock.now())}
    head |= {"b64": False, "crit": ["b64"]}
    first = base64.urlsafe_b64encode(json.dumps(head).encode()).rstrip(b"=")
    model = jws.default_registry.get_alg("ES256")
    made = model.sign(first + b"." + body, ECKey.import_key(own))
    last = base64.urlsafe_b64encode(made).rstrip(b"=")
    return {SIGNATURE_HEADER: f"{first.decode()}..{last.decode()}", DIGEST_HEADER: _digest(body)}


def check_digest(headers: Mapping[str, str], body: bytes) -> None:
    """Whether the body is what the sender hashed; other algorithms than SHA-256 say nothing."""
    found = _SHA256.search(headers.get(DIGEST_HEADER.lower(), ""))
    if found and f"sha-256=:{found[1]}:" != _digest(body):
        raise Problem(Code.SIGNATURE_INVALID, "the body is not the one whose digest was sent")


def check(signature: str, canonical: bytes, keys: Keys, *, is_online: bool = True) -> str:
    """The name of the key that signed the canonical body, on a line within the last minutes."""
    head, _dot, rest = signature.partition(".")
    middle, _dot, last = rest.partition(".")
    try:
        said = json.loads(_bytes(head))
        made = _bytes(last)
    except (ValueError, RecursionError) as fault:
        raise _bad("the signature cannot be read") from fault
    if middle or not isinstance(said, dict):
        raise _bad("the signature is not detached")
    _check_head(said)
    if is_online and not -SKEW_SECONDS <= wallclock.now() - said["iat"] <= REPLAY_SECONDS:
        raise _bad("the signature is of another hour")
    key = keys.get(said["kid"])
    if key is None:
        raise Problem(Code.CERTIFICATE_UNTRUSTED, "this key is not registered for the connection")
    if not _fits(said["alg"], key, f"{head}.".encode() + canonical, made):
        raise _bad("the signature does not fit the body")
    return str(said["kid"])


def _check_head(said: dict[str, Any]) -> None:
    if said.get("alg") not in ALGORITHMS or not isinstance(said.get("kid"), str):
        raise _bad("the header names no algorithm or key of the contract")
    if said.get("b64") is not False or said.get("crit") != ["b64"]:
        raise _bad("the header must say b64 false and make it critical")
    signed = said.get("iat")
    if not isinstance(signed, int | float) or isinstance(signed, bool):
        raise _bad("the header does not say when it was signed")


def _fits(alg: str, key: Mapping[str, Any], data: bytes, made: bytes) -> bool:
    kind = ECKey if key.get("kty") == "EC" else RSAKey
    try:
        imported = kind.import_key(dict(key))
        model = jws.JWSRegistry(algorithms=list(ALGORITHMS)).get_alg(alg)
        model.check_key(imported)
        return bool(model.verify(data, made, imported))
    except (JoseError, ValueError, TypeError):
        return False


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as fault:
        raise ValueError from fault


def _digest(body: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def _bad(detail: str) -> Problem:
    return Problem(Code.SIGNATURE_INVALID, detail)
