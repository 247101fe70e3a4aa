"""SPF (RFC 7208): whether the machine may send for the domain of the envelope."""

from typing import Any

import spf

from mail.wire.names import BadName, on_the_wire
from mail.wire.resolver import LookupFailed, Resolver

RESULTS = {"pass", "fail", "softfail", "neutral", "none", "temperror", "permerror"}
ODD = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


def spf_of(*, peer: str, helo: str, sender: str, resolver: Resolver) -> str:
    """One word of RFC 7208 2.6; for the null sender the name of the greeting is asked."""
    try:
        asked = _Query(i=peer, s=on_the_wire(sender), h=helo, resolver=resolver)
        result = str(asked.check()[0])
    except BadName:
        return "none"
    except (spf.PermError, *ODD):
        return "permerror"
    return result if result in RESULTS else "permerror"


class _Query(spf.query):  # type: ignore[misc]  # the library is untyped
    """The library's question with our answers: our cache, our time, and its count of empty ones."""

    def __init__(self, *, resolver: Resolver, **words: Any) -> None:
        super().__init__(**words)
        self._resolver = resolver

    def dns(self, name: Any, qtype: str, _names: Any = None, ignore_void: Any = None) -> list[Any]:
        """Records in the library's own shapes."""
        try:
            found = self._found(str(name).rstrip("."), qtype)
        except LookupFailed as fault:
            raise spf.TempError(str(fault)) from fault
        if not found and not ignore_void:
            self.void_lookups += 1
            if self.void_lookups > spf.MAX_VOID_LOOKUPS:
                raise spf.PermError("too many empty answers")
        return found

    def _found(self, name: str, kind: str) -> list[Any]:
        if kind == "MX":
            return list(self._resolver.exchanges(name))
        if kind in {"TXT", "SPF"}:
            return [(text,) for text in self._resolver.raw_texts(name)] if kind == "TXT" else []
        return self._resolver.plain(name, kind)
