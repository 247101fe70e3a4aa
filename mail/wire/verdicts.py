"""Who really sent it: SPF, DKIM, DMARC and ARC of a message that came, in bounded time."""

import re
from dataclasses import asdict, dataclass
from email import policy
from email.errors import HeaderParseError
from typing import Any

import dkim

from mail.wire.alignment import dmarc_of
from mail.wire.names import domain_of
from mail.wire.resolver import Resolver
from mail.wire.sender_policy import spf_of
from mail.wire.signatures import ODD, Signature, chain_of, signatures_of

PATIENCE = 15.0
LONGEST_FROM = 10_000
RESULTS_HEADER = b"authentication-results"
DEEPEST_COMMENT = 20
COMMENT = re.compile(r"\([^()]*\)")


@dataclass(frozen=True)
class Came:
    """How a message came: the machine, its greeting and the sender of the envelope."""

    peer: str
    helo: str
    sender: str

    @property
    def domain(self) -> str:
        """Whose word SPF checks: that of the envelope, else of the greeting."""
        return domain_of(self.sender) if self.sender else domain_of(f"x@{self.helo}")


@dataclass(frozen=True)
class Verdict:
    """What was found; `policy` is what the visible domain wants done when DMARC fails."""

    spf: str
    spf_domain: str
    dkim: tuple[Signature, ...]
    dmarc: str
    policy: str
    percent: int
    from_domain: str
    arc: str
    arc_domain: str

    @property
    def is_aligned(self) -> bool:
        """Whether the visible sender is proven."""
        return self.dmarc == "pass"

    def proves(self, domain: str) -> bool:
        """Whether a domain itself stands behind it, though it may publish no wish (DMARC)."""
        if self.is_aligned and self.from_domain == domain:
            return True
        by_machine = self.spf == "pass" and self.spf_domain == domain
        signed = any(one.result == "pass" and one.domain == domain for one in self.dkim)
        return self.from_domain == domain and (by_machine or signed)

    def as_json(self) -> dict[str, Any]:
        """Plain data for a row."""
        return asdict(self) | {"dkim": [asdict(one) for one in self.dkim]}

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Verdict":
        """Back from a row."""
        signatures = tuple(Signature(**one) for one in told["dkim"])
        return cls(**(told | {"dkim": signatures}))


def judge(data: bytes, came: Came, *, resolver: Resolver, seconds: float = PATIENCE) -> Verdict:
    """The verdict on a message; DNS that does not answer in time makes it `temperror`."""
    hurried = resolver.within(seconds)
    visible = from_domain(data)
    spf = spf_of(peer=came.peer, helo=came.helo, sender=came.sender, resolver=hurried)
    signatures = signatures_of(data, hurried)
    wish = dmarc_of(visible, spf=spf, spf_domain=came.domain, dkim=signatures, resolver=hurried)
    arc, sealer = chain_of(data, hurried)
    return Verdict(
        spf=spf,
        spf_domain=came.domain,
        dkim=signatures,
        dmarc=wish.result,
        policy=wish.policy,
        percent=wish.percent,
        from_domain=visible,
        arc=arc,
        arc_domain=sealer,
    )


def from_domain(data: bytes) -> str:
    """The domain of the one visible sender; nothing when there is none or more than one."""
    domains = {domain_of(one) for one in authors_of(data)}
    return domains.pop() if len(domains) == 1 else ""


def authors_of(data: bytes) -> list[str]:
    """The addresses in the one From field; nothing when there are more fields or it is odd."""
    found = _from_fields(data)
    return _addresses(found[0]) if len(found) == 1 else []


def named_domains(data: bytes) -> set[str]:
    """Every domain that any From field names: which of them is shown lies with the reader."""
    return {domain_of(one) for value in _from_fields(data) for one in _addresses(value)} - {""}


def _from_fields(data: bytes) -> list[bytes]:
    try:
        headers, _body = dkim.rfc822_parse(data)
    except (dkim.DKIMException, *ODD):
        return []
    return [value for name, value in headers if name.lower() == b"from"]


def _addresses(value: bytes) -> list[str]:
    if len(value) > LONGEST_FROM:
        return []
    try:
        read = policy.default.header_factory("From", value.decode(errors="replace").strip())
        return [f"{one.username}@{one.domain}" for one in read.addresses]
    except (HeaderParseError, *ODD):
        return []


# ------------------------------------------------------------------------- the header


def results_header(verdict: Verdict, *, own_id: str, came: Came) -> str:
    """The value of our Authentication-Results header (RFC 8601)."""
    mailbox = came.sender if came.sender.isascii() and came.sender else f"@{verdict.spf_domain}"
    who = f"smtp.mailfrom={_plain(mailbox)}" if came.sender else f"smtp.helo={_plain(came.helo)}"
    words = [own_id, f"spf={verdict.spf} {who}"]
    words += [
        f"dkim={one.result} header.d={_plain(one.domain)} header.s={_plain(one.selector)}"
        for one in verdict.dkim
    ] or ["dkim=none"]
    words.append(f"dmarc={verdict.dmarc} header.from={_plain(verdict.from_domain)}")
    words.append(f"arc={verdict.arc}")
    return ";\r\n\t".join(words)


def _plain(word: str) -> str:
    """A token that cannot say more than itself."""
    kept = "".join(
        sign for sign in word[:255] if sign.isascii() and (sign.isalnum() or sign in "@._-+")
    )
    return kept or '""'


def without_claims(data: bytes, *, own_id: str) -> bytes:
    """The message without Authentication-Results that others wrote in our name (RFC 8601 5)."""
    head, gap, body = data.partition(b"\r\n\r\n")
    kept = [field for field in _fields(head) if not _is_claim(field, own_id)]
    return b"".join(kept).removesuffix(b"\r\n") + gap + body


def _fields(head: bytes) -> list[bytes]:
    found: list[bytes] = []
    for line in head.splitlines(keepends=True):
        if line[:1] in {b" ", b"\t"} and found:
            found[-1] += line
        else:
            found.append(line)
    return found


def _is_claim(field: bytes, own_id: str) -> bool:
    name, _colon, value = field.partition(b":")
    if name.strip().lower() != RESULTS_HEADER:
        return False
    words = _without_comments(value.decode(errors="replace")).partition(";")[0].split()
    return bool(words) and words[0].strip('"').lower() == own_id.lower()


def _without_comments(text: str) -> str:
    for _depth in range(DEEPEST_COMMENT):
        text, count = COMMENT.subn(" ", text)
        if not count:
            break
    return text
