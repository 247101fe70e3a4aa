"""Labels for papers (nhãn văn bản đến): A4 sheets of 24, each with its number and a QR code."""

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import segno

from office import fonts

TEMPLATE = Path(__file__).parent / "templates" / "labels.typ"
ON_A_SHEET = 24


@dataclass(frozen=True)
class Label:
    """What one label says; `address` is what its QR code opens."""

    agency: str
    number: str
    day: str
    symbol: str
    address: str


def label_sheets(labels: Sequence[Label], *, skip: int = 0) -> bytes:
    """A PDF of 70 × 37 mm labels, three across; `skip` of them are used up on the first sheet."""
    rows = [asdict(label) | {"code": _code(label.address)} for label in labels]
    told = {"labels": rows, "skip": skip % ON_A_SHEET, "fonts": fonts.font_stack()}
    return typeset(TEMPLATE, told)


def _code(address: str) -> str:
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=0, xmldecl=False)
    return drawn.getvalue().decode()


def typeset(template: Path, told: dict[str, object]) -> bytes:
    """A small PDF of our own words."""
    import typst

    pdf = typst.compile(
        template,
        font_paths=fonts.typst_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"told": json.dumps(told)},
    )
    if not isinstance(pdf, bytes):  # pragma: no cover  # a list only for image formats
        raise TypeError(type(pdf))
    return pdf
