"""The automatic part of the check of form (kiểm tra thể thức, Decree 30/2020/NĐ-CP, Annex I).

It looks at the finished pages, whatever they were made from, and warns; it never hinders.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from documents.compose.body import END_MARK
from documents.compose.content import DEVOTION, MOTTO

A4_MM = (210, 297)
NEAR = 1.5  # millimetres that no eye sees
LEFT, RIGHT, TOP, BOTTOM = (30, 35), (15, 20), (20, 25), (20, 25)
TEXT_SIZES = (13, 14)
ROUNDING = 0.3
SMALL_PRINT = 10  # tables and lists may be smaller than the text, nothing may be smaller than this
SERIF = ("timesnewroman", "liberationserif", "tinos", "notoserif", "amiri")
LONG_TEXT = 300  # signs from which a size can be called the size of the text


@dataclass(frozen=True)
class Wanted:
    """What the pages of this document should say."""

    type_name: str
    is_letter: bool = False
    is_dated: bool = True
    signer: str = ""
    empty_fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """What departs from the decree: its code, the page (0: the whole) and what was seen."""

    code: str
    page: int = 0
    seen: str = ""


@dataclass(frozen=True)
class Line:
    """A line of a page in millimetres from the upper left corner."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    fonts: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """One page."""

    width: float
    height: float
    lines: tuple[Line, ...]

    @property
    def number(self) -> str:
        """The page number in the top margin, where there is one."""
        above = [line.text for line in self.lines if line.bottom < TOP[0] + NEAR]
        return next((text for text in above if text.isdecimal()), "")

    @property
    def text(self) -> tuple[Line, ...]:
        """The lines without the page number and what stands in the foot margin."""
        foot = self.height - BOTTOM[0]
        inside = [line for line in self.lines if line.top < foot + NEAR]
        return tuple(line for line in inside if not (line.text.isdecimal() and line.top < TOP[0]))


def sheets_of(facts: Mapping[str, Any]) -> list[Sheet]:
    """The measured pages as the limited child tells them."""
    return [
        Sheet(
            row["width"],
            row["height"],
            tuple(Line(**line | {"fonts": tuple(line["fonts"])}) for line in row["lines"]),
        )
        for row in facts["sheets"]
    ]


def check(sheets: Sequence[Sheet], wanted: Wanted) -> list[Finding]:
    """Everything that departs, in the order of the pages' boxes."""
    if not any(sheet.lines for sheet in sheets):
        return [Finding("no-text")]
    return [
        *_empty(wanted),
        *_pages(sheets),
        *_heads(sheets[0], wanted),
        *_ends(sheets, wanted),
        *_letters(sheets),
    ]


def _empty(wanted: Wanted) -> Iterator[Finding]:
    for label in wanted.empty_fields:
        yield Finding("empty-field", seen=label)


# ------------------------------------------------------------------------------- pages


def _pages(sheets: Sequence[Sheet]) -> Iterator[Finding]:
    for place, sheet in enumerate(sheets, start=1):
        if not _is_a4(sheet):
            yield Finding("page-size", place, f"{sheet.width:.0f} × {sheet.height:.0f} mm")
        elif sheet.text:
            yield from _margins(sheet, place)
    for place, sheet in enumerate(sheets[1:], start=2):
        if place == len(sheets) or not _begins_annex(sheet):
            yield from _numbers(sheet, place)


def _is_a4(sheet: Sheet) -> bool:
    sides = sorted((sheet.width, sheet.height))
    return all(abs(side - want) < NEAR for side, want in zip(sides, A4_MM, strict=True))


def _margins(sheet: Sheet, place: int) -> Iterator[Finding]:
    """Text begins at the margin at the left; at the other sides it may end before it."""
    left = min(line.left for line in sheet.text)
    right = sheet.width - max(line.right for line in sheet.text)
    top = min(line.top for line in sheet.text)
    # Behind the first page a narrow table may stand alone in the middle.
    if left < LEFT[0] - NEAR or (place == 1 and left > LEFT[1] + NEAR):
        yield Finding("margin-left", place, f"{left:.0f} mm")
    if right < RIGHT[0] - NEAR:
        yield Finding("margin-right", place, f"{right:.0f} mm")
    if top < TOP[0] - NEAR:
        yield Finding("margin-top", place, f"{top:.0f} mm")


def _numbers(sheet: Sheet, place: int) -> Iterator[Finding]:
    if sheet.text and not sheet.number and not _begins_annex(sheet):
        yield Finding("page-number", place)


def _begins_annex(sheet: Sheet) -> bool:
    """Annexes and attached texts count their own pages; their first bears no number."""
    first = " ".join(line.text for line in sheet.text[:8])
    return first.startswith("Phụ lục") or "(Kèm theo" in first


# ------------------------------------------------------------------------------- boxes


def _heads(sheet: Sheet, wanted: Wanted) -> Iterator[Finding]:
    said = _joined(sheet.lines)
    for code, words in (("motto", MOTTO), ("devotion", DEVOTION), ("number", "Số:")):
        if words not in said:
            yield Finding(code)
    if wanted.is_dated and not (", ngày" in said and "năm 20" in said):
        yield Finding("date")
    if wanted.is_letter and "V/v" not in said:
        yield Finding("abstract")
    if not wanted.is_letter and wanted.type_name.upper() not in said:
        yield Finding("type-name", seen=wanted.type_name.upper())
    yield from _bold(sheet)


def _bold(sheet: Sheet) -> Iterator[Finding]:
    """Motto and devotion stand in bold of 12 to 13 and 13 to 14 points (boxes 1)."""
    for code, words, sizes in (("motto", MOTTO, (12, 13)), ("devotion", DEVOTION, TEXT_SIZES)):
        for line in sheet.lines:
            if words in line.text and not _is_set(line, words, sizes):
                yield Finding(f"{code}-style", 1, f"{line.size:.0f}")


def _is_set(line: Line, words: str, sizes: tuple[int, int]) -> bool:
    is_alone = line.text == words
    is_bold = any("bold" in font.lower() for font in line.fonts)
    return is_bold and (not is_alone or _fits(line.size, sizes))


def _ends(sheets: Sequence[Sheet], wanted: Wanted) -> Iterator[Finding]:
    said = " ".join(_joined(sheet.lines) for sheet in sheets)
    for code, words in (("recipients", "Nơi nhận:"), ("master", "Lưu: VT"), ("end-mark", END_MARK)):
        if words not in said:
            yield Finding(code)
    if wanted.signer and wanted.signer not in said:
        yield Finding("signer", seen=wanted.signer)
    if wanted.is_letter and "Như trên" not in said:
        yield Finding("as-above")


# ----------------------------------------------------------------------------- letters


def _letters(sheets: Sequence[Sheet]) -> Iterator[Finding]:
    odd: dict[str, int] = {}
    for place, sheet in enumerate(sheets, start=1):
        for font in sorted({font for line in sheet.lines for font in line.fonts}):
            if not _plain(font).startswith(SERIF):
                odd.setdefault(font, place)
    for font, place in list(odd.items())[:3]:
        yield Finding("font", place, font)
    yield from _sizes(sheets)


def _sizes(sheets: Sequence[Sheet]) -> Iterator[Finding]:
    """The size in which most of the text is set."""
    counted: Counter[float] = Counter()
    for sheet in sheets:
        for line in sheet.text:
            counted[line.size] += len(line.text)
    size, signs = counted.most_common(1)[0]
    if signs >= LONG_TEXT and not _fits(size, TEXT_SIZES):
        yield Finding("text-size", seen=f"{size:g}")
    smallest = min(counted)
    if smallest < SMALL_PRINT - ROUNDING:
        yield Finding("small-print", seen=f"{smallest:g}")


def _fits(size: float, sizes: tuple[int, int]) -> bool:
    return sizes[0] - ROUNDING <= size <= sizes[1] + ROUNDING


def _plain(font: str) -> str:
    return font.replace(" ", "").replace("PS", "").lower()


def _joined(lines: Sequence[Line]) -> str:
    return " ".join(" ".join(line.text for line in lines).split())
