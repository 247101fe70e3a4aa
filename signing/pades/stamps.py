"""Pictures of signatures: typst sets one page in the size of the field, and that page is imported.

The text stamps of the PDF library write wrong letter distances for common fonts; typst does not,
and it shapes Vietnamese and Arabic.
"""

# The PDF library is half typed.
# mypy: disable-error-code="no-untyped-call"

import json
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import typst
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp import StaticStampStyle

from office import fonts
from signing.pades.places import POINTS_PER_MM, Stamp

TEMPLATE = Path(__file__).with_name("stamp.typ")
DIGITS = "0123456789/-"


class PageOfBytes(PdfContent):
    """A page of a PDF in memory as the content of a stamp."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__()
        self.pdf = pdf

    def render(self) -> bytes:
        page = imported(self._ensure_writer, self.pdf)
        self.resources.xobject["/Page"] = page
        left, bottom, right, top = page.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        return b"/Page Do"


def style_of(stamp: Stamp, *, width: float, height: float) -> StaticStampStyle:
    """The stamp as the signing library takes it: no border, no transparency, no margins."""
    return StaticStampStyle(
        background=PageOfBytes(drawn(stamp, width=round(width, 2), height=round(height, 2))),
        background_layout=SimpleBoxLayoutRule(
            x_align=AxisAlignment.ALIGN_MID,
            y_align=AxisAlignment.ALIGN_MID,
            margins=Margins.uniform(0),
        ),
        background_opacity=1.0,
        border_width=0,
    )


@lru_cache(maxsize=64)
def drawn(stamp: Stamp, *, width: float, height: float) -> bytes:
    """One page of exactly this size in points."""
    words = {"kind": stamp.kind.value, "lines": stamp.lines, "mark": stamp.mark}
    diameter = stamp.diameter_mm * POINTS_PER_MM
    box = {"width": width, "height": height, "diameter": diameter}
    return _typeset(words | box | {"image": list(stamp.image)})


@lru_cache(maxsize=256)
def text_page(text: str, *, width: float, height: float, size: float, align: str) -> bytes:
    """A filled form text as one page."""
    words = {"kind": "filled", "lines": (text,), "mark": "", "size": size, "align": align}
    return _typeset(words | {"width": width, "height": height})


def imported(writer: BasePdfFileWriter, pdf: bytes) -> generic.IndirectObject:
    """The first page as a form object of the file being written."""
    page: generic.IndirectObject = writer.import_page_as_xobject(PdfFileReader(BytesIO(pdf)))
    return page


def digits_font(writer: BasePdfFileWriter) -> generic.IndirectObject:
    """An embedded serif with the digits, named as the default of the form (PDF/A)."""
    page = imported(writer, text_page(DIGITS, width=200, height=20, size=13, align="left"))
    embedded = page.get_object()["/Resources"]["/Font"]
    font: generic.IndirectObject = embedded.raw_get(next(iter(embedded)))
    return font


def _typeset(words: dict[str, object]) -> bytes:
    data = json.dumps(words | {"fonts": fonts.font_stack()}, ensure_ascii=False)
    return typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=fonts.typst_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": data},
        timestamp=0,
        pdf_standards=["a-2b"],
    )
