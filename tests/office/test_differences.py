"""What differs between two texts: by words, whatever way a letter with its mark is written."""

import unicodedata

import pytest

from office.differences import Change, differences

OUT, IN, SAME = Change.OUT, Change.IN, Change.SAME


def changes(old, new):
    return [
        (piece.change, piece.text)
        for block in differences(old, new)
        for piece in block.pieces
        if piece.change is not SAME
    ]


def whole(old, new, left_out):
    return "\n".join(
        "".join(piece.text for piece in block.pieces if piece.change is not left_out)
        for block in differences(old, new)
    ).replace("\n\n", "\n")


def test_words_are_told_apart_and_phrases_are_not_cut_to_pieces():
    old = "Đề nghị các sở báo cáo trước ngày 15 tháng 11 năm 2026 về Sở Nội vụ để tổng hợp."
    new = "Đề nghị các sở, ngành báo cáo trước ngày 20 tháng 12 năm 2026 về Sở Nội vụ để tổng hợp."
    assert changes(old, new) == [(IN, ", ngành"), (OUT, "15"), (IN, "20"), (OUT, "11"), (IN, "12")]
    phrase = changes("giao Sở Tài chính chủ trì thẩm định", "giao Văn phòng tỉnh chủ trì thẩm định")
    assert phrase == [(OUT, "Sở Tài chính"), (IN, "Văn phòng tỉnh")]


def test_a_mark_written_as_a_sign_of_its_own_is_no_difference():
    text = "Ủy ban nhân dân thường trực"
    assert changes(unicodedata.normalize("NFD", text), text) == []
    cut = unicodedata.normalize("NFD", "Ủy ban xã")
    assert changes(cut, "Ủy ban phường") == [(OUT, "xã"), (IN, "phường")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", "một\nhai"),
        ("một\nhai", ""),
        ("một\nhai\nba", "không\nmột\nba\nbốn"),
        ("a\n" * 3000, "a\n" * 1500 + "b\n" + "a\n" * 1500),
    ],
)
def test_both_texts_can_be_read_from_the_differences(old, new):
    assert whole(old, new, OUT).split() == new.split()
    assert whole(old, new, IN).split() == old.split()


def test_far_from_a_change_lines_are_folded():
    lines = [f"dòng {number}" for number in range(30)]
    blocks = differences("\n".join(lines), "\n".join([*lines, "thêm"]))
    assert [(block.is_far, block.line_count) for block in blocks] == [
        (False, 1),
        (True, 28),
        (False, 1),
        (False, 1),
    ]


def test_texts_that_have_little_in_common_stand_one_after_the_other():
    found = changes("Kính gửi các đơn vị trực thuộc", "Lịch công tác tuần bốn mươi bảy")
    assert [change for change, _text in found] == [OUT, IN]
