"""Pieces of a .docx page: frames without lines, rules, stamps, runs of text."""

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run as WordRun

FONT = "Times New Roman"
TEXT_MM = 160
BRIGHT_RED = RGBColor(0xD0, 0x00, 0x00)
CENTRE = WD_ALIGN_PARAGRAPH.CENTER
HALVED_OVER = 26  # signs of 12 points that fill the left column


def set_page(document: WordDocument) -> None:
    """A4 with the margins of the decree; the page number stands in the top margin from page 2."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = section.right_margin = Mm(20)
    section.left_margin = Mm(30)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    _page_number(section.header.paragraphs[0])


def own_pages(document: WordDocument, *, is_wide: bool = False) -> None:
    """A new section that counts its own pages: an attached text, an annex, a wide one across."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.first_page_footer.is_linked_to_previous = False
    is_across = section.orientation is WD_ORIENT.LANDSCAPE
    if is_wide is not is_across:
        section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = section.page_height, section.page_width
    numbering = OxmlElement("w:pgNumType")
    numbering.set(qn("w:start"), "1")
    properties = section._sectPr  # noqa: SLF001  # no public name
    for former in properties.findall(qn("w:pgNumType")):
        properties.remove(former)
    properties.insert_element_before(numbering, "w:cols", "w:titlePg", "w:docGrid")


def _page_number(line: Paragraph) -> None:
    line.alignment = CENTRE
    field = append(line, "w:fldSimple", **{"w:instr": "PAGE"})
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "2"
    run.append(text)
    field.append(run)


def set_font(document: WordDocument) -> None:
    """Times New Roman 14 for every script, single spacing, Vietnamese."""
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1.0
    properties = style.element.get_or_add_rPr()
    for script in ("w:eastAsia", "w:cs"):
        properties.rFonts.set(qn(script), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    properties.append(language)


def frame(document: WordDocument, *, rows: int, widths_mm: tuple[int, ...]) -> Table:
    """A table without lines that holds boxes side by side; its rows never break."""
    table: Table = document.add_table(rows, len(widths_mm))
    table.autofit = False
    _no_cell_margins(table)
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001  # no public name
    return table


def _no_cell_margins(table: Table) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")  # noqa: SLF001  # no public name


def seam(document: WordDocument) -> None:
    """A hair of a line between two frames: a word processor joins tables that touch."""
    form = document.add_paragraph().paragraph_format
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    form.line_spacing = Pt(1)


def box_line(cell: _Cell, text: str = "", *, size: float = 14, bold: bool = False) -> Paragraph:
    """A centred line of a box; a new cell has one empty paragraph, used first."""
    first: Paragraph = cell.paragraphs[0]
    is_fresh = len(cell.paragraphs) == 1 and not len(first._p)  # noqa: SLF001  # no public name
    line = first if is_fresh else cell.add_paragraph()
    line.alignment = CENTRE
    if text:
        say(line, text, size=size, bold=bold)
    return line


def rule(line: Paragraph, *, length_mm: float, room_mm: float) -> None:
    """A horizontal rule in the middle of its room: the lower border of a low, indented line."""
    form = indented(line, length_mm=length_mm, room_mm=room_mm).paragraph_format
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    form.line_spacing = Pt(3)
    form.space_after = Pt(6)
    add_borders(line, "bottom")


def indented(line: Paragraph, *, length_mm: float, room_mm: float) -> Paragraph:
    """The line narrowed from both sides."""
    side = Mm((room_mm - length_mm) / 2)
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = side
    return line


def stamp(line: Paragraph, text: str, *, colour: RGBColor | None = None) -> None:
    """A bordered stamp of urgency or circulation."""
    line.alignment = CENTRE
    line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(6)
    say(line, text, size=13, bold=True).font.color.rgb = colour
    add_borders(line, "top", "left", "bottom", "right", colour=str(colour) if colour else "auto")


def add_borders(line: Paragraph, *sides: str, colour: str = "auto") -> None:
    """Borders of a paragraph, at the place the schema wants them."""
    borders = OxmlElement("w:pBdr")
    for side in sides:
        border = OxmlElement(f"w:{side}")
        given = {"w:val": "single", "w:sz": "6", "w:space": "1", "w:color": colour}
        for name, value in given.items():
            border.set(qn(name), value)
        borders.append(border)
    properties = line._p.get_or_add_pPr()  # noqa: SLF001  # borders have no public name
    properties.insert_element_before(borders, "w:spacing", "w:ind", "w:jc", "w:rPr")


def append(line: Paragraph, tag: str, **attributes: str) -> BaseOxmlElement:
    """Add an element that python-docx has no name for (bookmark, field)."""
    element: BaseOxmlElement = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(name), value)
    line._p.append(element)  # noqa: SLF001  # bookmarks and fields have no public name
    return element


def make_rtl(line: Paragraph) -> None:
    """The paragraph runs from right to left."""
    properties = line._p.get_or_add_pPr()  # noqa: SLF001  # no public name
    properties.insert_element_before(OxmlElement("w:bidi"), "w:spacing", "w:ind", "w:jc", "w:rPr")


def say(
    line: Paragraph, text: str, *, size: float = 14, bold: bool = False, italic: bool = False
) -> WordRun:
    """Add words to a line."""
    run = line.add_run(text)
    run.font.size = Pt(size)
    run.bold, run.italic = bold or None, italic or None
    return run


def halved(text: str) -> str:
    """A long name on two lines of like length, so that no syllable stands alone."""
    gaps = [index for index, sign in enumerate(text) if sign == " "]
    if len(text) <= HALVED_OVER or not gaps:
        return text
    middle = min(gaps, key=lambda gap: abs(gap - len(text) / 2))
    return f"{text[:middle]}\n{text[middle + 1 :]}"
