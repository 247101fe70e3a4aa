"""A ruler on all 29 types: Annex I of Decree 30/2020/NĐ-CP, box by box, to a millimetre."""

from functools import cache

import pytest

from documents.compose import content as words
from documents.compose.layouts import foot, text_blocks
from office import fonts
from tests.documents.compose.eyes import Eyes
from tests.documents.compose.papers import faults_of_pdfa, words_of
from tests.documents.compose.specimens import codes, composed, specimen

LEFT, RIGHT, TOP, BOTTOM = 30, 190, 20, 277
MIDDLE = (LEFT + RIGHT) / 2
RIGHT_HALF = 146  # the middle of the right column
LEFT_HALF = 64.5
CAPITALS = (12, 13)
TEXT = (13, 14)
TYPES = codes()
DATED = [code for code in TYPES if code != "bien-ban"]
TITLED = [code for code in TYPES if code != "cong-van"]
ALONE = [code for code in TYPES if len(foot(specimen(code))) == 1]
TOGETHER = [code for code in TYPES if code not in ALONE]

pytestmark = pytest.mark.needs("times")


@cache
def first_page(code):
    return Eyes(composed(code).pdf)


@cache
def last_page(code):
    """The page with the signatures."""
    made = composed(code)
    return Eyes(made.pdf, made.places["chuky1"].page)


def near(value):
    return pytest.approx(value, abs=1)


def agency_line(code):
    *_, line = words.name_lines(specimen(code).agency.upper())
    return line


def test_there_are_29_types():
    assert len(TYPES) == 29


@pytest.mark.parametrize("code", TYPES)
def test_the_file_is_pdfa_and_all_its_fonts_are_the_serif_and_embedded(code):
    made = composed(code)
    assert faults_of_pdfa(made.pdf) == []
    family = fonts.serif_family().replace(" ", "")
    assert {one.family for one in first_page(code).letters} == {family}


@pytest.mark.parametrize("code", TYPES)
def test_pages_are_a4_and_nothing_stands_in_the_margins(code):
    for page in range(composed(code).pages):
        eyes = Eyes(composed(code).pdf, page)
        assert sorted((eyes.width, eyes.height)) == [near(210), near(297)]
        inside = [one for one in eyes.letters if one.top > TOP - 1 and one.top < eyes.height - 21]
        assert min(one.left for one in inside) > LEFT - 1
        assert max(one.right for one in inside) < eyes.width - 20 + 1
        assert {one.top < TOP - 1 for one in eyes.letters} <= (
            {False} if page == 0 else {True, False}
        )


@pytest.mark.parametrize("code", TYPES)
def test_box_1_motto_and_devotion_with_a_rule_as_long_as_the_words(code):
    eyes = first_page(code)
    motto = eyes.find("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    devotion = eyes.find("Độc lập - Tự do - Hạnh phúc")
    rule = eyes.rule_under(devotion)
    assert motto.top == near(TOP)
    assert motto.size in CAPITALS
    assert devotion.size in TEXT
    assert (motto.style, devotion.style) == ("Bold", "Bold")
    assert [one.middle for one in (motto, devotion, rule)] == [near(RIGHT_HALF)] * 3
    assert motto.right == near(RIGHT)
    assert rule.width == near(devotion.width)
    assert rule.top - devotion.bottom < 3


@pytest.mark.parametrize("code", TYPES)
def test_box_2_agency_in_bold_capitals_with_a_rule_of_a_third_to_a_half(code):
    eyes = first_page(code)
    agency = eyes.find(agency_line(code))
    rule = eyes.rule_under(agency)
    longest = eyes.find(words.name_lines(specimen(code).agency.upper())[0])
    assert agency.size in CAPITALS
    assert agency.style == "Bold"
    assert agency.middle == near(LEFT_HALF)
    assert rule.middle == near(LEFT_HALF)
    assert max(longest.width, agency.width) / 3 - 1 < rule.width < longest.width / 2 + 1


@pytest.mark.parametrize("code", TYPES)
def test_box_3_number_and_symbol_upright_under_the_agency(code):
    eyes = first_page(code)
    number, symbol = eyes.find("Số:"), eyes.find(f"/{specimen(code).notation}")
    assert number.size == pytest.approx(13)
    assert number.style == symbol.style == ""
    assert (number.left + symbol.right) / 2 == near(LEFT_HALF)
    assert eyes.find(agency_line(code)).bottom < number.top


@pytest.mark.parametrize("code", DATED)
def test_box_4_place_and_date_in_italics_on_the_line_of_the_number(code):
    eyes = first_page(code)
    dated, year = eyes.find("Minh Khai, ngày"), eyes.find("năm 2026")
    assert dated.size in TEXT
    assert dated.style == "Italic"
    assert (dated.left + year.right) / 2 == near(RIGHT_HALF)
    assert year.bottom == near(eyes.find("Số:").bottom)


def test_minutes_bear_no_place_and_date():
    assert "Minh Khai, ngày" not in words_of(composed("bien-ban").pdf)


@pytest.mark.parametrize("code", TITLED)
def test_box_5a_type_and_abstract_in_the_middle_with_a_rule(code):
    eyes, content = first_page(code), specimen(code)
    name = eyes.find(content.kind.name.upper())
    abstract = eyes.find(words.abstract(content)) if words.abstract(content) else name
    rule = eyes.rule_under(abstract)
    for one in (name, abstract):
        assert one.size in TEXT
        assert one.style == "Bold"
        assert one.middle == near(MIDDLE)
    assert rule.middle == near(MIDDLE)
    assert abstract.width / 3 - 1 < rule.width < abstract.width / 2 + 1


def test_box_5b_the_abstract_of_a_letter_stands_six_points_under_the_number():
    eyes = first_page("cong-van")
    abstract = eyes.find("V/v")
    lowest = eyes.find("Số:").bottom
    assert abstract.size in CAPITALS
    assert abstract.style == ""
    assert 6 <= (abstract.top - lowest) * 72 / 25.4 < 12
    assert "CÔNG VĂN" not in words_of(composed("cong-van").pdf)


@pytest.mark.parametrize("code", TYPES)
def test_box_6_text_is_set_in_14_with_an_indent_and_wide_enough_lines(code):
    eyes, content = first_page(code), specimen(code)
    paragraphs = [one for one in text_blocks(content) if one.kind == "paragraph"]
    first = eyes.find(paragraphs[0].text[:12])
    assert first.size in TEXT
    assert first.left == near(LEFT + 12.7)


@pytest.mark.parametrize("code", TYPES)
def test_every_text_ends_with_its_mark(code):
    assert text_blocks(specimen(code))[-1].text.endswith("./.")


@pytest.mark.parametrize("code", ALONE)
def test_boxes_7_competence_and_name_stand_over_each_other_at_the_right(code):
    eyes, (placed,) = last_page(code), foot(specimen(code))
    lines = [eyes.find_last(line) for line in placed.signer.authority[-1:]]
    name = eyes.find_last(placed.signer.full_name)
    for one in (*lines, name):
        assert one.size in TEXT
        assert one.style == "Bold"
        assert one.middle > MIDDLE
    assert name.middle == near((RIGHT + 105) / 2)
    assert name.top - lines[-1].bottom > 20  # room for the signature and the seal


@pytest.mark.parametrize("code", TOGETHER)
def test_several_signers_stand_side_by_side_with_their_names_on_one_line(code):
    eyes = last_page(code)
    names = [eyes.find_last(placed.signer.full_name) for placed in foot(specimen(code))]
    assert names[0].right < names[1].left
    assert names[0].base == near(names[1].base)


@pytest.mark.parametrize("code", TYPES)
def test_box_9b_recipients_stand_at_the_lower_left(code):
    eyes = last_page(code)
    head, master = eyes.find("Nơi nhận:"), eyes.find("- Lưu: VT")
    assert (head.size, head.style) == (pytest.approx(12), "BoldItalic")
    assert (master.size, master.style) == (pytest.approx(11), "")
    assert head.left == near(LEFT)
    assert master.left == near(LEFT)


@pytest.mark.parametrize("code", ALONE)
def test_recipients_begin_level_with_the_competence(code):
    eyes, (placed,) = last_page(code), foot(specimen(code))
    first = eyes.find_last(placed.signer.authority[0])
    assert eyes.find("Nơi nhận:").bottom == near(first.bottom)


@pytest.mark.parametrize(("code", "width"), [("cong-dien", 30), ("cong-van", 40), ("giay-moi", 20)])
def test_box_10b_the_stamp_of_urgency_has_its_size(code, width):
    eyes = first_page(code)
    (stamp,) = [one for one in eyes.shapes if 7 < one.height < 10]
    assert (stamp.width, stamp.height) == (near(width), near(8))
    assert stamp.middle == near(LEFT_HALF)
    assert stamp.top > eyes.find("Số:").bottom


def test_box_12_and_13_drafter_mark_and_contact_of_a_letter():
    eyes = first_page("cong-van")
    mark, contact = eyes.find("PL.(30)"), eyes.find("Địa chỉ: số 1")
    assert mark.size == pytest.approx(11)
    assert mark.top > eyes.find("- Lưu: VT").bottom
    assert contact.size in (11, 12)
    assert eyes.rules[-1].width == near(RIGHT - LEFT)
    assert BOTTOM < eyes.rules[-1].top < contact.top


# ------------------------------------------------------------------- texts that come along


def test_an_attached_text_bears_the_heads_no_number_and_its_note():
    eyes = Eyes(composed("quyet-dinh").pdf, 1)
    assert eyes.find("QUY CHẾ").middle == near(MIDDLE)
    note = eyes.find("(Kèm theo Quyết định số …")
    assert note.style == "Italic"
    assert eyes.find("Độc lập - Tự do - Hạnh phúc").middle == near(RIGHT_HALF)
    assert "Số:" not in words_of(composed("quyet-dinh").pdf, 1)


def test_chapters_are_centred_and_titles_of_articles_bold():
    eyes = Eyes(composed("quyet-dinh").pdf, 1)
    for line in ("Chương I", "QUY ĐỊNH CHUNG", "Mục 1"):
        assert (eyes.find(line).style, eyes.find(line).middle) == ("Bold", near(MIDDLE))
    assert eyes.find("Phạm vi điều chỉnh").style == "Bold"
    assert eyes.find("Điều 3").left == near(LEFT + 12.7)


@pytest.mark.parametrize(("page", "label"), [(1, "Phụ lục I"), (2, "Phụ lục II")])
def test_annexes_are_numbered_in_roman_and_count_their_own_pages(page, label):
    eyes = Eyes(composed("ke-hoach").pdf, page)
    head = eyes.find(label)
    assert (head.size, head.style) == (pytest.approx(14), "Bold")
    assert head.middle == near((LEFT + eyes.width - 20) / 2)
    assert eyes.find("(Kèm theo Văn bản số …").style == "Italic"
    assert min(one.top for one in eyes.letters) > TOP - 1  # the first page bears no number


def test_a_wide_annex_lies_across():
    assert Eyes(composed("ke-hoach").pdf, 2).width == near(297)
