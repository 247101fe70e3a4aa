"""What people read on a paper: the words of a PDF or of a .docx on one line."""

from io import BytesIO

import pypdfium2
from docx import Document
from docx.table import Table


def pages_of(pdf):
    with pypdfium2.PdfDocument(pdf) as opened:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in opened]


def words_of(pdf):
    return " ".join(pages_of(pdf))


def docx_words(data):
    """Paragraphs and tables in the order in which they stand."""
    return " ".join(" ".join(_blocks(Document(BytesIO(data)))).split())


def _blocks(room):
    for block in room.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    yield from _blocks(cell)
        else:
            yield block.text


def page_picture(pdf, page=0):
    with pypdfium2.PdfDocument(pdf) as opened:
        return opened[page].render(scale=1).to_pil().convert("RGB")
