"""What signing tells moves the document on, if it was signed as it stands."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from documents import operations, queries
from documents.models import DocumentState, ProgressEntry
from documents.operations.drafting import Made
from documents.subscribers.signatures import take_signature
from office import blobs, clock
from office.db import db, new_uid, transaction
from office.errors import Refusal
from office.permissions import SYSTEM
from signing.events import Signed
from tests import build
from tests.documents import stages


@pytest.fixture
def snv(house):
    return build.agency()


def told(document, who, step="sign"):
    """The signature on the text that stands now."""
    stored = blobs.put(f"%PDF-1.7 {step}".encode())
    return Signed(
        request_uid=new_uid(),
        subject_kind="outgoing_document",
        subject_uid=document.uid,
        field="chuky1",
        step=step,
        base_sha256=queries.draft_of(document).pdf_sha256,
        sha256=stored.sha256,
        size=stored.size,
        kind="person",
        person_id=who.person_id,
        agency_id=who.agency_id,
        certificate_uid=new_uid(),
        signer_name=who.name,
        signer_title=who.title,
        level="B-T",
        signed_at=clock.now(),
    )


def test_the_signature_on_the_submitted_text_moves_it_on(snv):
    document = stages.submitted(snv)
    with transaction():
        take_signature(told(document, snv.leader))
    assert document.state is DocumentState.SIGNED


def test_a_signature_on_a_former_text_is_void(snv):
    document = stages.submitted(snv)
    late = told(document, snv.leader)
    operations.send_back(document, "Sửa mục 2", by=snv.leader)
    stages.composed(snv, document)
    operations.submit(document, snv.desks["leader"].id, by=snv.official)
    former = replace(late, base_sha256="0" * 64)
    with pytest.raises(Refusal), transaction():
        take_signature(former)
    assert document.state is DocumentState.SUBMITTED


def test_what_hinders_the_issuing_leaves_the_seal(snv):
    question = build.handed_on(snv)
    reply = stages.composed(snv, operations.start_reply(question, by=snv.official))
    operations.submit(reply, snv.desks["leader"].id, by=snv.official)
    with transaction():
        take_signature(told(reply, snv.leader))
    operations.number_document(reply, by=stages.program_of(snv.clerk))
    with transaction():
        queries.draft_of(reply).recipients = ["H99.2", "H99.2"]
    operations.return_to_leader(question, "Giao lại", by=snv.official)
    assert question.state is DocumentState.PRESENTED
    with transaction():
        take_signature(told(reply, snv.clerk, step="seal"))
    assert reply.state is DocumentState.ISSUED
    assert question.state is DocumentState.PRESENTED
    assert [row.receiver_code for row in queries.dispatches_of(reply)] == ["H99.2"]


def test_a_refused_issuing_is_told_in_the_log(snv, monkeypatch):
    reply = stages.numbered(snv)
    with transaction():
        queries.draft_of(reply).issue_when_sealed = True

    def refuse(*_given, **_more):
        raise Refusal("Chưa gửi được")

    monkeypatch.setattr("documents.operations.issuing.issue", refuse)
    with transaction():
        take_signature(told(reply, snv.clerk, step="seal"))
    assert reply.state is DocumentState.SEALED
    said = select(ProgressEntry.text).where(ProgressEntry.act == "outgoing.not_issued")
    assert db.session.scalar(said) == "Chưa gửi được"


def test_a_pdf_that_comes_late_changes_nothing(snv):
    document = stages.submitted(snv)
    draft = queries.draft_of(document)
    before = draft.pdf_sha256
    late = Made(blobs.put(b"%PDF-1.7 late"), {})
    operations.keep_composed(draft, draft.revision, late, by=SYSTEM)
    assert queries.draft_of(document).pdf_sha256 == before
