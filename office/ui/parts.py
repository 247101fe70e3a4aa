"""What the larger parts of a page are filled with: plain values, no records and no queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True)
class Act:
    """A button or a link of an action bar; `name` and `value` are sent with a form's button."""

    label: str
    url: str
    kind: str = ""
    icon: str = ""
    key: str = ""
    method: str = "post"
    name: str = ""
    value: str = ""
    is_minor: bool = False


@dataclass(frozen=True)
class Link:
    """A word that leads somewhere: saved views, segments, filters, crumbs."""

    label: str
    url: str
    count: int | None = None
    is_current: bool = False
    lang: str = ""


@dataclass(frozen=True)
class Column:
    """One column of a chart: its word, its number, the list behind it and the whole sentence."""

    label: str
    value: int
    url: str
    sentence: str
    shown: str
    is_late: bool = False


class Step(StrEnum):
    """Where a line of the progress log stands."""

    DONE = "done"
    NOW = "now"
    WAIT = "wait"


@dataclass(frozen=True)
class Branch:
    """A receiver under a routing step: role, name, and what became of it."""

    role: str
    name: str
    tail: str = ""
    is_lead: bool = False


@dataclass(frozen=True)
class LogLine:
    """One line of the progress log; `says` are words of record, `hint` the tool's remark."""

    what: str
    who: str = ""
    at: datetime | None = None
    step: Step = Step.DONE
    says: str = ""
    hint: str = ""
    branches: Sequence[Branch] = ()


class Trust(StrEnum):
    """What the check of the signatures came to."""

    VALID = "valid"
    DOUBTFUL = "doubtful"
    INVALID = "invalid"


@dataclass(frozen=True)
class Verdict:
    """The four answers about the signatures of a file, under one sentence."""

    trust: Trust
    sentence: str
    intact: str
    since_signing: str
    trusted: str
    right_signer: str
    checked_at: datetime | None = None


class Share(StrEnum):
    """The part a unit takes in a matter: chủ trì, phối hợp, để biết."""

    LEAD = "lead"
    COOPERATE = "cooperate"
    INFORM = "inform"


@dataclass(frozen=True)
class PickUnit:
    """A unit in the picker; a group only opens others and cannot lead."""

    value: str
    name: str
    note: str = ""
    open_count: int | None = None
    late_count: int = 0
    share: Share | None = None
    can_lead: bool = True
    is_open: bool = False
    is_unit: bool = True
    is_vacant: bool = False
    children: Sequence["PickUnit"] = ()

    @property
    def has_units(self) -> bool:
        """Whether units stand below it, which can be chosen together."""
        return any(one.is_unit for one in self.children)


@dataclass(frozen=True)
class TreeNode:
    """A node of a tree with guides: units, or documents that belong together."""

    name: str
    url: str = ""
    note: str = ""
    count: int | None = None
    is_here: bool = False
    is_open: bool = True
    children: Sequence["TreeNode"] = ()


@dataclass(frozen=True)
class PageField:
    """A box laid over an official page, in points from its upper left corner."""

    x: float
    y: float
    width: float
    height: float
    label: str
    note: str = ""
    is_mine: bool = False


@dataclass(frozen=True)
class SheetPage:
    """The picture of one page of an official paper, with the boxes to be filled."""

    image: str
    alt: str
    width: float = 595.0
    height: float = 842.0
    fields: Sequence[PageField] = ()


@dataclass(frozen=True)
class Bar:
    """One bar of a chart, true to scale; `late` is the part of it that is late."""

    label: str
    value: float
    late: float = 0
    note: str = ""
    url: str = ""
