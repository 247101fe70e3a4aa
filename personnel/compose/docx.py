"""Forms and extracts as .docx: the same content in the same order as the PDF."""

from collections.abc import Sequence
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from personnel.compose import docx_parts as parts
from personnel.compose.body import Body, Entry, Grid, Words, body, by_line, people
from personnel.compose.docx_parts import SMALL, say
from personnel.compose.facts import FormRecord
from personnel.compose.layouts import PEOPLE, Form, forms
from personnel.compose.words import DOTS, clean

CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
MIDDLE = WD_CELL_VERTICAL_ALIGNMENT.CENTER
CELL_MM = 1
PHOTO_MM, GAP_MM = (40, 60), 6
SIGNATURE_MM = 22
REMARK_LINES = 4
LONG = 150  # signs; longer texts would be a black page in bold
MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
NO_PHOTO = ("Ảnh màu", "(4 x 6 cm)")
Room = WordDocument | _Cell


def form_docx(form: Form, record: FormRecord) -> bytes:
    """One form of one record, to be worked on in a word processor."""
    return _Paper(body(form, record), record).made()


def paper_docx(said: Body, record: FormRecord) -> bytes:
    """What was filled already, as a file."""
    return _Paper(said, record).made()


def people_docx(records: Sequence[FormRecord]) -> bytes:
    """The list of several persons (danh sách trích ngang)."""
    return _Paper(people(forms()[PEOPLE], records), records[0]).made()


class _Paper:
    """One paper on its way; `width` is the room for words in millimetres."""

    def __init__(self, said: Body, record: FormRecord) -> None:
        self.said, self.record = said, record
        self.paper: WordDocument = Document()
        self.width = parts.set_page(self.paper, is_wide=said.form.is_wide)
        parts.set_font(self.paper)

    def made(self) -> bytes:
        self._footer()
        near = self.said.form.next_to_photo
        if near:
            self._head()
            self._beside_photo(self.said.entries[:near])
        else:
            self._letterhead()
        for line in by_line(self.said.entries[near:]):
            self._line(line)
        self._end()
        kept = BytesIO()
        self.paper.save(kept)
        return kept.getvalue()

    def _footer(self) -> None:
        given = self.paper.sections[0].footer.paragraphs[0]
        names = (self.said.person, self.said.form.short)
        say(given, " · ".join(name for name in names if name), size=9)
        if self.said.mark:
            say(given, f" · {self.said.mark}", size=9, bold=True)
        say(given, f" · {self.said.legend} · ", size=9)
        parts.page_fields(given)

    def _head(self) -> None:
        line = self.paper.add_paragraph()
        line.alignment = RIGHT
        say(line, self.said.form.basis_line, size=10.5, italic=True)
        for words in self.said.head:
            _labelled(self.paper.add_paragraph(), words)

    def _beside_photo(self, entries: Sequence[Entry]) -> None:
        wide, high = PHOTO_MM
        parts.seam(self.paper)
        table = parts.boxes(self.paper, (wide, GAP_MM, self.width - wide - GAP_MM))
        frame, room = parts.frame(table, high), table.rows[0].cells[-1]
        if self.record.photo:
            run = frame.paragraphs[0].add_run()
            run.add_picture(BytesIO(self.record.photo), width=Mm(wide), height=Mm(high))
        else:
            for words in NO_PHOTO:
                say(_centred(frame), words, size=SMALL)
        self._title(room)
        room.add_paragraph().paragraph_format.space_after = Pt(0)
        for entry in entries:
            _written(room.add_paragraph(), entry)
        parts.seam(self.paper)

    def _letterhead(self) -> None:
        heading = self.record.heading
        left, right = parts.boxes(self.paper, (self.width * 0.4, self.width * 0.6)).rows[0].cells
        if heading.parent_agency:
            say(_centred(left), clean(heading.parent_agency).upper(), size=12)
        say(_centred(left), clean(heading.agency).upper(), size=12, bold=True)
        for words in MOTTO:
            say(_centred(right), words, size=12, bold=True)
        right.paragraphs[-1].runs[0].underline = True
        self.paper.add_paragraph()
        self._title(self.paper)

    def _title(self, room: Room) -> None:
        form = self.said.form
        for words in (form.title, form.of_whom):
            if words:
                say(_centred(room), words, size=14, bold=True)
        if self.said.subtitle:
            say(_centred(room), self.said.subtitle, italic=True)

    def _line(self, entries: Sequence[Entry]) -> None:
        if len(entries) == 1:
            self._entry(entries[0])
            return
        room = self.width / len(entries)
        table = parts.boxes(self.paper, (room,) * len(entries))
        for cell, entry in zip(table.rows[0].cells, entries, strict=True):
            _written(cell.paragraphs[0], entry)
        parts.seam(self.paper)

    def _entry(self, entry: Entry) -> None:
        line = self.paper.add_paragraph()
        is_headed = bool(entry.label and (entry.grids or entry.apart or entry.room))
        if not is_headed:
            _written(line, entry)
        else:
            line.paragraph_format.keep_with_next = True
            say(line, f"{_number(entry)}{entry.label}:", bold=True)
            self._apart(entry)
        for grid in entry.grids:
            self._grid(grid)
        self._write_on(entry.room)

    def _apart(self, entry: Entry) -> None:
        for words in entry.words:
            line = self.paper.add_paragraph()
            say(line, "- ")
            _labelled(line, words)

    def _grid(self, grid: Grid) -> None:
        if grid.caption:
            line = self.paper.add_paragraph()
            line.paragraph_format.keep_with_next = True
            say(line, grid.caption, italic=True)
        whole = sum(grid.widths)
        widths = [self.width * share / whole for share in grid.widths]
        table = self.paper.add_table(1 + len(grid.rows), len(widths), style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        parts.set_cell_margins(table, CELL_MM)
        parts.set_widths(table, widths)
        parts.repeat_heading(table.rows[0])
        for cell, words in zip(table.rows[0].cells, grid.headings, strict=True):
            cell.vertical_alignment = MIDDLE
            say(_centred(cell), words, size=SMALL, bold=True)
        for row, cells in zip(table.rows[1:], grid.rows, strict=True):
            parts.stay_whole(row)
            for cell, words, is_centred in zip(row.cells, cells, grid.centred, strict=True):
                cell.vertical_alignment = MIDDLE
                say(_centred(cell) if is_centred else _first(cell), words, size=SMALL)
        for cell in table.rows[-1].cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True
        parts.seam(self.paper)

    def _write_on(self, lines: int) -> None:
        for _line in range(lines):
            parts.dotted(self.paper.add_paragraph(), self.width)

    def _end(self) -> None:
        if self.said.form.remarks:
            line = self.paper.add_paragraph()
            line.paragraph_format.keep_with_next = True
            say(line, f"{self.said.form.remarks}:", bold=True)
            self._write_on(REMARK_LINES)
        if self.said.left_out:
            line = self.paper.add_paragraph()
            line.paragraph_format.keep_with_next = True
            say(line, self.said.left_out, size=SMALL, italic=True)
        parts.seam(self.paper)
        self._signatures()

    def _signatures(self) -> None:
        """Pledge and day, then the roles, line up side by side."""
        signers = self.said.signers
        table = parts.boxes(self.paper, (self.width / 2, self.width / 2), rows=2)
        above = (self.said.form.pledge, signers[-1].dated)
        for cell, words in zip(table.rows[0].cells, above, strict=True):
            line = _centred(cell)
            line.paragraph_format.keep_with_next = True
            say(line, words, italic=True)
        row = table.rows[1]
        parts.stay_whole(row)
        for cell, signer in zip(row.cells[-len(signers) :], signers, strict=True):
            say(_centred(cell), signer.role, bold=True)
            say(_centred(cell), signer.how, size=SMALL, italic=True)
            name = _centred(cell)
            name.paragraph_format.space_before = Mm(SIGNATURE_MM)
            say(name, signer.name, bold=True)


def _number(entry: Entry) -> str:
    return f"{entry.number}) " if entry.number else ""


def _written(line: Paragraph, entry: Entry) -> None:
    """An item on one paragraph: its number, then labels with their values."""
    label = f"{entry.label}: " if entry.label else ""
    say(line, f"{_number(entry)}{label}")
    for place, words in enumerate(entry.words):
        if place:
            say(line, "; ")
        _labelled(line, words)


def _labelled(line: Paragraph, words: Words) -> None:
    say(line, words.label)
    if words.hint:
        say(line, f" ({words.hint})", size=SMALL, italic=True)
    say(line, ": ")
    say(line, words.value, bold=words.value != DOTS and len(words.value) <= LONG)


def _first(cell: _Cell) -> Paragraph:
    """The empty paragraph of a new cell is used first."""
    first: Paragraph = cell.paragraphs[0]
    is_fresh = len(cell.paragraphs) == 1 and not first.runs
    line = first if is_fresh else cell.add_paragraph()
    line.paragraph_format.space_after = Pt(0)
    return line


def _centred(room: Room) -> Paragraph:
    line = _first(room) if isinstance(room, _Cell) else room.add_paragraph()
    line.alignment = CENTRE
    return line
