"""Who may come in, how often, and who has guessed too many passwords."""

import ipaddress
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

from mail.smtp import answers
from mail.smtp.answers import Answer
from mail.smtp.failures import MOST_KEPT, Failures, OwnFailures, younger


@dataclass(frozen=True, slots=True)
class Caps:
    """How much one address, and all together, may ask of a process."""

    connections: int = 500
    connections_per_peer: int = 50
    connections_per_minute: int = 300
    mails_per_minute: int = 600
    failures: int = 5
    failures_per_net: int = 50
    failures_within: float = 900.0
    first_delay: float = 0.25
    longest_delay: float = 8.0
    trusted: frozenset[str] = frozenset({"", "127.0.0.1", "::1"})  # no rates: our own programs


class Gate:
    """Counters of one process; an address is counted with its /24 or /64 where it guesses.

    Wrong passwords may be counted where other processes count theirs.
    """

    def __init__(
        self,
        caps: Caps,
        now: Callable[[], float] = time.monotonic,
        failures: Failures | None = None,
    ) -> None:
        self.caps = caps
        self._now = now
        self._failed = failures or OwnFailures(now)
        self._inside: Counter[str] = Counter()
        self._all = 0
        self._came: dict[str, deque[float]] = defaultdict(deque)
        self._sent: dict[str, deque[float]] = defaultdict(deque)

    def enter(self, peer: str) -> Answer | None:
        """None and counted in, or why not; who was counted in must leave."""
        if self._all >= self.caps.connections:
            return answers.TOO_MANY_CONNECTIONS
        counted = peer not in self.caps.trusted
        if counted and self._inside[peer] >= self.caps.connections_per_peer:
            return answers.TOO_MANY_CONNECTIONS
        if counted and self._over(self._came, peer, 60.0, self.caps.connections_per_minute):
            return answers.TOO_OFTEN
        self._inside[peer] += 1
        self._all += 1
        return None

    def leave(self, peer: str) -> None:
        self._all -= 1
        self._inside[peer] -= 1
        if not self._inside[peer]:
            del self._inside[peer]

    def mail(self, peer: str) -> Answer | None:
        """Counts a mail that begins."""
        counted = peer not in self.caps.trusted
        if counted and self._over(self._sent, peer, 60.0, self.caps.mails_per_minute):
            return answers.TOO_MANY_MAILS
        return None

    def locked(self, account: str, peer: str) -> bool:
        """Whether this account or this net has failed too often in the last minutes."""
        caps = self.caps
        return (
            self._count(f"a {account.lower()}") >= caps.failures
            or self._count(f"n {net_of(peer)}") >= caps.failures_per_net
        )

    def failed(self, account: str, peer: str) -> float:
        """Count a failed login; how long its answer waits, longer each time."""
        mine = f"a {account.lower()}"
        self._failed.add([mine, f"n {net_of(peer)}"], self.caps.failures_within)
        doubled = self.caps.first_delay * 2.0 ** min(max(self._count(mine), 1) - 1, 10)
        return min(doubled, self.caps.longest_delay)

    def begins_lock(self, account: str, peer: str) -> bool:
        """Whether the failure counted last is the one that locks; asked once after each."""
        caps = self.caps
        return (
            self._count(f"a {account.lower()}") == caps.failures
            or self._count(f"n {net_of(peer)}") == caps.failures_per_net
        )

    def succeeded(self, account: str) -> None:
        """Who knows the password is not locked out by an earlier slip."""
        self._failed.forget(f"a {account.lower()}")

    def _count(self, key: str) -> int:
        return self._failed.count(key, self.caps.failures_within)

    def _over(self, table: dict[str, deque[float]], key: str, within: float, most: int) -> bool:
        if len(table) > MOST_KEPT:
            table.clear()
        now = self._now()
        times = younger(table[key], now - within)
        if len(times) >= most:
            return True
        times.append(now)
        return False


def net_of(peer: str) -> str:
    """The /24 or /64 of an address: whoever has one address there may have the others."""
    try:
        found = ipaddress.ip_address(peer)
    except ValueError:
        return peer
    wide = 24 if found.version == 4 else 64
    return str(ipaddress.ip_network(f"{peer}/{wide}", strict=False))
