"""What stands behind MAIL FROM and RCPT TO: one strict path, known parameters and no others."""

import re
from dataclasses import dataclass, field

from mail.smtp import answers
from mail.smtp.answers import Answer, Refused

LONGEST_LOCAL, LONGEST_ADDRESS, LONGEST_DOMAIN = 64, 254, 253
_WORD = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\U0010ffff-]+"
_QUOTED = r'"(?:[ !#-\[\]-~\u0080-\U0010ffff]|\\[ -~])*"'
_LETTER = r"[A-Za-z0-9\u0080-\U0010ffff]"
_LABEL = rf"{_LETTER}(?:[A-Za-z0-9_\u0080-\U0010ffff-]*{_LETTER})?"
_HOST = rf"{_LABEL}(?:\.{_LABEL})*|\[[0-9A-Fa-f.:IPv]+\]"
_ADDRESS = rf"(?P<local>{_WORD}(?:\.{_WORD})*|{_QUOTED})@(?P<domain>{_HOST})"
_PATH = re.compile(rf" ?<(?:{_ADDRESS}|(?P<bare>[Pp][Oo][Ss][Tt][Mm][Aa][Ss][Tt][Ee][Rr])|)>")
_PARAMETER = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]*)(?:=([!-<>-~\u0080-\U0010ffff]+))?")
_CODED = re.compile(r"(?:[!-*,-<>-~]|\+[0-9A-F]{2})*")  # xtext of RFC 3461
_ORIGINAL = re.compile(r"[A-Za-z0-9-]+;(?:[!-*,-<>-~\u0080-\U0010ffff]|\+[0-9A-F]{2})+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOTICES = {"SUCCESS", "FAILURE", "DELAY"}

Parameters = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Sender:
    """MAIL FROM; the null sender of a bounce is the empty text."""

    address: str
    size: int = 0
    body: str = "7BIT"
    utf8: bool = False
    ret: str = ""
    envid: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """RCPT TO with what the sender wants to be told (RFC 3461), its letters as sent."""

    address: str
    notify: str = ""
    orcpt: str = ""


@dataclass(slots=True)
class Envelope:
    """Who sends to whom in the mail under way."""

    sender: Sender | None = None
    recipients: list[Recipient] = field(default_factory=list)


def sender(text: str, *, extended: bool) -> Sender:
    """The argument of MAIL; anything but the strict form is refused."""
    found = _path(text, "FROM:", answers.BAD_SENDER)
    address, rest = found
    if address.lower() == "postmaster":
        raise Refused(answers.BAD_SENDER)
    if not rest:
        _check_letters(address, utf8=False)
        return Sender(address)
    given = _parameters(rest, {"SIZE", "BODY", "SMTPUTF8", "RET", "ENVID", "AUTH"}, extended)
    made = Sender(
        address,
        size=_size(given),
        body=_one_of(given, "BODY", ("7BIT", "8BITMIME")) or "7BIT",
        utf8="SMTPUTF8" in given,
        ret=_one_of(given, "RET", ("FULL", "HDRS")),
        envid=_envid(given),
    )
    _no_value(given, "SMTPUTF8")
    _check_letters(address, utf8=made.utf8)
    return made


def recipient(text: str, *, utf8: bool, extended: bool) -> Recipient:
    """The argument of RCPT; `utf8` is what MAIL declared."""
    address, rest = _path(text, "TO:", answers.BAD_RECIPIENT)
    if not address:
        raise Refused(answers.BAD_RECIPIENT)
    _check_letters(address, utf8=utf8)
    if not rest:
        return Recipient(address)
    given = _parameters(rest, {"NOTIFY", "ORCPT"}, extended)
    return Recipient(address, notify=_notify(given), orcpt=_original(given))


def domain_of(address: str) -> str:
    """The domain as the name system writes it (A-labels, small letters); empty when none."""
    domain = address.rpartition("@")[2].lower() if "@" in address else ""
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode().lower()
    except UnicodeError:
        return domain


def _path(text: str, word: str, malformed: Answer) -> tuple[str, str]:
    if text[: len(word)].upper() != word:
        raise Refused(malformed)
    found = _PATH.match(text, len(word))
    if not found or _SURROGATE.search(text):
        raise Refused(malformed)
    rest = text[found.end() :]
    if rest and not rest.startswith(" "):
        raise Refused(malformed)
    local, domain = found["local"] or "", found["domain"] or ""
    if _too_long(local, domain):
        raise Refused(malformed)
    return (f"{local}@{domain}" if local else found["bare"] or ""), rest.strip(" ")


def _too_long(local: str, domain: str) -> bool:
    bytes_of_local, bytes_of_domain = len(local.encode()), len(domain.encode())
    return bytes_of_local > LONGEST_LOCAL or (
        bytes_of_domain > LONGEST_DOMAIN or bytes_of_local + bytes_of_domain >= LONGEST_ADDRESS
    )


def _check_letters(address: str, *, utf8: bool) -> None:
    if not utf8 and not address.isascii():
        raise Refused(answers.NEEDS_UTF8)


def _parameters(rest: str, known: set[str], extended: bool) -> Parameters:  # noqa: FBT001 - a fact
    given: Parameters = {}
    for word in rest.split(" "):
        found = _PARAMETER.fullmatch(word)
        if not found or (name := found[1].upper()) in given:
            raise Refused(answers.BAD_PARAMETER)
        if name not in known or not extended:
            raise Refused(answers.UNKNOWN_PARAMETER)
        given[name] = found[2]
    return given


def _size(given: Parameters) -> int:
    if "SIZE" not in given:
        return 0
    text = given["SIZE"] or ""
    if not (text.isascii() and text.isdigit() and len(text) <= 20):
        raise Refused(answers.BAD_PARAMETER)
    return int(text)


def _one_of(given: Parameters, name: str, allowed: tuple[str, ...]) -> str:
    if name not in given:
        return ""
    text = (given[name] or "").upper()
    if text not in allowed:
        raise Refused(answers.BAD_PARAMETER)
    return text


def _no_value(given: Parameters, name: str) -> None:
    if given.get(name) is not None:
        raise Refused(answers.BAD_PARAMETER)


def _envid(given: Parameters) -> str:
    if "ENVID" not in given:
        return ""
    text = given["ENVID"] or ""
    if not text or len(text) > 100 or not _CODED.fullmatch(text):
        raise Refused(answers.BAD_PARAMETER)
    return text


def _notify(given: Parameters) -> str:
    if "NOTIFY" not in given:
        return ""
    text = (given["NOTIFY"] or "").upper()
    words = text.split(",")
    if words != ["NEVER"] and (not set(words) <= _NOTICES or len(set(words)) != len(words)):
        raise Refused(answers.BAD_PARAMETER)
    return text


def _original(given: Parameters) -> str:
    if "ORCPT" not in given:
        return ""
    text = given["ORCPT"] or ""
    if len(text) > 500 or not _ORIGINAL.fullmatch(text):
        raise Refused(answers.BAD_PARAMETER)
    return text
