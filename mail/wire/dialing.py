"""Opens a socket to a host of a route through the one gate of the house."""

import socket

from mail.wire.hops import Hop
from mail.wire.resolver import LookupFailed, Resolver
from office import fetch

REACH = 30.0


class Dialing:
    """Calls hosts: those of a route by the addresses that our resolver gives, one after the other.

    A smarthost is named by the operator, so the machine's own word for its address counts.
    """

    def __init__(self, resolver: Resolver, *, patience: float = REACH) -> None:
        self._resolver = resolver
        self._patience = patience

    def __call__(self, hop: Hop) -> socket.socket:
        """The first address that answers; raises OSError when none does."""
        fault: Exception = OSError(f"{hop.host} has no address")
        for address in self._addresses(hop):
            try:
                checked = fetch.open_address(address, hop.port, purpose=hop.purpose)
                return socket.create_connection((checked, hop.port), self._patience)
            except (OSError, fetch.FetchFailed) as found:
                fault = found
        raise OSError(str(fault)) from fault

    def _addresses(self, hop: Hop) -> list[str]:
        if hop.purpose != "mx":
            return [hop.host]
        try:
            return self._resolver.addresses(hop.host)
        except LookupFailed as fault:
            raise OSError(str(fault)) from fault
