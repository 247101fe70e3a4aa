"""The way to a register: HTTP with a token, canonical and signed bodies."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, BinaryIO, Protocol
from urllib.parse import quote, urlencode

import structlog

from office import clock
from office.fetch import AnswerTooLarge, FetchFailed
from personnel.national import jws
from personnel.national.client.outcomes import Later, Refused, Trouble
from personnel.national.codes import (
    AGENCY_HEADER,
    CORRELATION_HEADER,
    JSON_TYPE,
    SIGNATURE_HEADER,
    SKEW_SECONDS,
    Code,
    Scope,
)
from personnel.national.envelope import canonical

log = structlog.get_logger(__name__)
PURPOSE = "register"
_TIMEOUT = 60.0
_LIMIT = 64 * 1024 * 1024
_EARLY = timedelta(seconds=30)


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call of the contract, before anything of a line is known."""

    name: str
    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    media: str = JSON_TYPE


@dataclass(frozen=True)
class Reply:
    """What came back; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    said: Any

    def wait(self) -> float | None:
        """How long the other end asks us to wait."""
        text = self.headers.get("retry-after", "")
        return float(text) if text.isdigit() else None


class Channel(Protocol):
    """Carries calls out; a line that is down is `Trouble(Later)`."""

    def carry_out(self, call: Call) -> Reply: ...


class Answer(Protocol):
    """An HTTP answer as ``office.fetch`` gives it."""

    @property
    def status(self) -> int: ...

    @property
    def headers(self) -> Mapping[str, str]: ...

    @property
    def body(self) -> bytes: ...


class Http(Protocol):
    """The only way out: ``office.fetch.fetch`` or, in tests, something of the same shape."""

    def __call__(  # noqa: PLR0913  # the signature is office.fetch's
        self,
        url: str,
        *,
        purpose: str,
        method: str = "GET",
        data: bytes | BinaryIO | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 5,
        limit: int = 1024 * 1024,
    ) -> Answer: ...


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """How a connection proves who it is; `token_url` empty means the usual place."""

    client_id: str
    secret: str = field(repr=False)
    token_url: str = ""
    scopes: Sequence[str] = tuple(Scope)


class Line:
    """HTTP calls with a token that is renewed when it ends.

    `skew` is how far the clock over there was ahead of ours in its last answer.
    """

    def __init__(
        self,
        base_url: str,
        *,
        credentials: Credentials,
        http: Http,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.now = now
        self.skew: timedelta | None = None
        self._credentials = credentials
        self._http = http
        self._token = ""
        self._ends = now()

    def ask(self, method: str, path: str, headers: Mapping[str, str], data: bytes | None) -> Answer:
        """With a fresh token if the first one is not taken any more."""
        answer = self._send(method, path, headers, data)
        if answer.status == 401 and not _is_signature(answer):
            self._token = ""
            answer = self._send(method, path, headers, data)
        return answer

    def _send(
        self, method: str, path: str, headers: Mapping[str, str], data: bytes | None
    ) -> Answer:
        said = {**headers, "Authorization": f"Bearer {self._bearer()}"}
        return self._fetch(self.base_url + path, method=method, headers=said, data=data)

    def _bearer(self) -> str:
        if not self._token or self.now() >= self._ends:
            given = self._credentials
            pair = f"{given.client_id}:{given.secret}".encode()
            form = {"grant_type": "client_credentials", "scope": " ".join(given.scopes)}
            answer = self._fetch(
                given.token_url or f"{self.base_url}/token",
                method="POST",
                headers={
                    "Authorization": f"Basic {base64.b64encode(pair).decode()}",
                    "Content-Type": "application/x-www-form-urlencoded",
                },
                data=urlencode(form).encode(),
            )
            said = read(answer)
            if answer.status != 200 or not isinstance(said, dict) or not said.get("access_token"):
                raise trouble_of_status(answer.status, "no token was given", None)
            self._token = str(said["access_token"])
            lasts = timedelta(seconds=float(said.get("expires_in") or 0))
            self._ends = self.now() + lasts - _EARLY
        return self._token

    def _fetch(
        self, url: str, *, method: str, headers: Mapping[str, str], data: bytes | None
    ) -> Answer:
        try:
            answer = self._http(
                url,
                purpose=PURPOSE,
                method=method,
                data=data,
                headers=headers,
                timeout=_TIMEOUT,
                limit=_LIMIT,
            )
        except AnswerTooLarge as fault:
            raise Trouble(Refused("too-large", str(fault))) from fault
        except FetchFailed as fault:
            raise Trouble(Later(str(fault))) from fault
        self._compare_clocks(answer)
        return answer

    def _compare_clocks(self, answer: Answer) -> None:
        said = {name.lower(): value for name, value in answer.headers.items()}
        with suppress(KeyError, ValueError):
            self.skew = parsedate_to_datetime(said["date"]) - self.now()
            if abs(self.skew) > timedelta(seconds=SKEW_SECONDS):
                seconds = round(self.skew.total_seconds())
                log.warning("the clock of the register differs", seconds=seconds)


class RestChannel:
    """The contract as it is written; answers are checked where keys of the register are known."""

    def __init__(
        self,
        line: Line,
        *,
        agency: str,
        signer: jws.Signer | None,
        register_keys: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        self._line = line
        self._agency = agency
        self._signer = signer
        self._register_keys = register_keys

    def carry_out(self, call: Call) -> Reply:
        """One call and its answer, good or bad."""
        data = None if call.body is None else canonical(call.body)
        headers = {**call.headers, AGENCY_HEADER: self._agency}
        if data is not None:
            headers["Content-Type"] = call.media
            if self._signer:
                headers |= self._signer.headers(data, at=self._line.now())
        path = quote(call.path) + (f"?{urlencode(call.query)}" if call.query else "")
        answer = self._line.ask(call.method, path, headers, data)
        found = {name.lower(): value for name, value in answer.headers.items()}
        self._check_signature(answer, found)
        return Reply(answer.status, found, read(answer))

    def _check_signature(self, answer: Answer, headers: Mapping[str, str]) -> None:
        """A forged answer tells nothing, so the outcome counts as unknown."""
        if not self._register_keys or answer.status >= 300:
            return
        signature = headers.get(SIGNATURE_HEADER.lower(), "")
        try:
            jws.check(signature, answer.body, keys=self._register_keys, at=self._line.now())
        except jws.Forged as fault:
            raise Trouble(Later(f"the answer is not signed by the register: {fault}")) from fault


def read(answer: Answer) -> Any:
    """The JSON of an answer; what cannot be read tells nothing."""
    if not answer.body:
        return None
    try:
        return json.loads(answer.body)
    except ValueError as fault:
        if answer.status < 300:
            raise Trouble(Later("the answer is not JSON")) from fault
        return None


def trouble_of_status(status: int, why: str, wait: float | None) -> Trouble:
    """Timeouts, slow-downs and faults of the other end pass; other refusals stay."""
    if status >= 500 or status in {408, 425, 429}:
        return Trouble(Later(f"HTTP {status}: {why}", wait))
    return Trouble(Refused(Code.AUTH_FAILED if status == 401 else f"http-{status}", why, status))


def correlated(correlation: str) -> dict[str, str]:
    """The header that lets both ends find one call in their logs."""
    return {CORRELATION_HEADER: correlation} if correlation else {}


def _is_signature(answer: Answer) -> bool:
    said = read(answer)
    code = said.get("code") if isinstance(said, dict) else ""
    return code in {Code.SIGNATURE_INVALID, Code.CERTIFICATE_UNTRUSTED}
