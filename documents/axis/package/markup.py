"""A tiny XML writer that keeps prefixes as given: some peers compare them as text."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol
from xml.sax.saxutils import escape, quoteattr

NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
PREFIX = "edXML:"
XMLNS = "xmlns:edXML"
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Writer(Protocol):
    """All that is asked of the target."""

    def write(self, data: bytes, /) -> int: ...


def plain(text: str) -> str:
    """Characters that XML cannot carry become blanks; a carriage return survives as a reference."""
    return escape(_FORBIDDEN.sub(" ", text), {"\r": "&#13;"})


class Markup:
    """Elements with two blanks of indentation; the same input always gives the same bytes."""

    def __init__(self, out: Writer) -> None:
        self.out = out
        self._depth = 0
        self.raw('<?xml version="1.0" encoding="UTF-8"?>\n')

    def raw(self, text: str) -> None:
        self.out.write(text.encode())

    @contextmanager
    def inside(self, name: str, *, prefix: str = PREFIX, **attributes: str) -> Iterator[None]:
        """An element with children."""
        listed = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
        self._line(f"<{prefix}{name}{listed}>")
        self._depth += 1
        yield
        self._depth -= 1
        self._line(f"</{prefix}{name}>")

    @contextmanager
    def bound(self, name: str, declaration: str, *, prefix: str = PREFIX) -> Iterator[None]:
        """An element that declares the namespace."""
        self._line(f'<{prefix}{name} {declaration}="{NAMESPACE}">')
        self._depth += 1
        yield
        self._depth -= 1
        self._line(f"</{prefix}{name}>")

    def must(self, name: str, value: str, *, prefix: str = PREFIX) -> None:
        """A required element, also when there is nothing to say."""
        self._line(f"<{prefix}{name}>{plain(value)}</{prefix}{name}>")

    def may(self, name: str, value: str, *, prefix: str = PREFIX) -> None:
        """An optional element, left out when empty."""
        if value:
            self.must(name, value, prefix=prefix)

    @contextmanager
    def stream(self, name: str) -> Iterator[None]:
        """A prefixed element whose text the caller writes to ``out`` without any blank."""
        self.raw("  " * self._depth + f'<{PREFIX}{name} {XMLNS}="{NAMESPACE}">')
        yield
        self.raw(f"</{PREFIX}{name}>\n")

    def _line(self, text: str) -> None:
        self.raw("  " * self._depth + text + "\n")
