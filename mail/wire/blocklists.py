"""Asks public blocklists in DNS about an address (RFC 5782); none of them delays a mail."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from ipaddress import ip_address
from time import monotonic

import dns.exception
import dns.name
import dns.reversename

from mail.wire.resolver import LookupFailed, Resolver

PATIENCE = 1.0
RESTS = 300.0
LISTED = "127."
NO_ANSWER = "127.255.255."


@dataclass
class Blocklists:
    """Zones in the order in which they are asked; one that does not answer rests for minutes."""

    zones: Sequence[str]
    resolver: Resolver
    resting: dict[str, float] = field(default_factory=dict)

    def listing(self, peer: str) -> str:
        """The first zone that lists a public address, or nothing; never longer than a second."""
        if not self.zones or not _is_public(peer):
            return ""
        awake = [zone for zone in self.zones if self.resting.get(zone, 0.0) < monotonic()]
        return next((zone for zone in awake if self._lists(zone, peer, len(awake))), "")

    def _lists(self, zone: str, peer: str, among: int) -> bool:
        """Each has its share of the second, so that a dead one costs the others nothing."""
        try:
            found = self.resolver.within(PATIENCE / among).plain(_name(peer, zone), "A")
        except LookupFailed:
            self.resting[zone] = monotonic() + RESTS
            return False
        except dns.exception.DNSException:
            return False
        return any(one.startswith(LISTED) and not one.startswith(NO_ANSWER) for one in found)


@cache
def blocklists_at(zones: tuple[str, ...], resolver: Resolver) -> Blocklists:
    """One for the process, so that what rests is known to all who ask."""
    return Blocklists(zones, resolver)


def _name(peer: str, zone: str) -> str:
    origin = dns.name.from_text(zone)
    name = dns.reversename.from_address(peer, v4_origin=origin, v6_origin=origin)
    return name.to_text(omit_final_dot=True)


def _is_public(peer: str) -> bool:
    try:
        return ip_address(peer).is_global
    except ValueError:
        return False
