"""The check code under a printed register."""

import hashlib
from collections.abc import Sequence

from documents.queries.registers import Line


def check_code(lines: Sequence[Line]) -> str:
    """A short code over the lines: two prints of the same lines bear the same one."""
    facts = [(line.key, line.uid, line.is_void) for line in lines]
    digest = hashlib.sha256(repr(facts).encode()).hexdigest().upper()
    return "-".join((digest[:4], digest[4:8], digest[8:12]))
