"""Pieces of a .docx page that python-docx has no names for."""

from collections.abc import Sequence

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_LINE_SPACING, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

FONT, SIZE, SMALL = "Times New Roman", 12.5, 11.0
MARGIN_MM = {"left": 25, "right": 15, "top": 18, "bottom": 20}
A4_MM = (210, 297)


def set_page(paper: WordDocument, *, is_wide: bool) -> int:
    """A4 with the margins of a file; the width left for words, in millimetres."""
    section = paper.sections[0]
    short, long = A4_MM
    width, height = (long, short) if is_wide else (short, long)
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    for side, margin in MARGIN_MM.items():
        setattr(section, f"{side}_margin", Mm(margin))
    section.footer_distance = Mm(10)
    return width - MARGIN_MM["left"] - MARGIN_MM["right"]


def set_font(paper: WordDocument) -> None:
    """Times New Roman for every script, Vietnamese, lines close together."""
    style = paper.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(SIZE)
    style.paragraph_format.space_after = Pt(3)
    style.paragraph_format.line_spacing = 1.0
    properties = style.element.get_or_add_rPr()
    for script in ("w:eastAsia", "w:cs"):
        properties.rFonts.set(qn(script), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    properties.append(language)


def boxes(paper: WordDocument, widths_mm: Sequence[float], *, rows: int = 1) -> Table:
    """Boxes side by side, without lines."""
    table: Table = paper.add_table(rows, len(widths_mm))
    table.autofit = False
    set_cell_margins(table, 0)
    set_widths(table, widths_mm)
    return table


def set_widths(table: Table, widths_mm: Sequence[float]) -> None:
    """Word reads the width of each cell, other programs that of the column."""
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def frame(table: Table, height_mm: float) -> _Cell:
    """The first box gets lines around it and a height of its own: the photo stands inside."""
    row = table.rows[0]
    row.height = Mm(height_mm)
    cell: _Cell = row.cells[0]
    borders = OxmlElement("w:tcBorders")
    for side in ("top", "left", "bottom", "right"):
        border = OxmlElement(f"w:{side}")
        for name, value in {"w:val": "single", "w:sz": "6", "w:color": "auto"}.items():
            border.set(qn(name), value)
        borders.append(border)
    cell._tc.get_or_add_tcPr().append(borders)  # noqa: SLF001  # no public name
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    return cell


def seam(paper: WordDocument) -> None:
    """A hair of a line under a table: a word processor joins tables that touch."""
    form = paper.add_paragraph().paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(3)
    form.space_after = Pt(0)
    form.keep_with_next = True


def set_cell_margins(table: Table, margin_mm: float) -> None:
    """Word leaves two millimetres on both sides of a cell, too much for narrow columns."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(Mm(margin_mm).twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")  # noqa: SLF001  # no public name


def repeat_heading(row: _Row) -> None:
    """The row stands on top of the table on every page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001  # no public name


def stay_whole(row: _Row) -> None:
    """The row is never torn by the end of a page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001  # no public name


def say(
    line: Paragraph, text: str, *, bold: bool = False, italic: bool = False, size: float = SIZE
) -> None:
    """Add words to a line."""
    run = line.add_run(text)
    run.bold, run.italic, run.font.size = bold or None, italic or None, Pt(size)


def page_fields(line: Paragraph) -> None:
    """Trang 1/4, counted by the word processor."""
    say(line, "Trang ", size=9)
    for place, name in enumerate(("PAGE", "NUMPAGES")):
        if place:
            say(line, "/", size=9)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), name)
        line._p.append(field)  # noqa: SLF001  # fields have no public name
        say(line, "1", size=9)
        field.append(line.runs[-1]._r)  # noqa: SLF001  # no public name


def dotted(line: Paragraph, width_mm: float) -> None:
    """An empty line to write on."""
    form = line.paragraph_format
    form.tab_stops.add_tab_stop(Mm(width_mm), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    form.keep_with_next = True
    say(line, "\t")
