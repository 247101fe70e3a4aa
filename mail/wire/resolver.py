"""The one place that asks DNS: with a cache, an end to every question and null MX (RFC 7505)."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from time import monotonic

import dns.exception
import dns.flags
import dns.name
import dns.rdatatype
import dns.resolver
import dns.reversename
from dns.rdata import Rdata
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.TLSA import TLSA
from dns.rdtypes.ANY.TXT import TXT

from mail.wire.names import BadName, to_ascii

PATIENCE = 5.0
CACHED = 20_000
MOST_HOSTS = 20
MOST_ADDRESSES = 8
_chance = random.SystemRandom()


class LookupFailed(Exception):
    """DNS gave no answer this time; asking again later is right."""


class NoMail(Exception):
    """The domain takes no mail, now or later; `enhanced` is the status of RFC 3463 and 7505."""

    def __init__(self, words: str, *, enhanced: str) -> None:
        super().__init__(words)
        self.enhanced = enhanced


@dataclass(frozen=True)
class Resolver:
    """Questions to a set of name servers; `until` gives one whose whole patience ends then."""

    asks: dns.resolver.Resolver
    ends_at: float | None = None

    def within(self, seconds: float) -> "Resolver":
        """The same, but all questions together may take this long."""
        return replace(self, ends_at=monotonic() + seconds)

    def is_over(self) -> bool:
        """Whether the time for all questions has run out."""
        return self.ends_at is not None and monotonic() > self.ends_at

    def texts(self, name: str) -> list[str]:
        """TXT records, each joined from its pieces."""
        return [text.decode(errors="replace") for text in self.raw_texts(name)]

    def raw_texts(self, name: str) -> list[bytes]:
        """TXT records as the bytes that they are."""
        found = self._records(name, "TXT")
        return [b"".join(one.strings) for one in found if isinstance(one, TXT)]

    def addresses(self, host: str) -> list[str]:
        """IPv6 first, then IPv4; fails only when neither question was answered."""
        found, faults = [], []
        for kind in ("AAAA", "A"):
            try:
                found += [one.to_text() for one in self._records(host, kind)]
            except LookupFailed as fault:
                faults.append(fault)
        if not found and faults:
            raise faults[0]
        return found[:MOST_ADDRESSES]

    def mail_hosts(self, domain: str) -> list[str]:
        """The hosts that take its mail, best first, equals in random order (RFC 5321 5.1)."""
        answer = self._answer(domain, "MX")
        listed = [one for one in answer or () if isinstance(one, MX)]
        if any(one.exchange == dns.name.root for one in listed):
            raise NoMail(f"{domain} takes no mail", enhanced="5.1.10")
        if not listed:
            return self._itself(domain)
        return list(_in_order(listed))[:MOST_HOSTS]

    def _itself(self, domain: str) -> list[str]:
        """Without MX the domain is its own host, if it has an address at all."""
        if not self.addresses(domain):
            raise NoMail(f"{domain} is not known in DNS", enhanced="5.1.2")
        return [to_ascii(domain)]

    def pointers(self, address: str) -> list[str]:
        """The names of an address."""
        name = dns.reversename.from_address(address).to_text(omit_final_dot=True)
        return self.plain(name, "PTR")

    def plain(self, name: str, kind: str) -> list[str]:
        """Records of a kind that are one word: A, AAAA, PTR, CNAME."""
        return [one.to_text().rstrip(".") for one in self._records(name, kind)]

    def exchanges(self, domain: str) -> list[tuple[int, str]]:
        """MX records as they stand."""
        found = [one for one in self._records(domain, "MX") if isinstance(one, MX)]
        return [(one.preference, one.exchange.to_text().rstrip(".")) for one in found]

    def keys_of_service(self, host: str, port: int) -> list[tuple[int, int, int, bytes]]:
        """TLSA records (RFC 7672); none unless the resolver has proved them (AD)."""
        answer = self._answer(f"_{port}._tcp.{host}", "TLSA")
        if answer is None or not answer.response.flags & dns.flags.AD:
            return []
        found = [one for one in answer if isinstance(one, TLSA)]
        return [(one.usage, one.selector, one.mtype, one.cert) for one in found]

    def _records(self, name: str, kind: str) -> Sequence[Rdata]:
        answer = self._answer(name, kind)
        return list(answer) if answer is not None else []

    def _answer(self, name: str, kind: str) -> dns.resolver.Answer | None:
        """What is there; nothing when the name or this kind of record does not exist."""
        try:
            return self.asks.resolve(_whole(name), kind, lifetime=self._left(), search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, BadName):
            return None
        except (dns.exception.DNSException, OSError) as fault:
            raise LookupFailed(f"DNS did not answer for {name} {kind}") from fault

    def _left(self) -> float:
        if self.ends_at is None:
            return PATIENCE
        left = self.ends_at - monotonic()
        if left <= 0:
            raise LookupFailed("DNS took too long")
        return min(left, PATIENCE)


def _whole(name: str) -> dns.name.Name:
    try:
        return dns.name.from_text(f"{to_ascii(name)}.")
    except dns.exception.DNSException as fault:
        raise BadName(name) from fault


def _in_order(records: list[MX]) -> Iterator[str]:
    by_preference = sorted(records, key=lambda one: one.preference)
    for _preference, equals in groupby(by_preference, key=lambda one: one.preference):
        hosts = [one.exchange.to_text().rstrip(".").lower() for one in equals]
        _chance.shuffle(hosts)
        yield from hosts


def resolver_at(addresses: Sequence[str], *, port: int = 53) -> Resolver:
    """A resolver of its own that asks these servers."""
    asks = dns.resolver.Resolver(configure=False)
    asks.nameservers = list(addresses)
    asks.port = port
    return Resolver(_set_up(asks))


@cache
def machine_resolver() -> Resolver:
    """The resolver of the machine, one for the process so that its cache serves everybody."""
    try:
        asks = dns.resolver.Resolver()
    except dns.resolver.NoResolverConfiguration:
        asks = dns.resolver.Resolver(configure=False)
    return Resolver(_set_up(asks))


def _set_up(asks: dns.resolver.Resolver) -> dns.resolver.Resolver:
    asks.cache = dns.resolver.LRUCache(CACHED)
    asks.use_edns(0, ednsflags=0, payload=1232)
    asks.set_flags(dns.flags.RD | dns.flags.AD)
    return asks
