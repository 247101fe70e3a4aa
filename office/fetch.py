"""The only way out: HTTP to hosts that a configuration names for a purpose, and to no others.

A name is looked up once, the address is checked and the connection goes to that very address.
Private and loopback addresses must be listed themselves; proxies of the environment are not used.
Mail alone goes to hosts that nobody listed: to public addresses, on the port of its purpose.
"""

import http.client
import io
import os
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import BinaryIO
from urllib.parse import SplitResult, urljoin, urlsplit

import structlog

from office.config import Settings, current_settings
from office.db import in_operation

log = structlog.get_logger(__name__)
MIB = 1 << 20
PIECE = 1 << 16
MOST_REDIRECTS = 3
PORTS = {"http": 80, "https": 443}
# Mail goes to whoever has an address: these purposes reach any public host, on one port each.
ANYWHERE = {"mx": 25, "mta-sts": 443}
TRANSLATED = ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address in disguise

Address = IPv4Address | IPv6Address
Destination = tuple[str, int]
Source = Callable[[], Iterable[Destination]]


class FetchFailed(Exception):
    """The other side was not reached, or answered more, later or from elsewhere than allowed."""


class AnswerTooLarge(FetchFailed):
    """The other side is well, but this answer of it is larger than the caller takes."""


@dataclass(frozen=True)
class Fetched:
    """The answer; header names in lower case, `body` empty when a sink took it."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Call:
    """One question, checked and on its way."""

    url: SplitResult
    purpose: str
    method: str
    data: bytes | BinaryIO | None
    headers: Mapping[str, str]
    limit: int
    ends_at: float

    @property
    def host(self) -> str:
        """The name that is asked."""
        return self.url.hostname or ""

    @property
    def port(self) -> int:
        """The port named or usual."""
        return self.url.port or PORTS[self.url.scheme]

    def left(self) -> float:
        """Seconds until the call must be over, for the whole of it and not for each piece."""
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise FetchFailed(f"{self.host} took too long")
        return left


_sources: dict[str, list[Source]] = {}


def allows(purpose: str) -> Callable[[Source], Source]:
    """Register where the hosts of a purpose are configured; asked anew at each call."""

    def keep(source: Source) -> Source:
        _sources.setdefault(purpose, []).append(source)
        return source

    return keep


def allow(purpose: str, host: str, port: int) -> None:
    """Name one host of a purpose for the life of this process."""
    allows(purpose)(lambda: [(host, port)])


def fetch(  # noqa: PLR0913 - the words of a call, each by name
    url: str,
    *,
    purpose: str,
    method: str = "GET",
    data: bytes | BinaryIO | None = None,
    headers: Mapping[str, str] | None = None,
    timeout: float = 5.0,
    limit: int = MIB,
    sink: BinaryIO | None = None,
) -> Fetched:
    """Ask another machine; never inside a transaction, only hosts configured for the purpose."""
    if in_operation():
        raise RuntimeError("outside calls are made by jobs, outside of any transaction")
    ends_at = time.monotonic() + timeout
    for _step in range(MOST_REDIRECTS + 1):
        call = Call(_checked(url), purpose, method, data, dict(headers or {}), limit, ends_at)
        answer = _ask(call, sink or io.BytesIO(), keeps=sink is None)
        if not _is_redirect(call, answer):
            return answer
        url = _same_place(call, answer.headers["location"])
    raise FetchFailed(f"{call.host} leads in a circle")


def open_address(host: str, port: int, *, purpose: str) -> str:
    """An address of a configured host for a call that is not HTTP; the same rules hold for it."""
    if in_operation():
        raise RuntimeError("outside calls are made by jobs, outside of any transaction")
    place = urlsplit(f"https://[{host}]:{port}" if ":" in host else f"https://{host}:{port}")
    call = Call(place, purpose, "", None, {}, 0, time.monotonic() + 5)
    return str(_addresses_of(call)[0])


def _checked(url: str) -> SplitResult:
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or parts.username is not None:
        raise FetchFailed("only plain http and https addresses are fetched")
    return parts


def _is_redirect(call: Call, answer: Fetched) -> bool:
    moved = answer.status in {301, 302, 303, 307, 308} and "location" in answer.headers
    return moved and call.method in {"GET", "HEAD"} and call.purpose not in ANYWHERE


def _same_place(call: Call, location: str) -> str:
    target = urljoin(call.url.geturl(), location)
    parts = _checked(target)
    if (parts.scheme, parts.netloc) != (call.url.scheme, call.url.netloc):
        raise FetchFailed(f"{call.host} leads to another host")
    return target


# ------------------------------------------------------------------------------- where


def _addresses_of(call: Call) -> list[Address]:
    """The addresses of the host that may be called; refuses with the reason."""
    settings = current_settings()
    listed = set(_listed(call.purpose, settings))
    if not (_is_listed(call.host, call.port, listed) or ANYWHERE.get(call.purpose) == call.port):
        raise FetchFailed(f"{call.host}:{call.port} is not configured for {call.purpose}")
    open_ones = [one for one in _look_up(call) if _is_open(one, call, listed, settings)]
    if not open_ones:
        raise FetchFailed(f"{call.host} lies at an address that is not open to us")
    return open_ones


def _listed(purpose: str, settings: Settings) -> Iterator[tuple[str, int | None]]:
    for source in _sources.get(purpose, []):
        yield from source()
    for entry in settings.allowed_fetch:
        yield _parted(entry)


def _parted(entry: str) -> tuple[str, int | None]:
    host, colon, port = entry.rpartition(":")
    if colon and port.isdigit() and (":" not in host or host.endswith("]")):
        return host.strip("[]").lower(), int(port)
    return entry.strip("[]").lower(), None


def _is_listed(host: str, port: int, listed: set[tuple[str, int | None]]) -> bool:
    return bool({(host, port), (host, None)} & listed)


def _look_up(call: Call) -> list[Address]:
    try:
        found = socket.getaddrinfo(call.host, call.port, type=socket.SOCK_STREAM)
    except OSError as fault:
        raise FetchFailed(f"the name {call.host} is not known") from fault
    return [ip_address(entry[4][0]) for entry in found]


def _is_open(
    address: Address, call: Call, listed: set[tuple[str, int | None]], settings: Settings
) -> bool:
    if settings.is_demo and not address.is_loopback:
        return False
    if _is_public(address):
        return True
    if call.host == "localhost" and _is_listed(call.host, call.port, listed):
        return True
    if _is_listed(str(address), call.port, listed):
        return True
    return any(address in ip_network(host) for host, _port in listed if "/" in host)


def _is_public(address: Address) -> bool:
    """An IPv6 address that carries an IPv4 one is as public as that."""
    inner = _carried(address) if isinstance(address, IPv6Address) else None
    is_good = address.is_global and not address.is_multicast
    return is_good and (inner is None or _is_public(inner))


def _carried(address: IPv6Address) -> IPv4Address | None:
    if address in TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


# --------------------------------------------------------------------------------- how


def _ask(call: Call, sink: BinaryIO, *, keeps: bool) -> Fetched:
    started = time.monotonic()
    connection = _Connection(call, _addresses_of(call))
    try:
        answer = _exchange(call, connection, sink)
    except (OSError, http.client.HTTPException) as fault:
        raise FetchFailed(f"{call.host} did not answer: {type(fault).__name__}") from fault
    finally:
        connection.close()
    ms = round((time.monotonic() - started) * 1000)
    log.debug("fetch", purpose=call.purpose, host=call.host, status=answer.status, ms=ms)
    body = sink.getvalue() if keeps and isinstance(sink, io.BytesIO) else b""
    return Fetched(answer.status, _headers(answer), body)


class _Connection(http.client.HTTPConnection):
    """A connection to an address that was checked, whatever its name says by now."""

    def __init__(self, call: Call, addresses: list[Address]) -> None:
        super().__init__(call.host, call.port, timeout=call.left())
        self._call = call
        self._addresses = addresses

    def connect(self) -> None:
        self.sock = self._reached()
        if self._call.url.scheme == "https":
            trusted = ssl.create_default_context()
            self.sock = trusted.wrap_socket(self.sock, server_hostname=self._call.host)

    def _reached(self) -> socket.socket:
        *others, last = ((str(address), self._call.port) for address in self._addresses)
        for place in others:
            with suppress(OSError):
                return socket.create_connection(place, timeout=self._call.left())
        return socket.create_connection(last, timeout=self._call.left())


def _exchange(call: Call, connection: _Connection, sink: BinaryIO) -> http.client.HTTPResponse:
    target = call.url._replace(scheme="", netloc="", fragment="").geturl() or "/"
    headers = {"User-Agent": "congvu", "Accept-Encoding": "identity", **call.headers}
    if call.data is not None:
        headers["Content-Length"] = str(_length(call.data))
    connection.request(call.method, target, body=call.data, headers=headers)
    stream: socket.socket = connection.sock
    stream.settimeout(call.left())
    answer = connection.getresponse()
    _receive(call, stream, answer, io.BytesIO() if 300 <= answer.status < 400 else sink)
    return answer


def _length(data: bytes | BinaryIO) -> int:
    if isinstance(data, bytes):
        return len(data)
    here = data.tell()
    size = data.seek(0, os.SEEK_END)
    data.seek(here)
    return size - here


def _receive(
    call: Call, stream: socket.socket, answer: http.client.HTTPResponse, sink: BinaryIO
) -> None:
    size = 0
    while piece := answer.read1(PIECE):
        size += len(piece)
        if size > call.limit:
            raise AnswerTooLarge(f"{call.host} sends more than {call.limit} bytes")
        sink.write(piece)
        if stream.fileno() != -1:
            stream.settimeout(call.left())
    if answer.length:
        raise FetchFailed(f"{call.host} broke off")


def _headers(answer: http.client.HTTPResponse) -> dict[str, str]:
    return {name.lower(): value for name, value in answer.getheaders()}
