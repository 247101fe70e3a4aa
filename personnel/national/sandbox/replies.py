"""What comes over the line and what goes back."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import rfc8785

from personnel.national.codes import JSON_TYPE, PROBLEM_BASE, PROBLEM_TYPE, Code

STATUSES = {
    Code.AUTH_FAILED: 401,
    Code.IP_NOT_ALLOWED: 403,
    Code.AGENCY_UNKNOWN: 403,
    Code.PROVINCE_UNKNOWN: 403,
    Code.NOT_FOUND: 404,
    Code.INCOMPLETE: 422,
    Code.CODELIST_UNKNOWN: 422,
    Code.DATA_INVALID: 422,
    Code.DUPLICATE_PERSON: 409,
    Code.VERSION_CONFLICT: 412,
    Code.SEQUENCE_GAP: 409,
    Code.IDEMPOTENCY_MISMATCH: 409,
    Code.SIGNATURE_INVALID: 401,
    Code.CERTIFICATE_UNTRUSTED: 401,
    Code.NOT_OWNER: 403,
    Code.TRANSFER_PENDING: 409,
    Code.CURSOR_EXPIRED: 410,
    Code.CODELIST_OUTDATED: 409,
    Code.SCHEMA_UNSUPPORTED: 415,
    Code.RATE_LIMITED: 429,
    Code.MAINTENANCE: 503,
}
Json = Mapping[str, Any]
Errors = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One call, already read from the line; header names in lower case."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer, complete."""

    status: int = 200
    body: bytes = b""
    content_type: str = JSON_TYPE
    headers: Mapping[str, str] = field(default_factory=dict)

    def also(self, **headers: str) -> "Reply":
        """The same with more headers; an underscore in a name is a hyphen."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers={**self.headers, **more})


class Problem(Exception):
    """A call that is answered with problem details (RFC 9457)."""

    def __init__(  # the members of problem details
        self,
        code: Code,
        detail: str,
        *,
        status: int = 0,
        errors: Errors = (),
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.status = status or STATUSES[code]
        self.detail = detail
        self.errors = errors
        self.headers = dict(headers or {})
        self.more = more

    def reply(self, correlation: str) -> Reply:
        """The problem as it goes over the line."""
        said: dict[str, Any] = {
            "type": PROBLEM_BASE + self.code,
            "title": self.code.replace("-", " "),
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            "correlationId": correlation,
            **self.more,
        }
        if self.errors:
            said["errors"] = [dict(one) for one in self.errors]
        return Reply(
            status=self.status,
            body=json.dumps(said, ensure_ascii=False).encode(),
            content_type=PROBLEM_TYPE,
            headers=self.headers,
        )


def as_json(values: Any, *, status: int = 200) -> Reply:
    """Canonical, so that what is signed is what is sent."""
    return Reply(status=status, body=rfc8785.dumps(values))
