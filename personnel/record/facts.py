"""What a decision says for programs: the changes as JSON, the same bytes each time (RFC 8785)."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import rfc8785

from personnel.record.timeline import Change

NAME: Final = "quyet-dinh.json"
FORMAT: Final = "congvu-personnel-decision-1"


@dataclass(frozen=True)
class Stated:
    """One change of one official; `hidden` are digests in place of sensitive values."""

    official: str
    change: Change
    values: Mapping[str, Any]
    hidden: str = ""


def said(kind: str, effective_on: str, uid: str, stated: Sequence[Stated]) -> str:
    """The text that lies inside the paper."""
    content: dict[str, Any] = {
        "format": FORMAT,
        "decision": uid,
        "kind": kind,
        "effectiveOn": effective_on,
        "changes": [_said(one) for one in stated],
    }
    return rfc8785.dumps(content).decode()


def digest(text: str) -> str:
    """By what the register knows the text again."""
    return hashlib.sha256(text.encode()).hexdigest()


def _said(one: Stated) -> dict[str, Any]:
    change = one.change
    told: dict[str, Any] = {
        "official": one.official,
        "group": change.group,
        "slot": change.slot,
        "from": change.valid_from.isoformat(),
        "values": dict(one.values),
    }
    if change.valid_to:
        told["to"] = change.valid_to.isoformat()
    if change.line:
        told["corrects"] = str(change.line)
    marks = {"ends": change.ends, "void": change.is_void, "hidden": one.hidden}
    return told | {name: mark for name, mark in marks.items() if mark}
