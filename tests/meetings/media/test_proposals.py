"""Proposals are sentences that were said, never new ones."""

from meetings.media.proposals import About, proposals

SAID = (
    "Tôi xin phát biểu. Giao Phòng Tài chính chủ trì, báo cáo trước ngày 01/12. "
    "Thống nhất phương án một! Cảm ơn các đồng chí."
)


def test_tasks_and_conclusions_are_found_in_what_was_said():
    task, conclusion = proposals(SAID)
    assert (task.about, conclusion.about) == (About.TASK, About.CONCLUSION)
    assert task.text == "Giao Phòng Tài chính chủ trì, báo cáo trước ngày 01/12."
    assert conclusion.text in SAID


def test_where_nothing_is_handed_out_nothing_is_proposed():
    assert proposals("Chúng ta nghỉ mười phút. Mời đồng chí tiếp tục.") == ()
