"""Records of a meeting as files that a program reads anywhere: canonical JSON (RFC 8785), UTF-8."""

from collections.abc import Iterable, Mapping
from typing import Any

import rfc8785


def whole(kind: str, meeting: str, records: Iterable[Mapping[str, Any]]) -> bytes:
    """One file of records of a kind, with the meeting they are of."""
    return rfc8785.dumps({"kind": kind, "meeting": meeting, "records": [dict(r) for r in records]})


def lines(records: Iterable[Mapping[str, Any]]) -> bytes:
    """One record a line, so that a chain of hashes can be followed without reading it whole."""
    return b"".join(rfc8785.dumps(dict(one)) + b"\n" for one in records)
