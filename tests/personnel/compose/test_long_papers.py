"""Papers that run over pages, odd letters, histories as of a day, lists of persons, extracts."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from office.errors import Invalid
from personnel.compose.docx import form_docx, people_docx
from personnel.compose.layouts import BNV_2C, PAY, PEOPLE, TT06, WORK, forms
from personnel.compose.printing import form_pdf, people_pdf
from tests.personnel.compose import papers, records
from tests.personnel.compose.records import ON, Made, code


def thirty_years():
    """One who served for thirty years and whose lines are long."""
    made = Made()
    records.person(made)
    records.learning(made)
    for year in range(1996, 2026):
        unit = {"name": f"Ban Quản lý dự án đầu tư xây dựng công trình giao thông số {year}"}
        title = "Chuyên viên phụ trách thẩm định hồ sơ thiết kế kỹ thuật và dự toán công trình"
        given = {"from_month": f"{year}-03", "to_month": f"{year + 1}-02", "unit": unit}
        made.add("work_history", given | {"title": title})
        made.add(
            "reward",
            {"form": code("Giấy khen", "giay_khen"), "title": f"Thành tích năm {year}"},
            since=date(year, 12, 20),
            decision=f"{year}/QĐ-KT",
        )
    long = "Tham gia xây dựng, thẩm định văn bản; \u1ea0\u1eb7\u1ec7\u1ee3\u1ef1\u1ef9. " * 60
    made.add("past", {"foreign_relations": long.strip(), "detention": "Dòng một\nDòng hai"})
    return replace(records.whole(), rows=made.rows, decisions=made.decisions)


@pytest.mark.parametrize("code_of_form", [TT06, BNV_2C])
def test_thirty_years_flow_over_the_pages_and_nothing_is_lost(code_of_form):
    pages = papers.pages_of(form_pdf(forms()[code_of_form], thirty_years()))
    assert len(pages) > 4
    words = " ".join(pages)
    for year in range(1996, 2026):
        assert words.count(f"giao thông số {year}") == 1
    assert words.count("\u1ea0\u1eb7\u1ec7\u1ee3\u1ef1\u1ef9") == 60
    assert "Dòng một Dòng hai" in words
    heading = "Từ tháng, năm - đến tháng, năm" if code_of_form == TT06 else "Từ tháng, năm đến"
    assert sum(heading in page for page in pages) > 1
    assert "NGƯỜI KHAI" in pages[-1]


def test_signatures_of_a_long_list_never_stand_alone():
    """The last rows go over to the page of the signatures, under their headings."""
    for count in range(3, 9):
        pages = papers.pages_of(people_pdf([records.whole()] * count))
        assert "Thuỷ Tiên" in pages[-1]
        assert "Họ và tên" in pages[-1]
        assert "Lê Hoàng Vũ" in pages[-1]


def test_hostile_words_stay_words():
    made = Made()
    nasty = '#panic("x") $x$ <script>alert(1)</script> {{ 7*7 }} \u202eabc\x00\n😀'
    made.add("identity", {"full_name": "Trần  Văn\u200b Ất", "other_names": [nasty]}, slot="")
    record = records.whole(rows=made.rows)
    words = papers.words_of(form_pdf(forms()[TT06], record))
    assert "TRẦN VĂN ẤT" in words
    assert '#panic("x") $x$ <script>alert(1)</script> {{ 7*7 }} abc [U+1F600]' in words
    assert '#panic("x") $x$ <script>alert(1)</script>' in papers.docx_words(
        form_docx(forms()[TT06], record)
    )


def test_a_form_of_a_former_day_says_what_held_then():
    then = replace(records.whole(), on=date(2016, 5, 1))
    words = papers.words_of(form_pdf(forms()[BNV_2C], then))
    assert "Bậc lương: 2; Hệ số: 2,67" in words
    assert "12) Chức vụ (chức danh) hiện tại: ………" in words
    assert "10/2018" not in words
    assert "Số liệu đến ngày 01/05/2016" in words


def test_a_post_that_ended_is_not_told_as_lasting():
    made = Made()
    records.work(made)
    made.add("assignment", {}, since=date(2025, 3, 1), slot="primary", ends=True)
    words = papers.words_of(form_pdf(forms()[TT06], records.whole(rows=made.rows)))
    assert "06/2019 - 03/2025 Sở Tư pháp tỉnh H99" in words
    assert "Chức vụ hiện tại: ………" in words


def test_extracts_tell_work_and_pay():
    work = papers.words_of(form_pdf(forms()[WORK], records.whole()))
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in work
    assert "01/06/2019 Bổ nhiệm Trưởng phòng Phổ biến, giáo dục pháp luật, Sở Tư pháp" in work
    assert "chưa đối chiếu" not in work
    for words in (
        papers.words_of(form_pdf(forms()[PAY], records.whole())),
        papers.docx_words(form_docx(forms()[PAY], records.whole())),
    ):
        assert "01/10/2021 Chuyên viên 01.003 4 3,33 0% Số 217/QĐ-SNV" in words
        assert "01/06/2019 Phụ cấp công vụ 25% Số 418/QĐ-SNV" in words


def test_a_list_has_one_row_for_each_person():
    second = Made()
    second.add("identity", {"full_name": "Lò Văn Ủn", "sex": code("Nam", "1")}, slot="")
    second.add("insurance", {"social_insurance_no": "9"}, slot="")
    people = [records.whole(), records.whole(rows=second.rows)]
    for words in (
        papers.words_of(people_pdf(people)),
        papers.docx_words(people_docx(people)),
    ):
        assert "Tổng số: 2 người" in words
        assert "1 Nguyễn Thị Thuỷ Tiên 14/03/1985 Nữ Tày Thôn Đoài, xã Yên Khê, Hà Nội" in words
        assert "Cao cấp 19/05/2010 01.003, bậc 5, hệ số 3,66 01/09/2008" in words
        assert "2 Lò Văn Ủn Nam" in words


def test_a_list_names_the_columns_that_the_reader_may_not_see():
    hidden = frozenset({"organisations"})
    words = papers.words_of(people_pdf([records.whole(hidden=hidden)]))
    assert "không có quyền xem: Ngày vào Đảng." in words
    assert "19/05/2010" not in words


def test_a_list_of_nobody_is_refused():
    with pytest.raises(Invalid):
        people_pdf([])


def test_a_post_without_a_decision_at_hand_is_told_without_it():
    bare = replace(records.whole(), decisions={UUID(int=1): records.Decision("1/QĐ", ON)})
    words = papers.words_of(form_pdf(forms()[WORK], bare))
    assert "01/06/2019 Bổ nhiệm Trưởng phòng" in words
    assert "418/QĐ-SNV" not in words


def test_the_menu_offers_forms_before_extracts():
    assert list(forms()) == [TT06, BNV_2C, "hs02-vc-bnv", WORK, PAY, PEOPLE]
