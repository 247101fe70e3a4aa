"""The way of a draft: checks in turn, sent back with marks, several signers in order."""

import pytest
from sqlalchemy import select

from documents import operations, queries
from documents.models import DocumentState, Duty, ReviewStep, StepKind, StepState
from documents.operations.drafting import Made, keep_composed
from documents.operations.issuing import mark_signed
from documents.operations.review_rules import StepWords
from documents.operations.reviewing import Mark, initials_on, letters_of
from documents.policy.reviewing import Can
from documents.queries.reviewing import head_desk_over
from office import clock, notices
from office.accounts.models import Notice
from office.db import db, transaction
from office.errors import Conflict, Forbidden, Invalid, Refusal
from office.permissions import SYSTEM, allowed
from office.units.models import Tenure
from tests import build
from tests.documents import stages


@pytest.fixture
def snv(house):
    return build.agency()


def rules(house, *, types=()):
    """The head of the unit, the office for the law, the clerks for the form."""
    desks = {
        StepKind.CONTENT: None,
        StepKind.LEGAL: house.desks["other_head"].id,
        StepKind.FORM: house.desks["clerk"].id,
    }
    return [
        operations.set_review_rule(
            house.unit.id, StepWords(kind, desk, list(types)), by=house.admin
        )
        for kind, desk in desks.items()
    ]


def placed(house, document, *fields):
    """Composed anew, with places for these fields."""
    draft = queries.draft_of(document)
    made = Made(stages.pdf(f"{document.subject} {draft.revision}"), {name: {} for name in fields})
    keep_composed(draft, draft.revision, made, by=SYSTEM)
    return document


def submitted(house):
    document = stages.drafted(house)
    operations.submit(document, house.desks["leader"].id, by=house.official)
    return document


def states(document):
    return [(step.kind.value, step.state.value) for step in queries.present_steps(document)]


def owed(document):
    rows = queries.routing_of(document)
    return {(row.desk_id, row.duty) for row in rows if row.state == "open"}


def test_the_checks_come_one_after_the_other_and_then_the_signature(snv):
    rules(snv)
    document = submitted(snv)
    assert document.state is DocumentState.CHECKING
    with pytest.raises(Refusal):
        operations.freeze_documents([document], name="Tập", reason="Thanh tra", by=snv.leader)
    assert owed(document) == {(snv.desks["head"].id, Duty.CHECK)}
    with pytest.raises(Forbidden):
        operations.pass_check(document, by=snv.other_head)
    operations.pass_check(document, "Đồng ý nội dung.", by=snv.head)
    assert owed(document) == {(snv.desks["other_head"].id, Duty.CHECK)}
    operations.pass_check(document, by=snv.other_head)
    operations.pass_check(document, by=snv.clerk)
    assert document.state is DocumentState.SUBMITTED
    assert owed(document) == {(snv.desks["leader"].id, Duty.SIGN)}
    first, *_rest = queries.present_steps(document)
    sha256 = queries.draft_of(document).submitted_sha256
    assert (first.opinion, first.decided_by, first.sha256) == (
        "Đồng ý nội dung.",
        snv.head.name,
        sha256,
    )
    mark_signed(document, stages.pdf("signed"), snv.leader.name, by=SYSTEM)
    assert document.state is DocumentState.SIGNED
    assert {state for _kind, state in states(document)} == {"passed"}


def test_a_draft_that_is_sent_back_with_marks_goes_the_whole_way_again(snv):
    rules(snv)
    document = submitted(snv)
    operations.pass_check(document, by=snv.head)
    marks = [Mark("Sửa căn cứ.", 1, "Căn cứ Luật cũ"), Mark("Thiếu nơi nhận.")]
    operations.send_back(document, "Sai căn cứ pháp lý.", marks=marks, by=snv.other_head)
    assert document.state is DocumentState.DRAFT
    assert states(document)[:2] == [("content", "passed"), ("legal", "returned")]
    assert {state for _kind, state in states(document)[2:]} == {"withdrawn"}
    mine = select(Notice).where(Notice.desk_id == snv.desks["official"].id)
    assert notices.verb_of(db.session.scalars(mine).one()) == ""
    leader = snv.desks["leader"].id
    with pytest.raises(Refusal):
        operations.submit(document, leader, by=snv.official)
    first, second = queries.open_marks(document)
    operations.answer_mark(document, first, "Nơi nhận đã đủ.", by=snv.official)
    with pytest.raises(Refusal):
        operations.submit(document, leader, by=snv.official)
    operations.answer_mark(document, second, "Giữ nguyên: luật còn hiệu lực.", by=snv.official)
    operations.submit(document, leader, by=snv.official)
    assert queries.open_marks(document) == []
    assert states(document)[0] == ("content", "open")
    assert len(queries.steps_of(document)) == 8
    with pytest.raises(Refusal):
        operations.answer_mark(document, first, "Nữa", by=snv.official)


def test_the_signer_changes_words_but_nobody_initials_what_he_did_not_check(snv):
    rules(snv)
    document = stages.drafted(snv)
    places = ("chuky1", "dau", "nhay1", "nhay2")
    leader = snv.desks["leader"].id
    operations.save_form(document, stages.form(document) | {"body": "a"}, by=snv.official)
    placed(snv, document, *places)
    operations.submit(document, leader, by=snv.official)
    for checker in (snv.head, snv.other_head, snv.clerk):
        operations.pass_check(document, by=checker)
    draft = queries.draft_of(document)
    assert initials_on(document, draft) == {"nhay1": "N.H.H", "nhay2": "N.M.H/N.B.H"}
    changed = stages.form(document) | {"body": "b"}
    for other_way in ({"signer_desk_id": snv.desks["deputy"].id}, {"type_code": "bao-cao"}):
        with pytest.raises(Refusal):
            operations.save_form(document, changed | other_way, by=snv.leader)
    operations.save_form(document, changed | {"signer_desk_id": leader}, by=snv.leader)
    placed(snv, document, *places)
    assert initials_on(document, draft) == {}


def test_a_changed_text_settles_the_marks(snv):
    document = submitted(snv)
    operations.send_back(document, "Sửa.", marks=[Mark("Sửa dòng 2.", 1)], by=snv.leader)
    stages.composed(snv, document)
    operations.submit(document, snv.desks["leader"].id, by=snv.official)
    (mark,) = queries.marks_of(document)
    assert mark.settled_revision == queries.draft_of(document).revision


def test_several_sign_in_order_and_the_main_signer_last(snv):
    document = stages.drafted(snv)
    main, deputy = snv.desks["leader"].id, snv.desks["deputy"].id
    operations.choose_signers(document, main, [deputy], by=snv.official)
    placed(snv, document, "chuky1", "chuky2", "dau")
    operations.submit(document, main, by=snv.official)
    assert owed(document) == {(deputy, Duty.SIGN)}
    assert [step.field for step in queries.present_steps(document)] == ["chuky2", "chuky1"]
    unsigned = queries.draft_of(document).submitted_sha256
    mark_signed(document, stages.pdf("one"), snv.deputy.name, by=SYSTEM)
    assert document.state is DocumentState.SUBMITTED
    assert owed(document) == {(main, Duty.SIGN)}
    operations.send_back(document, "Xem lại.", by=snv.leader)
    draft = queries.draft_of(document)
    assert (draft.pdf_sha256, queries.main_file(document).sha256) == (unsigned, unsigned)
    operations.submit(document, main, by=snv.official)
    mark_signed(document, stages.pdf("two"), snv.deputy.name, by=SYSTEM)
    mark_signed(document, stages.pdf("three"), snv.leader.name, by=SYSTEM)
    assert (document.state, document.signer_name) == (DocumentState.SIGNED, snv.leader.name)


def test_who_signs_along_needs_a_place_on_the_pages(snv):
    document = stages.drafted(snv)
    main, deputy = snv.desks["leader"].id, snv.desks["deputy"].id
    with pytest.raises(Invalid):
        operations.choose_signers(document, main, [deputy, deputy], by=snv.official)
    for desk_id, fields in (
        (deputy, ("chuky1", "dau")),
        (snv.desks["head"].id, ("chuky1", "chuky2", "dau")),
    ):
        operations.choose_signers(document, main, [desk_id], by=snv.official)
        placed(snv, document, *fields)
        with pytest.raises(Refusal):
            operations.submit(document, main, by=snv.official)
    operations.choose_signers(document, main, [], by=snv.official)
    placed(snv, document, "chuky1", "dau")
    operations.submit(document, main, by=snv.official)
    assert states(document) == [("sign", "open")]


def test_minutes_are_signed_along_by_whoever_kept_the_record(snv):
    document = operations.start_draft(subject="Họp", type_code="bien-ban", by=snv.official)
    main, keeper = snv.desks["leader"].id, snv.desks["colleague"].id
    operations.choose_signers(document, main, [keeper], by=snv.official)
    placed(snv, document, "chuky1", "chuky2", "dau")
    operations.submit(document, main, by=snv.official)
    assert owed(document) == {(keeper, Duty.SIGN)}


def test_nobody_checks_what_he_drafted_or_signs_and_a_type_goes_before_all(snv):
    rules(snv)
    with pytest.raises(Conflict):
        operations.set_review_rule(
            snv.unit.id, StepWords(StepKind.FORM, snv.desks["clerk"].id), by=snv.admin
        )
    special = StepWords(StepKind.LEGAL, snv.desks["office_head"].id, ["cong-van"])
    operations.set_review_rule(snv.unit.id, special, by=snv.admin)
    for row in queries.review_rules(snv.unit.id):
        if row.kind is StepKind.FORM:
            operations.end_review_rule(row, on=row.valid_from, by=snv.admin)
    own = operations.start_draft(subject="Tự soạn", by=snv.head)
    assert head_desk_over(own.desk_id) == own.desk_id
    assert [desk for _kind, desk in queries.checks_of(own)] == [
        snv.desks["head"].id,
        snv.desks["office_head"].id,
    ]
    operations.save_form(own, stages.form(own), by=snv.head)
    placed(snv, own, "chuky1", "dau")
    operations.submit(own, snv.desks["leader"].id, by=snv.head)
    assert [kind for kind, _state in states(own)] == ["legal", "sign"]


def test_only_the_administrator_sets_checks_and_only_whose_turn_it_is_checks(snv):
    assert not allowed(snv.leader, Can.SET_STEPS)
    with pytest.raises(Forbidden):
        operations.set_review_rule(snv.unit.id, StepWords(StepKind.CONTENT), by=snv.clerk)
    with pytest.raises(Invalid):
        operations.set_review_rule(snv.unit.id, StepWords(StepKind.LEGAL), by=snv.admin)
    rules(snv)
    document = submitted(snv)
    assert not allowed(snv.clerk, Can.CHECK_DRAFT, document)
    second = stages.drafted(snv)
    with transaction():
        db.session.get_one(Tenure, snv.other_head.tenure_id).valid_to = clock.now()
    with pytest.raises(Invalid) as caught:
        operations.submit(second, snv.desks["leader"].id, by=snv.official)
    assert "signer" in caught.value.fields
    step = db.session.scalars(select(ReviewStep).where(ReviewStep.state == StepState.OPEN)).one()
    assert not allowed(snv.clerk, Can.DECIDE_STEP, step)
    deputy = stages.deputy_of(snv.head, snv.colleague)
    operations.pass_check(document, by=deputy)
    assert queries.present_steps(document)[0].on_behalf_of == snv.head.name
    operations.withdraw_submission(document, by=snv.official)
    assert document.state is DocumentState.DRAFT


def test_what_is_said_of_a_reply_goes_with_the_document_that_is_destroyed(snv):
    rules(snv)
    question = build.handed_on(snv)
    reply = stages.composed(snv, operations.start_reply(question, by=snv.official))
    operations.submit(reply, snv.desks["leader"].id, by=snv.official)
    operations.pass_check(reply, "Số liệu đúng.", by=snv.head)
    operations.send_back(reply, "Sửa.", marks=[Mark("Lộ bí mật nhà")], by=snv.other_head)
    stages.composed(snv, reply)
    operations.submit(reply, snv.desks["leader"].id, by=snv.official)
    operations.destroy_content(question, "Thu hồi", by=SYSTEM)
    assert reply.state is DocumentState.CANCELLED
    db.session.expire_all()
    steps, (mark,) = queries.steps_of(reply), queries.marks_of(reply)
    assert {step.opinion for step in steps} | {step.sha256 for step in steps} == {""}
    assert not {StepState.OPEN, StepState.WAITING} & {step.state for step in steps}
    assert (mark.words, mark.passage) == ("", "")


def test_initials_are_the_first_letters_of_a_name():
    assert letters_of("Nguyễn Đức An") == "N.Đ.A"
