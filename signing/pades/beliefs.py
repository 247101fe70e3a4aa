"""Whom an installation believes, and whom it may ask; plain facts without the PDF library."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

Ask = Callable[[str, bytes | None], bytes]
"""Fetch an address (POST where a body is given); OSError when nothing usable comes back."""

Sender = Callable[[bytes], bytes]
"""Takes a DER request to the time-stamp authority and brings back its DER answer."""


@dataclass(frozen=True)
class Trust:
    """The roots that an installation believes, and where their revocations may be asked."""

    roots: tuple[bytes, ...] = ()
    intermediates: tuple[bytes, ...] = ()
    hosts: frozenset[str] = frozenset()
    """`name:port` of the listed services; an address in a certificate counts only on these."""


def host_of(url: str) -> str:
    """`name:port` of an address, as a trust anchor lists it."""
    parts = urlsplit(url)
    default = 443 if parts.scheme == "https" else 80
    return f"{parts.hostname}:{parts.port or default}"
