"""The .docx that a drafter goes on with."""

from datetime import date
from io import BytesIO

from docx import Document
from docx.oxml.ns import qn

from documents.compose.content import Signer, Urgency
from documents.compose.word_template import template_docx
from tests.documents.compose.papers import decision, letter


def opened(content):
    return Document(BytesIO(template_docx(content)))


def bookmarks(document):
    starts = document.element.iter(qn("w:bookmarkStart"))
    return [start.get(qn("w:name")) for start in starts]


def words(document):
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*cells, *(line.text for line in document.paragraphs)])


def test_fields_have_bookmarks_each_once():
    document = opened(letter())
    assert bookmarks(document) == ["so", "ngay", "thang", "chuky1", "dau"]
    numbers = [one.get(qn("w:id")) for one in document.element.iter(qn("w:bookmarkStart"))]
    ends = [one.get(qn("w:id")) for one in document.element.iter(qn("w:bookmarkEnd"))]
    assert sorted(numbers) == sorted(ends) == sorted(set(numbers))


def test_a_known_number_needs_no_bookmark():
    document = opened(letter(number="12", issued_on=date(2026, 5, 4)))
    assert bookmarks(document) == ["chuky1", "dau"]
    assert "Số: 12/SNV-VP" in words(document)
    assert "ngày 04 tháng 5 năm 2026" in words(document)


def test_each_signer_has_a_bookmark():
    secretary = Signer(("THƯ KÝ",), "Đỗ Ước")
    document = opened(letter(signers=(*letter().signers, secretary)))
    assert {"chuky1", "chuky2"} < set(bookmarks(document))


def test_the_page_has_the_margins_of_the_decree():
    section = opened(letter()).sections[0]
    margins = section.top_margin, section.bottom_margin, section.left_margin, section.right_margin
    assert [round(side.mm) for side in margins] == [20, 20, 30, 20]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


def test_all_boxes_are_filled():
    text = words(
        opened(letter(urgency=Urgency.EXPRESS, circulation="Lưu hành nội bộ", drafter_mark="PL."))
    )
    for part in ("HỎA TỐC", "LƯU HÀNH NỘI BỘ", "PL.", "V/v rà soát", "- Sở Tài chính.", "125 căn"):
        assert part in text
    assert "QUYẾT ĐỊNH:" in words(opened(decision()))


def test_the_contact_line_is_on_the_first_page_only():
    section = opened(letter(contact=("Địa chỉ: số 1",))).sections[0]
    assert section.first_page_footer.paragraphs[0].text == "Địa chỉ: số 1"
    assert all(not line.text for line in section.footer.paragraphs)


def test_an_arabic_paragraph_is_marked_as_such():
    document = opened(letter(body="بناءً على\n\nHết"))
    assert len(list(document.element.iter(qn("w:bidi")))) == 1
