"""The guards before every call of the contract, in the order in which they refuse."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

import rfc8785

from personnel.national.codes import (
    AGENCY_CODE,
    AGENCY_HEADER,
    KEPT_DAYS,
    KEY_HEADER,
    KEY_LENGTHS,
    PURPOSE_HEADER,
    REPLAY_HEADER,
    SIGNATURE_HEADER,
    Code,
    Purpose,
)
from personnel.national.sandbox import chain, signatures, tokens, wallclock
from personnel.national.sandbox.calls import Call
from personnel.national.sandbox.checks import checked, malformed
from personnel.national.sandbox.register import Caller, Register
from personnel.national.sandbox.replies import Problem, Reply, Request
from personnel.national.sandbox.routes import PARTS, ROUTES, Route

_KEY = re.compile(r"[A-Za-z0-9_-]{%d,%d}" % KEY_LENGTHS)  # noqa: UP031  # braces of the pattern
_CONDITION = re.compile(r'(\*|(W/)?"[\x21\x23-\x7e]{1,60}")')


def find(request: Request) -> tuple[Route, dict[str, str]]:
    """The call that a request names; a known path with a foreign method is said to be that."""
    near = [(one, hit) for one in ROUTES if (hit := one.pattern.fullmatch(request.path))]
    for route, hit in near:
        if route.method == request.method:
            return route, hit.groupdict()
    if near:
        allowed = ", ".join(sorted({route.method for route, _hit in near}))
        headers = {"Allow": allowed}
        raise Problem(Code.DATA_INVALID, "not with this method", status=405, headers=headers)
    raise Problem(Code.NOT_FOUND, "no such call")


def carry_out(register: Register, request: Request, route: Route, path: dict[str, str]) -> Reply:
    """One call, in one transaction with its answer where a second asking must find that."""
    caller = _caller(register, request, route)
    _check_path(path)
    _check_headers(route, request.headers)
    call = Call(
        register=register,
        caller=caller,
        path=path,
        query=_query(route, request),
        body=_body(register, route, request, caller),
        headers=request.headers,
    )
    with register.store.together():
        reply = _once(call, route) if route.is_keyed else route.work(call)
        if route.body:
            chain.add(register, request, reply, caller.client.client_id)
        return reply


# ------------------------------------------------------------------------------- who


def _caller(register: Register, request: Request, route: Route) -> Caller:
    client, scopes = tokens.holder(register, request.headers.get("authorization", ""))
    agency = request.headers.get(AGENCY_HEADER.lower(), "")
    if not re.fullmatch(AGENCY_CODE, agency):
        raise malformed(AGENCY_HEADER, "the header names no agency")
    if not client.owns(agency):
        raise Problem(Code.AGENCY_UNKNOWN, "the connection does not speak for this agency")
    if route.scope not in scopes:
        raise Problem(Code.AUTH_FAILED, f"this needs the scope {route.scope}", status=403)
    return Caller(client=client, agency=agency, scopes=scopes)


# --------------------------------------------------------------------- words of the call


def _check_path(path: Mapping[str, str]) -> None:
    for name, value in path.items():
        if not re.fullmatch(PARTS[name].strip("^$"), value):
            raise Problem(Code.NOT_FOUND, f"{name} is not written like this")


def _check_headers(route: Route, headers: Mapping[str, str]) -> None:
    if "X-Purpose" in route.headers and headers.get(PURPOSE_HEADER.lower()) not in set(Purpose):
        raise malformed(PURPOSE_HEADER, "say why the data are read")
    if route.is_keyed and not _KEY.fullmatch(headers.get(KEY_HEADER.lower(), "")):
        raise malformed(KEY_HEADER, "the key of the call is missing or malformed")
    for name in ("If-Match", "If-None-Match"):
        given = headers.get(name.lower())
        if name in route.headers and given is not None and not _CONDITION.fullmatch(given):
            raise malformed(name, "not an entity tag")


def _query(route: Route, request: Request) -> dict[str, Any]:
    said = dict(request.query)
    if len(said) != len(request.query):
        raise malformed("query", "a word is said twice")
    found: dict[str, Any] = checked(route.query, json.dumps(said), is_full=True)
    return found


def _body(register: Register, route: Route, request: Request, caller: Caller) -> Any:
    if route.body is None:
        return None
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != route.media:
        raise Problem(Code.SCHEMA_UNSUPPORTED, f"the body must be {route.media}")
    signatures.check_digest(request.headers, request.body)
    said = checked(route.body, request.body)
    try:
        canonical = rfc8785.dumps(said)
    except (rfc8785.CanonicalizationError, UnicodeError) as fault:
        raise Problem(Code.DATA_INVALID, "the body has no canonical form") from fault
    signature = request.headers.get(SIGNATURE_HEADER.lower())
    if signature is None and not register.config.is_signed:
        return said
    keys = register.keys(caller.client.client_id)
    signatures.check(signature or "", canonical, keys)
    return said


# ------------------------------------------------------------------------------- once


def _once(call: Call, route: Route) -> Reply:
    """The same key with the same body has the same answer, as long as it is kept."""
    key, client = call.headers[KEY_HEADER.lower()], call.caller.client.client_id
    said = rfc8785.dumps([route.method, route.path, call.caller.agency, call.body])
    asked = hashlib.sha256(said).hexdigest()
    store = call.register.store
    known = store.row("SELECT * FROM answered WHERE client = ? AND key = ?", client, key)
    if known is None:
        reply = route.work(call)
        row = (client, key, asked, reply.status, json.dumps(dict(reply.headers)), reply.body)
        change = "INSERT INTO answered VALUES (?, ?, ?, ?, ?, ?, ?)"
        store.run(change, *row, wallclock.now())
        return reply
    if known["hash"] != asked:
        raise Problem(Code.IDEMPOTENCY_MISMATCH, "this key was used for another body")
    headers = json.loads(known["headers"])
    reply = Reply(status=known["status"], body=known["body"], headers=headers)
    return reply.also(**{REPLAY_HEADER: "true"})


def forget(register: Register) -> None:
    """Answers are kept as long as the contract says."""
    latest = wallclock.now() - KEPT_DAYS * wallclock.DAY
    register.store.run("DELETE FROM answered WHERE at < ?", latest)
