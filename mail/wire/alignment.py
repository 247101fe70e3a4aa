"""DMARC (RFC 7489): what the domain that people see wants done, and whether it stood behind it.

Written here because the library at hand cuts a domain off at its first hyphen, and with it every
domain in A-labels.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from publicsuffixlist import PublicSuffixList

from mail.wire.resolver import LookupFailed, Resolver
from mail.wire.signatures import Signature

POLICIES = ("none", "quarantine", "reject")


@dataclass(frozen=True)
class Wish:
    """What a domain publishes; `policy` already chosen between domain and subdomain."""

    policy: str
    strict_spf: bool = False
    strict_dkim: bool = False
    percent: int = 100


@dataclass(frozen=True)
class Alignment:
    """The result (`pass`, `fail`, `none`, `temperror`, `permerror`) and the wish behind it."""

    result: str
    policy: str = ""
    percent: int = 100


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def organisation_of(domain: str) -> str:
    """The domain below the public suffix: that of one agency, whatever stands before it."""
    return _suffixes().privatesuffix(domain) or domain


def dmarc_of(
    from_domain: str, *, spf: str, spf_domain: str, dkim: Iterable[Signature], resolver: Resolver
) -> Alignment:
    """Judge the visible sender by what SPF and DKIM found."""
    if not from_domain:
        return Alignment("permerror")
    try:
        wish = wish_of(from_domain, resolver)
    except LookupFailed:
        return Alignment("temperror")
    if wish is None:
        return Alignment("none")
    words = _words(from_domain, wish, spf, spf_domain, dkim)
    return Alignment(_best(words), wish.policy, wish.percent)


def _words(
    from_domain: str, wish: Wish, spf: str, spf_domain: str, dkim: Iterable[Signature]
) -> set[str]:
    """What was found for domains that are aligned with the visible one."""
    found = {spf} if is_aligned(from_domain, spf_domain, wish.strict_spf) else set()
    return found | {
        one.result for one in dkim if is_aligned(from_domain, one.domain, wish.strict_dkim)
    }


def _best(words: set[str]) -> str:
    return next((word for word in ("pass", "temperror") if word in words), "fail")


def is_aligned(visible: str, proven: str, is_strict: bool) -> bool:  # noqa: FBT001 - a word of DNS
    """Whether two domains speak for each other (RFC 7489 3.1)."""
    if not proven or not visible:
        return False
    if is_strict:
        return visible == proven
    return organisation_of(visible) == organisation_of(proven)


def wish_of(domain: str, resolver: Resolver) -> Wish | None:
    """The published wish of a domain or of the organisation it belongs to."""
    if tags := _published(domain, resolver):
        return _wish(tags, tags.get("p", ""))
    above = organisation_of(domain)
    tags = _published(above, resolver) if above != domain else {}
    return _wish(tags, tags.get("sp", tags.get("p", ""))) if tags else None


def _published(domain: str, resolver: Resolver) -> dict[str, str]:
    """The tags of the one record there is; two records are none."""
    texts = [text for text in resolver.texts(f"_dmarc.{domain}") if _is_dmarc(text)]
    return _tags(texts[0]) if len(texts) == 1 else {}


def _is_dmarc(text: str) -> bool:
    return text.partition(";")[0].replace(" ", "").lower() == "v=dmarc1"


def _tags(text: str) -> dict[str, str]:
    pairs = (piece.partition("=") for piece in text.split(";"))
    return {name.strip().lower(): value.strip() for name, _is, value in pairs if name.strip()}


def _wish(tags: dict[str, str], policy: str) -> Wish | None:
    """A record with reports but without a readable policy asks for nothing (RFC 7489 6.6.3)."""
    chosen = policy.lower()
    if chosen not in POLICIES:
        chosen = "none" if tags.get("rua") else ""
    percent = tags.get("pct", "100")
    return (
        Wish(
            chosen,
            strict_spf=tags.get("aspf", "r").lower() == "s",
            strict_dkim=tags.get("adkim", "r").lower() == "s",
            percent=min(int(percent), 100) if percent.isdecimal() else 100,
        )
        if chosen
        else None
    )
