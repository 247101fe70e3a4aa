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
