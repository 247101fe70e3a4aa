"""The contract as an OpenAPI 3.1 document, written from the table of calls and the bodies."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic.json_schema import models_json_schema

from personnel.national.codes import (
    AGENCY_CODE,
    AGENCY_HEADER,
    BASE,
    CORRELATION_HEADER,
    DIGEST_HEADER,
    JSON_TYPE,
    KEY_LENGTHS,
    PROBLEM_TYPE,
    REPLAY_HEADER,
    SIGNATURE_HEADER,
    SPEC_VERSION,
    Purpose,
    Scope,
)
from personnel.national.sandbox.replies import Reply
from personnel.national.sandbox.routes import PARTS, ROUTES, Route, Shape
from personnel.national.sandbox.shapes import basics
from personnel.national.sandbox.shapes.directory import TokenFault, TokenOut
from personnel.national.sandbox.tokens import FORM_TYPE

Json = dict[str, Any]
_REF = "#/components/schemas/{model}"
_ALWAYS = (400, 401, 403, 404, 413, 422, 429, 500, 503)
_WITH_BODY = (411, 415)
_TEXT: Json = {"type": "string"}
_ETAG: Json = {"type": "string", "pattern": r'^(\*|"[!#-~]{1,60}")$'}
_HEADERS: Mapping[str, tuple[bool, Json]] = {
    AGENCY_HEADER: (True, {"type": "string", "pattern": AGENCY_CODE}),
    "X-Purpose": (True, {"type": "string", "enum": [str(one) for one in Purpose]}),
    "Idempotency-Key": (
        True,
        {
            "type": "string",
            "pattern": rf"^[A-Za-z0-9_-]{{{KEY_LENGTHS[0]},{KEY_LENGTHS[1]}}}$",
        },
    ),
    "If-Match": (False, _ETAG),
    "If-None-Match": (False, _ETAG),
    "Prefer": (False, {"type": "string", "enum": ["respond-async", "return=representation"]}),
}
_SAYS = {
    200: "Done.",
    201: "Made.",
    202: "Taken, to be asked for later.",
    304: "Nothing changed.",
    400: "Not as the contract has it.",
    401: "No valid token or signature.",
    403: "Not for this connection.",
    404: "There is no such thing.",
    409: "It stands against what is known.",
    410: "The cursor is too old.",
    411: "The length is missing.",
    412: "The record is in another version.",
    413: "Too large.",
    415: "A body of another kind.",
    422: "Well-formed, but it means nothing.",
    428: "Say which version.",
    429: "Slow down.",
    500: "A fault of the register.",
    503: "Closed for a while.",
}


def reply() -> Reply:
    return Reply(body=text().encode())


@cache
def text() -> str:
    """As it is served and as it stands in the contract's folder."""
    return json.dumps(document(), ensure_ascii=False, indent=1) + "\n"


def document() -> Json:
    """The whole contract."""
    shapes = sorted(_shapes(), key=lambda one: one.__name__)
    _keys, defined = models_json_schema(
        [(one, "validation") for one in shapes], by_alias=True, ref_template=_REF
    )
    paths: Json = {"/token": {"post": _token()}}
    for route in ROUTES:
        paths.setdefault(BASE + route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "PSX: exchange of personnel records", "version": f"{SPEC_VERSION}.0"},
        "paths": paths,
        "components": {
            "schemas": {name: _tidy(one) for name, one in sorted(defined["$defs"].items())},
            "securitySchemes": _schemes(),
        },
    }


def _shapes() -> set[Shape]:
    found: set[Shape] = {basics.Problem, TokenOut, TokenFault}
    for route in ROUTES:
        found |= {one for one in (route.body, *route.answers.values()) if one}
    return found


def _schemes() -> Json:
    flow = {"tokenUrl": "/token", "scopes": {str(scope): str(scope) for scope in Scope}}
    words = "Detached JWS (RFC 7515, RFC 7797) over the canonical body (RFC 8785)."
    signature = {"type": "apiKey", "in": "header", "name": SIGNATURE_HEADER, "description": words}
    return {
        "oauth": {"type": "oauth2", "flows": {"clientCredentials": flow}},
        "signature": signature,
    }


def _operation(route: Route) -> Json:
    said: Json = {
        "operationId": route.name,
        "summary": route.says,
        "security": [{"oauth": [str(route.scope)], **({"signature": []} if route.body else {})}],
        "parameters": [*_path(route), *_headers(route), *_query(route)],
        "responses": _responses(route),
    }
    if route.body:
        schema = {"$ref": _REF.format(model=route.body.__name__)}
        said["requestBody"] = {"required": True, "content": {route.media: {"schema": schema}}}
    return said


def _path(route: Route) -> list[Json]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "pattern": PARTS[name]},
        }
        for name in PARTS
        if f"{{{name}}}" in route.path
    ]


def _headers(route: Route) -> list[Json]:
    names = [AGENCY_HEADER, *route.headers]
    return [
        {"name": name, "in": "header", "required": _HEADERS[name][0], "schema": _HEADERS[name][1]}
        for name in names
    ]


def _query(route: Route) -> list[Json]:
    schema = route.query.model_json_schema(by_alias=True, ref_template=_REF)
    defined = schema.get("$defs", {})
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": _alone(one, defined)}
        for name, one in schema.get("properties", {}).items()
    ]


def _alone(schema: Json, defined: Json) -> Json:
    """A parameter that is left out is not null."""
    options = [one for one in schema.get("anyOf", [schema]) if one != {"type": "null"}]
    found = options[0]
    if "$ref" in found:
        found = defined[found["$ref"].rpartition("/")[2]]
    hidden = {"title", "description"} | ({"default"} if schema.get("default") is None else set())
    return {name: value for name, value in found.items() if name not in hidden}


def _responses(route: Route) -> Json:
    found = {str(status): _good(status, shape) for status, shape in route.answers.items()}
    refused = {*_ALWAYS, *route.refuses, *(_WITH_BODY if route.body else ())}
    return found | {str(status): _bad(status) for status in sorted(refused)}


def _good(status: int, shape: Shape | None) -> Json:
    said: Json = {"description": _SAYS[status], "headers": _answer_headers(status, shape)}
    if shape:
        schema = {"$ref": _REF.format(model=shape.__name__)}
        said["content"] = {JSON_TYPE: {"schema": schema}}
    return said


def _answer_headers(status: int, shape: Shape | None) -> Json:
    found = {CORRELATION_HEADER: {"schema": _TEXT}, REPLAY_HEADER: {"schema": {"enum": ["true"]}}}
    if shape:
        found |= {SIGNATURE_HEADER: {"schema": _TEXT}, DIGEST_HEADER: {"schema": _TEXT}}
    if status in {201, 202}:
        found["Location"] = {"schema": {"type": "string"}}
    return found


def _bad(status: int) -> Json:
    schema = {"$ref": _REF.format(model="Problem")}
    said: Json = {"description": _SAYS[status], "content": {PROBLEM_TYPE: {"schema": schema}}}
    if status in {429, 503}:
        wait = {"schema": {"type": "string", "pattern": "^[0-9]{1,6}$"}}
        said["headers"] = {"Retry-After": wait}
    return said


def _token() -> Json:
    """RFC 6749 has its own words for what is wrong."""
    names = {
        "grant_type": {"const": "client_credentials"},
        "scope": {"type": "string", "maxLength": 200},
        "client_id": {"type": "string", "maxLength": 100},
        "client_secret": {"type": "string", "maxLength": 200},
    }
    form = {
        "type": "object",
        "properties": names,
        "required": ["grant_type"],
        "additionalProperties": False,
    }
    fault = {"schema": {"$ref": _REF.format(model="TokenFault")}}
    problem = {"schema": {"$ref": _REF.format(model="Problem")}}
    refused = {"content": {JSON_TYPE: fault}}
    told = {"content": {PROBLEM_TYPE: problem}}
    good = {"schema": {"$ref": _REF.format(model="TokenOut")}}
    return {
        "operationId": "token",
        "summary": "A token by the credentials of a connection.",
        "security": [],
        "requestBody": {"required": True, "content": {FORM_TYPE: {"schema": form}}},
        "responses": {
            "200": {"description": _SAYS[200], "content": {JSON_TYPE: good}},
            "400": {"description": _SAYS[400], **refused},
            "401": {"description": _SAYS[401], **refused},
            "411": {"description": _SAYS[411], **told},
            "413": {"description": _SAYS[413], **told},
        },
    }


def _tidy(schema: Any) -> Any:
    """Without the titles that only repeat names."""
    if isinstance(schema, dict):
        kept = {
            name: value
            for name, value in schema.items()
            if name != "title" or not isinstance(value, str)
        }
        return {name: _tidy(value) for name, value in kept.items()}
    return [_tidy(one) for one in schema] if isinstance(schema, list) else schema
