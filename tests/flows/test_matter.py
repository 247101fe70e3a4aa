"""The whole matter by operations and jobs: from arrival to the sealed reply and its receipts."""

import subprocess
from datetime import timedelta

import pytest
from sqlalchemy import select

from documents import operations, queries
from documents.axis.package import parse
from documents.models import (
    AxisOutgoing,
    Dispatch,
    DispatchState,
    Document,
    DocumentState,
    Draft,
    OutgoingKind,
    Source,
)
from office import blobs, clock, outbox
from office.accounts.models import Person
from office.db import db
from office.errors import Forbidden, Refusal
from signing import operations as signing
from signing import queries as signatures
from signing.demo import believe_demo, enrol_agency, enrol_person
from tests import build
from tests.documents.axis import messages
from tests.documents.stages import connected

PIN = {"leader": "135790", "clerk": "246801"}
BODY = "Phúc đáp Công văn số 7816, Sở Nội vụ báo cáo kết quả sắp xếp như sau.\n\nĐã hoàn thành."


@pytest.fixture
def snv(house):
    made = build.agency(code=messages.OURS)
    believe_demo()
    for part, pin in PIN.items():
        person = db.session.get_one(Person, made.people[part].person_id)
        enrol_person(person, agency_id=made.unit.id, agency="Sở Nội vụ", pin=pin)
    clerk = db.session.get_one(Person, made.clerk.person_id)
    enrol_agency(clerk, agency_id=made.unit.id, agency="Sở Nội vụ", pin=PIN["clerk"])
    return made


@pytest.fixture
def connection(snv, sandbox):
    return connected(snv, sandbox.url)


def form_of(document, **given):
    return {
        "type_code": "cong-van",
        "subject": document.subject,
        "body": BODY,
        "addressees": ["Bộ Mẫu"],
        "copies": ["Như trên"],
        "recipients": [messages.SENDER],
        "urgency": "normal",
    } | given


def drafted(snv, **facts):
    facts = {"issuer_code": messages.SENDER, "identifier": messages.DOCUMENT_ID} | facts
    question = build.handed_on(snv, **facts)
    reply = operations.start_reply(question, by=snv.official)
    operations.save_form(reply, form_of(reply), by=snv.official)
    outbox.drain(outbox.Lane.ACT)
    return question, reply


def signed(snv, **facts):
    question, reply = drafted(snv, **facts)
    operations.submit(reply, snv.desks["leader"].id, by=snv.official)
    request = operations.prepare_signature(reply, by=snv.leader)
    outbox.drain(outbox.Lane.ACT)
    signing.sign_value(request, pin=PIN["leader"], by=snv.leader)
    outbox.drain(outbox.Lane.ACT)
    return question, reply


def issued(snv, **facts):
    question, reply = signed(snv, **facts)
    operations.number_document(reply, by=snv.clerk)
    outbox.drain(outbox.Lane.ACT)
    request = db.session.scalars(signatures.open_requests_of(snv.clerk)).one()
    signing.sign_value(request, pin=PIN["clerk"], by=snv.clerk)
    outbox.drain(outbox.Lane.ACT)
    return question, reply


def failed_jobs():
    rows = db.session.execute(select(outbox.OutboxMessage.topic, outbox.OutboxMessage.last_error))
    return [tuple(row) for row in rows if row.last_error]


def test_the_draft_becomes_a_pdf_with_fields(snv):
    _question, reply = drafted(snv)
    assert failed_jobs() == []
    draft = queries.draft_of(reply)
    filled = {"so", "ngay", "thang", "nhay1", "nhay2"}
    assert set(draft.places) == {"chuky1", "dau"} | filled
    assert queries.main_file(reply).sha256 == draft.pdf_sha256


def test_the_leader_signs_and_the_clerk_is_asked_for_a_number(snv):
    _question, reply = signed(snv)
    assert failed_jobs() == []
    assert reply.state is DocumentState.SIGNED
    assert reply.signer_name == snv.leader.name
    (record,) = db.session.scalars(signatures.signatures_of(reply.uid))
    assert record.signer_name == snv.leader.name


def test_the_whole_matter_ends_sealed_sent_and_answered(snv, connection, sandbox):
    question, reply = issued(snv)
    assert failed_jobs() == []
    assert reply.state is DocumentState.ISSUED
    assert reply.symbol == "01/SNV-CCVC"
    assert question.state is DocumentState.COMPLETED
    (dispatch,) = queries.dispatches_of(reply)
    assert dispatch.state is DispatchState.SENT
    message = db.session.scalars(
        select(AxisOutgoing).where(AxisOutgoing.kind == OutgoingKind.DOCUMENT)
    ).one()
    with blobs.open_blob(message.sha256) as raw, parse(raw) as package:
        assert package.header.code == "01/SNV-CCVC"
        assert package.header.subject == reply.subject
        assert package.header.responses[0].document_id == question.identifier
        assert package.main.sha256 == queries.main_file(reply).sha256


@pytest.mark.needs("pdfsig")
def test_pdfsig_finds_every_signature_valid(snv, tmp_path):
    _question, reply = issued(snv)
    path = tmp_path / "signed.pdf"
    path.write_bytes(blobs.read(queries.main_file(reply).sha256))
    said = subprocess.run(
        ["pdfsig", "-nocert", path], capture_output=True, text=True, check=False
    ).stdout
    assert said.count("Signature is Valid.") == 2


def test_statuses_of_the_receiver_arrive_on_the_dispatch(snv, connection, sandbox):
    question, reply = issued(snv)
    for code in ("01", "03", "06"):
        operations.record_status(
            reply,
            (messages.SENDER, "Bộ Mẫu"),
            code,
            "",
            by=build.SYSTEM,
            said_at=clock.now() + timedelta(seconds=int(code)),
        )
    operations.record_status(reply, (messages.SENDER, "Bộ Mẫu"), "03", "", by=build.SYSTEM)
    (dispatch,) = queries.dispatches_of(reply)
    assert dispatch.state is DispatchState.COMPLETED
    del question


def test_between_two_agencies_of_the_house_no_axis_is_needed(snv):
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    reply = operations.start_draft(subject="Phối hợp số liệu", by=snv.official)
    operations.save_form(reply, form_of(reply, recipients=["H99.2"]), by=snv.official)
    outbox.drain(outbox.Lane.ACT)
    operations.submit(reply, snv.desks["leader"].id, by=snv.official)
    request = operations.prepare_signature(reply, by=snv.leader)
    outbox.drain(outbox.Lane.ACT)
    signing.sign_value(request, pin=PIN["leader"], by=snv.leader)
    outbox.drain(outbox.Lane.ACT)
    operations.number_document(reply, by=snv.clerk)
    outbox.drain(outbox.Lane.ACT)
    seal = db.session.scalars(signatures.open_requests_of(snv.clerk)).one()
    signing.sign_value(seal, pin=PIN["clerk"], by=snv.clerk)
    outbox.drain(outbox.Lane.ACT)
    arrived = db.session.scalars(select(Document).where(Document.agency_id == other.unit.id)).one()
    assert (arrived.source, arrived.state) == (Source.LOCAL, DocumentState.ARRIVED)
    assert queries.main_file(arrived).sha256 == queries.main_file(reply).sha256
    dispatch = db.session.scalars(select(Dispatch)).one()
    assert dispatch.state is DispatchState.ARRIVED


def test_a_wrong_pin_signs_nothing(snv):
    _question, reply = drafted(snv)
    operations.submit(reply, snv.desks["leader"].id, by=snv.official)
    request = operations.prepare_signature(reply, by=snv.leader)
    outbox.drain(outbox.Lane.ACT)
    with pytest.raises(Refusal):
        signing.sign_value(request, pin="000000", by=snv.leader)
    outbox.drain(outbox.Lane.ACT)
    assert reply.state is DocumentState.SUBMITTED


def test_a_changed_draft_cannot_be_signed_by_an_old_submission(snv):
    _question, reply = drafted(snv)
    operations.submit(reply, snv.desks["leader"].id, by=snv.official)
    with pytest.raises(Refusal):
        operations.save_form(reply, form_of(reply, body="Khác"), by=snv.official)
    operations.withdraw_submission(reply, by=snv.official)
    operations.save_form(reply, form_of(reply, body="Khác"), by=snv.official)
    with pytest.raises(Refusal):
        operations.submit(reply, snv.desks["leader"].id, by=snv.official)


def test_the_clerk_returns_a_signed_document_and_no_number_is_used(snv):
    _question, reply = signed(snv)
    operations.return_to_drafter(reply, "Sai thể thức", by=snv.clerk)
    assert (reply.state, reply.number) == (DocumentState.DRAFT, None)
    draft = db.session.scalars(select(Draft).where(Draft.document_id == reply.id)).one()
    assert draft.submitted_sha256 == ""


def test_only_the_leader_it_was_submitted_to_signs(snv):
    _question, reply = drafted(snv)
    operations.submit(reply, snv.desks["leader"].id, by=snv.official)
    with pytest.raises(Forbidden):
        operations.prepare_signature(reply, by=snv.deputy)


@pytest.mark.needs("libreoffice")
def test_a_docx_source_is_signed_with_its_own_words(snv):
    from documents.compose.word_template import template_docx
    from documents.jobs.contents import content_of

    _question, reply = drafted(snv)
    draft = queries.draft_of(reply)
    changed = draft.content | {"body": "Nội dung sửa trong tệp Word: bảy mươi hai hồ sơ."}
    draft_like = type("Form", (), {"content": changed, "signer_desk_id": draft.signer_desk_id})
    stored = blobs.put(template_docx(content_of(reply, draft_like)))
    operations.take_docx(reply, stored, "du-thao.docx", by=snv.official)
    outbox.drain(outbox.Lane.ACT)
    assert queries.draft_of(reply).problem == ""
    from office.foreign.reading import text

    words = " ".join(text(blobs.path_of(queries.main_file(reply).sha256)).pages)
    assert "bảy mươi hai hồ sơ" in " ".join(words.split())
