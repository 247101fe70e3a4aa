"""Rounds of opinions: ten units are asked, answer, are reminded; what the asker sees together."""

from types import SimpleNamespace

import pytest

from documents import operations, queries
from documents.models import DocumentState, Duty, OpinionChoice, RoundState, RoutingState
from documents.operations.opinions import Answer
from office import clock, notices
from office.db import db
from office.errors import Forbidden, Invalid, NotFound, Refusal
from tests import build
from tests.documents import stages

ASKED = ("head", "other_head", "other_official", "office_head")


@pytest.fixture
def snv(house):
    return build.agency()


def in_days(count):
    return clock.end_of_work(clock.add_working_days(clock.today(), count))


def asked(snv, document=None, **more):
    document = document or stages.drafted(snv)
    desks = [snv.desks[part].id for part in ASKED]
    made = operations.ask_opinion(document, desks, "Đồng ý không?", by=snv.official, **more)
    return SimpleNamespace(document=document, round=made)


def give(case, actor, choice, text=""):
    opinion = queries.opinion_asked_of(case.document, actor)
    operations.give_opinion(opinion, Answer(choice, text), by=actor)


def test_the_answers_stand_together_and_the_round_ends_with_the_last_one(snv):
    case = asked(snv, due_at=in_days(3))
    give(case, snv.head, OpinionChoice.AGREE)
    give(case, snv.other_head, OpinionChoice.DISAGREE, "Sai số liệu")
    give(case, snv.other_official, OpinionChoice.OTHER, "Thêm phụ lục")
    answers = queries.answers_in(case.round)
    counts = queries.choice_counts(answers)
    assert list(counts.values()) == [1, 1, 1, 1]
    assert case.round.state is RoundState.WAITING
    give(case, snv.office_head, OpinionChoice.AGREE, "Nhất trí")
    assert case.round.state is RoundState.CLOSED
    kinds = [row.text for row in db.session.scalars(notices.notices_at(snv.official))]
    assert "All opinions asked for are there" in kinds


@pytest.mark.parametrize("choice", [OpinionChoice.DISAGREE, OpinionChoice.OTHER])
def test_who_does_not_simply_agree_says_why_in_a_thousand_characters(snv, choice):
    case = asked(snv)
    for text in (" ", "a" * 1001):
        with pytest.raises(Invalid):
            give(case, snv.head, choice, text)
    give(case, snv.head, choice, "a" * 1000)
    with pytest.raises(Refusal):
        operations.give_opinion(queries.answers_in(case.round)[0], "Lại", by=snv.head)


def test_an_answer_may_enclose_files_that_the_asker_and_the_author_read(snv):
    case = asked(snv)
    opinion = queries.opinion_asked_of(case.document, snv.head)
    given = Answer(OpinionChoice.AGREE, "", [build.text_file()])
    operations.give_opinion(opinion, given, by=snv.head)
    file = queries.enclosures_of("opinion", [opinion.uid])[opinion.uid][0]
    for actor in (snv.head, snv.official):
        assert queries.visible_enclosure(file.uid, actor) is file
    for actor in (snv.other_head, snv.clerk):
        with pytest.raises(NotFound):
            queries.visible_enclosure(file.uid, actor)


def test_more_time_is_for_those_who_have_not_answered(snv):
    case = asked(snv, due_at=in_days(2))
    give(case, snv.head, OpinionChoice.AGREE)
    operations.extend_round(case.round, in_days(5), by=snv.official)
    dues = {row.desk_id: row.due_at for row in queries.answers_in(case.round)}
    assert dues[snv.head.desk_id] == in_days(2)
    assert dues[snv.other_head.desk_id] == in_days(5)
    assert case.round.first_due_at == in_days(2)
    assert queries.waits_for_opinion(case.document)
    rows = [row for row in queries.routing_of(case.document) if row.duty is Duty.OPINION]
    assert sorted(row.due_at for row in rows) == [in_days(2), *[in_days(5)] * 3]
    for due_at in (None, in_days(-3), in_days(3)):
        with pytest.raises(Invalid):
            operations.extend_round(case.round, due_at, by=snv.official)


def test_a_reminder_goes_once_a_day_to_those_who_have_not_answered(snv):
    case = asked(snv)
    give(case, snv.head, OpinionChoice.AGREE)
    assert operations.remind_round(case.round, by=snv.official) == 3
    with pytest.raises(Refusal):
        operations.remind_round(case.round, by=snv.official)
    kinds = [row.kind for row in db.session.scalars(notices.notices_at(snv.head))]
    assert "opinion_reminder" not in kinds


def test_a_closed_round_lifts_what_is_owed_and_takes_no_answer(snv):
    case = asked(snv)
    late = queries.opinion_asked_of(case.document, snv.head)
    operations.close_round(case.round, by=snv.official)
    assert not queries.waits_for_opinion(case.document)
    rows = [row for row in queries.routing_of(case.document) if row.duty is Duty.OPINION]
    assert {row.state for row in rows} == {RoutingState.WITHDRAWN}
    assert queries.counts_of_desk(snv.head.desk_id).open.get(Duty.OPINION, 0) == 0
    with pytest.raises((Refusal, Forbidden)):
        operations.give_opinion(late, "Muộn", by=snv.head)
    with pytest.raises(Refusal):
        operations.close_round(case.round, by=snv.official)
    assert queries.progress_of(case.document)[0].facts["missing"] == 4


def test_only_the_asker_runs_the_round(snv):
    case = asked(snv)
    for actor in (snv.head, snv.leader, snv.colleague):
        with pytest.raises(Forbidden):
            operations.close_round(case.round, by=actor)
        with pytest.raises(NotFound):
            queries.round_by(case.round.uid, actor)
    assert queries.round_by(case.round.uid, snv.official) is case.round


def test_the_lead_asks_on_what_came_in_and_completion_ends_the_round(snv):
    document = build.handed_on(snv)
    case = asked(snv, document)
    assert "incoming.opinion_asked" in [row.act for row in queries.progress_of(document)]
    assert queries.round_by(case.round.uid, snv.leader)
    operations.complete(document, "Xong", by=snv.official)
    db.session.refresh(case.round)
    assert case.round.state is RoundState.CLOSED
    with pytest.raises((Refusal, Forbidden)):
        asked(snv, document)


def test_a_submitted_draft_ends_its_rounds(snv):
    case = asked(snv)
    operations.submit(case.document, snv.desks["leader"].id, by=snv.official)
    db.session.refresh(case.round)
    assert (case.document.state, case.round.state) == (
        DocumentState.SUBMITTED,
        RoundState.CLOSED,
    )


def test_the_list_of_the_asker_by_state(snv):
    first, second = asked(snv), asked(snv, stages.drafted(snv, "Việc khác"))
    operations.close_round(first.round, by=snv.official)
    states = {
        state: [
            row.round.id for row in queries.rounds_of(snv.official, [state], before=None, size=5)
        ]
        for state in RoundState
    }
    assert states == {RoundState.WAITING: [second.round.id], RoundState.CLOSED: [first.round.id]}
    row = queries.rounds_of(snv.official, list(RoundState), before=None, size=5)[0]
    assert (row.asked, row.answered) == (4, 0)
    assert queries.rounds_of(snv.head, list(RoundState), before=None, size=5) == []
