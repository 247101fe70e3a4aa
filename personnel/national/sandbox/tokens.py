"""Tokens of connections by their own credentials (RFC 6749, section 4.4)."""

import base64
import binascii
import hmac
import json
from typing import Any
from urllib.parse import parse_qsl

from personnel.national.codes import JSON_TYPE, Code, Scope
from personnel.national.sandbox import seals, wallclock
from personnel.national.sandbox.config import Client
from personnel.national.sandbox.register import Register
from personnel.national.sandbox.replies import Problem, Reply, Request

_LASTS = 3600
FORM_TYPE = "application/x-www-form-urlencoded"


class Denied(Exception):
    """No token, with the word of RFC 6749 for it."""

    def __init__(self, error: str, status: int = 400) -> None:
        super().__init__(error)
        self.status = status


def issue(register: Register, request: Request) -> Reply:
    """The scopes asked for, as far as the connection has them; all of them if it asks for none."""
    try:
        said = _form(request)
        client = _client(register, request, said)
        return _reply(200, _token(register, client, _scopes(client, said)))
    except Denied as denied:
        return _reply(denied.status, {"error": str(denied)})


def holder(register: Register, header: str) -> tuple[Client, frozenset[str]]:
    """The connection that a token was given to, and what it may do with it."""
    kind, _space, token = header.partition(" ")
    try:
        if kind.lower() != "bearer":
            raise seals.Broken
        what, client_id, scopes, ends = seals.opened(register.secret, token)
    except (seals.Broken, ValueError) as fault:
        raise _unknown() from fault
    client = register.config.client(client_id) if what == "token" else None
    if client is None or ends < wallclock.now():
        raise _unknown()
    return client, frozenset(scopes)


def basic(header: str) -> tuple[str, str]:
    """Name and password of RFC 7617."""
    kind, _space, value = header.partition(" ")
    try:
        if kind.lower() != "basic":
            raise Denied("invalid_client", 401)
        name, _colon, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, ValueError) as fault:
        raise Denied("invalid_client", 401) from fault
    return name, secret


def _unknown() -> Problem:
    headers = {"WWW-Authenticate": "Bearer"}
    return Problem(Code.AUTH_FAILED, "the token is missing or not valid", headers=headers)


def _form(request: Request) -> dict[str, str]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM_TYPE:
        raise Denied("invalid_request")
    try:
        found = parse_qsl(request.body.decode(), keep_blank_values=True, strict_parsing=True)
    except ValueError as fault:
        raise Denied("invalid_request") from fault
    said = dict(found)
    if len(said) != len(found) or set(said) - {"grant_type", "scope", "client_id", "client_secret"}:
        raise Denied("invalid_request")
    if said.get("grant_type") != "client_credentials":
        raise Denied("unsupported_grant_type")
    return said


def _client(register: Register, request: Request, said: dict[str, str]) -> Client:
    client_id, secret = said.get("client_id", ""), said.get("client_secret", "")
    if header := request.headers.get("authorization"):
        client_id, secret = basic(header)
    client = register.config.client(client_id)
    known = client.secret if client else ""
    if client is None or not hmac.compare_digest(known.encode(), secret.encode()):
        raise Denied("invalid_client", 401)
    return client


def _scopes(client: Client, said: dict[str, str]) -> frozenset[str]:
    wanted = frozenset(said.get("scope", "").split()) or client.scopes
    if wanted - frozenset(Scope):
        raise Denied("invalid_scope")
    return wanted & client.scopes


def _token(register: Register, client: Client, scopes: frozenset[str]) -> dict[str, Any]:
    ends = wallclock.now() + _LASTS
    return {
        "access_token": seals.seal(
            register.secret, "token", client.client_id, sorted(scopes), ends
        ),
        "token_type": "Bearer",
        "expires_in": _LASTS,
        "scope": " ".join(sorted(scopes)),
    }


def _reply(status: int, said: dict[str, Any]) -> Reply:
    headers = {"Cache-Control": "no-store"}
    if status == 401:
        headers["WWW-Authenticate"] = "Basic"
    body = json.dumps(said).encode()
    return Reply(status=status, body=body, content_type=JSON_TYPE, headers=headers)
