"""Where the form fields of a document stand on its pages (see `signing`, which creates them)."""

from dataclasses import dataclass, replace

POINTS_A_MM = 72 / 25.4
SIGNATURE_MM = (40.0, 20.0)
SIGNATURE_ROOM_MM = 30.0
NUMBER_SIZE = 13.0
NUMBER_WIDTH = 36.0
DATE_WIDTH = 18.0
DESCENT = 0.25  # the baseline of a text field lies this share of its font size above the lower edge
HEIGHT = 1.2
INITIALS = (50.0, 9.6, 8.0)  # width, height and font size in points: they fit into the margin
CORNER_MM = (90.0, 12.0)  # box 14, in the upper right corner of the first page
CORNER_FROM_EDGE_MM = (15.0, 6.0)


@dataclass(frozen=True)
class Place:
    """A rectangle in PDF points from the lower left corner; pages count from 0.

    `font_size` is set for text fields: their text sits a quarter of it above the lower edge.
    """

    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    font_size: float | None = None

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0


@dataclass(frozen=True)
class Composed:
    """A finished PDF with the places of its fields, and what the drafter should know about it.

    `missing` names the fields without a place; `font_substitute` what stood in for Times New Roman.
    """

    pdf: bytes
    places: dict[str, Place]
    pages: int
    font_substitute: str | None = None
    missing: tuple[str, ...] = ()


def seal_on(signature: Place, diameter_mm: float) -> Place:
    """The seal at its true size over the left third of the signature (Annex I II.8)."""
    side = diameter_mm * POINTS_A_MM
    right = signature.x0 + signature.width / 3
    bottom = (signature.y0 + signature.y1 - side) / 2
    return replace(signature, x0=right - side, y0=bottom, x1=right, y1=bottom + side)


def text_field_box(*, page: int, left: float, baseline: float, width: float, size: float) -> Place:
    """A text field whose words will stand on the given baseline."""
    bottom = baseline - DESCENT * size
    return Place(page, left, bottom, left + width, bottom + HEIGHT * size, font_size=size)


def corner_on(width: float, height: float, *, page: int = 0) -> Place:
    """Where the text of an agency's signature stands on a file of its own or a copy (box 14)."""
    right, top = (
        side - gap * POINTS_A_MM
        for side, gap in zip((width, height), CORNER_FROM_EDGE_MM, strict=True)
    )
    wide, high = (side * POINTS_A_MM for side in CORNER_MM)
    return Place(page, right - wide, top - high, right, top)
