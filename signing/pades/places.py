"""The places of a PDF that are signed or filled, and what the pictures there say.

Plain facts, without the PDF library: pages and operations name them, workers write them.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

POINTS_PER_MM = 72 / 25.4


@dataclass(frozen=True)
class Rect:
    """A box on a page in PDF points, from the lower left corner of the page."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom


class Lock(StrEnum):
    """What nobody may change any more once the field is signed."""

    OWN = "own"  # a person: the own field
    ALL = "all"  # the seal of the agency: everything
    NONE = "none"  # vendor tools that place their own fields


class Align(StrEnum):
    """Where a filled text stands in its box."""

    LEFT = "left"
    CENTER = "center"


@dataclass(frozen=True)
class SignatureField:
    """An empty place for one signature."""

    name: str
    page: int
    box: Rect
    lock: Lock = Lock.OWN


@dataclass(frozen=True)
class TextField:
    """An empty read-only text (số, ngày, tháng) that is filled in the revision of the seal."""

    name: str
    page: int
    box: Rect
    size: float = 13
    align: Align = Align.LEFT


class StampKind(StrEnum):
    """How a signature looks (Decree 30/2020/NĐ-CP, annex I): the picture is never the signature."""

    PERSON = "person"  # blue, between position and name
    SEAL = "seal"  # red, in the true size of the seal
    CORNER = "corner"  # text only, first page, upper right: files of their own, copies


@dataclass(frozen=True)
class Stamp:
    """What the picture says; `{time}` in a line becomes the time of signing.

    `picture` is the hash under which an agency's own picture of its seal is kept, `image` its bytes
    where it is drawn.
    """

    kind: StampKind
    lines: tuple[str, ...]
    diameter_mm: float = 36
    mark: str = ""
    picture: str = ""
    image: bytes = b""

    def at(self, moment: str) -> "Stamp":
        """The same stamp with the time of signing in its text."""
        lines = tuple(line.replace("{time}", moment) for line in self.lines)
        return replace(self, lines=lines)


def seal_box(signature: Rect, *, diameter_mm: float) -> Rect:
    """The seal in its true size, over the left third of the signature image.

    Decree 30/2020/NĐ-CP, annex I, part II: it covers about one third, at the left side.
    """
    side = diameter_mm * POINTS_PER_MM
    right = signature.left + signature.width / 3
    middle = (signature.bottom + signature.top) / 2
    return Rect(right - side, middle - side / 2, right, middle + side / 2)
