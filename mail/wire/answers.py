"""What a host said, in words that a ledger keeps, and words of ours that it can read."""

import re
import smtplib
import ssl
import sys

from mail.wire.hops import Outcome, Said
from mail.wire.names import BadName, on_the_wire

LONGEST_TEXT = 500
ENHANCED = re.compile(r"([245]\.\d{1,3}\.\d{1,3})(?:\s+|$)")
NOT_IN_PATH = re.compile(r"[\x00-\x20\x7f<>]")


def answered(
    code: int, words: bytes | str, host: str, tls: str = "", *, reports: bool = False
) -> Said:
    """An answer of a host, its enhanced status (RFC 2034) told apart from its words."""
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    lines = [line.strip() for line in text.splitlines()]
    found = ENHANCED.match(lines[0] if lines else "")
    enhanced = found[1] if found else f"{code // 100}.0.0"
    plain = " ".join(ENHANCED.sub("", line, count=1) for line in lines)
    shown = "".join(sign if sign.isprintable() else "?" for sign in plain)[:LONGEST_TEXT]
    return Said(_outcome(code), code, enhanced, shown, host, tls, reports)


def _outcome(code: int) -> Outcome:
    if 200 <= code < 300:
        return Outcome.TAKEN
    return Outcome.REFUSED if 500 <= code < 600 else Outcome.LATER


def own(outcome: Outcome, enhanced: str, text: str) -> Said:
    """A word of our own: no host has said anything."""
    return Said(outcome, 0, enhanced, text)


def broken(fault: Exception, host: str, tls: str = "") -> Said:
    """A line that broke or never was: always to be tried again, our own login included."""
    if isinstance(fault, smtplib.SMTPResponseException):
        told = answered(fault.smtp_code, fault.smtp_error, host, tls)
        return Said(Outcome.LATER, told.code, told.enhanced, told.text, host, tls)
    enhanced = "4.7.5" if isinstance(fault, ssl.SSLError) else "4.4.1"
    text = str(fault)[:LONGEST_TEXT] or type(fault).__name__
    return Said(Outcome.LATER, 0, enhanced, text, host, tls)


def is_path(address: str) -> bool:
    """Whether an address can stand between < and > without saying more than itself."""
    try:
        return not NOT_IN_PATH.search(on_the_wire(address)) if address else True
    except BadName:
        return False


def xtext(text: str) -> str:
    """RFC 3461 4: what is not plain is written as +XX."""
    return "".join(
        chr(byte) if 33 <= byte <= 126 and byte not in b"+=" else f"+{byte:02X}"
        for byte in text.encode()
    )


def xtext_address(address: str) -> str:
    """The original recipient with its type (RFC 3461 4.2, RFC 6533 3)."""
    if address.isascii():
        return f"rfc822;{xtext(address)}"
    pieces = (one if 33 <= ord(one) <= 126 and one not in "\\+=" else _u(one) for one in address)
    return "utf-8;" + "".join(pieces)


def _u(sign: str) -> str:
    return f"\\x{{{ord(sign):X}}}"


def from_xtext(text: str) -> str:
    """What was meant by it; nothing where it hides what no head may hold."""
    raw = re.sub(rb"\+([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), text.encode())
    meant = raw.decode("utf-8", "replace")
    return meant if meant.isprintable() else ""


def from_xtext_address(text: str) -> str:
    """The address that an original recipient names; nothing where it is of another kind."""
    kind, _semicolon, coded = text.partition(";")
    if kind.lower() == "rfc822":
        return from_xtext(coded)
    meant = re.sub(r"\\x\{([0-9A-Fa-f]{2,6})\}", _sign, coded)
    return meant if kind.lower() == "utf-8" and meant.isprintable() else ""


def _sign(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return chr(number) if number <= sys.maxunicode else ""


def fault_of(fault: ssl.SSLError) -> str:
    """The result type of RFC 8460 4.3."""
    if not isinstance(fault, ssl.SSLCertVerificationError):
        return "validation-failure"
    kinds = {10: "certificate-expired", 62: "certificate-host-mismatch"}
    return kinds.get(fault.verify_code, "certificate-not-trusted")
