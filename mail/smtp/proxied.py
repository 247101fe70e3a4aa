"""A door behind a proxy (HAProxy and its like): who stands before the proxy says its first line.

The line of the PROXY protocol (version 1 or 2) is read from the bare socket, byte by byte, before
any session or TLS begins. It is asked of the named addresses and believed of nobody else.
"""

import asyncio
import contextlib
import ipaddress
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aiosmtpd.proxy_protocol import ProxyData, get_proxy

PATIENCE = 5.0
MOST_WAITING = 512
LONGEST_LINE = 107
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class NoHeader(Exception):
    """A proxy did not say for whom it speaks."""


@dataclass(frozen=True, slots=True)
class _Reader:
    """Never reads further than it is asked: what follows is for TLS."""

    peer: socket.socket

    async def read(self, most: int = -1) -> bytes:
        found = await asyncio.get_running_loop().sock_recv(self.peer, max(most, 0))
        if not found:
            raise NoHeader
        return found

    async def readexactly(self, count: int) -> bytes:
        found = b""
        while len(found) < count:
            found += await self.read(count - len(found))
        return found

    async def readuntil(self, separator: bytes = b"\r\n") -> bytes:
        found = b""
        while not found.endswith(separator) and len(found) < LONGEST_LINE:
            found += await self.read(1)
        return found


class Doorman:
    """Listens in place of the loop's own server and tells each session who its peer is."""

    def __init__(
        self,
        listening: socket.socket,
        made: Callable[[str], asyncio.Protocol],
        *,
        proxies: Sequence[Network],
        context: ssl.SSLContext | None,
        tell: Callable[..., None],
    ) -> None:
        listening.settimeout(0.0)
        self.sockets = (listening,)
        self._made = made
        self._proxies = proxies
        self._context = context
        self._tell = tell
        self._waiting: set[asyncio.Task[None]] = set()
        self._listener = asyncio.get_running_loop().create_task(self._listen(listening))
        self._listener.add_done_callback(lambda _task: listening.close())

    async def _listen(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                peer, address = await loop.sock_accept(listening)
            except OSError:  # out of descriptors: as the loop's own server, wait a moment
                await asyncio.sleep(1.0)
                continue
            if len(self._waiting) >= MOST_WAITING:
                peer.close()
                continue
            task = loop.create_task(self._let_in(peer, plain(address[0])))
            self._waiting.add(task)
            task.add_done_callback(self._waiting.discard)

    async def _let_in(self, peer: socket.socket, address: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                known = await self._introduced(peer, address)
            loop = asyncio.get_running_loop()
            await loop.connect_accepted_socket(
                lambda: self._made(known),
                peer,
                ssl=self._context,
                ssl_handshake_timeout=PATIENCE if self._context else None,
            )
        except (NoHeader, TimeoutError):
            self._tell("no proxy header", peer=address)
            peer.close()
        except (OSError, asyncio.CancelledError):
            peer.close()

    async def _introduced(self, peer: socket.socket, address: str) -> str:
        """A proxy that looks whether we are well speaks for itself (LOCAL, UNKNOWN)."""
        if not any(ipaddress.ip_address(address) in one for one in self._proxies):
            return address
        found = await get_proxy(_Reader(peer))
        if not found.valid:
            raise NoHeader
        return _source(found) or address

    def close(self) -> None:
        """Take nobody in any more; who is in stays."""
        self._listener.cancel()
        for task in self._waiting:
            task.cancel()


def _source(found: ProxyData) -> str:
    told = found.src_addr
    is_address = isinstance(told, ipaddress.IPv4Address | ipaddress.IPv6Address)
    return plain(str(told)) if is_address else ""


def plain(address: str) -> str:
    """An IPv4 address that came by an IPv6 socket is itself."""
    return address.removeprefix("::ffff:")


def listening_at(host: str, port: int, backlog: int) -> socket.socket:
    """A listening socket that other processes may share."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    is_any = host == "::"
    return socket.create_server(
        (host, port), family=family, backlog=backlog, reuse_port=True, dualstack_ipv6=is_any
    )


def networks(words: Sequence[str]) -> tuple[Network, ...]:
    """Addresses and networks as an operator writes them."""
    with contextlib.suppress(ValueError):
        return tuple(ipaddress.ip_network(one, strict=False) for one in words)
    raise OSError(f"not an address or a network: {', '.join(words)[:200]}")
