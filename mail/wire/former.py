"""A former mail server, read by IMAP: through the gate, over TLS, by UID, marking nothing."""

import imaplib
import re
import socket
import ssl
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from imap_tools.errors import ImapToolsError
from imap_tools.mailbox import BaseMailBox

from office import clock, fetch

PURPOSE = "mail-import"
TIMEOUT = 60.0
WRAPPED = 993
LOOPBACK = ("127.0.0.1", "::1", "localhost")
FLAGS = re.compile(rb"FLAGS \(([^)]*)\)")
DATE = re.compile(rb'INTERNALDATE "([^"]+)"')
UID, SIZE = re.compile(rb"UID (\d+)"), re.compile(rb"RFC822\.SIZE (\d+)")
UIDVALIDITY, MESSAGES = "UIDVALIDITY", "MESSAGES"
FAULTS = (OSError, imaplib.IMAP4.error, ImapToolsError, fetch.FetchFailed)
LABEL = "label"
SPECIAL = {
    "\\sent": "sent",
    "\\junk": "junk",
    "\\archive": "archive",
    "\\all": "archive",
    "\\trash": "",
    "\\drafts": "",
}


@dataclass(frozen=True)
class Found:
    """A letter as it lay there."""

    uid: int
    raw: bytes
    is_seen: bool
    at: datetime


@dataclass(frozen=True)
class Place:
    """A folder there: its name and what it says it is for (RFC 6154)."""

    name: str
    flags: tuple[str, ...]

    @property
    def target(self) -> str:
        """Where its letters go here: the inbox, what has a use of its own, else a label."""
        if self.name.upper() == "INBOX":
            return "inbox"
        known = (SPECIAL[flag.lower()] for flag in self.flags if flag.lower() in SPECIAL)
        return next(known, LABEL)


class _Plain(imaplib.IMAP4):
    def __init__(self, host: str, port: int, address: str) -> None:
        self.address = address  # dialed while the rest is made
        super().__init__(host, port, timeout=TIMEOUT)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return socket.create_connection((self.address, self.port), timeout)


class _Wrapped(imaplib.IMAP4_SSL):
    def __init__(self, host: str, port: int, address: str) -> None:
        self.address = address
        super().__init__(host, port, timeout=TIMEOUT)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        plain = socket.create_connection((self.address, self.port), timeout)
        return ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


def address_of(host: str, port: int) -> str:
    """The checked address of a server; asks the database, so it comes before the line."""
    return str(fetch.open_address(host, port, purpose=PURPOSE))


class Former(BaseMailBox):
    """A line to the address that was checked, whatever the name says by now.

    A password goes over TLS only, but on loopback.
    """

    def __init__(self, host: str, port: int, address: str) -> None:
        self._place = host, port, address
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        host, port, address = self._place
        kind = _Wrapped if port == WRAPPED else _Plain
        client = kind(host, port, address)
        if kind is _Plain and host not in LOOPBACK:
            client.starttls(ssl.create_default_context())
        return client

    def places(self) -> list[Place]:
        """The folders that hold letters."""
        found = [Place(one.name, tuple(one.flags)) for one in self.folder.list()]
        return [one for one in found if not _is_empty(one.flags)]

    def count_in(self, name: str) -> int:
        """How many letters lie in a folder."""
        return int(self.folder.status(name, [MESSAGES])[MESSAGES])

    def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """How large letters of the open folder are, before anything of them is fetched."""
        if not uids:
            return {}
        asked = ",".join(map(str, uids))
        kind, data = self.client.uid("FETCH", asked, "(RFC822.SIZE)")
        if kind != "OK":
            raise OSError("the server tells no sizes")
        lines = [one for one in data if isinstance(one, bytes)]
        found = ((UID.search(line), SIZE.search(line)) for line in lines)
        return {int(uid.group(1)): int(size.group(1)) for uid, size in found if uid and size}

    def look_into(self, name: str) -> int:
        """Open a folder for reading; its UIDVALIDITY."""
        validity = int(self.folder.status(name, [UIDVALIDITY])[UIDVALIDITY])
        self.folder.set(name, readonly=True)
        return validity

    def after(self, uid: int) -> list[int]:
        """The letters of the open folder behind one that is known."""
        found = [int(one) for one in self.uids(f"UID {uid + 1}:*")]
        return sorted(one for one in found if one > uid)

    def letters(self, uids: Sequence[int]) -> Iterator[Found]:
        """One after the other; what went in the meantime is left out."""
        for uid in uids:
            kind, data = self.client.uid("FETCH", str(uid), "(BODY.PEEK[] FLAGS INTERNALDATE)")
            if kind != "OK":
                raise OSError(f"the server gave no letter {uid}")
            yield from _found(uid, data)


def _is_empty(flags: Iterable[str]) -> bool:
    """Names that hold other folders only (RFC 9051 7.3.1)."""
    return any(flag.lower() in ("\\noselect", "\\nonexistent") for flag in flags)


def _found(uid: int, data: list[Any]) -> Iterator[Found]:
    for one in data:
        if isinstance(one, tuple):
            said = b" ".join(part for part in (one[0], *data) if isinstance(part, bytes))
            flags = FLAGS.search(said)
            is_seen = flags is not None and b"\\seen" in flags.group(1).lower()
            yield Found(uid, one[1], is_seen, _date(said))


def _date(said: bytes) -> datetime:
    found = DATE.search(said)
    try:
        words = found.group(1).decode("ascii").strip() if found else ""
        return datetime.strptime(words, "%d-%b-%Y %H:%M:%S %z").astimezone(UTC)
    except ValueError:
        return clock.now()
