"""Names in addresses: one spelling to compare, one for the wire, one for people (RFC 5890)."""

import unicodedata

import idna
from email_validator import EmailNotValidError, validate_email

from office.errors import Invalid
from office.i18n import _

LONGEST_DOMAIN = 253
LONGEST_ADDRESS = 254


class BadName(ValueError):
    """No domain name, whatever alphabet it is read in."""


def to_ascii(domain: str) -> str:
    """The name as DNS and SMTP write it: A-labels, lower case, no dot at the end."""
    plain = domain.rstrip(".").lower()
    if plain.isascii():
        return _checked(plain)
    try:
        return _checked(idna.encode(plain, uts46=True).decode())
    except (idna.IDNAError, UnicodeError) as fault:
        raise BadName(f"{domain!r} is not a domain name") from fault


def _checked(name: str) -> str:
    labels = name.split(".")
    if not 0 < len(name) <= LONGEST_DOMAIN or not all(0 < len(one) < 64 for one in labels):
        raise BadName(f"{name[:80]!r} is not a domain name")
    if not all(sign.isalnum() or sign in "-_." for sign in name):
        raise BadName(f"{name[:80]!r} is not a domain name")
    return name


def to_unicode(domain: str) -> str:
    """The name as people read it; one that does not read back to itself stays as it came."""
    try:
        shown = idna.decode(domain.rstrip(".").lower())
        return shown if to_ascii(shown) == to_ascii(domain) else domain
    except (idna.IDNAError, UnicodeError, BadName):
        return domain


def split(address: str) -> tuple[str, str]:
    """The part before the last @ and the domain after it; a bare word has no domain."""
    local, _at, domain = address.rpartition("@")
    return (local, domain) if local else (address, "")


def folded(address: str) -> str:
    """What is compared: NFC, lower case, A-labels; raises `BadName` for what has no domain."""
    local, domain = split(unicodedata.normalize("NFC", address.strip()))
    return f"{local.lower()}@{to_ascii(domain)}"


def domain_of(address: str) -> str:
    """The domain in A-labels, or nothing where there is none that DNS could know."""
    try:
        return to_ascii(split(address)[1])
    except BadName:
        return ""


def on_the_wire(address: str) -> str:
    """The address with its domain in A-labels: only the local part may then need SMTPUTF8."""
    local, at, domain = address.rpartition("@")
    return f"{local}@{to_ascii(domain)}" if at else address


def needs_utf8(address: str) -> bool:
    """Whether a server without SMTPUTF8 cannot take this address (RFC 6531)."""
    return not split(address)[0].isascii()


def read_typed(text: str) -> str:
    """An address as somebody typed it, in the spelling that is kept; refuses with a reason."""
    try:
        found = validate_email(text.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as fault:
        told = _("%(address)s is not an e-mail address.", address=text.strip()[:80])
        raise Invalid(told, fields={"address": told}) from fault
    return f"{found.local_part}@{found.ascii_domain}"
