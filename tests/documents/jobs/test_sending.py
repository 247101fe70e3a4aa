"""What is issued leaves the house, or says why not and can be sent again."""

import pytest
from sqlalchemy import select

from documents import operations, queries
from documents.axis.client import AxisRefused
from documents.jobs import sending
from documents.models import AxisOutgoing, DispatchState, ProgressEntry
from office import outbox
from office.db import db, transaction
from office.errors import Forbidden, Refusal
from office.outbox import JobState, OutboxMessage
from tests import build
from tests.acts import acts_on
from tests.documents import stages
from tests.documents.axis import messages
from tests.documents.pages import Reader, path_of
from tests.documents.stages import connected


@pytest.fixture
def snv(house):
    return build.agency(code=messages.OURS)


def issued_to(snv, receiver):
    """An issued document; its job has run."""
    document = stages.sealed(snv)
    with transaction():
        queries.draft_of(document).recipients = [receiver]
    operations.issue(document, by=snv.clerk)
    outbox.drain(outbox.Lane.ACT)
    return document


def row_of(document):
    (row,) = queries.dispatches_of(document)
    return row


def job_of(document):
    found = select(OutboxMessage).where(OutboxMessage.key == f"document:{document.uid}:issued")
    return db.session.scalars(found).one()


def test_without_a_connection_the_receiver_shows_why_and_the_clerk_is_offered_to_send(house, snv):
    document = issued_to(snv, "H98")
    row = row_of(document)
    assert row.state is DispatchState.FAILED
    page = Reader(house, snv.clerk).get(path_of(document))
    assert row.problem
    assert row.problem in page
    assert "/sending-again" in page
    assert "/sending-again" not in Reader(house, snv.leader).get(path_of(document))


def test_what_waited_for_a_connection_leaves_as_soon_as_there_is_one(sandbox, snv):
    document = issued_to(snv, "H98")
    connected(snv, sandbox.url)
    assert row_of(document).state is DispatchState.QUEUED
    outbox.drain(outbox.Lane.ACT)
    assert (row_of(document).state, row_of(document).problem) == (DispatchState.SENT, "")
    (item,) = sandbox.transport("neighbours", "another").list_inbox("edoc")
    assert item.sender_id == messages.OURS
    assert "axis.sent_again" in acts_on(document)


def test_what_waits_at_another_agency_is_left_to_it(sandbox, snv):
    document = issued_to(snv, "H98")
    connected(build.agency(code="H99.4", name="Sở Tài chính", symbol="STC"), sandbox.url)
    assert row_of(document).state is DispatchState.FAILED
    assert job_of(document).state is JobState.DEAD


def test_a_document_that_the_axis_refused_is_sent_again_with_the_same_bytes(
    sandbox, snv, monkeypatch
):
    connected(snv, sandbox.url)
    refusing = sandbox.transport()
    monkeypatch.setattr(refusing, "send", refuse)
    monkeypatch.setattr(sending, "transport_of", lambda _connection: refusing)
    document = issued_to(snv, "H98")
    assert row_of(document).state is DispatchState.FAILED
    first = db.session.scalars(select(AxisOutgoing)).one().sha256
    monkeypatch.setattr(sending, "transport_of", lambda _connection: sandbox.transport())
    operations.send_again(document, by=snv.clerk)
    outbox.drain(outbox.Lane.ACT)
    assert row_of(document).state is DispatchState.SENT
    assert db.session.scalars(select(AxisOutgoing)).one().sha256 == first
    assert acts_on(document)[-2:] == ["axis.sent_again", "axis.sent"]
    said = select(ProgressEntry.act).where(ProgressEntry.document_id == document.id)
    assert "axis.sent_again" in db.session.scalars(said).all()


def refuse(_file, _sending):
    raise AxisRefused("5", "no such receiver")


def test_a_job_that_failed_too_often_is_sent_again_too(house, snv):
    document = stages.issued(snv)
    with pytest.raises(Refusal):
        operations.send_again(document, by=snv.clerk)
    with transaction():
        job_of(document).state = JobState.DEAD
    operations.send_again(document, by=snv.clerk)
    assert (job_of(document).state, job_of(document).attempts) == (JobState.READY, 0)


def test_only_the_clerk_of_the_agency_sends_again(house, snv):
    document = issued_to(snv, "H98")
    stranger = build.agency(code="H99.4", name="Sở Tài chính", symbol="STC")
    for actor in (snv.leader, snv.official, snv.admin, stranger.clerk):
        with pytest.raises(Forbidden):
            operations.send_again(document, by=actor)
