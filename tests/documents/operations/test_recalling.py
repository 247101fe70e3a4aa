"""A document called back: at both ends, before and after it was worked on, in any order."""

import io

import pytest
from sqlalchemy import select

from documents import operations, queries
from documents.axis.package import parse
from documents.models import (
    AxisDelivery,
    AxisOutgoing,
    Channel,
    Direction,
    DispatchState,
    Document,
    Duty,
    OutgoingKind,
    Sequel,
    SequelKind,
    SequelState,
)
from documents.models import DocumentState as S
from documents.operations.incoming import Registration
from documents.operations.recalling import Changes, Order
from documents.operations.receivers import desk_code, mail_code, paper_code, recipient_of
from mail import operations as mail
from mail.events import MailReported
from mail.models import MailState, OutgoingMail
from office import blobs, outbox
from office.db import db, transaction
from office.errors import Forbidden, Invalid, Refusal
from office.events import publish
from office.permissions import SYSTEM
from tests import build
from tests.acts import acts_on
from tests.documents import stages
from tests.documents.axis import messages

WHY = "Ban hành nhầm thẩm quyền"


@pytest.fixture
def snv(house):
    return build.agency(code=messages.OURS)


@pytest.fixture
def stc(snv):
    return build.agency(code="H99.4", name="Sở Tài chính", symbol="STC")


def issued(snv, *receivers):
    document = stages.sealed(snv)
    with transaction():
        queries.draft_of(document).recipients = list(receivers)
    operations.issue(document, by=snv.clerk)
    drained()
    return document


def drained():
    outbox.drain(outbox.Lane.ACT)


def ordered(snv, reason=WHY):
    return Order(reason, snv.desks["leader"].id)


def recalled(snv, document):
    made = operations.recall(document, ordered(snv), by=snv.clerk)
    drained()
    return made


def received(agency, document):
    """The record of the receiving agency."""
    found = select(Document).where(
        Document.agency_id == agency.unit.id,
        Document.direction == Direction.INCOMING,
        Document.identifier == document.identifier,
    )
    return db.session.scalars(found).one()


def row_of(document):
    (row,) = queries.dispatches_of(document)
    return row


def test_what_nobody_registered_is_destroyed_at_once(snv, stc):
    document = issued(snv, "H99.4")
    copy = received(stc, document)
    sequel = recalled(snv, document)
    assert (document.state, copy.state) == (S.RECALLED, S.RECALLED)
    assert copy.subject != document.subject
    assert queries.files_of(copy) == []
    assert (row_of(document).asked, row_of(document).answered) == ("recall", "15")
    assert sequel.state is SequelState.DONE
    assert sequel.ordered_by == f"{snv.leader.name}, Giám đốc"


def test_what_was_worked_on_waits_for_the_clerk_who_agrees(snv, stc):
    document = issued(snv, "H99.4")
    copy = received(stc, document)
    operations.register_incoming(copy, stages_registration(copy), by=stc.clerk)
    recalled(snv, document)
    request = queries.open_request_on(copy)
    assert copy.state is S.REGISTERED
    assert [duty.duty for duty in queries.open_duties_of(copy, stc.clerk)] == [
        Duty.PRESENT,
        Duty.ANSWER,
    ]
    with pytest.raises(Forbidden):
        operations.agree(request, by=stc.official)
    operations.agree(request, by=stc.clerk)
    drained()
    assert copy.state is S.RECALLED
    assert copy.arrival_no
    assert row_of(document).answered == "15"
    with pytest.raises(Refusal):
        operations.agree(request, by=stc.clerk)


def stages_registration(document):
    return Registration(subject=document.subject)


def test_the_clerk_may_decline_with_a_reason_and_the_work_goes_on(snv, stc):
    document = issued(snv, "H99.4")
    copy = received(stc, document)
    operations.register_incoming(copy, stages_registration(copy), by=stc.clerk)
    recalled(snv, document)
    request = queries.open_request_on(copy)
    with pytest.raises(Invalid):
        operations.decline(request, " ", by=stc.clerk)
    for answer in (operations.agree, lambda one, by: operations.decline(one, "Không", by=by)):
        with pytest.raises(Forbidden):
            answer(request, by=stc.official)
    operations.decline(request, "Đã trả lời công dân", by=stc.clerk)
    drained()
    assert copy.state is S.REGISTERED
    assert copy.subject == document.subject
    assert row_of(document).answered == "16"
    assert "Đã trả lời công dân" in row_of(document).answer
    assert not [row for row in queries.open_duties_of(copy, stc.clerk) if row.duty is Duty.ANSWER]


def test_a_recall_needs_a_reason_a_leader_and_the_clerk(snv, stc):
    document = issued(snv, "H99.4")
    for who in (snv.leader, snv.official, snv.admin, stc.clerk):
        with pytest.raises(Forbidden):
            operations.recall(document, ordered(snv), by=who)
    with pytest.raises(Invalid):
        operations.recall(document, ordered(snv, " "), by=snv.clerk)
    with pytest.raises(Invalid):
        operations.recall(document, Order(WHY, snv.desks["official"].id), by=snv.clerk)
    assert document.state is S.ISSUED
    recalled(snv, document)
    with pytest.raises(Refusal):
        recalled(snv, document)


def test_what_has_not_left_stays_in_the_house(snv):
    document = issued(snv, mail_code("a@example.vn"), paper_code("Ông Nguyễn A", "Thôn 1"))
    assert {row.state for row in queries.dispatches_of(document)} == {DispatchState.QUEUED}
    recalled(snv, document)
    assert {row.state for row in queries.dispatches_of(document)} == {DispatchState.WITHDRAWN}
    assert db.session.scalars(select(OutgoingMail.state)).all() == [MailState.WITHDRAWN]


def test_the_request_goes_over_the_axis_with_status_13_where_the_line_says_so(sandbox, snv):
    connection = stages.connected(snv, sandbox.url)
    with transaction():
        connection.also_send_13 = True
    document = issued(snv, "H98")
    recalled(snv, document)
    sent = db.session.scalars(select(AxisOutgoing).order_by(AxisOutgoing.id)).all()
    assert [message.kind.value for message in sent] == ["edoc", "request", "status"]
    asked = parse(io.BytesIO(blobs.read(sent[1].sha256))).header
    assert asked.business.kind.value == "1"
    assert asked.target_ids == (document.identifier,)
    assert asked.business.reason == WHY
    said = parse(io.BytesIO(blobs.read(sent[2].sha256)))
    assert (said.code, said.response_for.organ_id) == ("13", "H98")
    operations.record_status(document, ("H98", "Xã"), "16", "Đã xử lý", by=SYSTEM)
    assert (row_of(document).answered, row_of(document).answer) == ("16", "Đã xử lý")


def test_without_the_setting_the_recall_is_one_message(sandbox, snv):
    stages.connected(snv, sandbox.url)
    document = issued(snv, "H98")
    recalled(snv, document)
    kinds = db.session.scalars(select(AxisOutgoing.kind).order_by(AxisOutgoing.id)).all()
    assert [kind.value for kind in kinds] == ["edoc", "request"]


# --------------------------------------------------------------------------- over the axis


@pytest.fixture
def line(sandbox, snv):
    return stages.connected(snv, sandbox.url)


def came(line, data, name):
    """A package of the axis, kept and read."""
    delivery = operations.keep_delivery(line, name, "edoc", blobs.put(data), by=SYSTEM)
    drained()
    db.session.refresh(delivery)
    return delivery


def answers():
    """The codes that went back to the sender."""
    said = select(AxisOutgoing.sha256).where(AxisOutgoing.kind == OutgoingKind.STATUS)
    found = db.session.scalars(said.order_by(AxisOutgoing.id))
    return [parse(io.BytesIO(blobs.read(sha256))).code for sha256 in found]


def recall_message(reason="1", **more):
    return messages.message(traces=messages.trace(messages.business("1", **more)))


def test_a_recall_of_the_axis_destroys_and_answers(line, snv):
    document_of = came(line, messages.wrapped(), "d1").document_id
    document = db.session.get_one(Document, document_of)
    asked = came(line, recall_message(), "d2")
    assert document.state is S.RECALLED
    assert asked.document_id == document.id
    assert answers() == ["01", "15"]


def test_a_recall_that_came_first_waits_for_its_document(line, snv):
    came(line, recall_message(), "d1")
    waiting = db.session.scalars(select(Sequel)).one()
    assert waiting.state is SequelState.WAITING
    assert answers() == ["16"]
    document = db.session.get_one(Document, came(line, messages.wrapped(), "d2").document_id)
    assert document.state is S.RECALLED
    assert messages.SUBJECT not in document.subject
    assert answers() == ["16", "01", "15"]


def test_the_same_recall_twice_is_one(line, snv):
    came(line, messages.wrapped(), "d1")
    came(line, recall_message(), "d2")
    again = came(line, recall_message(), "d3")
    other_bytes = came(line, recall_message(document_id=messages.DOCUMENT_ID), "d4")
    status = operations.keep_delivery(
        line, "s1", "status", blobs.put(take_back_status()), by=SYSTEM
    )
    drained()
    assert again.meaning == "repeat"
    assert other_bytes.document_id == db.session.get_one(AxisDelivery, status.id).document_id
    assert len(db.session.scalars(select(Sequel)).all()) == 1
    assert answers() == ["01", "15"]


def take_back_status():
    plain = messages.status("13", sender=messages.SENDER)
    return plain.replace(b"H99.3.12,2026/01/15,15/UBND-VP", messages.DOCUMENT_ID.encode())


def test_status_13_alone_is_a_recall(line, snv):
    document = db.session.get_one(Document, came(line, messages.wrapped(), "d1").document_id)
    operations.keep_delivery(line, "s1", "status", blobs.put(take_back_status()), by=SYSTEM)
    drained()
    assert document.state is S.RECALLED


def test_a_stranger_cannot_recall_what_another_sent(line, snv):
    document = db.session.get_one(Document, came(line, messages.wrapped(), "d1").document_id)
    foreign = recall_message().replace(messages.SENDER.encode(), b"000.00.00.G11")
    came(line, foreign, "d2")
    assert document.state is S.ARRIVED


# ----------------------------------------------------------------- update, replace, correct


def test_an_update_changes_words_and_receivers_at_both_ends(snv, stc):
    syt = build.agency(code="H99.5", name="Sở Y tế", symbol="SYT")
    document = issued(snv, "H99.4")
    copy, before = received(stc, document), document.subject
    twice = (recipient_of("H99.5"), recipient_of("H99.5"))
    changes = Changes(after={"subject": "Về việc trồng rừng"}, added=twice)
    operations.update(document, changes, ordered(snv), by=snv.clerk)
    drained()
    assert document.state is S.ISSUED
    assert copy.subject == document.subject == "Về việc trồng rừng"
    assert received(syt, document).subject == "Về việc trồng rừng"
    (line,) = queries.sequels_of(copy, stc.clerk)
    assert line.sequel.changes["before"] == {"subject": before}
    with pytest.raises(Invalid):
        operations.update(document, Changes(), ordered(snv), by=snv.clerk)
    with pytest.raises(Forbidden):
        operations.update(document, Changes(removed=("H99.2",)), ordered(snv), by=snv.official)


def test_an_update_of_something_registered_waits_for_the_clerk(snv, stc):
    document = issued(snv, "H99.4")
    copy, before = received(stc, document), document.subject
    operations.register_incoming(copy, stages_registration(copy), by=stc.clerk)
    changes = Changes(after={"subject": "Về việc khác"})
    operations.update(document, changes, ordered(snv), by=snv.clerk)
    drained()
    assert copy.subject == before
    operations.agree(queries.open_request_on(copy), by=stc.clerk)
    assert copy.subject == "Về việc khác"
    assert "incoming.updated" in acts_on(copy)


def test_who_is_taken_off_the_receivers_destroys_it(snv, stc):
    document = issued(snv, "H99.4", "H98")
    copy = received(stc, document)
    operations.update(document, Changes(removed=("H99.4",)), ordered(snv), by=snv.clerk)
    drained()
    assert document.state is S.ISSUED
    assert copy.state is S.RECALLED


def test_the_update_that_leaves_is_the_one_that_the_standard_names(line, snv):
    document = issued(snv, "H98")
    changes = Changes(after={"subject": "Mới"}, removed=("H98",), added=(recipient_of("H97"),))
    operations.update(document, changes, ordered(snv), by=snv.clerk)
    drained()
    sent = select(AxisOutgoing).order_by(AxisOutgoing.id.desc())
    package = parse(io.BytesIO(blobs.read(db.session.scalars(sent).first().sha256)))
    told = package.header.business
    assert (told.kind.value, told.content_changed, told.receivers_changed) == ("2", "1", "1")
    assert {(one.organ_id, one.change) for one in told.receivers} == {("H98", "0"), ("H97", "1")}
    assert package.header.subject == "Mới"
    assert package.files
    package.close()


def test_an_update_of_the_axis_removes_us_as_a_recall_would(line, snv):
    document = db.session.get_one(Document, came(line, messages.wrapped(), "d1").document_id)
    came(line, messages.update(), "d2")
    assert document.state is S.RECALLED


def issue_draft(snv, draft, *receivers):
    stages.composed(snv, draft)
    with transaction():
        queries.draft_of(draft).recipients = list(receivers)
    for step in (submit, sign, number, seal, issue):
        step(snv, draft)
    drained()
    return draft


def submit(snv, draft):
    operations.submit(draft, snv.desks["leader"].id, by=snv.official)


def sign(snv, draft):
    operations.mark_signed(draft, stages.pdf(f"signed {draft.uid}"), snv.leader.name, by=SYSTEM)


def number(snv, draft):
    operations.number_document(draft, issue_when_sealed=False, by=stages.program_of(snv.clerk))


def seal(snv, draft):
    operations.mark_sealed(draft, stages.pdf(f"sealed {draft.uid}"), by=SYSTEM)


def issue(snv, draft):
    operations.issue(draft, by=snv.clerk)


def test_a_replacement_takes_the_place_at_both_ends(snv, stc):
    old = issued(snv, "H99.4")
    copy = received(stc, old)
    draft = operations.start_replacement(old, WHY, by=snv.official)
    assert queries.draft_of(draft).recipients == ["H99.4"]
    with pytest.raises(Refusal):
        operations.start_replacement(old, WHY, by=snv.official)
    new = issue_draft(snv, draft, "H99.4")
    assert (old.state, new.state) == (S.REPLACED, S.ISSUED)
    assert copy.state is S.REPLACED
    other = received(stc, new)
    (line,) = queries.sequels_of(copy, stc.clerk)
    assert (line.sequel.kind, line.other) == (SequelKind.REPLACEMENT, other)
    (line,) = queries.sequels_of(other, stc.clerk)
    assert line.other == copy


def test_a_replaced_document_in_work_stays_readable_and_its_desk_is_told(snv, stc):
    old = issued(snv, "H99.4")
    copy = received(stc, old)
    operations.register_incoming(copy, stages_registration(copy), by=stc.clerk)
    operations.present(copy, stc.desks["leader"].id, by=stc.clerk)
    issue_draft(snv, operations.start_replacement(old, WHY, by=snv.official), "H99.4")
    assert copy.state is S.PRESENTED
    assert queries.files_of(copy)


def test_the_replacement_names_what_it_replaces_and_who_had_it(line, snv):
    old = issued(snv, "H98")
    issue_draft(snv, operations.start_replacement(old, WHY, by=snv.official), "H98")
    sent = select(AxisOutgoing).order_by(AxisOutgoing.id.desc())
    package = parse(io.BytesIO(blobs.read(db.session.scalars(sent).first().sha256)))
    (replaced,) = package.header.business.replaced
    assert (package.header.business.kind.value, replaced.document_id) == ("3", old.identifier)
    assert replaced.organ_ids == ("H98",)
    package.close()


def test_a_correction_is_a_letter_that_is_seen_at_both_ends(snv, stc):
    old = issued(snv, "H99.4")
    copy = received(stc, old)
    letter = operations.start_correction(old, "Sai số điện thoại", by=snv.official)
    assert letter.subject == f"Đính chính Công văn số {old.symbol}"
    issue_draft(snv, letter, "H99.4")
    assert old.state is S.ISSUED
    assert copy.state is S.ARRIVED
    (line,) = queries.sequels_of(copy, stc.clerk)
    assert (line.sequel.kind, line.other) == (SequelKind.CORRECTION, received(stc, letter))


# ------------------------------------------------------------------------------- channels


def test_own_units_and_the_post_and_mail_are_ways_of_their_own(snv, monkeypatch):
    post = paper_code("Bà Trần Thị B", "12 Lê Lợi, Lam Giang")
    head = desk_code(snv.desks["other_head"].id)
    document = issued(snv, head, post, mail_code("dan@example.vn", "Tổ dân phố 3"))
    inside, paper, by_mail = queries.dispatches_of(document)
    assert (inside.channel, inside.state) == (Channel.INTERNAL, DispatchState.SENT)
    (duty,) = queries.open_duties_of(document, snv.other_head)
    assert duty.duty is Duty.INFORM
    assert (paper.channel, paper.state) == (Channel.PAPER, DispatchState.QUEUED)
    with pytest.raises(Forbidden):
        operations.mark_posted([paper], "RR123", by=snv.official)
    assert operations.mark_posted([paper], "RR123", by=snv.clerk) == 1
    assert (paper.state, paper.answer) == (DispatchState.SENT, "RR123")
    with pytest.raises(Refusal):
        operations.mark_posted([paper], "", by=snv.clerk)
    held = db.session.scalars(select(OutgoingMail)).one()
    assert (held.to, held.state) == ("dan@example.vn", MailState.HELD)
    assert held.attachments[0]["sha256"] == queries.main_file(document).sha256
    mail.give_up(held, "550 no", by=SYSTEM)
    assert (by_mail.state, by_mail.problem) == (DispatchState.FAILED, "550 no")
    operations.send_again(document, by=snv.clerk)
    assert held.state is MailState.HELD
    mail.mark_sent(held, answer={}, by=SYSTEM)
    assert by_mail.state is DispatchState.SENT
    with transaction():
        publish(MailReported(held.uid, held.key, "delayed", "4.4.1"))
        assert by_mail.state is DispatchState.SENT
        publish(MailReported(held.uid, held.key, "delivered"))
    assert by_mail.state is DispatchState.ARRIVED
    acts = [row.act for row in queries.progress_of(document)]
    assert acts[:2] == ["outgoing.mail_delivered", "outgoing.mail_delayed"]


@pytest.mark.parametrize("code", ["mailto:x", "post:?", "post:A?", "desk:0", "desk:x"])
def test_what_is_no_receiver_is_refused(house, code):
    with pytest.raises(Invalid):
        recipient_of(code)
