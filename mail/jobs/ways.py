"""By which way a letter leaves: the smarthost of the operator, or the hosts that DNS names."""

from functools import cache

from mail import operations, queries
from mail.queries.domains import known_policy
from mail.wire import route
from mail.wire.dialing import Dialing
from mail.wire.hops import Hop, Login, Tls
from mail.wire.names import domain_of
from mail.wire.resolver import Resolver, machine_resolver, resolver_at
from mail.wire.route import Route
from mail.wire.sts import Policies, Policy
from office.config import SmarthostTls, current_settings
from office.permissions import SYSTEM

TLS = {
    SmarthostTls.STARTTLS: Tls.MUST,
    SmarthostTls.WRAPPED: Tls.WRAPPED,
    SmarthostTls.NONE: Tls.NONE,
}


def is_set_up() -> bool:
    """Whether letters can leave this installation at all, once a door is open."""
    settings = current_settings()
    has_way = queries.smarthost() is not None or settings.mail_direct
    return has_way and bool(settings.mail_from)


def own_name() -> str:
    """How we call ourselves on a line (EHLO)."""
    settings = current_settings()
    return settings.smtp_name or domain_of(settings.mail_from) or "localhost"


def route_to(domain: str) -> Route:
    """The hosts to be tried; raises `NoRoute` when nobody takes mail there."""
    hop = _smarthost_hop()
    if hop is not None:
        return route.relayed(domain, hop)
    resolver = the_resolver()
    port = current_settings().mail_direct_port
    own = [own_name()]
    return route.direct(
        domain, resolver=resolver, policies=_policies(resolver), own_names=own, port=port
    )


def _smarthost_hop() -> Hop | None:
    place, settings = queries.smarthost(), current_settings()
    if place is None:
        return None
    user = settings.smarthost_user
    login = Login(user, settings.smarthost_secret) if user else None
    return Hop(place[0], place[1], "mail", TLS[settings.smarthost_tls], login)


def dialing() -> Dialing:
    """Opens the lines, by the one gate of the house."""
    return Dialing(the_resolver())


def the_resolver() -> Resolver:
    """The name servers that the operator names, else those of the machine."""
    return _resolver(current_settings().dns_servers, current_settings().dns_port)


@cache
def _resolver(servers: tuple[str, ...], port: int) -> Resolver:
    return resolver_at(servers, port=port) if servers else machine_resolver()


class Remembered:
    """Policies of others in a table: a restart forgets no promise (RFC 8461 5.1, 10.2)."""

    def get(self, domain: str, /) -> Policy | None:
        return known_policy(domain)

    def __setitem__(self, domain: str, policy: Policy, /) -> None:
        operations.keep_policy(domain, policy, by=SYSTEM)


@cache
def _policies(resolver: Resolver) -> Policies:
    return Policies(resolver, Remembered())
