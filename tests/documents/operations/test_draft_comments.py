"""Remarks on a draft: on a passage or the whole, answered, settled, and kept for ever."""

import pytest

from documents import operations, queries
from documents.models import CommentState
from documents.policy.drafting import Can
from office.errors import Forbidden, Invalid, NotFound, Refusal
from office.permissions import SYSTEM, allowed
from tests import build
from tests.documents import stages
from tests.documents.operations.test_draft_versions import saved, told


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def draft(snv):
    made = stages.asked(snv)
    saved(made, "Trồng 20 cây\nở công viên Thống Nhất.", snv.official)
    return made


def test_a_remark_on_a_passage_is_answered_and_settled(snv, draft):
    said = operations.comment_draft(
        draft, "Ghi rõ loại cây.", quote="20  cây ở công viên", by=snv.other_official
    )
    assert (said.quote, said.state) == ("20 cây ở công viên", CommentState.OPEN)
    assert said.number == queries.present_version(queries.draft_of(draft)).number
    assert told(snv.desks["official"]).count("draft_commented") == 1
    operations.answer_comment(said, "Cây sấu.", by=snv.official)
    assert told(snv.desks["other_official"])[-1] == "comment_answered"
    assert queries.open_comments(draft) == 1
    operations.settle_comment(said, by=snv.official)
    assert (said.settled_by, queries.open_comments(draft)) == (snv.official.name, 0)
    operations.reopen_comment(said, by=snv.other_official)
    assert (said.settled_at, queries.open_comments(draft)) == (None, 1)


def test_what_is_no_remark_is_refused_at_its_field(snv, draft):
    for given, field in (
        ({"text": " "}, "text"),
        ({"text": "x" * 4001}, "text"),
        ({"text": "Sai", "quote": "30 cây"}, "quote"),
        ({"text": "Sai", "quote": "x" * 1001}, "quote"),
    ):
        with pytest.raises(Invalid) as refused:
            operations.comment_draft(draft, by=snv.official, **given)
        assert list(refused.value.fields) == [field]
    said = operations.comment_draft(draft, "Thiếu căn cứ.", by=snv.head)
    answer = operations.answer_comment(said, "Đã bổ sung.", by=snv.official)
    with pytest.raises(Refusal, match="chính góp ý"):
        operations.reopen_comment(answer, by=snv.official)
    with pytest.raises(Refusal, match="chính góp ý"):
        operations.answer_comment(answer, "?", by=snv.official)


def test_only_who_has_part_in_the_draft_speaks_and_only_its_drafters_settle(snv, draft):
    speakers = {part for part in snv.people if allowed(snv.people[part], Can.COMMENT_DRAFT, draft)}
    assert speakers == {"official", "head", "other_official"}
    said = operations.comment_draft(draft, "Sửa câu đầu.", by=snv.head)
    settlers = {part for part in snv.people if allowed(snv.people[part], Can.SETTLE_COMMENT, said)}
    assert settlers == {"official", "head"}
    with pytest.raises(Forbidden):
        operations.comment_draft(draft, "Tôi nghĩ …", by=snv.colleague)
    with pytest.raises(Forbidden):
        operations.answer_comment(said, "Tôi cũng nghĩ …", by=snv.colleague)
    with pytest.raises(Forbidden):
        operations.settle_comment(said, by=snv.other_official)
    with pytest.raises(NotFound):
        queries.comment_by(said.uid, snv.colleague)


def test_after_the_signature_all_is_kept_and_nothing_changes(snv):
    draft = stages.asked(snv)
    said = operations.comment_draft(draft, "Sửa câu đầu.", by=snv.other_official)
    operations.submit(draft, snv.desks["leader"].id, by=snv.official)
    operations.comment_draft(draft, "Đồng ý ký.", by=snv.leader)
    operations.mark_signed(draft, stages.pdf("ký"), snv.leader.name, by=SYSTEM)
    for act in (
        lambda: operations.comment_draft(draft, "Muộn.", by=snv.leader),
        lambda: operations.answer_comment(said, "Muộn.", by=snv.official),
        lambda: operations.settle_comment(said, by=snv.official),
        lambda: operations.reopen_comment(said, by=snv.official),
    ):
        with pytest.raises(Refusal, match="được giữ nguyên"):
            act()
    assert [row.text for row in queries.comments_on(draft)] == ["Sửa câu đầu.", "Đồng ý ký."]
