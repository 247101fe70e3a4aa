"""Opinion slips: asked, answered in time, counted by the rules, signed by who presides."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from meetings import operations
from meetings.jobs import slips as jobs
from meetings.models import SlipAnswer, SlipState
from meetings.operations.slips import hash_of
from meetings.queries import slips as queries
from office import blobs, clock, outbox
from office.accounts.models import Account, Notice
from office.db import db, transaction
from office.errors import Forbidden, Invalid, NotFound, Refusal
from office.units.models import Tenure
from signing import queries as signatures
from tests import as_role, build
from tests.documents.pages import Reader
from tests.meetings import slips
from tests.meetings.signing_world import enrolled, signed


@pytest.fixture
def snv(house):
    return build.agency()


def answered(snv, slip, *answers):
    for name, answer in zip(slips.MEMBERS, answers, strict=False):
        if answer:
            operations.answer_slip(slip, answer, "Vì kinh phí", by=snv.people[name])


def notices_of(actor):
    kept = select(Notice).where(Notice.desk_id == actor.desk_id, Notice.kind == "opinion_slip")
    return db.session.scalars(kept).all()


def overdue(slip):
    with transaction():
        slip.due_at = clock.now() - timedelta(minutes=1)


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        (("agree", "change", "disagree"), "carried"),
        (("agree", "disagree", "disagree"), "rejected"),
        (("agree", "disagree", None), "carried"),
        (("agree", None, None), "no_quorum"),
    ],
)
def test_answers_are_counted_by_the_rule_of_slips(snv, answers, outcome):
    slip = slips.sent(snv)
    answered(snv, slip, *(SlipAnswer(one) if one else None for one in answers))
    overdue(slip)
    jobs.attend({})
    assert (slip.state, slip.result["outcome"]) == (SlipState.CLOSED, outcome)
    given = [one for one in answers if one]
    assert slip.result["answers"] == {
        kind: given.count(kind) for kind in ("agree", "change", "disagree")
    }
    assert slip.result["by_chair"] == (answers == ("agree", "disagree", None))
    assert slip.result_hash == hash_of(slip, queries.slip_members(slip))


def test_one_slip_that_cannot_be_counted_does_not_keep_the_others(snv):
    bad, good = slips.sent(snv), slips.sent(snv)
    for slip in (bad, good):
        overdue(slip)
    with transaction():
        bad.rule = "none-such"
    jobs.attend({})
    assert (bad.state, good.state) == (SlipState.SENT, SlipState.CLOSED)


def test_a_sheet_that_could_not_be_made_is_tried_again(snv, monkeypatch):
    slip = slips.sent(snv)
    overdue(slip)

    def fails(_sheet):
        raise Refusal("no pages")

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "compose_slip", fails)
        jobs.attend({})
        outbox.drain()
    assert (slip.problem, slip.sha256) == ("no pages", "")
    jobs.attend({})
    outbox.drain()
    assert blobs.read(slip.sha256).startswith(b"%PDF-")


def test_a_slip_asks_officials_of_its_own_agency_at_a_moment_with_its_zone(house, snv):
    there = build.agency(name="Sở Tài chính", code="H99.55")
    stranger = there.leader.desk_id
    with pytest.raises(Invalid) as refused:
        operations.draft_slip(slips.words(snv, members=[stranger], chair=stranger), by=snv.official)
    assert "members" in refused.value.fields
    desk = str(snv.desks["head"].uid)
    body = {"question": "Thống nhất?", "members": [desk], "chair": desk}
    client = house.test_client()
    as_role.sign_in(client, db.session.get_one(Account, snv.official.account_id))
    day = clock.now() + timedelta(days=1)
    for due, status in ((f"{day:%Y-%m-%dT%H:%M:%S}", 422), (day.isoformat(), 201)):
        answer = client.post("/api/v1/slips", json=body | {"due_at": due})
        assert answer.status_code == status, answer.text


def test_a_slip_is_seen_by_its_desk_and_once_sent_by_its_members(snv):
    slip = slips.drafted(snv)
    with pytest.raises(NotFound):
        queries.visible_slip(slip.uid, snv.head)
    operations.send_slip(slip, by=snv.official)
    for sees in (snv.official, snv.head, snv.leader):
        assert queries.visible_slip(slip.uid, sees) is slip
    for blind in (snv.clerk, snv.colleague, snv.admin):
        with pytest.raises(NotFound):
            queries.visible_slip(slip.uid, blind)
        with pytest.raises(Forbidden):
            operations.answer_slip(slip, SlipAnswer.AGREE, "", by=blind)


def test_members_are_told_reminded_a_day_before_and_each_reminder_once(snv):
    slip = slips.sent(snv, due_at=clock.now() + timedelta(hours=20))
    answered(snv, slip, SlipAnswer.AGREE)
    for _round in range(2):
        jobs.attend({})
    assert [len(notices_of(one)) for one in (snv.leader, snv.head)] == [1, 2]


def test_an_answer_after_the_time_is_refused(snv):
    slip = slips.sent(snv)
    overdue(slip)
    with pytest.raises(Refusal):
        operations.answer_slip(slip, SlipAnswer.AGREE, "", by=snv.head)
    operations.close_slip(slip, by=snv.official)
    assert slip.result["answered"] == 0


def test_whoever_lost_his_post_answers_no_more(snv):
    slip = slips.sent(snv)
    with transaction():
        db.session.get_one(Tenure, snv.head.tenure_id).valid_to = clock.now() - timedelta(hours=1)
    with pytest.raises(Refusal):
        operations.answer_slip(slip, SlipAnswer.AGREE, "", by=snv.head)


def test_the_last_answer_counts_and_a_no_says_why(snv):
    slip = slips.sent(snv)
    with pytest.raises(Invalid):
        operations.answer_slip(slip, SlipAnswer.DISAGREE, " ", by=snv.head)
    operations.answer_slip(slip, SlipAnswer.DISAGREE, "Vì", by=snv.head)
    operations.answer_slip(slip, SlipAnswer.AGREE, "", by=snv.head)
    with pytest.raises(Refusal):
        operations.close_slip(slip, by=snv.official)
    answered(snv, slip, SlipAnswer.AGREE, None, SlipAnswer.AGREE)
    operations.close_slip(slip, by=snv.official)
    assert slip.result["answers"]["agree"] == 3


def test_what_was_sent_stands(snv):
    slip = slips.sent(snv)
    for change in (
        lambda: operations.change_slip(slip, slips.words(snv), by=snv.official),
        lambda: operations.take_slip_paper_away(
            slip, queries.slip_papers(slip)[0], by=snv.official
        ),
    ):
        with pytest.raises(Refusal):
            change()
    operations.withdraw_slip(slip, "Hỏi lại sau", by=snv.official)
    with pytest.raises(Refusal):
        answered(snv, slip, SlipAnswer.AGREE)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"question": " "}, "question"),
        ({"due_at": clock.now()}, "due_at"),
        ({"members": []}, "members"),
        ({"chair": 0}, "chair"),
    ],
)
def test_a_slip_that_cannot_be_is_refused_by_field(snv, given, field):
    with pytest.raises(Invalid) as refused:
        operations.draft_slip(slips.words(snv, **given), by=snv.official)
    assert field in refused.value.fields


def test_the_result_is_signed_by_who_presides_and_its_verdict_kept(snv, pki):
    enrolled(snv)
    slip = slips.sent(snv)
    answered(snv, slip, *[SlipAnswer.AGREE] * 3)
    operations.close_slip(slip, by=snv.official)
    outbox.drain()
    assert blobs.read(slip.sha256).startswith(b"%PDF-")
    with pytest.raises(Forbidden):
        operations.prepare_slip_signature(slip, by=snv.official)
    signed(operations.prepare_slip_signature(slip, by=snv.leader), snv.leader, "leader")
    assert (slip.state, slip.signed_at is not None) == (SlipState.SIGNED, True)
    assert signatures.verdict_of(slip.sha256).count == 1


def test_the_pages_from_the_question_to_the_counted_answers(house, snv):
    asks, says = Reader(house, snv.official), Reader(house, snv.head)
    desks = {name: str(snv.desks[name].uid) for name in slips.MEMBERS}
    typed = {
        "question": "Thống nhất kế hoạch?",
        "due_at": f"{clock.to_local(clock.now() + timedelta(days=1)):%Y-%m-%dT%H:%M}",
        "members": list(desks.values()),
        "chair": desks["leader"],
    }
    back = asks.post("/meetings/slips/new", status=422, **typed | {"due_at": "mai"})
    assert "Thống nhất kế hoạch?" in back
    path = asks.post("/meetings/slips/new", **typed)
    asks.post(f"{path}/send")
    assert "Thống nhất kế hoạch?" in says.get("/meetings/slips")
    says.post(f"{path}/answer", status=422, answer="disagree")
    says.post(f"{path}/answer", answer="change", text="Thêm kinh phí")
    for name in ("leader", "other_head"):
        other = Reader(house, snv.people[name])
        assert "Thêm kinh phí" not in other.get(path), "answers are told once they are counted"
        other.post(f"{path}/answer", answer="agree")
    asks.post(f"{path}/close")
    page = says.get(path)
    assert "Thêm kinh phí" in page
    assert "3 of 3 answered" in page
