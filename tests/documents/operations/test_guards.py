"""Each verb asks before it acts, and leaves its line on the record; moves are tested elsewhere."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy import select

from documents import operations, queries
from documents.models import (
    AxisDelivery,
    AxisOutgoing,
    DeliveryState,
    DispatchState,
    Document,
    DocumentState,
    OutgoingKind,
)
from documents.operations import dispatching, drafting, files, intake, issuing, transfer
from documents.operations.desk_work import open_duties
from documents.queries.sealing import files_beside
from office import blobs, clock
from office.audit import AuditEvent
from office.db import db, new_uid, transaction
from office.errors import Forbidden
from office.permissions import SYSTEM
from tests import build
from tests.acts import acts_on
from tests.documents import stages
from tests.documents.operations.test_reviewing import placed

THING = SimpleNamespace(uid=uuid4(), id=0, agency_id=0, document_id=0, state=None)
STORED = SimpleNamespace(sha256="0" * 64, size=1)
BY_THE_SYSTEM_ITSELF = {
    "note_poll": lambda by: operations.note_poll(THING, by=by),
    "keep_message": lambda by: operations.keep_message(THING, by=by),
    "mark_tried": lambda by: dispatching.mark_tried(THING, by=by),
    "mark_sent": lambda by: operations.mark_sent(THING, "1", by=by),
    "note_send_problem": lambda by: operations.note_send_problem(THING, "x", by=by),
    "note_unsent": lambda by: operations.note_unsent(THING, "x", by=by),
    "record_status": lambda by: operations.record_status(THING, ("a", "b"), "01", "", by=by),
    "keep_composed": lambda by: drafting.keep_composed(THING, 1, None, by=by),
    "note_compose_problem": lambda by: drafting.note_compose_problem(THING, 1, "x", by=by),
    "keep_look": lambda by: files.keep_look(THING, files.Look([]), by=by),
    "keep_verdict": lambda by: files.keep_verdict(THING, {}, by=by),
    "keep_delivery": lambda by: intake.keep_delivery(THING, "1", "edoc", STORED, by=by),
    "acknowledged": lambda by: intake.acknowledged(THING, by=by),
    "note_repeat": lambda by: intake.note_repeat(THING, THING, by=by),
    "hold_delivery": lambda by: intake.hold_delivery(
        THING, DeliveryState.BROKEN, kind="x", reason="y", known={}, by=by
    ),
    "receive": lambda by: intake.receive(THING, None, [], by=by),
    "receive_locally": lambda by: intake.receive_locally(THING, by=by),
    "keep_raised": lambda by: issuing.keep_raised(THING, "0", STORED, by=by),
    "note_signing_failure": lambda by: issuing.note_signing_failure(THING, "x", by=by),
    "hand_over_locally": lambda by: transfer.hand_over_locally(THING, by=by),
}


@pytest.fixture
def snv(house):
    return build.agency()


def test_what_the_system_records_nobody_else_does(snv):
    for act in BY_THE_SYSTEM_ITSELF.values():
        for part in ("clerk", "leader", "admin", "security"):
            with pytest.raises(Forbidden):
                act(snv.people[part])


def test_the_verbs_of_people_are_refused_to_others(snv):
    draft, question = stages.asked(snv), stages.shared(snv)
    opinion = opinion_on(draft)
    submitted, numbered = stages.submitted(snv), stages.numbered(snv)
    refused = [
        lambda: operations.start_draft(subject="x", by=snv.clerk),
        lambda: operations.save_form(draft, stages.form(draft), by=snv.head),
        lambda: operations.take_docx(draft, STORED, "a.docx", by=snv.head),
        lambda: operations.take_pdf(draft, STORED, "a.pdf", by=snv.leader),
        lambda: operations.place_field(draft, "so", page=0, x=0, y=0, by=snv.head),
        lambda: operations.ask_opinion(draft, [snv.desks["head"].id], "?", by=snv.head),
        lambda: operations.give_opinion(opinion, "Ý kiến", by=snv.other_head),
        lambda: operations.report_cooperation(question, "Số liệu", by=snv.head),
        lambda: operations.choose_signers(submitted, snv.desks["deputy"].id, [], by=snv.leader),
        lambda: operations.prepare_signature(submitted, by=snv.deputy),
        lambda: operations.prepare_seal(numbered, by=snv.leader),
        lambda: operations.receive_upload(build.arrival(snv), by=snv.leader),
        lambda: operations.connect(
            snv.unit.id, transport="vxp", base_url="", system_id="", secret="", by=snv.clerk
        ),
    ]
    for act in refused:
        with pytest.raises(Forbidden):
            act()


def opinion_on(draft):
    (opinion,) = queries.opinions_on(draft)
    return opinion


def test_an_upload_is_on_the_record(snv):
    document = operations.receive_upload(build.arrival(snv), by=snv.clerk)
    assert acts_on(document) == ["incoming.arrived"]


def test_drafting_is_on_the_record(snv):
    draft = stages.asked(snv)
    operations.give_opinion(opinion_on(draft), "Đồng ý", by=snv.other_official)
    said = ["drafted", "saved", "opinion_asked", "opinion_given"]
    assert acts_on(draft) == [f"outgoing.{word}" for word in said]


def test_files_beside_a_draft_are_on_the_record(snv):
    draft = stages.drafted(snv)
    operations.attach_to_draft(draft, [build.text_file()], by=snv.official)
    (file,) = files_beside(draft)
    issuing.mark_attachment_sealed(file, file.sha256, stages.pdf("dấu"), by=SYSTEM)
    operations.detach(files_beside(draft)[0], by=snv.official)
    said = ["attached", "attachment_sealed", "detached"]
    assert acts_on(draft)[-3:] == [f"outgoing.{word}" for word in said]


def test_each_of_several_signatures_is_on_the_record(snv):
    draft = stages.drafted(snv)
    main, deputy = snv.desks["leader"].id, snv.desks["deputy"].id
    operations.choose_signers(draft, main, [deputy], by=snv.official)
    assert "outgoing.signers" in acts_on(draft)
    placed(snv, draft, "chuky1", "chuky2", "dau")
    operations.submit(draft, main, by=snv.official)
    for signer in (snv.deputy, snv.leader):
        issuing.mark_signed(draft, stages.pdf(signer.name), signer.name, by=SYSTEM)
    assert acts_on(draft)[-2:] == ["outgoing.cosign", "outgoing.sign"]


def test_a_contribution_is_on_the_record(snv):
    document = stages.shared(snv)
    operations.report_cooperation(document, "Số liệu", by=snv.other_head)
    assert acts_on(document)[-1] == "incoming.cooperated"


def test_a_connection_is_on_the_record_without_its_secret(snv):
    made = operations.connect(
        snv.unit.id,
        transport="vxp",
        base_url="http://localhost",
        system_id="ours",
        secret="mật",
        by=snv.admin,
    )
    assert acts_on(made) == ["axis.connected"]
    (line,) = db.session.scalars(
        select(AuditEvent).where(AuditEvent.subject_uid == str(made.uid))
    ).all()
    assert "mật" not in str(line.content())


def test_packages_are_on_the_record(snv):
    connection = operations.connect(
        snv.unit.id, transport="vxp", base_url="", system_id="o", secret="s", by=snv.admin
    )
    stored = blobs.put(b"a package")
    delivery = operations.keep_delivery(connection, "1", "edoc", stored, by=SYSTEM)
    again = operations.keep_delivery(connection, "1", "edoc", stored, by=SYSTEM)
    assert (again, delivery.repeats) == (delivery, 1)
    intake.hold_delivery(
        delivery, DeliveryState.BROKEN, kind="malformed", reason="Hỏng", known={}, by=SYSTEM
    )
    assert acts_on(delivery) == ["axis.kept", "axis.held"]
    assert db.session.scalars(select(AxisDelivery)).all() == [delivery]


def test_sending_and_receipts_are_on_the_record(snv):
    document = stages.issued(snv)
    with transaction():
        message = AxisOutgoing(
            uid=new_uid(),
            agency_id=snv.unit.id,
            document_id=document.id,
            kind=OutgoingKind.DOCUMENT,
            key="k",
            sha256="0" * 64,
            made_at=clock.now(),
        )
        db.session.add(message)
    operations.mark_sent(message, "1", by=SYSTEM)
    said_at = clock.now()
    for _time in range(2):
        operations.record_status(document, ("H99.2", "STC"), "03", "", said_at=said_at, by=SYSTEM)
    assert acts_on(document)[-2:] == ["axis.sent", "axis.status"]


def test_each_receiver_of_what_was_issued_has_its_own_row(snv):
    rows = queries.dispatches_of(stages.issued(snv))
    assert [(row.receiver_code, row.state) for row in rows] == [("H99.2", DispatchState.QUEUED)]


def test_an_issued_reply_completes_its_question_by_the_table(snv):
    question = build.handed_on(snv)
    reply = stages.composed(snv, operations.start_reply(question, by=snv.official))
    program = stages.program_of(snv.clerk)
    operations.submit(reply, snv.desks["leader"].id, by=snv.official)
    issuing.mark_signed(reply, stages.pdf("a"), "Người ký", by=SYSTEM)
    operations.number_document(reply, by=program)
    issuing.mark_sealed(reply, stages.pdf("b"), by=SYSTEM)
    assert (reply.state, question.state) == (DocumentState.ISSUED, DocumentState.COMPLETED)
    assert acts_on(question)[-1] == "incoming.answered"
    assert db.session.get_one(Document, question.id).closed_at
    assert open_duties(question) == []


def test_sending_again_is_the_clerks_act_and_on_the_record(snv):
    document = stages.issued(snv)
    dispatching.note_unsent(document, "Chưa kết nối", by=SYSTEM)
    with pytest.raises(Forbidden):
        operations.send_again(document, by=snv.official)
    operations.send_again(document, by=snv.clerk)
    assert acts_on(document)[-1] == "axis.sent_again"
