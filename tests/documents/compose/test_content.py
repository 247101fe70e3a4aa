"""The words of a document before they are laid out."""

from datetime import date

import pytest

from documents.compose import content
from tests.documents.compose.papers import LETTER, SUBMISSION, decision, letter


def test_a_letter_says_its_subject_after_v_v():
    for typed in ("rà soát", "Về việc rà soát", "V/v rà soát."):
        assert content.abstract(letter(subject=typed)) == "V/v rà soát"


def test_another_kind_begins_its_subject_with_a_capital():
    assert content.abstract(letter(kind=SUBMISSION, subject="phê duyệt đề án")) == "Phê duyệt đề án"


@pytest.mark.parametrize(
    ("day", "printed"),
    [
        (date(2026, 1, 5), ("05", "01")),
        (date(2026, 2, 15), ("15", "02")),
        (date(2026, 3, 9), ("09", "3")),
        (date(2026, 12, 31), ("31", "12")),
    ],
)
def test_days_below_ten_and_the_first_two_months_are_padded(day, printed):
    assert content.day_words(day) == printed


def test_one_addressee_stands_bare_and_several_are_a_list():
    assert content.addressee_lines(letter(addressees=("Sở Tài chính",))) == ["Sở Tài chính"]
    assert content.addressee_lines(letter(addressees=("Sở A;", "Sở B."))) == ["- Sở A;", "- Sở B."]


def test_recipients_end_with_where_the_master_is_kept():
    assert content.recipient_lines(letter()) == ["- Như trên;", "- Lưu: VT, VP."]


def test_a_legal_basis_ends_with_semicolons_and_one_full_stop():
    assert [line[-1] for line in content.basis_lines(decision())] == [";", "."]


def test_only_decisions_and_resolutions_name_the_enacting_authority():
    assert content.enacting_authority(decision()).startswith("CHỦ TỊCH")
    assert content.enacting_authority(decision(kind=LETTER)) == ""


def test_text_is_brought_to_one_unicode_form_without_control_signs():
    assert (
        content.clean("Ngu\N{LATIN SMALL LETTER O WITH HORN}\u0300i\x00\x0b\r\n") == "Ngu\u1eddi\n"
    )


@pytest.mark.parametrize(
    ("number", "printed"), [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (48, "XLVIII")]
)
def test_annexes_are_counted_in_roman_numbers(number, printed):
    assert content.roman(number) == printed


def test_a_single_annex_bears_no_number():
    assert content.annex_label(1, 1) == "Phụ lục"
    assert content.annex_label(2, 3) == "Phụ lục II"


def test_on_paper_the_notes_say_to_which_document_a_text_belongs():
    known = decision(number="07", issued_on=date(2026, 2, 5))
    wanted = "07/QĐ-UBND ngày 05 tháng 02 năm 2026 của Ủy ban nhân dân xã Minh Khai)"
    assert content.attached_note(known) == f"(Kèm theo Quyết định số {wanted}"
    assert content.annex_note(known) == f"(Kèm theo Văn bản số {wanted}"


def test_in_an_electronic_document_the_notes_stay_blank():
    assert content.attached_note(decision()).endswith("ngày … tháng … năm … của …)")
    assert "số …/…-… ngày … tháng … năm …" in content.annex_note(decision())


def test_a_long_name_of_a_collective_body_breaks_before_its_place():
    assert content.name_lines("ỦY BAN NHÂN DÂN XÃ MINH KHAI") == ["ỦY BAN NHÂN DÂN", "XÃ MINH KHAI"]
    assert content.name_lines("TM. ỦY BAN NHÂN DÂN") == ["TM. ỦY BAN NHÂN DÂN"]
    assert content.name_lines("SỞ NỘI VỤ") == ["SỞ NỘI VỤ"]
