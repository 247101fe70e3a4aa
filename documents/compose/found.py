"""Lists of documents as .docx, to be worked on; as PDF they are papers of `tables`."""

import io
from collections.abc import Sequence

from markupsafe import escape

from documents.compose.content import clean

Rows = Sequence[Sequence[str]]


def table_docx(title: str, note: str, columns: Sequence[str], rows: Rows) -> bytes:
    """A4 across with headings on every page; the table is written in one piece, for many rows."""
    from docx import Document as WordDocument
    from docx.enum.section import WD_ORIENT
    from docx.oxml import parse_xml
    from docx.shared import Mm, Pt

    made = WordDocument()
    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(15)
    made.styles["Normal"].font.name = "Times New Roman"
    made.styles["Normal"].font.size = Pt(11)
    made.add_heading(clean(title), level=1)
    made.add_paragraph(clean(note))
    body = made.element.body
    body.insert(len(body) - 1, parse_xml(_table(columns, rows)))
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def _table(columns: Sequence[str], rows: Rows) -> str:
    from docx.oxml.ns import nsdecls

    head = "".join(_cell(one, "<w:rPr><w:b/></w:rPr>") for one in columns)
    lines = "".join(f"<w:tr>{''.join(_cell(cell) for cell in row)}</w:tr>" for row in rows)
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f"<w:tbl {nsdecls('w')}><w:tblPr><w:tblW w:w='5000' w:type='pct'/>"
        f"<w:tblBorders>{edges}</w:tblBorders></w:tblPr>"
        f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{head}</w:tr>{lines}</w:tbl>"
    )


def _cell(text: str, look: str = "") -> str:
    words = f'<w:t xml:space="preserve">{escape(clean(text))}</w:t>'
    return f"<w:tc><w:p><w:r>{look}{words}</w:r></w:p></w:tc>"
