"""One way to set a page: a template, plain data, PDF/A-2b out; refusals in words of the office."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from documents.compose.places import Place
from office import fonts
from office.errors import Invalid
from office.i18n import _

if TYPE_CHECKING:
    import typst

TEMPLATES = Path(__file__).parent / "templates"
STANDARD: Literal["a-2b"] = "a-2b"
A4_HEIGHT = 297 * 72 / 25.4
UNSHOWN = re.compile(r'the text `"(.*?)"` could not be displayed')


@dataclass(frozen=True)
class Pages:
    """What typst made: the file, where the named marks stand, and how many pages."""

    pdf: bytes
    places: dict[str, Place]
    count: int


def typeset(template: str, data: Mapping[str, Any], *, year: int) -> Pages:
    """Set a template; equal data gives equal bytes: the date inside is the year's, no clock's."""
    import typst

    compiler = typst.Compiler(
        TEMPLATES / template,
        root=TEMPLATES,
        font_paths=fonts.typst_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"content": json.dumps({"fonts": fonts.font_stack(), **data})},
    )
    pdf = _compile(compiler, made_at=datetime(year, 1, 1, tzinfo=UTC))
    marks = json.loads(compiler.query("<place>", field="value", format="json"))
    pages = json.loads(compiler.query("<pages>", field="value", format="json"))
    return Pages(pdf, places_of(marks), pages[0] if pages else 1)


def places_of(marks: Iterable[dict[str, Any]]) -> dict[str, Place]:
    """The marks as places; typst counts from the upper left corner and from page 1."""
    return {mark["name"]: _place(mark) for mark in marks}


def _compile(compiler: "typst.Compiler", *, made_at: datetime) -> bytes:
    import typst

    try:
        pdf = compiler.compile(format="pdf", pdf_standards=STANDARD, timestamp=made_at)
    except typst.TypstError as error:
        raise _as_refusal(error) from error
    if not isinstance(pdf, bytes):  # pragma: no cover  # a list only for image formats
        raise TypeError(type(pdf))
    return pdf


def _as_refusal(error: "typst.TypstError") -> Invalid:
    signs = sorted(set(UNSHOWN.findall(error.diagnostic)))
    if signs:
        message = _("The fonts of official papers cannot show: %(signs)s", signs=" ".join(signs))
        return Invalid(message, fields={"body": message})
    return Invalid(_("The document could not be set: %(reason)s", reason=error.message))


def _place(mark: dict[str, Any]) -> Place:
    top = A4_HEIGHT - mark["y"]
    return Place(
        page=mark["page"] - 1,
        x0=mark["x"],
        y0=top - mark["height"],
        x1=mark["x"] + mark["width"],
        y1=top,
        font_size=mark["size"],
    )
