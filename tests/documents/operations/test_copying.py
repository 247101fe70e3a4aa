"""Copies: who asks, permits and makes them, what the law allows, and how they leave."""

import io
from dataclasses import replace

import pikepdf
import pytest
from PIL import Image
from sqlalchemy import select

from documents import operations, queries
from documents.models import (
    CopyKind,
    CopyState,
    DispatchState,
    Document,
    DocumentCopy,
    DocumentState,
    Duty,
    FileRole,
    Medium,
    NumberSeries,
)
from documents.operations import Wish
from documents.operations.copy_making import copy_stamp
from documents.operations.copying import copy_signers
from documents.operations.files import NewFile
from documents.operations.issuing import mark_sealed
from documents.operations.receivers import paper_code
from documents.queries.register_facts import facts_of
from office import blobs, outbox
from office.accounts.models import Notice
from office.db import db, transaction
from office.errors import Forbidden, Invalid, NotFound, Refusal
from office.permissions import SYSTEM
from signing.models import SigningRequest
from tests import build
from tests.documents import stages
from tests.documents.compose.papers import words_of
from tests.office.foreign import specimens

PAPER, ELECTRONIC = Medium.PAPER, Medium.ELECTRONIC
TRUE, PART, AGAIN = CopyKind.TRUE_COPY, CopyKind.EXTRACT, CopyKind.COPY_OF_COPY


@pytest.fixture
def snv(house):
    return build.agency()


def page_file():
    stored = blobs.put(specimens.plain_pdf())
    return NewFile("cv.pdf", "application/pdf", stored.sha256, stored.size, FileRole.MAIN)


@pytest.fixture
def letter(snv):
    """Registered, with a PDF of one page."""
    return build.handed_on(snv, symbol="12/UBND-VP", files=(page_file(),))


def wish(snv, kind=PART, made_from=ELECTRONIC, made_as=ELECTRONIC, **more):
    facts = {"purpose": "Lưu hồ sơ dự án", "extract": "Điều 3. Hiệu lực từ ngày ký."}
    return Wish(kind, made_from, made_as, snv.desks["leader"].id, **facts | more)


def scan(dpi, mode="RGB"):
    made = io.BytesIO()
    Image.new(mode, (int(8.27 * dpi), int(11.69 * dpi)), 200).save(made, "PDF", resolution=dpi)
    return blobs.put(made.getvalue()).sha256


def permitted(snv, document, asked):
    copy = operations.ask_copy(document, asked, by=snv.official)
    operations.permit_copy(copy, by=snv.leader)
    return drained(copy)


def drained(copy):
    outbox.drain(outbox.Lane.ACT)
    db.session.expire_all()
    return copy


def waiting_at(actor):
    """How many copies wait for his permission: in his list and in its number."""
    rows = queries.work_of_desk(actor.desk_id, duties=[Duty.PERMIT_COPY])
    assert len(rows) == queries.counts_at(actor).open.get(Duty.PERMIT_COPY, 0)
    return len(rows)


def made_of(copy):
    return db.session.get_one(Document, copy.document_id)


def test_an_extract_goes_from_the_wish_to_its_reader(snv, letter):
    copy = operations.ask_copy(letter, wish(snv), by=snv.official)
    assert copy.state is CopyState.ASKED
    with pytest.raises(Forbidden):
        operations.permit_copy(copy, by=snv.deputy)
    operations.permit_copy(copy, by=snv.leader)
    made = made_of(drained(copy))
    assert (made.state, made.type_code) == (DocumentState.SIGNED, "ban-trich-sao")
    assert made.subject.startswith("Công văn số 12/UBND-VP")
    words = words_of(blobs.read(queries.main_file(made).sha256))
    assert "Hiệu lực từ ngày ký" in words
    assert "(Đã ký)" in words
    operations.number_document(made, by=stages.program_of(snv.clerk))
    assert made.symbol == "01/TrS-SNV"
    assert copy_stamp(made).lines[0].startswith("TRÍCH SAO; Sở Nội vụ")
    mark_sealed(made, stages.pdf("sealed copy"), by=SYSTEM)
    assert (made.state, copy.state) == (DocumentState.ISSUED, CopyState.ISSUED)
    (row,) = queries.dispatches_of(made)
    assert (row.state, row.receiver_code) == (DispatchState.SENT, f"desk:{copy.desk_id}")
    assert {"copy.asked", "copy.permitted", "copy.issued"} <= {
        entry.act for entry in queries.progress_of(letter)
    }
    series = db.session.scalars(select(NumberSeries.name).where(NumberSeries.last == 1)).all()
    assert "outgoing:copies" in series


def test_a_true_copy_on_paper_is_printed_with_its_block_and_sealed_by_hand(snv, letter):
    copy = permitted(snv, letter, wish(snv, TRUE, made_as=PAPER, sheets=7))
    made = made_of(copy)
    operations.number_document(made, by=snv.clerk)
    assert db.session.scalars(select(SigningRequest)).all() == []
    words = words_of(blobs.read(queries.main_file(made_of(drained(copy))).sha256))
    for part in ("SAO Y", "Số: 01/SY-SNV", "SỞ NỘI VỤ", snv.leader.name, "Lưu: VT"):
        assert part in words
    operations.choose_receivers(made, [paper_code("Kho bạc", "Thôn 2")], by=snv.clerk)
    assert "Kho bạc" in words_of(blobs.read(queries.main_file(made_of(drained(copy))).sha256))
    with pytest.raises(Refusal):
        operations.prepare_seal(made, by=snv.clerk)
    with pytest.raises(Forbidden):
        operations.seal_paper_copy(made, by=snv.official)
    operations.seal_paper_copy(made, by=snv.clerk)
    operations.choose_receivers(made, ["H99.2"], by=snv.clerk)
    with pytest.raises(Refusal, match="bản sao giấy"):
        operations.issue(made, by=snv.clerk)
    operations.choose_receivers(made, [paper_code("Ông A", "Thôn 1")], by=snv.clerk)
    operations.issue(made, by=snv.clerk)
    assert copy.state is CopyState.ISSUED
    assert facts_of([made], "sent").moved(made).copies == "7"
    ordinary = stages.numbered(snv, "Việc khác")
    with pytest.raises(Refusal):
        operations.seal_paper_copy(ordinary, by=snv.clerk)


@pytest.mark.parametrize(
    ("kind", "ways", "held"),
    [
        (TRUE, (ELECTRONIC, ELECTRONIC), "original"),
        (AGAIN, (ELECTRONIC, ELECTRONIC), "true_copy"),
        (AGAIN, (ELECTRONIC, PAPER), "original"),
        (TRUE, (ELECTRONIC, PAPER), "true_copy"),
    ],
)
def test_only_what_article_25_names_is_copied(snv, letter, kind, ways, held):
    with pytest.raises(Invalid):
        operations.ask_copy(letter, wish(snv, kind, *ways, held_as=held), by=snv.official)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"purpose": " "}, "purpose"),
        ({"extract": ""}, "extract"),
        ({"sheets": 0}, "sheets"),
        ({"kind": TRUE, "made_from": PAPER}, "scan"),
        ({"signer_desk_id": 0}, "signer"),
    ],
)
def test_what_is_missing_is_said_at_its_field(snv, letter, facts, field):
    with pytest.raises(Invalid) as caught:
        operations.ask_copy(letter, replace(wish(snv), **facts), by=snv.official)
    assert set(caught.value.fields) == {field}


@pytest.mark.parametrize(
    ("dpi", "mode", "told"), [(200, "RGB", ""), (150, "RGB", "150 dpi"), (200, "L", "ảnh màu")]
)
def test_a_scan_must_be_as_annex_i_asks(snv, letter, dpi, mode, told):
    asked = wish(snv, TRUE, PAPER, ELECTRONIC, scan_sha256=scan(dpi, mode))
    copy = permitted(snv, letter, asked)
    assert told in copy.answer
    assert copy.state is (CopyState.FAILED if told else CopyState.MADE)
    if not told:
        with pikepdf.open(io.BytesIO(blobs.read(queries.main_file(made_of(copy)).sha256))) as pdf:
            assert [field.T for field in pdf.Root.AcroForm.Fields] == ["dau"]
    operations.destroy_content(letter, "Cơ quan ban hành thu hồi", by=SYSTEM)
    assert asked.scan_sha256 in letter.details["destroyed"]["files"]


def test_who_may_sign_permits_his_own_wish_and_paper_gets_the_block_alone(snv, letter):
    asked = wish(snv, AGAIN, PAPER, PAPER, held_as="true_copy", sheets=3)
    copy = drained(operations.ask_copy(letter, asked, by=snv.leader))
    assert copy.state is CopyState.MADE
    assert "SAO LỤC" in words_of(blobs.read(queries.main_file(made_of(copy)).sha256))


def test_a_wish_is_refused_withdrawn_or_dropped_and_never_drafted_anew(snv, letter):
    refused = operations.ask_copy(letter, wish(snv), by=snv.official)
    another = operations.ask_copy(letter, wish(snv), by=snv.colleague)
    assert waiting_at(snv.leader) == 2
    with pytest.raises(Invalid):
        operations.refuse_copy(refused, " ", by=snv.leader)
    operations.refuse_copy(refused, "Không cần thiết", by=snv.leader)
    assert waiting_at(snv.leader) == 1
    operations.permit_copy(another, by=snv.leader)
    assert waiting_at(snv.leader) == 0
    told = db.session.scalars(select(Notice.kind).where(Notice.desk_id == refused.desk_id)).all()
    assert "copy_refused" in told
    withdrawn = operations.ask_copy(letter, wish(snv), by=snv.official)
    with pytest.raises(Forbidden):
        operations.withdraw_copy(withdrawn, by=snv.colleague)
    operations.withdraw_copy(withdrawn, by=snv.official)
    assert waiting_at(snv.leader) == 0
    copy = permitted(snv, letter, wish(snv))
    made = made_of(copy)
    with pytest.raises(Refusal):
        operations.return_to_drafter(made, "Sai", by=snv.clerk)
    with pytest.raises(Forbidden):
        operations.drop_copy(copy, "Sai", by=snv.leader)
    operations.drop_copy(copy, "Trích nhầm điều", by=snv.clerk)
    states = (refused.state, withdrawn.state, copy.state, made.state)
    assert states == (CopyState.REFUSED, CopyState.WITHDRAWN, CopyState.REFUSED, "cancelled")


def test_copies_are_read_by_their_people_and_the_office(snv, letter):
    copy = operations.ask_copy(letter, wish(snv), by=snv.official)
    for part in ("official", "leader", "clerk", "office_head"):
        assert queries.copy_by_uid(copy.uid, snv.people[part]).source == letter
        assert queries.copies_of(letter, snv.people[part])
    for part in ("head", "other_official", "admin"):
        assert queries.copies_of(letter, snv.people[part]) == []
        with pytest.raises(NotFound):
            queries.copy_by_uid(copy.uid, snv.people[part])
    with pytest.raises(Forbidden):
        operations.ask_copy(letter, wish(snv), by=snv.admin)


def test_what_is_not_in_force_is_not_copied_and_a_recall_ends_open_wishes(snv, letter):
    with pytest.raises(Refusal):
        operations.ask_copy(build.arrived(snv), wish(snv), by=snv.clerk)
    open_wish = operations.ask_copy(letter, wish(snv), by=snv.official)
    made = made_of(permitted(snv, letter, wish(snv)))
    operations.destroy_content(letter, "Thu hồi", by=SYSTEM)
    states = {copy.state for copy in db.session.scalars(select(DocumentCopy))}
    assert (states, made.state) == ({CopyState.FAILED}, DocumentState.CANCELLED)
    told = select(Notice.desk_id).where(Notice.kind == "copy_refused")
    assert db.session.scalars(told).all() == [open_wish.desk_id] * 2
    assert set(db.session.scalars(select(DocumentCopy.extract))) == {""}
    with pytest.raises(Refusal):
        operations.permit_copy(open_wish, by=snv.leader)


def test_what_was_recalled_meanwhile_is_neither_permitted_nor_numbered(snv):
    own = stages.issued(snv)
    open_wish = operations.ask_copy(own, wish(snv), by=snv.official)
    made = made_of(permitted(snv, own, wish(snv)))
    with transaction():
        own.state = DocumentState.RECALLED
    with pytest.raises(Refusal):
        operations.permit_copy(open_wish, by=snv.leader)
    with pytest.raises(Refusal):
        operations.number_document(made, by=stages.program_of(snv.clerk))


def test_without_authority_on_the_day_nothing_is_permitted(snv, letter):
    copy = operations.ask_copy(letter, wish(snv), by=snv.official)
    with transaction():
        for row in copy_signers(snv.unit.id, PART):
            row.type_codes = ["cong-van"]
    with pytest.raises(Refusal):
        operations.permit_copy(copy, by=snv.leader)
    assert Duty.NUMBER not in {row.duty for row in queries.routing_of(letter)}
