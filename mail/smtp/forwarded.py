"""A border server says whose mail it brings: XFORWARD of Postfix, heard at the LMTP door alone.

Without it SPF would be asked of the border server, and mail of a domain that signs nothing would
seem forged.
"""

from dataclasses import dataclass
from ipaddress import ip_address

from mail.smtp import answers
from mail.smtp.answers import Refused
from mail.wire.answers import from_xtext

ATTRIBUTES = ("NAME", "ADDR", "PORT", "PROTO", "HELO", "IDENT", "SOURCE")
OFFER = " ".join(("XFORWARD", *ATTRIBUTES))
UNKNOWN = {"[UNAVAILABLE]", "[TEMPUNAVAIL]"}
LONGEST = 255


@dataclass(frozen=True, slots=True)
class Client:
    """Who stood before the border server, as far as it knows."""

    peer: str = ""
    helo: str = ""


def heard(argument: str, before: Client) -> Client:
    """What one command adds; what is not understood is a fault of the border's settings."""
    told: dict[str, str] = {}
    for word in argument.split() if argument.isascii() else ():
        name, is_one, coded = word.partition("=")
        value = from_xtext(coded)
        if name.upper() not in ATTRIBUTES or not is_one or not 0 < len(value) <= LONGEST:
            raise Refused(answers.BAD_PARAMETER)
        told[name.upper()] = "" if value.upper() in UNKNOWN else value
    if not told:
        raise Refused(answers.BAD_PARAMETER)
    peer = _address(told["ADDR"]) if "ADDR" in told else before.peer
    return Client(peer, told.get("HELO", before.helo))


def _address(value: str) -> str:
    """An address alone; IPv6 bears a mark before it."""
    plain = value[5:] if value.upper().startswith("IPV6:") else value
    try:
        return str(ip_address(plain)) if plain else ""
    except ValueError:
        raise Refused(answers.BAD_PARAMETER) from None
