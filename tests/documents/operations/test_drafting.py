"""What a verb leaves behind: lines people read, part in the matter, versions, kept messages."""

import pytest

from documents import operations, queries
from documents.models import AxisOutgoing, DocumentState, OutgoingKind
from documents.operations import dispatching
from documents.operations.issuing import mark_sealed, mark_signed
from office import blobs
from office.db import db
from office.errors import Forbidden, NotFound, Refusal
from office.permissions import SYSTEM
from tests import build
from tests.documents import stages


@pytest.fixture
def snv(house):
    return build.agency()


def test_the_progress_log_names_who_did_what(snv):
    draft = stages.asked(snv)
    lines = [(line.act, line.actor_name, line.text) for line in queries.progress_of(draft)]
    assert lines[0] == ("outgoing.opinion_asked", snv.official.name, "Ý kiến?")


def test_whoever_gets_a_duty_has_part_and_reads(snv):
    document = build.assigned(snv, lead="other_head")
    assert queries.visible_document(document.uid, snv.other_head) == document


def test_only_a_draft_is_changed_or_laid_before_others(snv):
    submitted = stages.submitted(snv)
    desk_id = snv.desks["other_official"].id
    with pytest.raises((Refusal, Forbidden)):
        operations.save_form(submitted, stages.form(submitted), by=snv.official)
    with pytest.raises((Refusal, Forbidden)):
        operations.ask_opinion(submitted, [desk_id], "Ý kiến?", by=snv.official)
    assert queries.opinions_on(submitted) == []


def test_a_dropped_draft_is_cancelled_and_waits_nowhere(snv):
    draft = stages.drafted(snv)
    operations.cancel_draft(draft, by=snv.official)
    assert draft.state is DocumentState.CANCELLED
    assert queries.work_of_desk(snv.desks["official"].id) == []


def test_an_issued_paper_is_not_dropped(snv):
    with pytest.raises((Refusal, Forbidden)):
        operations.cancel_draft(stages.issued(snv), by=snv.official)


def test_each_text_is_kept(snv):
    draft = stages.drafted(snv)
    for words in ("một", "hai"):
        given = stages.form(draft) | {"body": words}
        operations.save_form(draft, given, by=snv.official)
    kept = queries.versions_of(queries.draft_of(draft))
    assert {one.number: one.content.get("body", "") for one in kept} == {
        1: "",
        2: "",
        3: "một",
        4: "hai",
    }


def test_a_message_is_kept_before_it_is_sent(snv):
    new = dispatching.NewMessage(snv.unit.id, OutgoingKind.DOCUMENT, "k:1", blobs.put(b"<edXML/>"))
    kept = operations.keep_message(new, by=SYSTEM)
    found = db.session.get(AxisOutgoing, kept.id)
    assert found is not None
    assert blobs.read(found.sha256) == b"<edXML/>"


def test_a_withdrawn_question_is_asked_of_nobody_and_a_new_answer_meets_the_new_one(snv):
    draft = stages.asked(snv)
    operations.submit(draft, snv.desks["leader"].id, by=snv.official)
    operations.send_back(draft, "Sửa lại", by=snv.leader)
    assert queries.opinion_asked_of(draft, snv.other_official) is None
    operations.ask_opinion(draft, [snv.desks["other_official"].id], "Còn bản này?", by=snv.official)
    assert queries.opinion_asked_of(draft, snv.other_official).question == "Còn bản này?"


def test_what_names_its_readers_reaches_another_agency_as_such(snv):
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    question = build.handed_on(snv, is_restricted=True)
    reply = operations.start_reply(question, by=snv.official)
    stages.composed(snv, reply)
    operations.submit(reply, snv.desks["leader"].id, by=snv.official)
    mark_signed(reply, stages.pdf("signed"), snv.leader.name, by=SYSTEM)
    operations.number_document(reply, issue_when_sealed=False, by=stages.program_of(snv.clerk))
    mark_sealed(reply, stages.pdf("sealed"), by=SYSTEM)
    operations.issue(reply, by=snv.clerk)
    (dispatch,) = queries.dispatches_of(reply)
    arrived = operations.hand_over_locally(dispatch, by=SYSTEM)
    assert (arrived.agency_id, arrived.is_restricted) == (other.unit.id, True)
    with pytest.raises(NotFound):
        queries.visible_document(arrived.uid, other.leader)
