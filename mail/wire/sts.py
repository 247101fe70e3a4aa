"""MTA-STS (RFC 8461): a domain's own word that its hosts prove themselves, and ours to others."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from mail.wire.names import BadName, to_ascii
from mail.wire.resolver import LookupFailed, Resolver
from office import clock, fetch

PURPOSE = "mta-sts"
PATH = "/.well-known/mta-sts.txt"
MODES = ("enforce", "testing", "none")
LARGEST = 64 * 1024
LONGEST_AGE = 31_557_600
REST = timedelta(minutes=5)
PATIENCE = 20.0

Fetch = Callable[[str], fetch.Fetched]


class Memory(Protocol):
    """Where policies of others are kept until their time."""

    def get(self, domain: str, /) -> "Policy | None": ...

    def __setitem__(self, domain: str, policy: "Policy", /) -> None: ...


class BadPolicy(ValueError):
    """The text is no policy."""


@dataclass(frozen=True)
class Policy:
    """What a domain promised and until when it may be remembered."""

    id: str
    mode: str
    hosts: tuple[str, ...]
    until: datetime

    def allows(self, host: str) -> bool:
        """Whether the host is one of those named; `*.` stands for one label (RFC 8461 4.1)."""
        name = host.rstrip(".").lower()
        return any(name == one or _is_under(name, one) for one in self.hosts)


@dataclass(frozen=True)
class Promise:
    """The policy that holds now, if any, and what went wrong in asking (RFC 8460 4.3)."""

    policy: Policy | None = None
    fault: str = ""


def _is_under(name: str, pattern: str) -> bool:
    return pattern.startswith("*.") and name.partition(".")[2] == pattern[2:]


def parse(text: str, *, id: str, now: datetime) -> Policy:  # noqa: A002 - the word of the RFC
    """The policy of a text as it is served."""
    pairs = [line.partition(":") for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
    values: dict[str, list[str]] = {}
    for name, _colon, value in pairs:
        values.setdefault(name.strip().lower(), []).append(value.strip())
    mode = values.get("mode", [""])[0]
    age = values.get("max_age", [""])[0]
    if values.get("version") != ["STSv1"] or mode not in MODES or not _is_number(age):
        raise BadPolicy("the policy lacks its version, its mode or its age")
    try:
        hosts = tuple(_pattern(one) for one in values.get("mx", []))
    except BadName as fault:
        raise BadPolicy(str(fault)) from fault
    if not hosts and mode != "none":
        raise BadPolicy("the policy names no host")
    return Policy(id, mode, hosts, now + timedelta(seconds=min(int(age), LONGEST_AGE)))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 10


def _pattern(text: str) -> str:
    return f"*.{to_ascii(text[2:])}" if text.startswith("*.") else to_ascii(text)


def policy_text(mode: str, hosts: list[str], *, max_age: int) -> str:
    """Our own policy as the web application serves it."""
    lines = ["version: STSv1", f"mode: {mode}", *(f"mx: {host}" for host in hosts)]
    return "".join(f"{line}\r\n" for line in [*lines, f"max_age: {max_age}"])


def id_of(text: str) -> str:
    """The id of a policy in DNS: another one as soon as the policy says something else."""
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _fetched(url: str) -> fetch.Fetched:
    return fetch.fetch(url, purpose=PURPOSE, timeout=PATIENCE, limit=LARGEST)


def _nothing() -> dict[str, Policy]:
    return {}


@dataclass
class Policies:
    """Policies of others; `known` may outlive the process, so that a first line is private too."""

    resolver: Resolver
    known: Memory = field(default_factory=_nothing)
    ask: Fetch = _fetched
    _resting: dict[str, Promise] = field(default_factory=dict)
    _until: dict[str, datetime] = field(default_factory=dict)

    def promise_of(self, domain: str) -> Promise:
        """What holds for the domain now; what was promised holds until its time, DNS or not."""
        kept = self._kept(domain)
        try:
            announced = self._announced(domain)
        except LookupFailed:
            return Promise(kept)
        if not announced or (kept and kept.id == announced):
            return Promise(kept)
        return self._renewed(domain, announced, kept)

    def _kept(self, domain: str) -> Policy | None:
        kept = self.known.get(domain)
        return kept if kept and kept.until > clock.now() else None

    def _announced(self, domain: str) -> str:
        """The id of the one record there is."""
        texts = [one for one in self.resolver.texts(f"_mta-sts.{domain}") if _is_sts(one)]
        if len(texts) != 1:
            return ""
        pairs = (piece.partition("=") for piece in texts[0].split(";"))
        return {name.strip(): value.strip() for name, _is, value in pairs}.get("id", "")

    def _renewed(self, domain: str, announced: str, kept: Policy | None) -> Promise:
        if self._until.get(domain, clock.now()) > clock.now():
            return self._resting[domain]
        try:
            found = parse(self._served(domain), id=announced, now=clock.now())
        except fetch.FetchFailed:
            return self._rest(domain, Promise(kept, "sts-policy-fetch-error"))
        except BadPolicy:
            return self._rest(domain, Promise(kept, "sts-policy-invalid"))
        self.known[domain] = found
        return Promise(found)

    def _rest(self, domain: str, promise: Promise) -> Promise:
        self._resting[domain], self._until[domain] = promise, clock.now() + REST
        return promise

    def _served(self, domain: str) -> str:
        answer = self.ask(f"https://mta-sts.{domain}{PATH}")
        if answer.status != 200:
            raise fetch.FetchFailed(f"the policy of {domain} is answered by {answer.status}")
        return answer.body.decode(errors="replace")


def _is_sts(text: str) -> bool:
    return text.partition(";")[0].strip() == "v=STSv1"
