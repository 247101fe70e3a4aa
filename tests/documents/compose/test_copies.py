"""Copies: the note in the corner of an electronic one, the block under the rule of a paper one."""

from datetime import UTC, date, datetime

import pytest

from documents.compose import copies
from documents.compose.content import Signer
from tests.documents.compose.papers import MILLIMETRE, faults_of_pdfa, where, words_of

AT = datetime(2026, 1, 15, 2, 30, tzinfo=UTC)
A4 = (210 * MILLIMETRE, 297 * MILLIMETRE)
COPY = copies.PaperCopy(
    copies.CopyForm.TRUE_COPY,
    "Ủy ban nhân dân xã Minh Khai",
    "05/SY-UBND",
    "Minh Khai",
    Signer(("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"), "Đỗ Văn Thử"),
    date(2026, 2, 5),
    ("Sở Nội vụ",),
    36,
)


def test_an_electronic_copy_names_form_agency_and_time():
    note = copies.electronic_copy_note(copies.CopyForm.EXTRACT, "Sở Nội vụ", AT, page=A4)
    assert note.lines == ("TRÍCH SAO; Sở Nội vụ;", "15/01/2026; 09:30:00 +07:00")


def test_without_a_time_the_signing_step_puts_its_own():
    note = copies.electronic_copy_note(copies.CopyForm.COPY_OF_COPY, "Sở Nội vụ", page=A4)
    assert note.lines[-1] == "{time}"


def test_a_long_agency_goes_on_to_the_next_line():
    name = "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân phường Thử Nghiệm"
    note = copies.electronic_copy_note(copies.CopyForm.TRUE_COPY, name, AT, page=A4)
    assert len(note.lines) == 3
    assert " ".join(note.lines[:2]) == f"SAO Y; {name};"


def test_the_note_stands_in_the_upper_right_corner_of_page_one():
    place = copies.electronic_copy_note(copies.CopyForm.TRUE_COPY, "A", AT, page=A4).place
    assert place.page == 0
    assert A4[0] - place.x1 == pytest.approx(15 * MILLIMETRE)
    assert place.y0 > A4[1] - 20 * MILLIMETRE  # in the top margin, above the motto


def test_a_file_of_its_own_bears_number_and_time():
    assert copies.separate_file_note("12/QĐ-UBND", AT) == (
        "Số: 12/QĐ-UBND; 15/01/2026; 09:30:00 +07:00",
    )


def test_a_paper_copy_says_what_sample_3_1_asks():
    made = copies.paper_copy_page(COPY)
    text = words_of(made.pdf)
    for words in (
        "SAO Y",
        "XÃ MINH KHAI",
        "Số: 05/SY-UBND",
        "Minh Khai, ngày 05 tháng 02 năm 2026",
        "CHÁNH VĂN PHÒNG",
        "Đỗ Văn Thử",
        "- Sở Nội vụ;",
        "- Lưu: VT.",
    ):
        assert words in text
    assert faults_of_pdfa(made.pdf) == []
    assert {"chuky1", "dau"} <= set(made.places)


def test_the_block_goes_under_the_end_of_the_text():
    high, low = (copies.paper_copy_page(COPY, top_mm=top).pdf for top in (20, 120))
    assert where(high, "SAO Y")[3] - where(low, "SAO Y")[3] == pytest.approx(100 * MILLIMETRE)
