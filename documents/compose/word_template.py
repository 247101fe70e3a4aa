"""The .docx source of a draft: the layout of Annex I with bookmarks where fields will stand.

The bookmarks survive editing in a word processor; LibreOffice turns them into named destinations.
"""

from io import BytesIO
from itertools import count

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.shared import Cm, Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from documents.compose import content as words
from documents.compose.body import Block, Run, blocks, ended
from documents.compose.content import Annex, Attached, Content, Urgency, clean
from documents.compose.form import CONFIRMATION
from documents.compose.layouts import Placed, foot, joint_agencies, text_blocks
from documents.compose.places import (
    DATE_WIDTH,
    NUMBER_SIZE,
    NUMBER_WIDTH,
    SIGNATURE_MM,
    SIGNATURE_ROOM_MM,
)
from documents.compose.word_parts import (
    BRIGHT_RED,
    CENTRE,
    TEXT_MM,
    add_borders,
    append,
    box_line,
    frame,
    halved,
    indented,
    make_rtl,
    own_pages,
    rule,
    say,
    seam,
    set_font,
    set_page,
    stamp,
)

HEAD_MM = (68, 92)
LONG_PLACE_MM = (52, 108)
LONG_PLACE = 16
FOOT_MM = (72, 88)
DATE_SIZE = 13.0
STAMP_MM = {Urgency.EXPRESS: 30, Urgency.VERY_URGENT: 40, Urgency.URGENT: 20}  # Annex I II.10.b
SPACE_SHARE = 0.25  # width of a space in Times New Roman
DEVOTION_MM = 57


def template_docx(content: Content) -> bytes:
    """A document to go on with in a word processor, filled with what is known so far."""
    sheet = _Sheet()
    sheet.head(content)
    sheet.middle(content)
    sheet.foot(content)
    sheet.annexes(content)
    stream = BytesIO()
    sheet.document.save(stream)
    return stream.getvalue()


class _Sheet:
    """One .docx on the way; counts its bookmarks."""

    def __init__(self) -> None:
        self.document: WordDocument = Document()
        self.bookmarks = count(1)
        set_page(self.document)
        set_font(self.document)

    # -------------------------------------------------------------- boxes 1 to 4, 5b, 10b, 11

    def head(self, content: Content) -> None:
        if content.circulation:
            line = indented(self.document.add_paragraph(), length_mm=60, room_mm=TEXT_MM)
            stamp(line, clean(content.circulation).upper())
        self._heads(content)
        self._number_and_date(content)
        _abstract_of_letter(self.document, content)
        _contact(self.document, content.contact)

    def _heads(self, content: Content) -> None:
        table = frame(self.document, rows=1, widths_mm=HEAD_MM)
        _agency(table.cell(0, 0), content)
        _motto(table.cell(0, 1))

    def _number_and_date(self, content: Content) -> None:
        """A row of its own: a long place name takes from the number's side."""
        is_long = len(content.place) > LONG_PLACE
        seam(self.document)
        table = frame(self.document, rows=1, widths_mm=LONG_PLACE_MM if is_long else HEAD_MM)
        self._number(box_line(table.cell(0, 0)), content)
        if content.kind.layout.dated:
            self._date(box_line(table.cell(0, 1)), content)

    def _number(self, line: Paragraph, content: Content) -> None:
        say(line, "Số: ", size=NUMBER_SIZE)
        self._known(line, "so", content.number, width=NUMBER_WIDTH)
        say(line, f"/{clean(content.notation)}", size=NUMBER_SIZE)

    def _date(self, line: Paragraph, content: Content) -> None:
        day, month = words.day_words(content.issued_on) if content.issued_on else ("", "")
        say(line, f"{clean(content.place)}, ngày ", size=DATE_SIZE, italic=True)
        self._known(line, "ngay", day, width=DATE_WIDTH)
        say(line, " tháng ", size=DATE_SIZE, italic=True)
        self._known(line, "thang", month, width=DATE_WIDTH)
        say(line, f" năm {content.year}", size=DATE_SIZE, italic=True)

    # -------------------------------------------------------------- boxes 5a, 6, 9a

    def middle(self, content: Content) -> None:
        self._spacer()
        if not content.kind.is_letter:
            self._title(content.kind.name.upper(), words.abstract(content))
        self._addressees(words.addressee_lines(content))
        if authority := words.enacting_authority(content):
            self._centred(authority)
        for line in words.basis_lines(content):
            say(self._paragraph(), line, italic=True)
        if content.kind.enacting_words:
            self._centred(content.kind.enacting_words)
        for block in text_blocks(content):
            self._block(block)

    def _title(self, name: str, abstract: str, note: str = "") -> None:
        for text in filter(None, (name, abstract)):
            self._centred(text).paragraph_format.space_after = Pt(0)
        if note:
            say(self._centred(""), note, italic=True)
        rule(self.document.add_paragraph(), length_mm=50, room_mm=TEXT_MM)
        self._spacer()

    def _addressees(self, lines: list[str]) -> None:
        if len(lines) == 1:
            say(self._centred(""), f"Kính gửi: {lines[0]}")
        elif lines:
            self._list_of_addressees(lines)

    def _list_of_addressees(self, lines: list[str]) -> None:
        for text, indent in (("Kính gửi:", Mm(20)), *((line, Mm(40)) for line in lines)):
            line = self.document.add_paragraph()
            line.paragraph_format.left_indent = indent
            say(line, text)
        self._spacer()

    def _centred(self, text: str) -> Paragraph:
        line = self.document.add_paragraph()
        line.alignment = CENTRE
        line.paragraph_format.space_after = Pt(6)
        if text:
            say(line, text, bold=True)
        return line

    def _spacer(self) -> None:
        line = self.document.add_paragraph()
        line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        line.paragraph_format.line_spacing = Pt(10)

    def _paragraph(self) -> Paragraph:
        line = self.document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        line.paragraph_format.first_line_indent = Cm(1.27)
        line.paragraph_format.space_after = Pt(6)
        line.paragraph_format.line_spacing = 1.15
        return line

    def _block(self, block: Block) -> None:
        if block.kind == "table":
            self._table(block)
            return
        line = self._centred("") if block.kind == "heading" else self._paragraph()
        if block.kind != "paragraph":
            line.paragraph_format.keep_with_next = True
        if block.rtl:
            make_rtl(line)
        for run in block.runs:
            _say_run(line, run, block)

    def _table(self, block: Block) -> None:
        table = self.document.add_table(len(block.rows), len(block.rows[0]), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        for index, (row, cells) in enumerate(zip(table.rows, block.rows, strict=True)):
            for cell, runs in zip(row.cells, cells, strict=False):
                for run in runs:
                    bold = run.bold or index == 0
                    say(cell.paragraphs[0], run.text, size=13, bold=bold, italic=run.italic)
        self._spacer()

    # -------------------------------------------------------------- boxes 7 to 9b, 12

    def foot(self, content: Content) -> None:
        self.document.paragraphs[-1].paragraph_format.keep_with_next = True
        signers = foot(content)
        if len(signers) == 1:
            table = frame(self.document, rows=1, widths_mm=FOOT_MM)
            _recipients(table.cell(0, 0), content)
            self._signer(table.cell(0, 1), signers[0])
            return
        pairs = [signers[start : start + 2] for start in range(0, len(signers), 2)]
        table = frame(self.document, rows=2 * len(pairs) + 1, widths_mm=(TEXT_MM // 2,) * 2)
        for row, pair in enumerate(pairs):
            for column, placed in enumerate(pair):
                self._authority(table.cell(2 * row, column), placed)
                self._name(table.cell(2 * row + 1, column), placed)
        _recipients(table.cell(2 * len(pairs), 0), content)

    def _signer(self, cell: _Cell, placed: Placed) -> None:
        self._authority(cell, placed)
        self._name(cell, placed)

    def _authority(self, cell: _Cell, placed: Placed) -> None:
        for line in placed.signer.authority:
            for part in words.name_lines(clean(line)):
                box_line(cell, part, bold=True).paragraph_format.keep_with_next = True

    def _name(self, cell: _Cell, placed: Placed) -> None:
        """Room and name; pairs have them on a row of their own, so that names line up."""
        self._signature_room(box_line(cell), number=int(placed.mark.removeprefix("chuky")))
        box_line(cell, clean(placed.signer.full_name), bold=True)

    def _signature_room(self, room: Paragraph, *, number: int) -> None:
        """An empty line as high as the signature; its bookmark is the middle of its upper edge."""
        form = room.paragraph_format
        form.space_before = form.space_after = Mm((SIGNATURE_ROOM_MM - SIGNATURE_MM[1]) / 2)
        form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        form.line_spacing = Mm(SIGNATURE_MM[1])
        form.keep_with_next = True
        for name in (f"chuky{number}", *(("dau",) if number == 1 else ())):
            self._close(room, self._open(room, name))

    # -------------------------------------------------------------- attached text, annexes

    def annexes(self, content: Content) -> None:
        if content.kind.layout.confirmed:
            self._confirmation()
        if content.attached:
            self._attached(content.attached, content)
        for place, annex in enumerate(content.annexes, start=1):
            self._annex(annex, words.annex_label(place, len(content.annexes)), content)

    def _confirmation(self) -> None:
        """Where the place of leave confirms the stay (sample 1.10)."""
        seam(self.document)
        cell = frame(self.document, rows=1, widths_mm=FOOT_MM).cell(0, 0)
        first, *others = CONFIRMATION
        box_line(cell, first, bold=True)
        for text in others:
            say(box_line(cell), text, italic=True)

    def _attached(self, attached: Attached, content: Content) -> None:
        own_pages(self.document)
        self._heads(content)
        title = clean(attached.title).strip().rstrip(".")
        self._title(clean(attached.name).upper(), title, words.attached_note(content))
        self._text(attached.body)

    def _annex(self, annex: Annex, label: str, content: Content) -> None:
        own_pages(self.document, is_wide=annex.is_wide)
        title = clean(annex.title).strip().rstrip(".").upper()
        self._title(label, title, words.annex_note(content))
        self._text(annex.body)

    def _text(self, body: str) -> None:
        for block in ended(blocks(body)):
            self._block(block)

    # -------------------------------------------------------------- bookmarks

    def _known(self, line: Paragraph, name: str, text: str, *, width: float) -> None:
        """The words if they are known, else room of the right width under a bookmark."""
        if text:
            say(line, text, size=NUMBER_SIZE, italic=name != "so")
            return
        opened = self._open(line, name)
        spaces = round(width / (NUMBER_SIZE * SPACE_SHARE))
        say(line, "\N{NO-BREAK SPACE}" * spaces, size=NUMBER_SIZE)
        self._close(line, opened)

    def _open(self, line: Paragraph, name: str) -> str:
        number = str(next(self.bookmarks))
        append(line, "w:bookmarkStart", **{"w:id": number, "w:name": name})
        return number

    def _close(self, line: Paragraph, number: str) -> None:
        append(line, "w:bookmarkEnd", **{"w:id": number})


def _agency(cell: _Cell, content: Content) -> None:
    if content.parent_agency:
        box_line(cell, halved(clean(content.parent_agency).upper()), size=12)
    for name in (clean(content.agency).upper(), *joint_agencies(content)):
        for part in words.name_lines(name):
            box_line(cell, halved(part), size=12, bold=True)
    rule(box_line(cell), length_mm=24, room_mm=HEAD_MM[0])


def _motto(cell: _Cell) -> None:
    box_line(cell, words.MOTTO, size=12, bold=True)
    box_line(cell, words.DEVOTION, size=13, bold=True)
    rule(box_line(cell), length_mm=DEVOTION_MM, room_mm=HEAD_MM[1])


def _abstract_of_letter(document: WordDocument, content: Content) -> None:
    if not content.kind.is_letter and content.urgency is Urgency.ORDINARY:
        return
    seam(document)
    cell = frame(document, rows=1, widths_mm=HEAD_MM).cell(0, 0)
    if content.kind.is_letter:
        box_line(cell, words.abstract(content), size=12).paragraph_format.space_before = Pt(6)
    if width := STAMP_MM.get(content.urgency):
        line = indented(box_line(cell), length_mm=width, room_mm=HEAD_MM[0])
        stamp(line, content.urgency.value, colour=BRIGHT_RED)


def _contact(document: WordDocument, lines: tuple[str, ...]) -> None:
    footer = document.sections[0].first_page_footer
    for index, text in enumerate(lines):
        line = footer.paragraphs[0] if index == 0 else footer.add_paragraph()
        line.alignment = CENTRE
        say(line, clean(text), size=11)
    if lines:
        add_borders(footer.paragraphs[0], "top")


def _recipients(cell: _Cell, content: Content) -> None:
    say(cell.paragraphs[0], "Nơi nhận:", size=12, bold=True, italic=True)
    for text in words.recipient_lines(content):
        say(cell.add_paragraph(), text, size=11)
    if content.drafter_mark:
        say(cell.add_paragraph(), clean(content.drafter_mark), size=11)


def _say_run(line: Paragraph, run: Run, block: Block) -> None:
    said = say(line, run.text, bold=run.bold or block.kind != "paragraph", italic=run.italic)
    said.font.rtl = block.rtl or None
