"""One way to set a paper: a typst template, plain data, PDF/A out, the same bytes twice."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from office import fonts
from office.errors import Invalid
from office.i18n import _

if TYPE_CHECKING:
    import typst

A4_HEIGHT = 297 * 72 / 25.4
UNSHOWN = re.compile(r'the text `"(.*?)"` could not be displayed')
MOST_ROUNDS = 3
Standard = Literal["a-2b", "a-3b"]


@dataclass(frozen=True)
class Place:
    """A rectangle in PDF points from the lower left corner; pages count from 0."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True)
class Pages:
    """What typst made: the file, where the named marks stand, and how many pages."""

    pdf: bytes
    places: dict[str, Place]
    count: int


def typeset(
    template: Path, data: Mapping[str, Any], *, made_at: datetime, standard: Standard = "a-2b"
) -> Pages:
    """Set a template; a sign that no font has is printed by its code point, never lost."""
    words = json.dumps({"fonts": fonts.font_stack(), **data}, ensure_ascii=False)
    for _round in range(MOST_ROUNDS):
        compiler = _compiler(template, words)
        try:
            pdf = _pdf(compiler, made_at, standard)
        except _Unshown as found:
            words = _spelled(words, found.signs)
            continue
        return Pages(pdf, _places(compiler), _count(compiler))
    raise Invalid(_("The fonts of official papers cannot show some signs of this text."))


class _Unshown(Exception):
    """The fonts lack these signs."""

    def __init__(self, signs: set[str]) -> None:
        super().__init__()
        self.signs = signs


def _compiler(template: Path, words: str) -> "typst.Compiler":
    import typst

    return typst.Compiler(
        template,
        root=template.parent,
        font_paths=fonts.typst_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"content": words},
    )


def _pdf(compiler: "typst.Compiler", made_at: datetime, standard: Standard) -> bytes:
    import typst

    try:
        pdf = compiler.compile(format="pdf", pdf_standards=standard, timestamp=_whole(made_at))
    except typst.TypstError as error:
        signs = set("".join(UNSHOWN.findall(error.diagnostic)))
        if signs:
            raise _Unshown(signs) from error
        raise Invalid(
            _("The document could not be set: %(reason)s", reason=error.message)
        ) from error
    if not isinstance(pdf, bytes):  # pragma: no cover  # a list only for image formats
        raise TypeError(type(pdf))
    return pdf


def _whole(made_at: datetime) -> datetime:
    """The library takes whole seconds only."""
    return made_at.astimezone(UTC).replace(microsecond=0)


def _spelled(words: str, signs: set[str]) -> str:
    spelled: dict[str, str | int | None] = {
        sign: f"[U+{ord(sign):04X}]" for sign in signs if ord(sign) > 0x7F
    }
    return words.translate(str.maketrans(spelled))


def _count(compiler: "typst.Compiler") -> int:
    pages: list[int] = json.loads(compiler.query("<pages>", field="value", format="json"))
    return pages[0] if pages else 1


def _places(compiler: "typst.Compiler") -> dict[str, Place]:
    """The marks as places; typst counts from the upper left corner and from page 1."""
    marks = json.loads(compiler.query("<place>", field="value", format="json"))
    return {mark["name"]: _place(mark) for mark in marks}


def _place(mark: dict[str, Any]) -> Place:
    top, left = A4_HEIGHT - mark["y"], mark["x"]
    return Place(mark["page"] - 1, left, top - mark["height"], left + mark["width"], top)
