"""What goes back over HTTP."""

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One call, already read from the line."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer, complete."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"


class Problem(Exception):
    """A call that is answered with an HTTP error."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


def json_of(request: Request) -> dict[str, Any]:
    """The JSON object that a call brings."""
    try:
        values = json.loads(request.body or b"{}")
    except ValueError as error:
        raise Problem(400, "the body is not JSON") from error
    if not isinstance(values, dict):
        raise Problem(400, "the body is not a JSON object")
    return values


def as_json(values: Any, *, status: int = 200) -> Reply:
    return Reply(status=status, body=json.dumps(values, ensure_ascii=False).encode())


def ok(**fields: Any) -> Reply:
    """The envelope of a call that went well."""
    return as_json({"status": "OK", "ErrorCode": "0", "ErrorDesc": "", **fields})


def fail(code: str, description: str) -> Reply:
    """The envelope of a call that the axis understood and refuses."""
    return as_json({"status": "FAIL", "ErrorCode": code, "ErrorDesc": description, "data": None})
