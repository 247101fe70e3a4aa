"""The other side of the sandbox: switch faults, play the national side, look at what it holds."""

import hmac
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import import_key

from personnel.national.codes import GROUPS, Code
from personnel.national.sandbox import chain, conflicts, events, feed, offline, page, people
from personnel.national.sandbox.register import Register
from personnel.national.sandbox.replies import Problem, Reply, Request, as_json
from personnel.national.sandbox.tokens import Denied, basic

PREFIX = "/control/"
_MOST_SHOWN = 1000


def require_token(request: Request, token: str) -> None:
    """As a bearer, or as the password of a person who looks at the page."""
    sent = request.headers.get("authorization", "")
    given = sent.removeprefix("Bearer ")
    if sent.lower().startswith("basic "):
        with suppress(Denied):
            given = basic(sent)[1]
    if not hmac.compare_digest(given.encode(), token.encode()):
        headers = {"WWW-Authenticate": 'Basic realm="register-sandbox"'}
        raise Problem(Code.AUTH_FAILED, "this call needs the token of the sandbox", headers=headers)


def faults(register: Register, request: Request) -> Reply:
    """``{"kind": amount}`` or ``{"kind": {"call or group": amount}}``; all others are off."""
    if request.method == "POST":
        try:
            register.faults.set(_said(request))
        except (ValueError, TypeError) as error:
            raise Problem(Code.DATA_INVALID, str(error)) from error
    return as_json(register.faults.shown())


def keys(register: Register, request: Request) -> Reply:
    """``{"client", "keys": [public JWK, …]}``: how a connection signs from now on."""
    said = _said(request)
    client = register.config.client(str(said.get("client")))
    given = said.get("keys")
    if client is None or not isinstance(given, list):
        raise Problem(Code.DATA_INVALID, "give a client that connects and its keys")
    try:
        for jwk in given:
            register.learn_key(client.client_id, {**import_key(jwk).as_dict(), "kid": jwk["kid"]})
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise Problem(Code.DATA_INVALID, "a key is a public JWK with kid") from error
    return as_json({"keys": sorted(register.keys(client.client_id))})


def correct(register: Register, request: Request) -> Reply:
    """``{"citizenId", "group", "rows"}``: the national side changes a group."""
    said = _said(request)
    if said.get("group") not in GROUPS or not isinstance(said.get("rows"), list):
        raise Problem(Code.DATA_INVALID, "give citizenId, group and rows")
    try:
        person = events.correct(register, str(said.get("citizenId")), said["group"], said["rows"])
    except KeyError as error:
        raise Problem(Code.NOT_FOUND, "nobody is registered under this number") from error
    return as_json(person.stored())


def claim(register: Register, request: Request) -> Reply:
    """``{"citizenId", "agency"}``: a second body says that the person is its own."""
    said = _said(request)
    try:
        with register.store.together():
            found = conflicts.claim(register, str(said.get("citizenId")), str(said.get("agency")))
    except KeyError as error:
        raise Problem(Code.NOT_FOUND, "nobody is registered under this number") from error
    return as_json({"conflictId": found})


def codelist(register: Register, request: Request) -> Reply:
    """``{"id", "version", "rows"}``: a new version is in force at once."""
    said = _said(request)
    if not isinstance(said.get("rows"), list) or not said.get("id") or not said.get("version"):
        raise Problem(Code.DATA_INVALID, "give id, version and rows")
    place = register.store.count("SELECT max(place) + 1 FROM codelist")
    change = "INSERT OR REPLACE INTO codelist VALUES (?, ?, ?, ?)"
    rows = json.dumps(said["rows"], ensure_ascii=False)
    register.store.run(change, str(said["id"]), str(said["version"]), place, rows)
    return as_json({"id": said["id"], "version": said["version"]})


def expire(register: Register, _request: Request) -> Reply:
    """Throw old changes away, so that the cursors before them are of no use."""
    feed.forget(register)
    return as_json({"floor": feed.floor(register)})


def counts(register: Register, _request: Request) -> Reply:
    """How much of everything there is, and whether the log of calls is whole."""
    tables = ("person", "applied", "change", "conflict", "transfer", "job", "call_log")
    found: dict[str, Any] = {
        name: register.store.count(f"SELECT count(*) FROM {name}")  # noqa: S608  # names of ours
        for name in tables
    }
    return as_json({**found, "is_whole": chain.is_whole(register)})


def applied(register: Register, request: Request) -> Reply:
    """Every event in the order of its application: each stands here once."""
    after = dict(request.query).get("after", "")
    query = f"""SELECT event_id, subject, sequence, version FROM applied WHERE event_id > ?
      ORDER BY event_id LIMIT {_MOST_SHOWN}"""  # noqa: S608  # a number
    return as_json(register.store.rows(query, after))


def acks(register: Register, _request: Request) -> Reply:
    """What connections made of the changes that they read."""
    return as_json(register.store.rows("SELECT * FROM ack_result ORDER BY client, event_id"))


def person(register: Register, request: Request) -> Reply:
    """One record as it is stored: ``?id=``."""
    citizen_id = dict(request.query).get("id", "")
    found = people.find(register.store, citizen_id)
    if found is None:
        raise Problem(Code.NOT_FOUND, "nobody is registered under this number")
    own = {"managingBody": found.managing_body, "unit": found.unit, "state": found.state}
    return as_json({**found.stored(), **own, "groups": people.groups(register.store, citizen_id)})


PAGES: dict[str, tuple[str, Callable[[Register, Request], Reply]]] = {
    "faults": ("GET POST", faults),
    "keys": ("POST", keys),
    "correct": ("POST", correct),
    "claim": ("POST", claim),
    "codelist": ("POST", codelist),
    "expire": ("POST", expire),
    "counts": ("GET", counts),
    "applied": ("GET", applied),
    "acks": ("GET", acks),
    "person": ("GET", person),
    "package": ("POST", offline.take),
    "page": ("GET", page.show),
}


def carry_out(register: Register, request: Request, *, token: str) -> Reply:
    """One call of the operator."""
    require_token(request, token)
    name = request.path.removeprefix(PREFIX)
    if name not in PAGES:
        raise Problem(Code.NOT_FOUND, "no such call")
    methods, work = PAGES[name]
    if request.method not in methods.split():
        raise Problem(Code.DATA_INVALID, f"{name} is called with {methods}", status=405)
    return work(register, request)


def _said(request: Request) -> dict[str, Any]:
    try:
        values = json.loads(request.body or b"{}")
    except (ValueError, RecursionError) as error:
        raise Problem(Code.DATA_INVALID, "the body is not JSON", status=400) from error
    if not isinstance(values, dict):
        raise Problem(Code.DATA_INVALID, "the body is not a JSON object", status=400)
    return values
