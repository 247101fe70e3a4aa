"""Minutes as .docx, to be worked on or signed on paper; the same order as the PDF."""

from collections.abc import Sequence
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run as WordRun

from meetings.compose.codes import qr_png
from meetings.compose.course import body
from meetings.compose.facts import Minutes
from meetings.compose.minutes import SIGNATURE_ROOM_MM, abstract, recipients
from meetings.compose.words import Block, Run, line

FONT = "Times New Roman"
CENTRE = WD_ALIGN_PARAGRAPH.CENTER
HEAD_MM = (62, 98)
TEXT_MM = 160
SIGN_MM, ROOM_MM = 2.3, 6
SHORT, FEWEST, MOST = 12, 40, 90
RULE = "―――――――"
QR_MM = 26


def minutes_docx(minutes: Minutes) -> bytes:
    """The whole minutes as one .docx; words are put in as text, never as fields or markup."""
    made = Document()
    _page(made)
    _heads(made, minutes)
    _title(made, minutes)
    for block in body(minutes):
        _block(made, block)
    _foot(made, minutes)
    kept = BytesIO()
    made.save(kept)
    return kept.getvalue()


def _page(made: WordDocument) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = section.right_margin = Mm(20)
    section.left_margin = Mm(30)
    style = made.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    style.paragraph_format.space_after = Pt(6)
    _numbered(section)
    properties = style.element.get_or_add_rPr()
    for script in ("w:eastAsia", "w:cs"):
        properties.rFonts.set(qn(script), FONT)


def _numbered(section: Section) -> None:
    """Page numbers in the middle of the upper margin, not on the first page (Annex I, II)."""
    section.different_first_page_header_footer = True
    given = section.header.paragraphs[0]
    given.alignment = CENTRE
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    given._p.append(field)  # noqa: SLF001  # no public name


def _heads(made: WordDocument, minutes: Minutes) -> None:
    left, right = _columns(made, HEAD_MM)
    if minutes.parent_agency:
        _line(left, line(minutes.parent_agency).upper(), size=12)
    _line(left, line(minutes.agency).upper(), size=12, bold=True)
    _line(left, RULE, size=6)
    _line(left, f"Số: {line(minutes.number) or '……'}/{line(minutes.notation)}", size=13)
    _line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, bold=True)
    motto = _line(right, "Độc lập - Tự do - Hạnh phúc", size=13, bold=True)
    motto.runs[0].underline = True


def _title(made: WordDocument, minutes: Minutes) -> None:
    for words, size in (("BIÊN BẢN", 14), (abstract(minutes), 14), (RULE, 6)):
        given = made.add_paragraph()
        given.alignment = CENTRE
        given.paragraph_format.space_before = Pt(12 if words == "BIÊN BẢN" else 0)
        given.paragraph_format.space_after = Pt(8 if words == RULE else 0)
        _say(given, words, size=size, bold=words != RULE)


def _block(made: WordDocument, block: Block) -> None:
    if block.kind == "table":
        _table(made, block)
        return
    given = made.add_paragraph()
    _lay(given, block)
    if block.rtl:
        properties = given._p.get_or_add_pPr()  # noqa: SLF001  # no public name
        properties.insert_element_before(OxmlElement("w:bidi"), "w:spacing", "w:ind", "w:jc")
    for run in block.runs:
        _run(given, run, block)


def _lay(given: Paragraph, block: Block) -> None:
    form = given.paragraph_format
    if block.kind == "heading":
        given.alignment = CENTRE
    elif block.kind in ("item", "quote"):
        form.left_indent = Cm(1.27) + Mm(5) * max(block.level - 1, 0)
    else:
        given.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        form.first_line_indent = Cm(1.27)
    form.keep_with_next = block.kind in ("heading", "subheading")


def _run(given: Paragraph, run: Run, block: Block) -> None:
    is_strong = run.bold or block.kind in ("heading", "subheading")
    said = _say(given, run.text, bold=is_strong, italic=run.italic or block.kind == "quote")
    said.font.rtl = block.rtl or None


def _table(made: WordDocument, block: Block) -> None:
    if not block.rows or not block.rows[0]:
        return
    table = made.add_table(len(block.rows), len(block.rows[0]), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _set_widths(table, _widths(block))
    for place, (row, cells) in enumerate(zip(table.rows, block.rows, strict=True)):
        for cell, runs in zip(row.cells, cells, strict=True):
            for run in runs:
                is_strong = run.bold or place == 0
                _say(cell.paragraphs[0], run.text, size=12, bold=is_strong, italic=run.italic)
    made.add_paragraph().paragraph_format.space_after = Pt(0)


def _widths(block: Block) -> list[float]:
    """Room by the length of the words; where it is short, long columns share what is left."""
    columns = zip(*block.rows, strict=True)
    longest = [max(sum(len(run.text) for run in cell) for cell in cells) for cells in columns]
    natural = [one * SIGN_MM + ROOM_MM for one in longest]
    if sum(natural) <= TEXT_MM:
        return natural
    kept = {at: natural[at] for at, one in enumerate(longest) if one <= SHORT}
    shares = {at: min(max(one, FEWEST), MOST) for at, one in enumerate(longest) if at not in kept}
    left = TEXT_MM - sum(kept.values())
    wide = {at: left * share / sum(shares.values()) for at, share in shares.items()}
    return [(kept | wide)[at] for at in range(len(longest))]


def _set_widths(table: Table, widths_mm: Sequence[float]) -> None:
    """Word reads the width of each cell, other programs that of the column."""
    table.autofit = False
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def _foot(made: WordDocument, minutes: Minutes) -> None:
    left, right = _columns(made, (80, 80))
    sides = ((left, "THƯ KÝ", minutes.secretary), (right, "CHỦ TỌA", minutes.chair))
    for cell, role, one in sides:
        _line(cell, role, bold=True)
        _line(cell).paragraph_format.space_before = Mm(SIGNATURE_ROOM_MM)
        _line(cell, line(one.name), bold=True)
    given = made.add_paragraph()
    _say(given, "Nơi nhận:", size=12, bold=True, italic=True)
    for words in recipients(minutes):
        _say(made.add_paragraph(), words, size=11)
    if mark := minutes.fingerprint:
        picture = BytesIO(qr_png(mark.address or f"sha256:{mark.sha256}"))
        made.add_picture(picture, width=Mm(QR_MM))


def _columns(made: WordDocument, widths_mm: tuple[int, int]) -> tuple[_Cell, _Cell]:
    """Two boxes side by side without lines."""
    table = made.add_table(1, 2)
    _set_widths(table, widths_mm)
    cells = table.rows[0].cells
    return cells[0], cells[1]


def _line(cell: _Cell, text: str = "", *, size: float = 14, bold: bool = False) -> Paragraph:
    """A centred line; the empty paragraph of a new cell is used first."""
    first = cell.paragraphs[0]
    is_fresh = len(cell.paragraphs) == 1 and not first.text
    given: Paragraph = first if is_fresh else cell.add_paragraph()
    given.alignment = CENTRE
    given.paragraph_format.space_after = Pt(0)
    if text:
        _say(given, text, size=size, bold=bold)
    return given


def _say(
    given: Paragraph, text: str, *, size: float = 14, bold: bool = False, italic: bool = False
) -> WordRun:
    said = given.add_run(text)
    said.font.size = Pt(size)
    said.bold, said.italic = bold or None, italic or None
    return said
