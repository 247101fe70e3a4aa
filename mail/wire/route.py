"""From a domain to the hosts that may take its mail: a smarthost, or those that DNS names."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

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
    """The hosts of the domain itself; a policy that is enforced leaves those that it names."""
    hosts = _before_us(_hosts(domain, resolver), own_names, domain)
    promise = policies.promise_of(domain)
    policy = promise.policy
    if policy is None or policy.mode != "enforce":
        return Route(domain, tuple(Hop(host, port) for host in hosts), promise)
    good = [host for host in hosts if policy.allows(host)]
    if not good:
        text = f"no host of {domain} is named by its own policy"
        raise NoRoute(Said(Outcome.LATER, 0, "4.7.5", text))
    return Route(domain, tuple(Hop(host, port, tls=Tls.MUST) for host in good), promise)


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
