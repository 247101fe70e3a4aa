"""The .docx that a drafter goes on with."""

from datetime import date
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn

from documents.compose.content import Signer, Urgency
from documents.compose.layouts import foot, text_blocks
from documents.compose.word_template import template_docx
from tests.documents.compose import specimens
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


@pytest.mark.parametrize("code", specimens.codes())
def test_each_type_has_a_template_with_its_blocks_and_bookmarks(code):
    content = specimens.specimen(code)
    document = opened(content)
    dates = {"ngay", "thang"} if content.kind.layout.dated else set()
    wanted = {"so", "dau", *dates, *(placed.mark for placed in foot(content))}
    assert set(bookmarks(document)) == wanted
    text = words(document)
    for block in text_blocks(content):
        assert block.text in text


def test_annexes_are_sections_that_count_their_own_pages_and_a_wide_one_lies_across():
    document = opened(specimens.specimen("ke-hoach", contact=("Địa chỉ",)))
    main, upright, across = document.sections
    assert upright.page_width < upright.page_height
    assert across.page_width > across.page_height
    for section in (upright, across):
        assert not section.first_page_footer.is_linked_to_previous
        assert section.first_page_footer.paragraphs[0].text == ""
    starts = [one.get(qn("w:start")) for one in document.element.iter(qn("w:pgNumType"))]
    assert starts == ["1", "1"]
    assert main.first_page_footer.paragraphs[0].text == "Địa chỉ"
    assert "Phụ lục II" in words(document)


def test_an_attached_text_comes_after_the_decision():
    text = words(opened(specimens.specimen("quyet-dinh")))
    assert "(Kèm theo Quyết định số …/…-… ngày … tháng … năm … của …)" in text
    assert text.index("QUYẾT ĐỊNH:") < text.index("QUY CHẾ")
