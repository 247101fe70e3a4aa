"""The connector against the sandbox axis: nothing is lost, doubled or blocked."""

from pathlib import Path

import pytest
from sqlalchemy import select

from documents import operations, queries
from documents.axis.client import AxisRefused, AxisUnavailable
from documents.axis.package import Bad, FileProblem, parse
from documents.jobs import axis
from documents.models import (
    AxisDelivery,
    AxisOutgoing,
    DeliveryState,
    Document,
    DocumentFile,
    DocumentState,
    ProgressEntry,
    Sequel,
    StatusEvent,
)
from documents.operations.incoming import Registration
from office import blobs, outbox
from office.accounts.models import Notice
from office.audit import AuditEvent
from office.db import db, transaction
from tests import build
from tests.documents.axis import messages
from tests.documents.axis.package.test_broken import BAD
from tests.documents.stages import connected

SAMPLES = Path(__file__).parents[4] / "shared" / "samples" / "edxml"


@pytest.fixture
def snv(house):
    return build.agency(code=messages.OURS)


@pytest.fixture
def connection(snv, sandbox):
    return connected(snv, sandbox.url)


def poll(connection):
    axis.poll({"connection_id": connection.id})
    outbox.drain(outbox.Lane.ACT)


def deliveries():
    return list(db.session.scalars(select(AxisDelivery).order_by(AxisDelivery.id)))


def documents():
    return list(db.session.scalars(select(Document).order_by(Document.id)))


def test_a_package_becomes_a_document_and_the_axis_is_told(sandbox, connection, snv):
    sandbox.inject(messages.wrapped())
    poll(connection)
    (document,) = documents()
    assert document.subject == messages.SUBJECT
    assert document.state is DocumentState.ARRIVED
    assert [file.name for file in queries.files_of(document)] == ["7816-BM-TTĐT.pdf"]
    assert connection.problem == ""
    assert sandbox.transport().list_inbox("edoc") == []


def test_what_was_kept_survives_an_axis_that_is_not_told(sandbox, connection):
    sandbox.inject(messages.wrapped())
    sandbox.faults(error_500={"updateStatus": 5})
    poll(connection)
    assert connection.problem
    assert [row.state for row in deliveries()] == [DeliveryState.READ]
    sandbox.faults()
    poll(connection)
    assert len(documents()) == 1
    assert deliveries()[0].repeats >= 1
    assert sandbox.transport().list_inbox("edoc") == []


def test_what_the_axis_was_told_is_noted_after_a_fall(sandbox, connection):
    sandbox.inject(messages.wrapped())
    poll(connection)
    (delivery,) = deliveries()
    with transaction():
        delivery.acknowledged_at = None
    poll(connection)
    assert deliveries()[0].acknowledged_at is not None
    assert deliveries()[0].repeats == 0


def test_a_package_that_cannot_be_fetched_holds_up_no_other(sandbox, connection):
    sandbox.inject(messages.wrapped())
    sandbox.inject(messages.status("03"))
    sandbox.faults(error_500={"downloadEdoc": 1})
    poll(connection)
    assert connection.problem
    assert [row.kind for row in deliveries()] == ["status"]
    poll(connection)
    assert len(documents()) == 1


class Line:
    """A line to the axis on which some packages are never to be had."""

    def __init__(self, transport, fault, times):
        self.transport, self.fault = transport, fault
        self.unlucky = [item.doc_id for item in transport.list_inbox("edoc")][:times]

    def __getattr__(self, name):
        return getattr(self.transport, name)

    def fetch(self, doc_id, *, into):
        if doc_id in self.unlucky:
            raise self.fault
        return self.transport.fetch(doc_id, into=into)


@pytest.mark.parametrize(
    ("fault", "others"),
    [(AxisRefused("http-404", "gone"), 2), (AxisUnavailable("HTTP 500"), 0)],
    ids=["refused", "dead line"],
)
def test_packages_never_to_be_had_block_nothing_and_a_dead_line_ends_the_round(
    fault, others, sandbox, connection, monkeypatch
):
    for number in range(4):
        sandbox.inject(messages.wrapped(data=messages.PDF + str(number).encode()))
    sandbox.inject(messages.status("03"))
    line = Line(sandbox.transport(), fault, axis.MOST_FAULTS)
    monkeypatch.setattr(axis, "transport_of", lambda _connection: line)
    axis.poll({"connection_id": connection.id})
    assert connection.problem == str(fault)
    assert len(deliveries()) == others


def test_a_file_named_but_not_sent_stands_on_the_document_with_its_reason(sandbox, connection):
    sandbox.inject(messages.message(references=messages.reference("209", "phu-luc.pdf")))
    poll(connection)
    (document,) = documents()
    (file,) = queries.files_of(document)
    assert (file.name, file.sha256) == ("phu-luc.pdf", "")
    assert file.problem == str(FileProblem.MISSING.reason)
    assert deliveries()[0].state is DeliveryState.READ


def test_the_same_bytes_twice_change_a_counter_only(sandbox, connection):
    sandbox.inject(messages.wrapped())
    sandbox.inject(messages.wrapped())
    poll(connection)
    assert len(documents()) == 1
    first, second = deliveries()
    assert (first.repeats, second.meaning) == (1, "repeat")


def test_other_bytes_under_a_known_identifier_are_held(sandbox, connection):
    sandbox.inject(messages.wrapped())
    poll(connection)
    sandbox.inject(messages.wrapped(data=messages.PDF + b"% other"))
    poll(connection)
    assert len(documents()) == 1
    held = deliveries()[-1]
    assert (held.state, held.problem_kind) == (
        DeliveryState.BROKEN,
        Bad.OTHER_BYTES_UNDER_KNOWN_ID,
    )


@pytest.mark.parametrize("name", sorted(set(BAD) - {"nothing"}))
def test_a_bad_package_is_kept_and_does_not_block_the_next(name, sandbox, connection):
    kind, raw = BAD[name]
    data = raw() if callable(raw) else raw
    sandbox.inject(data)
    sandbox.inject(messages.wrapped())
    poll(connection)
    held = next(row for row in deliveries() if row.state is DeliveryState.BROKEN)
    assert held.problem_kind == kind
    assert held.problem
    assert len(documents()) == 1


def test_a_wrong_recipient_is_answered_02(sandbox, connection):
    other = messages.message(messages.header().replace(messages.OURS, "H97.1"))
    sandbox.inject(other)
    poll(connection)
    (held,) = deliveries()
    assert held.problem_kind == Bad.WRONG_RECIPIENT
    outbox.drain(outbox.Lane.ACT)
    sent = db.session.scalars(select(AxisOutgoing)).one()
    assert sent.sent_at is not None
    assert answered_in(sent) == ("02", messages.DOCUMENT_ID, "7816/BM-TTĐT", "2026/01/15")


def test_the_answer_to_what_cannot_be_read_names_its_number_and_day(sandbox, connection):
    sandbox.inject(BAD["base64 letters"][1])
    poll(connection)
    outbox.drain(outbox.Lane.ACT)
    sent = db.session.scalars(select(AxisOutgoing)).one()
    assert answered_in(sent) == ("02", messages.DOCUMENT_ID, "7816/BM-TTĐT", "2026/01/15")


def answered_in(sent):
    """Code, identifier, number and day in a status message as it left."""
    with blobs.open_blob(sent.sha256) as raw:
        status = parse(raw)
    about = status.response_for
    return status.code, about.document_id, about.code, about.issued_text


def test_a_secret_is_quarantined_unread_and_the_security_officer_told(sandbox, connection, snv):
    secret = messages.message(
        messages.header(extra="<edXML:OtherInfo><edXML:Secret>MẬT</edXML:Secret></edXML:OtherInfo>")
    )
    sandbox.inject(secret)
    poll(connection)
    (held,) = deliveries()
    assert held.state is DeliveryState.QUARANTINED
    assert held.subject == ""
    assert documents() == []
    told = db.session.scalars(
        select(Notice).where(Notice.desk_id == snv.desks["security"].id)
    ).all()
    assert len(told) == 1


def test_a_line_that_is_down_is_noted_and_catches_up(sandbox, connection):
    sandbox.inject(messages.wrapped())
    sandbox.faults(drop={"getReceivedEdocList": 20})
    poll(connection)
    assert connection.problem
    sandbox.faults()
    poll(connection)
    assert connection.problem == ""
    assert len(documents()) == 1


def test_registration_tells_the_sender_01_and_03(sandbox, connection, snv):
    sandbox.inject(messages.wrapped())
    poll(connection)
    (document,) = documents()
    given = Registration(document.subject)
    operations.register_incoming(document, given, by=snv.clerk)
    outbox.drain(outbox.Lane.ACT)
    codes = db.session.scalars(select(StatusEvent.code).order_by(StatusEvent.id)).all()
    assert codes == ["01", "03"]
    jobs = db.session.execute(
        select(outbox.OutboxMessage.topic, outbox.OutboxMessage.last_error)
    ).all()
    assert [row for row in jobs if row.last_error] == []
    sent = db.session.scalars(select(AxisOutgoing)).all()
    assert [bool(row.sent_at) for row in sent] == [True, True]


def test_a_recall_becomes_a_line_on_the_document(sandbox, connection):
    sandbox.inject(messages.wrapped())
    poll(connection)
    (document,) = documents()
    sandbox.inject(messages.recall())
    poll(connection)
    assert documents() == [document]
    assert deliveries()[-1].meaning == "recall"
    said = select(ProgressEntry.act).where(ProgressEntry.document_id == document.id)
    assert "axis.recall_asked" in db.session.scalars(said).all()
    kept = select(AuditEvent.act).where(AuditEvent.subject_uid == str(document.uid))
    assert "axis.recall_asked" in db.session.scalars(kept).all()


@pytest.mark.skipif(not SAMPLES.exists(), reason="the captured samples are not on this machine")
@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.edxml")), ids=lambda path: path.stem)
def test_a_captured_message_is_received_with_its_meaning(path, sandbox, connection, snv):
    _answer_to_every_receiver(snv, path)
    sandbox.inject(path.read_bytes())
    poll(connection)
    (delivery,) = deliveries()
    assert delivery.state is DeliveryState.READ, delivery.problem
    assert delivery.meaning == meaning_of(path.stem)
    if path.stem.startswith("status"):
        assert documents() == []
    elif delivery.meaning in ("update", "recall"):
        assert documents() == []
        (waiting,) = db.session.scalars(select(Sequel))
        assert waiting.target
    else:
        (document,) = documents()
        assert document.subject
        for file in db.session.scalars(select(DocumentFile)):
            assert file.sha256 or file.problem


def meaning_of(name):
    if name.startswith("status"):
        return f"status:{name.split('_')[1]}"
    for word in ("update", "replacement", "revocation"):
        if word in name:
            return {"update": "update", "replacement": "replace", "revocation": "recall"}[word]
    return "new"


def _answer_to_every_receiver(snv, path):
    from documents.axis.package import StatusMessage, parse
    from office.units.models import CodeScheme, UnitCode

    with path.open("rb") as raw:
        message = parse(raw)
    if isinstance(message, StatusMessage):
        codes = [message.response_for.organ_id]
    else:
        codes = [party.organ_id for party in message.header.receivers]
        message.close()
    with transaction():
        for code in codes:
            db.session.add(
                UnitCode(
                    unit_id=snv.unit.id,
                    scheme=CodeScheme.ORGAN_ID_OLD,
                    code=code,
                    valid_from=build.FIRST_DAY,
                )
            )


def test_the_address_book_is_there_as_soon_as_an_agency_is_connected(sandbox, connection):
    outbox.drain(outbox.Lane.TICK)
    known = queries.address_book()
    assert messages.SENDER in [row.code for row in known]
    assert all(row.name for row in known)
