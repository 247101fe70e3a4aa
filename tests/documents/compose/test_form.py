"""The set pages, measured: Annex I of Decree 30/2020/NĐ-CP is about places and sizes."""

from dataclasses import replace
from datetime import date

import pytest

from documents.compose.content import Signer, Urgency
from documents.compose.form import BODY_LIMIT, compose_form
from office import fonts
from office.errors import Invalid
from tests.documents.compose.papers import (
    INVITATION,
    MILLIMETRE,
    SUBMISSION,
    decision,
    faults_of_pdfa,
    letter,
    letter_boxes,
    picture,
    where,
    words_of,
)

LEFT, RIGHT = 30 * MILLIMETRE, (210 - 20) * MILLIMETRE
BOTTOM, TOP = 20 * MILLIMETRE, (297 - 20) * MILLIMETRE
LONG = "\n\n".join(f"{number}. " + "Nội dung công việc cần làm. " * 9 for number in range(1, 30))
TOUCH = 0.1  # points that rounding may take
ARABIC = "على خطة اللجنة الشعبية للمقاطعة"


@pytest.fixture(scope="module")
def composed():
    return compose_form(letter())


@pytest.fixture(scope="module")
def long_one():
    return compose_form(letter(body=LONG))


def test_the_file_is_pdfa_in_structure(composed):
    assert composed.pdf.startswith(b"%PDF-1.7")
    assert faults_of_pdfa(composed.pdf) == []


def test_stacked_letters_can_be_read_back(composed):
    text = words_of(composed.pdf)
    assert "Đỗ Ưỡng, thuở, chuyển nghĩa, ngưỡng cửa, ẫ ằ ẵ ỗ ữ." in text
    assert "TỈNH TRƯỜNG SƠN" in text
    assert "Sở Nội vụ kính báo cáo./." in text


def test_arabic_is_set_from_right_to_left():
    made = compose_form(letter(body=f"{ARABIC}\n\nHết"))
    assert faults_of_pdfa(made.pdf) == []
    first, *_, last = (where(made.pdf, word) for word in ARABIC.split())
    assert first[0] > last[2]


@pytest.mark.parametrize("page", [0, 1])
def test_nothing_but_the_page_number_stands_in_the_margins(long_one, page):
    boxes = [box for box in letter_boxes(long_one.pdf, page) if box[1] < TOP]
    assert min(box[0] for box in boxes) > LEFT - 1
    assert max(box[2] for box in boxes) < RIGHT + 1
    assert min(box[1] for box in boxes) > BOTTOM - 3


@pytest.mark.needs("times")
def test_pages_are_numbered_from_the_second_in_the_middle_of_the_top_margin(long_one):
    assert max(box[3] for box in letter_boxes(long_one.pdf, 0)) < TOP + 1
    left, bottom, right, _top, size = where(long_one.pdf, "2", page=1)
    assert bottom > TOP
    assert (left + right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=1)
    assert size == pytest.approx(14)


@pytest.mark.needs("times")
@pytest.mark.parametrize(
    ("words", "size"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12),
        ("Độc lập - Tự do - Hạnh phúc", 13),
        ("SỞ NỘI VỤ", 12),
        ("Số:", 13),
        ("năm 2026", 14),
        ("V/v", 12),
        ("Thực hiện", 14),
        ("PHÓ GIÁM ĐỐC", 14),
        ("Nơi nhận:", 12),
        ("Như trên", 11),
    ],
)
def test_each_box_has_the_size_of_annex_i(composed, words, size):
    assert where(composed.pdf, words)[4] == pytest.approx(size)


def test_the_head_has_agency_and_number_left_motto_and_date_right(composed):
    agency, number = where(composed.pdf, "SỞ NỘI VỤ"), where(composed.pdf, "Số:")
    motto, dated = (
        where(composed.pdf, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        where(composed.pdf, "Trường Sơn, ngày"),
    )
    assert LEFT < agency[0] < agency[2] < motto[0]
    assert LEFT < number[0] < number[2] < dated[0]
    assert motto[2] == pytest.approx(RIGHT, abs=3)
    assert number[3] < agency[1]


@pytest.mark.needs("times")
def test_number_and_date_stand_on_one_line():
    made = compose_form(letter(number="07", issued_on=date(2026, 2, 5)))
    assert "Số: 07/SNV-VP" in words_of(made.pdf)
    assert "Trường Sơn, ngày 05 tháng 02 năm 2026" in words_of(made.pdf)
    assert where(made.pdf, "07/")[1] == pytest.approx(where(made.pdf, "2026")[1], abs=0.6)
    assert {"so", "ngay", "thang"}.isdisjoint(made.places)


def test_number_and_date_get_blank_room_of_their_own(composed):
    so, ngay, thang = (composed.places[name] for name in ("so", "ngay", "thang"))
    assert where(composed.pdf, "Số:")[2] < so.x0 < so.x1 < where(composed.pdf, "/SNV")[0] + 1
    assert where(composed.pdf, "ngày")[2] < ngay.x0 < ngay.x1 < where(composed.pdf, "tháng")[0]
    assert where(composed.pdf, "tháng")[2] < thang.x0 < thang.x1 < where(composed.pdf, "năm 2")[0]
    for place in (so, ngay, thang):
        drawn = [box for box in letter_boxes(composed.pdf) if _overlap(box, place)]
        assert drawn == []


def test_a_field_stands_on_the_baseline_of_its_line(composed):
    so, number = composed.places["so"], where(composed.pdf, "SNV-VP")
    assert so.y0 + so.font_size / 4 == pytest.approx(number[1], abs=0.6)


def test_the_signature_lies_between_position_and_name(composed):
    place = composed.places["chuky1"]
    position, name = where(composed.pdf, "PHÓ GIÁM ĐỐC"), where(composed.pdf, "Trần Thị Ngưỡng")
    assert name[3] < place.y0 < place.y1 < position[1]
    assert (place.x0 + place.x1) / 2 == pytest.approx((name[0] + name[2]) / 2, abs=1)


def test_places_lie_on_the_page_and_apart_but_for_the_seal(composed):
    places = composed.places
    for name, place in places.items():
        edge = RIGHT + 20 * MILLIMETRE if name == "nhay1" else RIGHT + 1
        assert LEFT - 1 < place.x0 < place.x1 < edge
        assert BOTTOM - 1 < place.y0 < place.y1 < TOP + 1
    apart = [place for name, place in places.items() if name != "dau"]
    pairs = [(one, other) for one in apart for other in apart if one is not other]
    assert not any(_overlap(_box(one), other) for one, other in pairs)
    assert _overlap(_box(places["dau"]), places["chuky1"])
    assert not any(_overlap(_box(places["dau"]), places[name]) for name in ("so", "ngay", "thang"))


def test_initials_stand_behind_the_last_words_and_behind_the_list_of_copies(composed):
    end, kept = where(composed.pdf, "kính báo cáo./."), where(composed.pdf, "Lưu: VT, VP.")
    content, form = composed.places["nhay1"], composed.places["nhay2"]
    assert content.x0 >= RIGHT
    assert content.y0 == pytest.approx(end[1], abs=4)
    assert 0 < form.x0 - kept[2] < 6
    assert form.y0 == pytest.approx(kept[1], abs=4)


def test_without_a_seal_there_is_no_place_for_one():
    assert "dau" not in compose_form(letter(seal_diameter_mm=None)).places


@pytest.mark.needs("times")
def test_a_long_place_name_neither_breaks_nor_touches_the_number():
    made = compose_form(decision(place="Thành phố Hồ Chí Minh"))
    dated, number = where(made.pdf, "Thành phố Hồ Chí Minh"), where(made.pdf, "/QĐ-UBND")
    assert number[2] < dated[0]
    assert where(made.pdf, "2026")[1] == pytest.approx(dated[1], abs=4)
    assert dated[4] == pytest.approx(13)


@pytest.mark.parametrize("paragraphs", range(8, 30, 3))
def test_the_signature_never_stands_alone_nor_apart_from_its_name(paragraphs):
    body = "\n\n".join(LONG.split("\n\n")[:paragraphs]) + "\n\nChữ cuối cùng"
    made = compose_form(letter(body=body))
    page = made.places["chuky1"].page
    assert page == made.pages - 1
    text = words_of(made.pdf, page)
    for words in ("Chữ cuối cùng./.", "PHÓ GIÁM ĐỐC", "Trần Thị Ngưỡng", "Nơi nhận:"):
        assert words in text


def test_a_decision_is_laid_out_in_its_order():
    text = words_of(compose_form(decision()).pdf)
    order = [
        "QUYẾT ĐỊNH\r\n",
        "Về việc thành lập Tổ công tác",
        "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ MINH KHAI",
        "Căn cứ Luật Tổ chức chính quyền địa phương;",
        "Theo đề nghị của Văn phòng.",
        "QUYẾT ĐỊNH:",
        "Điều 1. Thành lập",
        "có hiệu lực từ ngày ký./.",
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)


@pytest.mark.parametrize(("kind", "name"), [(SUBMISSION, "TỜ TRÌNH"), (INVITATION, "GIẤY MỜI")])
def test_named_kinds_carry_their_name_and_no_v_v(kind, name):
    text = words_of(compose_form(letter(kind=kind, enacted_by="Giám đốc")).pdf)
    assert name in text
    assert "V/v" not in text
    assert "GIÁM ĐỐC\r\nThực hiện" not in text


def test_urgency_is_a_bright_red_stamp_under_the_number():
    made = compose_form(letter(urgency=Urgency.VERY_URGENT))
    left, bottom, right, top, _size = where(made.pdf, "THƯỢNG KHẨN")
    assert top < where(made.pdf, "V/v")[1]
    page = picture(made.pdf, scale=2)
    area = page.crop((int(left * 2), int((842 - top) * 2), int(right * 2), int((842 - bottom) * 2)))
    reds = [pixel for pixel in area.get_flattened_data() if pixel[0] > 180 and max(pixel[1:]) < 60]
    assert len(reds) > 50


def test_contact_stands_at_the_foot_of_the_first_page_only():
    made = compose_form(letter(body=LONG, contact=("Địa chỉ: số 1 đường Hòa Bình",)))
    assert where(made.pdf, "Địa chỉ: số 1")[3] < BOTTOM
    assert "Địa chỉ" not in words_of(made.pdf, 1)


def test_circulation_and_drafter_mark_are_printed():
    made = compose_form(letter(circulation="Lưu hành nội bộ", drafter_mark="PL.(30)"))
    assert where(made.pdf, "LƯU HÀNH NỘI BỘ")[1] > where(made.pdf, "CỘNG HÒA")[3]
    assert where(made.pdf, "PL.(30)")[3] < where(made.pdf, "Lưu: VT")[1]


def test_two_signers_stand_side_by_side_and_the_first_has_the_seal():
    secretary = Signer(("THƯ KÝ",), "Đỗ Ước")
    made = compose_form(letter(signers=(*letter().signers, secretary)))
    assert made.places["chuky2"].x1 < made.places["chuky1"].x0
    assert _overlap(_box(made.places["dau"]), made.places["chuky1"])
    assert not _overlap(_box(made.places["dau"]), made.places["chuky2"])


@pytest.mark.needs("times")
def test_words_of_the_drafter_are_never_read_as_markup():
    hostile = '#panic("!") #read("/etc/passwd") $x$ @ref <label> = Đề mục'
    text = words_of(compose_form(letter(subject=hostile, body=hostile)).pdf)
    assert text.count('#read("/etc/passwd")') == 2
    assert "root:" not in text


def test_a_sign_that_the_fonts_lack_is_named():
    with pytest.raises(Invalid) as refused:
        compose_form(letter(body="Chữ 漢 và hình 😀"))
    assert "漢" in str(refused.value)
    assert "body" in refused.value.fields


def test_a_body_of_the_size_of_a_book_is_refused():
    with pytest.raises(Invalid):
        compose_form(letter(body="a" * (BODY_LIMIT + 1)))


def test_an_unfinished_draft_can_be_set():
    empty = replace(letter(), body="", subject="", signers=(), addressees=(), recipients=())
    assert compose_form(empty).pages == 1


def test_equal_content_gives_equal_bytes(composed):
    assert compose_form(letter()).pdf == composed.pdf


def test_a_stand_in_for_times_is_said(monkeypatch, tmp_path):
    monkeypatch.setattr(fonts, "HOST_FOLDERS", (tmp_path,))
    monkeypatch.setenv("OFFICE_FONTS", str(tmp_path))
    made = compose_form(letter())
    assert made.font_substitute == "Noto Serif"
    assert where(made.pdf, "CỘNG HÒA")[1] == pytest.approx(where(made.pdf, "VIỆT NAM")[1], abs=4)


def _box(place):
    return place.x0, place.y0, place.x1, place.y1


def _overlap(box, place):
    across = box[0] + TOUCH < place.x1 and place.x0 + TOUCH < box[2]
    return across and box[1] + TOUCH < place.y1 and place.y0 + TOUCH < box[3]
