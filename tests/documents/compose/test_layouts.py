"""The lines that each sample prints around the body, and who stands at its foot."""

import pytest

from documents.compose.layouts import DOTS, empty_fields, foot, joint_agencies, text_blocks
from tests.documents.compose.specimens import specimen


def lines(code, **changes):
    return [block.text for block in text_blocks(specimen(code, **changes))]


def test_an_invitation_says_who_what_when_and_where():
    printed = lines("giay-moi")
    assert printed[:3] == [
        "Ủy ban nhân dân xã Minh Khai trân trọng kính mời:",
        "- Sở Nội vụ tỉnh Trường Sơn;",
        "- Trưởng các phòng chuyên môn.",
    ]
    assert "Địa điểm: Phòng họp số 2." in printed


def test_one_who_is_invited_stands_on_the_line():
    fields = specimen("giay-moi").fields | {"invited": "Sở Nội vụ"}
    assert lines("giay-moi", fields=fields)[0].endswith("trân trọng kính mời: Sở Nội vụ")


def test_what_is_asked_and_missing_stands_as_dots_and_is_named():
    content = specimen("giay-moi", fields={})
    assert f"Thời gian: {DOTS}." in [block.text for block in text_blocks(content)]
    assert empty_fields(content) == ["invited", "event", "time", "venue"]
    assert empty_fields(specimen("giay-moi")) == []


def test_what_is_optional_and_missing_is_left_out():
    assert not [line for line in lines("giay-moi", fields={}) if line.startswith("Chủ trì")]


def test_a_day_is_printed_in_words_and_what_is_no_day_as_it_was_typed():
    assert (
        lines("giay-gioi-thieu")[-1] == "Giấy này có giá trị đến hết ngày 05 tháng 12 năm 2026./."
    )
    fields = specimen("giay-gioi-thieu").fields | {"valid_until": "31/12"}
    assert lines("giay-gioi-thieu", fields=fields)[-1].endswith("ngày 31/12./.")


def test_words_of_the_drafter_are_never_read_as_marks_or_holes():
    fields = specimen("hop-dong").fields | {"party_b_name": "**{agency}** | # Công ty"}
    assert "BÊN B: **{agency}** | # Công ty" in lines("hop-dong", fields=fields)


def test_the_authority_sends_a_telegram():
    assert lines("cong-dien")[0] == "Chủ tịch Ủy ban nhân dân xã Minh Khai điện:"


@pytest.mark.parametrize(
    ("code", "marks", "names"),
    [
        ("bien-ban", ["chuky2", "chuky1"], ["Lê Văn Thử", "Đỗ Ưỡng"]),
        ("hop-dong", ["chuky1", "chuky2"], ["Đỗ Ưỡng", "Phạm Thị Mẫu"]),
        ("ke-hoach", ["chuky2", "chuky1"], ["Lê Văn Thử", "Đỗ Ưỡng"]),
        ("cong-van", ["chuky1"], ["Trần Thị Ngưỡng"]),
    ],
)
def test_who_signs_stands_where_the_sample_puts_them(code, marks, names):
    placed = foot(specimen(code))
    assert [one.mark for one in placed] == marks
    assert [one.signer.full_name for one in placed] == names


def test_minutes_are_signed_by_secretary_and_chair():
    secretary, chair = foot(specimen("bien-ban"))
    assert (secretary.signer.authority, chair.signer.authority) == (("THƯ KÝ",), ("CHỦ TỌA",))


def test_joint_agencies_stand_in_the_head_of_types_that_know_them():
    joint = {"joint": "Ủy ban nhân dân xã Lam Sơn; Chủ tịch; Lê Văn Thử"}
    assert joint_agencies(specimen("ke-hoach", fields=joint)) == ["ỦY BAN NHÂN DÂN XÃ LAM SƠN"]
    assert joint_agencies(specimen("cong-van", fields=joint)) == []


@pytest.mark.parametrize("code", ["bien-ban", "hop-dong"])
def test_an_unfinished_draft_has_its_places_too(code):
    assert len(foot(specimen(code, signers=(), fields={}))) == 2
