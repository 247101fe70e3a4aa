"""Printed forms: every numbered item once, with its label and what the record says."""

import re
from datetime import date
from io import BytesIO

import pikepdf
import pytest
from docx import Document
from PIL import Image

from personnel.compose.body import UNCOMPARED
from personnel.compose.docx import form_docx
from personnel.compose.layouts import BNV_2C, HS02, TT06, forms
from personnel.compose.printing import form_pdf
from personnel.compose.words import DOTS
from personnel.record.groups import GROUPS
from tests.personnel.compose import expected, papers, records

OFFICIAL = {TT06: expected.TT06, BNV_2C: expected.BNV_2C, HS02: expected.HS02}
ITEMS = [(code, number) for code, items in OFFICIAL.items() for number in items]


def begins(number):
    """The number of an item where one begins, and not within a value."""
    return re.compile(rf"(?<![\w.(]){re.escape(number)}\) [A-ZĐ]")


@pytest.fixture(scope="module")
def printed():
    """Each official form of one record, as words: of the PDF and of the .docx."""
    record = records.whole()
    return {
        code: (
            papers.words_of(form_pdf(forms()[code], record)),
            papers.docx_words(form_docx(forms()[code], record)),
        )
        for code in OFFICIAL
    }


@pytest.mark.parametrize(("code", "number"), ITEMS)
def test_each_item_stands_once_with_its_label_and_value(printed, code, number):
    for words in printed[code]:
        assert words.count(f"{number}) {OFFICIAL[code][number]}") == 1
        assert len(begins(number).findall(words)) == 1


@pytest.mark.parametrize("code", OFFICIAL)
def test_no_item_is_missing(code):
    """Thông tư 06/2023/TT-BNV has items 1 to 37, the older forms 1 to 32."""
    numbers = [item.number for item in forms()[code].items if item.number]
    assert numbers == sorted(OFFICIAL[code], key=lambda one: [int(n) for n in one.split(".")])
    assert int(numbers[-1]) == (37 if code == TT06 else 32)


@pytest.mark.parametrize("code", forms())
def test_layouts_ask_for_what_the_catalogue_has(code):
    form = forms()[code]
    sources = [*form.head, *form.columns, *(part for item in form.items for part in item.parts)]
    asked = {path for source in sources for path in source.of}
    for item in form.items:
        for table in item.tables:
            known = {name for group in table.groups for name in GROUPS[group].by_name}
            names = {name for column in table.columns for name in column.of}
            assert {name for name in names if not name.startswith("@")} <= known
    plain = {path for path in asked if "@" not in path}
    assert plain <= {f"{group.name}.{name}" for group in GROUPS.values() for name in group.by_name}


@pytest.mark.parametrize("code", OFFICIAL)
def test_the_head_names_the_bodies_and_the_signers(printed, code):
    for words in printed[code]:
        assert "Ủy ban nhân dân tỉnh H99" in words
        assert "Sở Tư pháp tỉnh H99" in words
        assert "H99-004217" in words
        assert "H99, ngày 25 tháng 11 năm 2026" in words
        assert words.index("NGƯỜI KHAI") < words.index("Lê Hoàng Vũ")


def test_tables_tell_the_whole_history(printed):
    words, docx = printed[TT06]
    for told in (
        "06/2019 - nay Sở Tư pháp tỉnh H99 Trưởng phòng Phổ biến, giáo dục pháp luật",
        "Mẹ đẻ Hoàng Thị Nhuần 1958 xã Yên Khê, Hà Nội, Làm ruộng",
        "Chồng Trần Đức Khương 1983 xã Yên Khê, Hà Nội, Kỹ sư, đảng viên",
        "Em ruột Nguyễn Hữu Phước 1992 xã Yên Khê, Hà Nội, Sinh viên, ở nước ngoài",
        "Cha chồng Trần Đức Vượng 1950",
        "10/2024 01.003 5 3,66 Số 247/QĐ-SNV ngày 01/10/2024",
        "10/2014 - 10/2016 Học viện Quản lý H99, Việt Nam Quản lý công Vừa làm vừa học Thạc sĩ",
        "Đất sản xuất, kinh doanh: Ruộng 720 m²",
    ):
        assert words.count(told) == 1
        assert docx.count(told) == 1


@pytest.mark.parametrize("code", OFFICIAL)
def test_a_form_says_that_nobody_compared_it_until_the_official_template_is_loaded(code):
    form = forms()[code]
    pages = papers.pages_of(form_pdf(form, records.whole()))
    assert all(UNCOMPARED in page for page in pages)
    compared = records.whole(compared_on=date(2026, 11, 1))
    assert UNCOMPARED not in papers.words_of(form_pdf(form, compared))
    footer = Document(BytesIO(form_docx(form, records.whole()))).sections[0].footer
    assert UNCOMPARED in footer.paragraphs[0].text


def test_pages_are_numbered_and_name_the_person():
    pages = papers.pages_of(form_pdf(forms()[TT06], records.whole()))
    for place, page in enumerate(pages, 1):
        assert f"Trang {place}/{len(pages)}" in page
        assert "Nguyễn Thị Thuỷ Tiên · Mẫu Thông tư 06/2023/TT-BNV" in page


def test_the_paper_is_an_archive_pdf_and_the_same_twice():
    form, record = forms()[BNV_2C], records.whole()
    made = form_pdf(form, record)
    assert made == form_pdf(form, record)
    with pikepdf.open(BytesIO(made)) as opened:
        meta = opened.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "B")


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_the_photo_fills_its_frame(kind):
    kept = BytesIO()
    Image.new("RGB", (300, 450), (10, 120, 30)).save(kept, kind)
    record = records.whole(photo=kept.getvalue())
    made = form_pdf(forms()[HS02], record)
    assert "Ảnh màu" not in papers.words_of(made)
    picture = papers.page_picture(made)
    width, height = picture.size
    red, green, blue = picture.getpixel((int(width * 45 / 210), int(height * 75 / 297)))
    assert green > 100 > red + blue
    docx = Document(BytesIO(form_docx(forms()[HS02], record)))
    assert len(docx.inline_shapes) == 1


def test_what_the_reader_may_not_see_is_dots_and_is_named():
    hidden = frozenset({"health", "family", "identity.citizen_id", "discipline.behaviour"})
    record = records.whole(hidden=hidden)
    form = forms()[TT06]
    for words in (
        papers.words_of(form_pdf(form, record)),
        papers.docx_words(form_docx(form, record)),
    ):
        assert f"31) Tình trạng sức khỏe: {DOTS}; Chiều cao: {DOTS}" in words
        assert f"8) Số CCCD: {DOTS}; Ngày cấp: 15/07/2021" in words
        assert f"04/2013 Khiển trách {DOTS} Số 55/QĐ-STP" in words
        for kept in ("099185001234", "Trần Đức", "Chậm nộp", "158 cm"):
            assert kept not in words
        assert (
            "Không in, do người in không có quyền xem: Mã số định danh; mục 8 (Số CCCD); mục 31; "
            "mục 33 (Hành vi vi phạm); mục 36." in words
        )


def test_an_empty_record_is_a_form_to_fill_in():
    record = records.whole(rows=())
    for code in OFFICIAL:
        words = papers.words_of(form_pdf(forms()[code], record))
        assert f"1) Họ và tên khai sinh (viết chữ in hoa): {DOTS}" in words
        assert f"6) Dân tộc: {DOTS}" in words
        assert "không có quyền" not in words
