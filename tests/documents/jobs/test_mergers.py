"""After a merger the dialogue of the axis goes on for what was inherited, under the new name."""

import pytest
from sqlalchemy import select

from documents import operations, queries
from documents.axis.package import parse
from documents.jobs import axis
from documents.models import AxisOutgoing, DispatchState, Document, Source, StatusEvent
from documents.operations.incoming import Registration
from office import blobs, clock, outbox
from office.db import db, transaction
from office.permissions import SYSTEM
from office.units import operations as reorganising
from tests import build
from tests.documents import stages
from tests.documents.axis import messages
from tests.documents.stages import connected

FORMER = "000.00.12.H99"


@pytest.fixture
def former(house):
    return build.agency(code=FORMER, name="Sở Lao động", symbol="SLD")


@pytest.fixture
def successor(house):
    return build.agency(code=messages.OURS, name="Sở Việc làm", symbol="SVL")


@pytest.fixture
def connection(former, sandbox):
    return connected(former, sandbox.url)


def merge(former, successor):
    reorganising.merge([former.unit], into=successor.unit, on=clock.today(), by=SYSTEM)


def poll(connection):
    axis.poll({"connection_id": connection.id})
    outbox.drain(outbox.Lane.ACT)


def issued_to(agency, receiver, **facts):
    """An issued document; its job has run."""
    document = stages.sealed(agency)
    with transaction():
        queries.draft_of(document).recipients = [receiver]
        for name, value in facts.items():
            setattr(document, name, value)
    operations.issue(document, by=agency.clerk)
    outbox.drain(outbox.Lane.ACT)
    return document


def state_of(document):
    (row,) = queries.dispatches_of(document)
    return row.state


def sender_of(sent):
    with blobs.open_blob(sent.sha256) as raw:
        return parse(raw).sender.organ_id


def test_a_receipt_reaches_the_letter_of_the_agency_that_was_merged(
    former, successor, connection, sandbox
):
    identifier = f"{messages.OURS},2026/01/15,15/UBND-VP"
    letter = issued_to(former, messages.OTHER, identifier=identifier)
    merge(former, successor)
    sandbox.inject(messages.status("03"))
    poll(connection)
    assert state_of(letter) is DispatchState.ACCEPTED


def test_the_status_of_an_inherited_document_names_who_answers_now(
    former, successor, connection, sandbox
):
    sandbox.inject(messages.wrapped(head=messages.header(to=(FORMER,))))
    poll(connection)
    (document,) = db.session.scalars(select(Document)).all()
    merge(former, successor)
    operations.register_incoming(document, Registration(document.subject), by=successor.clerk)
    outbox.drain(outbox.Lane.ACT)
    sent = db.session.scalars(select(AxisOutgoing).order_by(AxisOutgoing.id)).all()
    assert [sender_of(one) for one in sent] == [FORMER, messages.OURS]
    assert all(one.sent_at for one in sent)
    said = select(StatusEvent.party_code).where(StatusEvent.document_id == document.id)
    assert db.session.scalars(said.order_by(StatusEvent.id)).all() == [FORMER, messages.OURS]


def test_what_was_issued_before_the_merger_is_sent_by_the_successor(former, successor, sandbox):
    letter = issued_to(former, "H98")
    assert state_of(letter) is DispatchState.FAILED
    merge(former, successor)
    connected(successor, sandbox.url)
    outbox.drain(outbox.Lane.ACT)
    assert state_of(letter) is DispatchState.SENT


def test_inside_the_house_the_sender_hears_of_a_document_that_was_inherited(former, successor):
    sender = build.agency(code="H99.7", name="Sở Tài chính", symbol="STC")
    letter = issued_to(sender, FORMER)
    merge(former, successor)
    (received,) = db.session.scalars(select(Document).where(Document.source == Source.LOCAL)).all()
    operations.register_incoming(received, Registration(received.subject), by=successor.clerk)
    outbox.drain(outbox.Lane.ACT)
    assert state_of(letter) is DispatchState.ACCEPTED


def test_an_answer_at_the_successor_finds_the_question_of_the_merged_agency(former, successor):
    letter = stages.issued(former)
    merge(former, successor)
    arrival = build.arrival(successor, answers_identifier=letter.identifier)
    answer = operations.receive_upload(arrival, by=successor.clerk)
    assert answer.answers_id == letter.id


def test_a_recall_at_the_successor_finds_what_the_merged_agency_received(
    former, successor, connection, sandbox
):
    sandbox.inject(messages.wrapped(head=messages.header(to=(FORMER,))))
    poll(connection)
    merge(former, successor)
    sandbox.inject(messages.recall())
    poll(connection)
    assert len(db.session.scalars(select(Document)).all()) == 1
