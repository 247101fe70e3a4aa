"""A connection to a mail host: through the gate, private as its hop asks, and never for ever."""

import io
import smtplib
import socket
import ssl
from collections.abc import Callable
from time import monotonic
from typing import Any

from mail.wire.answers import fault_of
from mail.wire.dane import proves
from mail.wire.hops import Attempt, Hop, Tls

STEP, REPLY = 120.0, 600.0
FAULTS = (OSError, smtplib.SMTPException)

Dial = Callable[[Hop], socket.socket]


class NotPrivate(Exception):
    """The line could not be made private; `cause` says why."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(str(cause))
        self.cause = cause


class Client(smtplib.SMTP):
    """The library's client with a socket from the gate, and an end to every reply.

    A host that drips one letter a minute is patient for longer than our threads are.
    """

    def __init__(self, hop: Hop, *, own_name: str, dial: Dial) -> None:
        self._hop = hop
        self._dial = dial
        self.reply_ends_at = 0.0
        super().__init__(hop.host, hop.port, local_hostname=own_name, timeout=STEP)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = self._dial(self._hop)
        plain.settimeout(timeout)
        if self._hop.tls is not Tls.WRAPPED:
            return plain
        return _proving().wrap_socket(plain, server_hostname=host)

    def getreply(self) -> tuple[int, bytes]:
        """The whole reply within its time."""
        self.reply_ends_at = monotonic() + REPLY
        if self.file is None and self.sock is not None:
            self.file = io.BufferedReader(_Replies(self))
        return super().getreply()


class _Replies(io.RawIOBase):
    """What a client hears."""

    def __init__(self, client: Client) -> None:
        super().__init__()
        self._client = client

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        line, left = self._client.sock, self._client.reply_ends_at - monotonic()
        if line is None or left <= 0:
            raise TimeoutError("the host took too long to answer")
        line.settimeout(min(left, REPLY))
        try:
            return line.recv_into(buffer)
        finally:
            line.settimeout(STEP)


def connected(hop: Hop, *, own_name: str, dial: Dial, tries: list[Attempt]) -> tuple[Client, str]:
    """A client that was greeted, and words for how private its line is."""
    try:
        client = Client(hop, own_name=own_name, dial=dial)
    except ssl.SSLError as fault:
        tries.append(Attempt(hop.host, "", fault_of(fault)))
        raise
    try:
        client.ehlo_or_helo_if_needed()
        tls = _made_private(client, hop, tries)
        if hop.login is not None:
            client.login(hop.login.user, hop.login.secret)
    except BaseException:
        client.close()
        raise
    return client, tls


def _made_private(client: Client, hop: Hop, tries: list[Attempt]) -> str:
    """The words for the protocol; empty for a line that everybody can read."""
    address = _address_of(client)
    if hop.tls is Tls.NONE:
        return ""
    if hop.tls is not Tls.WRAPPED and not client.has_extn("starttls"):
        return _without(hop, address, tries)
    if hop.tls is not Tls.WRAPPED:
        _start(client, hop, address, tries)
    tries.append(Attempt(hop.host, address))
    words = _protocol(client)
    return words if hop.tls is Tls.MAY else f"{words} verified"


def _without(hop: Hop, address: str, tries: list[Attempt]) -> str:
    """A secret word is given to nobody on a line that everybody can read."""
    tries.append(Attempt(hop.host, address, "starttls-not-supported"))
    if hop.tls is not Tls.MAY or hop.login is not None:
        raise smtplib.SMTPNotSupportedError("the host offers no STARTTLS, which is asked of it")
    return ""


def _start(client: Client, hop: Hop, address: str, tries: list[Attempt]) -> None:
    try:
        client.starttls(context=_proving() if hop.tls is Tls.MUST else _trusting())
        if hop.tls is Tls.PINNED:
            _check(client, hop)
    except FAULTS as fault:
        tries.append(Attempt(hop.host, address, _kind_of(fault)))
        raise NotPrivate(fault) from fault
    client.ehlo()


def _check(client: Client, hop: Hop) -> None:
    """The host proves itself by the keys that DNS has for it (RFC 7672)."""
    line = client.sock
    shown = line.getpeercert(binary_form=True) if isinstance(line, ssl.SSLSocket) else None
    if not shown or not proves(hop.keys, shown):
        raise ssl.SSLError("the certificate is none of those that DNS names")


def _kind_of(fault: Exception) -> str:
    if isinstance(fault, ssl.SSLError):
        return fault_of(fault)
    is_refused = isinstance(fault, smtplib.SMTPResponseException)
    return "starttls-not-supported" if is_refused else "validation-failure"


def _proving() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _trusting() -> ssl.SSLContext:
    """Private against listeners only: a server that proves nothing is better than plain text."""
    context = _proving()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _address_of(client: Client) -> str:
    place = client.sock.getpeername() if client.sock else ("",)
    return str(place[0])


def _protocol(client: Client) -> str:
    line = client.sock
    if not isinstance(line, ssl.SSLSocket):
        return ""
    cipher = line.cipher()
    return f"{line.version()} {cipher[0] if cipher else ''}".strip()
