"""Whom the head of a letter names as its writers, read as warily as the worst reader would."""

import re
from dataclasses import dataclass
from email.utils import getaddresses

FOLD = re.compile(rb"\r\n[ \t]+")
LONGEST_HEAD = 256 * 1024
LONGEST_FIELD = 10_000


class Unclear(ValueError):
    """Two readers might see two writers, or none."""


@dataclass(frozen=True)
class Named:
    """The addresses of From, and of Sender where it stands (RFC 5322 3.6.2)."""

    authors: tuple[str, ...] = ()
    sender: tuple[str, ...] = ()


def authors_of(head: bytes) -> Named:
    """Every address by its field; a letter without any From is of its envelope's sender."""
    if len(head) >= LONGEST_HEAD:
        raise Unclear("the head does not end in time")
    found: dict[bytes, tuple[str, ...]] = {}
    for line in FOLD.sub(b" ", head).split(b"\r\n"):
        name, colon, value = line.partition(b":")
        field = name.strip().lower()
        if colon and field in {b"from", b"sender"}:
            if field in found:
                raise Unclear("a field stands twice")
            found[field] = _addresses(value)
    return Named(found.get(b"from", ()), found.get(b"sender", ()))


def _addresses(value: bytes) -> tuple[str, ...]:
    """What the grammar takes for a part without a domain is kept: it is nobody's address."""
    if len(value) > LONGEST_FIELD:
        raise Unclear("a field is too long")
    try:
        found = getaddresses([value.decode("utf-8", "surrogateescape")])
    except (RecursionError, ValueError, IndexError, TypeError) as fault:
        raise Unclear("no address can be read") from fault
    if not found:
        raise Unclear("nobody is named")
    return tuple(address for _name, address in found)
