"""The first matter of a demo folder."""

from documents.compose import samples
from tests.documents.compose.papers import words_of


def test_the_demo_letter_has_three_pages_and_room_for_two_signatures():
    letter = samples.demo_letter()
    assert letter.pages == 3
    assert set(letter.places) == {"nhay1", "nhay2", "chuky1", "dau"}
    assert "Số: 1245/BNĐ-QLN" in words_of(letter.pdf, 0)
    assert "Đỗ Quang Thưởng" in words_of(letter.pdf, 2)
