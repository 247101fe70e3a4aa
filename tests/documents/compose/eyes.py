"""Measures a set page in millimetres from its upper left corner, as a ruler would."""

import ctypes
from dataclasses import dataclass, replace

import pypdfium2
from pypdfium2 import raw

MILLIMETRE = 72 / 25.4
THIN = 1.0  # millimetres: what is lower is a rule


@dataclass(frozen=True)
class Seen:
    """Words on a page: their box, and font and lower edge of the first letter."""

    left: float
    top: float
    right: float
    bottom: float
    size: float = 0
    font: str = ""
    base: float = 0

    @property
    def middle(self):
        return (self.left + self.right) / 2

    @property
    def width(self):
        return self.right - self.left

    @property
    def height(self):
        return self.bottom - self.top

    @property
    def style(self):
        """The cut of the font: "", "Bold", "Italic" or "BoldItalic"."""
        return self.font.partition("+")[2].partition("-")[2].replace("Regular", "")

    @property
    def family(self):
        return self.font.partition("+")[2].partition("-")[0]


class Eyes:
    """One page of a PDF, read once and closed."""

    def __init__(self, pdf, page=0):
        with pypdfium2.PdfDocument(pdf) as document:
            sheet = document[page]
            self.width, self.height = (side / MILLIMETRE for side in sheet.get_size())
            reader = sheet.get_textpage()
            self.text = reader.get_text_range()
            self.signs = [self._sign(reader, place) for place in range(len(self.text))]
            paths = [one for one in sheet.get_objects() if one.type == raw.FPDF_PAGEOBJ_PATH]
            self.shapes = [self._box(one.get_bounds()) for one in paths]
        rules = [one for one in self.shapes if one.height < THIN]
        self.rules = sorted(rules, key=lambda one: one.top)

    @property
    def letters(self):
        """Every visible letter."""
        both = zip(self.text, self.signs, strict=True)
        return [seen for sign, seen in both if sign.strip()]

    def find(self, words):
        """The first place where these words stand on one line."""
        return self._joined(self.text.index(words), len(words))

    def find_last(self, words):
        """The last place where these words stand on one line."""
        return self._joined(self.text.rindex(words), len(words))

    def rule_under(self, words):
        """The first rule below words that lies in their column."""
        below = [one for one in self.rules if one.top > words.bottom - THIN]
        return next(one for one in below if words.left < one.middle < words.right)

    def _joined(self, start, length):
        seen = self.signs[start : start + length]
        return replace(
            seen[0],
            left=min(one.left for one in seen),
            top=min(one.top for one in seen),
            right=max(one.right for one in seen),
            bottom=max(one.bottom for one in seen),
            base=seen[0].bottom,
        )

    def _sign(self, reader, place):
        name, flags = ctypes.create_string_buffer(200), ctypes.c_int()
        raw.FPDFText_GetFontInfo(reader.raw, place, name, 200, ctypes.byref(flags))
        size = raw.FPDFText_GetFontSize(reader.raw, place)
        return self._box(reader.get_charbox(place), size, name.value.decode())

    def _box(self, box, size=0, font=""):
        left, bottom, right, top = (side / MILLIMETRE for side in box)
        return Seen(left, self.height - top, right, self.height - bottom, size, font)
