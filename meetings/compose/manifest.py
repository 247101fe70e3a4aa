"""The manifest of a meeting: what the signatures cover beside the page (canonical JSON, RFC 8785).

It names the raw pieces of the recording, the head of the event log, the list of those present, the
results of the votes and the papers; its SHA-256 is the fingerprint printed in the minutes.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import rfc8785
from pydantic import BaseModel, ConfigDict, Field, ValidationError

NAME = "meeting-manifest.json"
VERSION = 1
LARGEST = 32 * 1024 * 1024


class Closed(BaseModel):
    """A part with no other names than its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Hash = Field(pattern=r"^[0-9a-f]{64}$")


class Segment(Closed):
    """One run of one recorder: the SHA-256 of its raw pieces in their order."""

    source: str = Field(max_length=200)
    participant: str = Field(default="", max_length=300)
    codec: str = Field(default="", max_length=120)
    started_at: str = Field(default="", max_length=40)
    clock_offset_ms: int | None = None
    chunks: list[str] = Field(max_length=200_000)
    bytes: int = 0


class VoteMark(Closed):
    """One box of votes by the hash of its result."""

    box: str = Field(max_length=64)
    question: str = Field(default="", max_length=2000)
    result_hash: str = Hash


class PaperMark(Closed):
    """One paper of the meeting."""

    uid: str = Field(default="", max_length=64)
    name: str = Field(default="", max_length=500)
    version: str = Field(default="", max_length=40)
    sha256: str = Hash


class Manifest(Closed):
    """The whole manifest."""

    version: int = VERSION
    meeting: str = Field(max_length=64)
    segments: list[Segment] = Field(default_factory=list, max_length=5000)
    events_head: str = Field(default="", max_length=64)
    attendance: str = Field(default="", max_length=64)
    votes: list[VoteMark] = Field(default_factory=list, max_length=5000)
    papers: list[PaperMark] = Field(default_factory=list, max_length=5000)


@dataclass(frozen=True)
class Unread(Exception):
    """What was given is no manifest of ours."""

    reason: str


def canonical(manifest: Manifest) -> bytes:
    """The one spelling of a manifest."""
    return rfc8785.dumps(manifest.model_dump(mode="json"))


def fingerprint(data: bytes) -> str:
    """The SHA-256 of a canonical manifest, as it is printed."""
    return hashlib.sha256(data).hexdigest()


def attendance_hash(spans: Iterable[Mapping[str, str]]) -> str:
    """The hash of all spans of presence, in the order of their canonical lines."""
    lines = sorted(rfc8785.dumps(dict(span)) for span in spans)
    return hashlib.sha256(b"\n".join(lines)).hexdigest()


def read(data: bytes) -> Manifest:
    """A manifest from its bytes; every other spelling than the canonical one is refused."""
    if len(data) > LARGEST:
        raise Unread("size")
    try:
        found = Manifest.model_validate(json.loads(data))
        spelled = canonical(found)
    except (ValueError, RecursionError, ValidationError) as error:
        raise Unread("content") from error
    if spelled != data:
        raise Unread("spelling")
    return found


def grouped(mark: str, *, size: int = 8) -> str:
    """A fingerprint in groups that an eye can compare."""
    return " ".join(mark[start : start + size] for start in range(0, len(mark), size))


def differences(signed: Manifest, now: Manifest) -> Sequence[str]:
    """What the house keeps differently today from what was signed, by the names of the parts."""
    one, other = signed.model_dump(mode="json"), now.model_dump(mode="json")
    return [name for name in one if one[name] != other[name]]


def as_dict(manifest: Manifest) -> dict[str, Any]:
    """Plain data, for pages and programs."""
    return manifest.model_dump(mode="json")
