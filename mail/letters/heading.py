"""Header lines written by hand: ASCII, folded, and nothing in a value that ends a line."""

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass

from mail.wire.names import LONGEST_ADDRESS, BadName, on_the_wire
from office.errors import Invalid
from office.i18n import _

FOLD = "\r\n "
WIDTH = 76
LONGEST_ID = 900
LONGEST_WORD = 900
MOST_BYTES = 39
TOKENS = re.compile(r"\S+\s*|\s+")
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
LOCAL = re.compile(r"[^\s<>()\[\]\\,;:@\"\x00-\x1f\x7f]+")
ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
MESSAGE_ID = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>")


@dataclass(frozen=True)
class Person:
    """An address with the name that is shown beside it."""

    address: str
    name: str = ""


def line(name: str, value: str) -> bytes:
    """One header field; encoded where its text is not plain ASCII (RFC 2047)."""
    return f"{name}: {text(value, first=len(name) + 2)}\r\n".encode()


def text(value: str, *, first: int = 0) -> str:
    """Unstructured words, refused when they hold what could end the line."""
    one_line = checked(value)
    if one_line.isascii() and "=?" not in one_line and len(one_line) + first <= WIDTH:
        return one_line
    return encoded(one_line)


def encoded(value: str) -> str:
    """Words of RFC 2047, cut between words of the text: some readers show each cut as a space."""
    pieces = [""]
    for token in TOKENS.findall(value):
        for part in _parts(token):
            if len((pieces[-1] + part).encode()) > MOST_BYTES:
                pieces.append("")
            pieces[-1] += part
    coded = (b64encode(piece.encode()).decode() for piece in pieces)
    return FOLD.join(f"=?utf-8?b?{one}?=" for one in coded)


def _parts(token: str) -> Iterable[str]:
    """The token itself, or its signs when it is longer than one encoded word may be."""
    return [token] if len(token.encode()) <= MOST_BYTES else token


def checked(value: str) -> str:
    """The value itself; CR, LF and other signs that nobody sees are refused."""
    if UNSEEN.search(value):
        raise Invalid(_("A line of the letter's head holds a line break or an unseen sign."))
    return value


def people(name: str, listed: Iterable[Person]) -> bytes:
    """A field of addresses, one a line; no field when there is nobody."""
    written = [mailbox(one) for one in listed]
    return f"{name}: {f',{FOLD}'.join(written)}\r\n".encode() if written else b""


def mailbox(person: Person) -> str:
    """Name and address; the local part in Unicode only where it is Unicode."""
    address = path(person.address)
    return f"{_phrase(person.name)}{FOLD}<{address}>" if person.name.strip() else f"<{address}>"


def path(address: str) -> str:
    """An address that is no more than one; its domain in A-labels."""
    try:
        written = on_the_wire(address)
    except BadName:
        written = ""
    local, _at, domain = written.rpartition("@")
    if (
        len(written) > LONGEST_ADDRESS
        or not domain
        or not LOCAL.fullmatch(local)
        or UNSEEN.search(local)
    ):
        shown = UNSEEN.sub(" ", address)[:80]
        raise Invalid(_("%(address)s is not an e-mail address.", address=shown))
    return written


def _phrase(name: str) -> str:
    one_line = checked(name.strip())
    if len(one_line) <= WIDTH // 2 and "=?" not in one_line and one_line.isascii():
        if ATOMS.fullmatch(one_line):
            return one_line
        escaped = one_line.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return encoded(one_line)


def ids(name: str, listed: Iterable[str]) -> bytes:
    """A field of message identifiers; those of others that are none are left out."""
    good = [one for one in listed if len(one) <= LONGEST_ID and MESSAGE_ID.fullmatch(one)]
    return f"{name}: {FOLD.join(good)}\r\n".encode() if good else b""


def words(name: str, *values: str) -> bytes:
    """A structured field of plain ASCII, folded between its words."""
    joined = FOLD.join(checked(value) for value in values)
    if not joined.isascii() or max(map(len, values)) > LONGEST_WORD:
        raise Invalid(_("A line of the letter's head holds a line break or an unseen sign."))
    return f"{name}: {joined}\r\n".encode()
