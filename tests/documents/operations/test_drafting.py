"""What a verb leaves behind: lines people read, part in the matter, versions, kept messages."""

import pytest

from documents import operations, queries
from documents.models import AxisOutgoing, DocumentState, OutgoingKind
from documents.operations import dispatching
from office import blobs
from office.db import db
from office.errors import Forbidden, Refusal
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


def test_each_text_that_was_written_over_is_kept(snv):
    draft = stages.drafted(snv)
    for words in ("một", "hai"):
        given = stages.form(draft) | {"body": words}
        operations.save_form(draft, given, by=snv.official)
    kept = queries.versions_of(queries.draft_of(draft))
    assert {one.number: one.content.get("body", "") for one in kept} == {1: "", 2: "", 3: "một"}


def test_a_message_is_kept_before_it_is_sent(snv):
    new = dispatching.NewMessage(snv.unit.id, OutgoingKind.DOCUMENT, "k:1", blobs.put(b"<edXML/>"))
    kept = operations.keep_message(new, by=SYSTEM)
    found = db.session.get(AxisOutgoing, kept.id)
    assert found is not None
    assert blobs.read(found.sha256) == b"<edXML/>"
