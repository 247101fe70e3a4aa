"""From a domain to the hosts that may take its mail: a smarthost, or those that DNS names."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from mail.wire.dane import usable
from mail.wire.hops import Hop, Outcome, Said, Tls
from mail.wire.resolver import LookupFailed, NoMail, Resolver
from mail.wire.sts import Policies, Promise


class NoRoute(Exception):
    """Nobody takes mail for the domain, for good or for now; `said` stands for each recipient."""

    def __init__(self, said: Said) -> None:
        super().__init__(said.status)
        self.said = said


@dataclass(frozen=True)
class Route:
    """The hosts to be tried in this order, and the promise that made their lines private."""

    domain: str
    hops: tuple[Hop, ...]
    promise: Promise = field(default_factory=Promise)


def relayed(domain: str, smarthost: Hop) -> Route:
    """Everything goes by one host that the operator trusts."""
    return Route(domain, (replace(smarthost, purpose="mail"),))


def direct(
    domain: str,
    *,
    resolver: Resolver,
    policies: Policies,
    own_names: Collection[str] = (),
    port: int = 25,
) -> Route:
    """The hosts of the domain itself; a policy that is enforced leaves those that it names.

    A host whose key a signed DNS names proves itself by that key, whatever the policy says.
    """
    hosts = _before_us(_hosts(domain, resolver), own_names, domain)
    promise = policies.promise_of(domain)
    hops = [_pinned(Hop(host, port), resolver) for host in hosts]
    policy = promise.policy
    if policy is not None and policy.mode == "enforce":
        hops = [_promised(hop) for hop in hops if hop.keys or policy.allows(hop.host)]
    if not hops:
        text = f"no host of {domain} is named by its own policy"
        raise NoRoute(Said(Outcome.LATER, 0, "4.7.5", text))
    return Route(domain, tuple(hops), promise)


def _pinned(hop: Hop, resolver: Resolver) -> Hop:
    try:
        keys = usable(resolver.keys_of_service(hop.host, hop.port))
    except LookupFailed:
        return hop
    return replace(hop, tls=Tls.PINNED, keys=keys) if keys else hop


def _promised(hop: Hop) -> Hop:
    return hop if hop.keys else replace(hop, tls=Tls.MUST)


def _hosts(domain: str, resolver: Resolver) -> list[str]:
    try:
        return resolver.mail_hosts(domain)
    except NoMail as fault:
        raise NoRoute(Said(Outcome.REFUSED, 0, fault.enhanced, str(fault))) from fault
    except LookupFailed as fault:
        raise NoRoute(Said(Outcome.LATER, 0, "4.4.3", str(fault))) from fault


def _before_us(hosts: list[str], own_names: Collection[str], domain: str) -> list[str]:
    """Only hosts better than ourselves: else the mail would come back (RFC 5321 5.1)."""
    own = {name.lower() for name in own_names}
    place = next((n for n, host in enumerate(hosts) if host in own), len(hosts))
    if place == 0:
        text = f"the mail of {domain} would come back to us"
        raise NoRoute(Said(Outcome.REFUSED, 0, "5.4.6", text))
    return hosts[:place]
