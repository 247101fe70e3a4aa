"""What the minutes of a meeting say (biên bản, Decision 45/2018/QĐ-TTg), apart from the layout."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Attendant:
    """Somebody called to the meeting; `reason` says why he was not there, `note` when he was."""

    name: str
    post: str = ""
    unit: str = ""
    reason: str = ""
    note: str = ""


@dataclass(frozen=True)
class Statement:
    """What one participant said; the words are the Markdown subset, `note` says when or how."""

    speaker: str
    words: str
    note: str = ""


@dataclass(frozen=True)
class Vote:
    """A vote with its numbers; `base` names what the majority is counted of, `outcome` the result.

    Where too few papers were cast for secrecy, `counts` is empty and `outcome` says so. `by_name`
    holds the names behind each count of a vote by name, and of no other.
    """

    question: str
    manner: str
    counts: tuple[tuple[str, int], ...] = ()
    entitled: int = 0
    present: int = 0
    cast: int = 0
    base: str = ""
    outcome: str = ""
    by_name: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Order:
    """A task that was handed out."""

    words: str
    lead: str
    cooperating: tuple[str, ...] = ()
    due: str = ""
    product: str = ""


@dataclass(frozen=True)
class Item:
    """One item of the agenda, with its order and course; `floor` is who spoke and when."""

    title: str
    presenter: str = ""
    span: str = ""
    course: str = ""
    floor: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = ()
    votes: tuple[Vote, ...] = ()
    conclusion: str = ""
    decision: str = ""
    tasks: tuple[Order, ...] = ()


@dataclass(frozen=True)
class Fingerprint:
    """The recording as the minutes name it; `manifest` is the canonical JSON that goes inside."""

    sha256: str
    manifest: bytes
    address: str = ""
    segments: int = 0
    length: str = ""


@dataclass(frozen=True)
class Minutes:
    """The whole minutes; local moments, official words."""

    agency: str
    subject: str
    began: datetime
    venue: str
    chair: Attendant
    secretary: Attendant
    parent_agency: str = ""
    notation: str = ""
    number: str = ""
    ended: datetime | None = None
    form: str = ""
    present: tuple[Attendant, ...] = ()
    absent: tuple[Attendant, ...] = ()
    invited: tuple[Attendant, ...] = ()
    head: str = ""
    items: tuple[Item, ...] = ()
    tail: str = ""
    gaps: tuple[str, ...] = ()
    fingerprint: Fingerprint | None = None
    recipients: tuple[str, ...] = ("Như thành phần tham dự",)
    kept_at: str = "VT, Hồ sơ"
    version: int = 1
