"""The first matter of a demo folder."""

from io import BytesIO

import pikepdf
import pypdfium2
from docx import Document

from documents.compose import samples
from tests.documents.compose.papers import faults_of_pdfa, picture, words_of


def test_the_demo_letter_has_three_pages_and_room_for_two_signatures():
    letter = samples.demo_letter()
    assert letter.pages == 3
    assert set(letter.places) == {"nhay1", "nhay2", "chuky1", "dau"}
    assert "Số: 1245/BNĐ-QLN" in words_of(letter.pdf, 0)
    assert "Đỗ Quang Thưởng" in words_of(letter.pdf, 2)


def test_its_pdf_carries_empty_signature_fields():
    pdf = samples.demo_letter_pdf(number="7")
    assert faults_of_pdfa(pdf) == []
    with pikepdf.open(BytesIO(pdf)) as opened:
        fields = {str(field.T): field for field in opened.Root.AcroForm.Fields}
        assert set(fields) == {"chuky1", "dau"}
        assert all(field.FT == "/Sig" and "/V" not in field for field in fields.values())


def test_the_scanned_annex_is_a_tilted_picture_without_words():
    pdf = samples.demo_annex_scan()
    assert words_of(pdf).strip() == ""
    with pypdfium2.PdfDocument(pdf) as opened:
        width, height = opened[0].get_size()
    assert (round(width), round(height)) == (595, 842)
    assert len(set(picture(pdf, scale=0.2).get_flattened_data())) > 50


def test_the_annex_can_be_opened_in_a_word_processor():
    annex = Document(BytesIO(samples.demo_annex_docx()))
    cells = [cell.text for table in annex.tables for row in table.rows for cell in row.cells]
    assert "Diện tích (m²)" in cells
