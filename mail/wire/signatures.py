"""Reads the signatures of what came: DKIM (RFC 6376) and the chain of ARC (RFC 8617)."""

import binascii
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import dkim
from dkim.util import InvalidTagValueList, parse_tag_value

from mail.wire.names import domain_of
from mail.wire.resolver import LookupFailed, Resolver

MOST_SIGNATURES = 5
MOST_SEALS = 10
SMALLEST_KEY = 1024
ODD = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    binascii.Error,
)

Ask = Callable[..., bytes | None]


@dataclass(frozen=True)
class Signature:
    """One signature: `policy` says it is whole but signs only a part of the text (`l=`)."""

    result: str
    domain: str
    selector: str = ""


def signatures_of(data: bytes, resolver: Resolver) -> tuple[Signature, ...]:
    """The verdict on each of the first signatures, topmost first.

    Once the resolver's time is over none is begun: each costs a reading of the whole letter.
    """
    try:
        headers, _body = dkim.rfc822_parse(data)
    except (dkim.DKIMException, *ODD):
        return ()
    found = [value for name, value in headers if name.lower() == b"dkim-signature"]
    return tuple(
        _signature(data, value, place, resolver)
        for place, value in enumerate(found[:MOST_SIGNATURES])
    )


def _signature(data: bytes, value: bytes, place: int, resolver: Resolver) -> Signature:
    tags = _tags(value)
    domain = domain_of("x@" + _text(tags.get(b"d", b"")))
    late = resolver.is_over()
    result = "temperror" if late else _verified(lambda: _check(data, place, resolver))
    if result == "pass" and b"l" in tags:
        result = "policy"
    return Signature(result, domain, _text(tags.get(b"s", b"")))


def _check(data: bytes, place: int, resolver: Resolver) -> bool:
    reader = dkim.DKIM(data, minkey=SMALLEST_KEY)
    return bool(reader.verify(idx=place, dnsfunc=_asking(resolver)))


def _verified(check: Callable[[], bool]) -> str:
    try:
        return "pass" if check() else "fail"
    except LookupFailed:
        return "temperror"
    except dkim.ValidationError:
        return "fail"
    except (dkim.DKIMException, *ODD):
        return "permerror"


def chain_of(data: bytes, resolver: Resolver) -> tuple[str, str]:
    """The state of the chain (`none`, `pass`, `fail`, `temperror`) and who sealed it last."""
    sealers = list(_sealers(data))
    if not sealers:
        return "none", ""
    if len(sealers) > MOST_SEALS:
        return "fail", ""
    try:
        state, _sets, _words = dkim.ARC(data, minkey=SMALLEST_KEY).verify(dnsfunc=_asking(resolver))
    except LookupFailed:
        return "temperror", sealers[0]
    except (dkim.DKIMException, *ODD):
        return "fail", sealers[0]
    return _text(state or b"none"), sealers[0]


def _sealers(data: bytes) -> Iterator[str]:
    """The domains of the seals, topmost first: each hop sets its own above the others."""
    try:
        headers, _body = dkim.rfc822_parse(data)
    except (dkim.DKIMException, *ODD):
        return
    for name, value in headers:
        if name.lower() == b"arc-seal":
            yield domain_of("x@" + _text(_tags(value).get(b"d", b"")))


def _asking(resolver: Resolver) -> Ask:
    def ask(name: bytes, timeout: float = 5) -> bytes | None:
        found = resolver.raw_texts(_text(name).rstrip("."))
        return found[0] if found else None

    return ask


def _tags(value: bytes) -> dict[bytes, bytes]:
    try:
        found: dict[bytes, bytes] = parse_tag_value(value)
    except (InvalidTagValueList, *ODD):
        return {}
    return found


def _text(words: bytes) -> str:
    return words.decode(errors="replace")
