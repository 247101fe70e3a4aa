"""Drafting together: invited desks see and write, rest while it is signed, and are let go."""

import pytest

from documents import operations, queries
from documents.models import DocumentState, Duty
from documents.policy import Can as Usual
from documents.policy.drafting import Can
from office.errors import Forbidden, Invalid, NotFound, Refusal
from office.permissions import allowed
from tests import build
from tests.documents import stages
from tests.documents.operations.test_draft_versions import saved, told


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def draft(snv):
    made = stages.drafted(snv)
    operations.invite_drafters(made, [snv.desks["colleague"].id], by=snv.official)
    return made


def work_of(snv, part):
    return [row.duty for row in queries.work_of_desk(snv.desks[part].id)]


def test_the_invited_see_and_write_but_neither_submit_nor_drop_nor_invite(snv, draft):
    assert work_of(snv, "colleague") == [Duty.CO_DRAFT]
    assert "co_draft" in told(snv.desks["colleague"])
    assert queries.visible_document(draft.uid, snv.colleague) is draft
    saved(draft, "Của đồng nghiệp.", snv.colleague)
    assert draft.notation.endswith("CCVC")
    leader = snv.desks["leader"].id
    for act in (
        lambda: operations.cancel_draft(draft, by=snv.colleague),
        lambda: operations.invite_drafters(draft, [leader], by=snv.colleague),
        lambda: operations.end_drafting(draft, snv.desks["colleague"].id, by=snv.colleague),
    ):
        with pytest.raises(Forbidden):
            act()
    assert not allowed(snv.colleague, Usual.SUBMIT, draft)
    assert not allowed(snv.colleague, Can.DROP_DRAFT, draft)
    assert not allowed(snv.colleague, Can.INVITE_DRAFTERS, draft)


def test_they_rest_while_it_lies_before_the_signer_and_go_on_when_it_comes_back(snv):
    draft = stages.drafted(snv)
    operations.invite_drafters(draft, [snv.desks["other_official"].id], by=snv.official)
    operations.submit(draft, snv.desks["leader"].id, by=snv.official)
    assert work_of(snv, "other_official") == []
    assert not allowed(snv.other_official, Usual.EDIT, draft)
    assert allowed(snv.other_official, Can.COMMENT_DRAFT, draft)
    operations.send_back(draft, "Sửa lại", by=snv.leader)
    assert work_of(snv, "other_official") == [Duty.CO_DRAFT]
    saved(draft, "Đã sửa.", snv.other_official)
    operations.end_drafting(draft, snv.desks["other_official"].id, by=snv.official)
    with pytest.raises(NotFound):
        queries.visible_document(draft.uid, snv.other_official)
    operations.cancel_draft(draft, by=snv.official)
    assert draft.state is DocumentState.CANCELLED
    assert work_of(snv, "other_official") == []


def test_who_is_let_go_writes_no_more_and_loses_it_from_sight(snv, draft):
    operations.end_drafting(draft, snv.desks["colleague"].id, by=snv.official)
    assert told(snv.desks["colleague"])[-1] == "co_draft_ended"
    assert work_of(snv, "colleague") == []
    with pytest.raises(NotFound):
        queries.visible_document(draft.uid, snv.colleague)
    with pytest.raises(Forbidden):
        saved(draft, "Cố viết.", snv.colleague)
    with pytest.raises(NotFound):
        operations.end_drafting(draft, snv.desks["colleague"].id, by=snv.official)
    operations.invite_drafters(draft, [snv.desks["colleague"].id], by=snv.official)
    operations.mark_read(draft, by=snv.colleague)
    saved(draft, "Của đồng nghiệp nữa.", snv.colleague)
    operations.end_drafting(draft, snv.desks["colleague"].id, by=snv.official)
    with pytest.raises(NotFound):
        queries.visible_document(draft.uid, snv.colleague)
    assert not allowed(snv.colleague, Can.READ_VERSIONS, draft)


def test_an_invitation_that_cannot_be_is_refused(snv, draft):
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    for desks, trouble in (
        ([], Invalid),
        ([snv.desks["official"].id, snv.desks["colleague"].id], Invalid),
        ([other.desks["official"].id], NotFound),
    ):
        with pytest.raises(trouble):
            operations.invite_drafters(draft, desks, by=snv.official)
    operations.submit(draft, snv.desks["leader"].id, by=snv.official)
    with pytest.raises(Refusal):
        operations.invite_drafters(draft, [snv.desks["head"].id], by=snv.official)
