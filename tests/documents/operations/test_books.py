"""Registers: what stands in their lines, closing and reopening, papers, loans of copies."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from documents import operations, queries
from documents.jobs.books import print_volume
from documents.models import BookVolume, Duty, NumberEntry, VolumeState
from documents.operations.numbers import ARRIVALS, cancel_number
from documents.queries import Asked
from office import audit, blobs, clock
from office.db import db, transaction
from office.errors import Forbidden, Invalid, NotFound, Refusal
from office.permissions import SYSTEM
from tests import build
from tests.acts import acts_on
from tests.documents import stages

YEAR = 2026


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-11-20T09:00:00+07:00"):
        yield


def lines(snv, book=ARRIVALS, reader=None, **part):
    return queries.lines_of(Asked(book, YEAR, **part), reader or snv.clerk)


def closed(snv, book=ARRIVALS, year=YEAR, by=None, **facts):
    return operations.close_book(book, year, by=by or snv.clerk, **facts)


def entry_of(document):
    found = select(NumberEntry).where(NumberEntry.document_id == document.id)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


# -------------------------------------------------------------------------------- lines


def test_a_line_of_the_incoming_register_says_to_whom_it_went_and_who_signed_for_it(snv):
    document = build.presented(snv)
    operations.mark_read(document, by=snv.leader)
    (line,) = lines(snv)
    assert line.cells[:4] == ("20/11/2026", "01", "Bộ Hành chính mẫu", "412/BHC-CQCS")
    assert line.cells[4:6] == ("18/11/2026", "Công văn Báo cáo kết quả sắp xếp đơn vị")
    assert snv.leader.name in line.cells[6]
    assert line.cells[7] == "20/11/2026"
    assert line.cells[8].startswith(f"{snv.leader.name} 20/11/2026 09:0")


def test_a_line_of_the_outgoing_register_says_to_whom_and_how_many(snv):
    document = stages.issued(snv)
    (line,) = lines(snv, "outgoing")
    assert line.cells[0] == document.symbol
    assert line.cells[3] == document.signer_name
    assert line.cells[5] == "CCVC"
    assert len(line.cells) == 10


def test_the_handling_register_says_how_far_it_is_and_what_answered(snv):
    document = build.handed_on(snv)
    operations.complete(document, "Xong", by=snv.official)
    (line,) = lines(snv, "handling")
    assert line.cells[0] == "01"
    assert line.cells[4] == "Đã giải quyết 20/11/2026"
    assert len(line.cells) == 7


def test_cancelled_and_kept_numbers_keep_their_line_and_say_why(snv):
    document = build.registered(snv)
    with transaction():
        cancel_number(document, reason="Ghi nhầm")
    day = clock.today() + timedelta(days=1)
    operations.reserve_number(
        ARRIVALS, reason="Đến muộn", holder="Phòng TC", expires_on=day, by=snv.clerk
    )
    void, kept = lines(snv)
    assert void.is_void
    assert void.cells[-1] == "Số hủy: Ghi nhầm"
    assert void.cells[2] == ""
    assert kept.cells[-1] == "Số giữ cho Phòng TC đến 21/11/2026: Đến muộn"


def test_what_only_some_may_read_stands_with_its_number_alone(snv):
    build.registered(snv, is_restricted=True)
    (line,) = lines(snv, reader=snv.leader)
    assert line.cells[1] == "01"
    assert line.cells[5] == ""
    assert line.cells[-1] == "Văn bản hạn chế tiếp cận"


def test_a_part_is_chosen_by_numbers_and_by_days(snv):
    for _number in range(4):
        build.registered(snv)
    assert [line.key[1] for line in lines(snv, first=2, last=3)] == [2, 3]
    assert len(lines(snv, from_on=clock.today(), to_on=clock.today())) == 4
    assert lines(snv, from_on=clock.today() + timedelta(days=1)) == []


# ------------------------------------------------------------------------------ closing


def test_a_closed_volume_keeps_its_lines_and_its_numbers(snv):
    first, second = build.registered(snv), build.registered(snv)
    volume = closed(snv)
    assert (volume.number, volume.lines, volume.spans) == (1, 2, {ARRIVALS: [1, 2]})
    with pytest.raises(Refusal), transaction():
        cancel_number(first, reason="Nhầm")
    assert entry_of(second).volume_id == volume.id
    assert build.registered(snv).arrival_no == 3
    assert [line.is_closed for line in lines(snv)] == [True, True, False]


def test_handling_goes_on_behind_a_closed_line(snv):
    document = build.presented(snv)
    closed(snv)
    rows = [operations.incoming.Assignment(snv.desks["head"].id, Duty.LEAD)]
    operations.direct(document, "Xử lý", rows, by=snv.leader)
    operations.lend_copy(document, borrower="A", permitted_by="B", by=snv.clerk)


def test_a_part_of_one_series_is_closed_up_to_a_number(snv):
    for _number in range(3):
        build.registered(snv)
    assert closed(snv, up_to=2).spans == {ARRIVALS: [1, 2]}
    assert closed(snv).spans == {ARRIVALS: [3, 3]}
    with pytest.raises(Refusal):
        closed(snv)


def test_several_series_are_closed_together_only(snv):
    stages.numbered(snv)
    with transaction():
        document = operations.start_draft(subject="Việc", type_code="bao-cao", by=snv.official)
        operations.numbers.take_number(document, "outgoing:bao-cao", by=snv.clerk)
    with pytest.raises(Invalid):
        closed(snv, "outgoing", up_to=1)
    assert closed(snv, "outgoing").lines == 2


def test_what_is_kept_for_somebody_is_settled_before_closing(snv):
    build.registered(snv)
    entry = operations.reserve_number(
        ARRIVALS, reason="x", holder="y", expires_on=clock.today(), by=snv.clerk
    )
    with pytest.raises(Refusal):
        closed(snv)
    operations.cancel_reservation(entry, "Thôi", by=snv.clerk)
    assert closed(snv).lines == 2


def test_an_ended_year_gives_no_further_number_in_any_series(snv):
    stages.numbered(snv)
    with pytest.raises(Invalid):
        closed(snv, "outgoing", ends_year="yes")
    with time_machine.travel("2026-12-31T20:00:00+07:00"):
        volume = closed(snv, "outgoing", ends_year="yes")
        with pytest.raises(Refusal):
            stages.numbered(snv)
        report = operations.start_draft(subject="Việc", type_code="bao-cao", by=snv.official)
        with pytest.raises(Refusal), transaction():
            operations.numbers.take_number(report, "outgoing:bao-cao", by=snv.clerk)
        with pytest.raises(Refusal):
            closed(snv, "outgoing", ends_year="yes")
        assert build.registered(snv).arrival_no == 1
        operations.reopen_volume(volume, "Văn bản khẩn cuối năm", by=snv.leader)
        assert stages.numbered(snv).number == 2
    with time_machine.travel("2027-01-02T08:00:00+07:00"):
        assert stages.numbered(snv).number == 1


def test_only_a_leader_in_person_reopens_and_says_why(snv):
    document = build.registered(snv)
    volume = closed(snv)
    for actor in (snv.clerk, stages.deputy_of(snv.leader, snv.colleague)):
        with pytest.raises(Forbidden):
            operations.reopen_volume(volume, "Nhầm", by=actor)
    with pytest.raises(Invalid):
        operations.reopen_volume(volume, " ", by=snv.leader)
    operations.reopen_volume(volume, "Ghi nhầm số", by=snv.leader)
    assert (volume.state, volume.reason) == (VolumeState.REOPENED, "Ghi nhầm số")
    with transaction():
        cancel_number(document, reason="Nhầm")
    assert closed(snv).number == 2
    acts = db.session.scalars(select(audit.AuditEvent.act)).all()
    assert acts.count("volume.closed") == 2
    assert "volume.reopen" in acts


def test_registers_without_own_numbers_close_with_the_others(snv):
    for book in ("internal", "handling", "loans"):
        with pytest.raises(Invalid):
            closed(snv, book)
    with pytest.raises(Forbidden):
        closed(snv, by=snv.official)


# ------------------------------------------------------------------------------- papers


def test_a_closed_volume_becomes_a_pdf_with_room_for_signature_and_seal(snv):
    build.registered(snv)
    volume = closed(snv)
    print_volume({"volume_id": volume.id})
    db.session.refresh(volume)
    assert (volume.lines, volume.pages) == (1, 2)
    assert volume.check_code
    data = blobs.read(volume.sha256)
    assert data.startswith(b"%PDF-")
    for name in (b"chuky1", b"dau"):
        assert name in data
    print_volume({"volume_id": volume.id})
    assert queries.volume_of(volume.uid, snv.leader).id == volume.id
    assert queries.sees_volume_hash(volume.sha256, snv.office_head)
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    for stranger in (snv.official, other.clerk):
        assert not queries.sees_volume_hash(volume.sha256, stranger)
        with pytest.raises(NotFound):
            queries.volume_of(volume.uid, stranger)


def test_an_extract_closes_nothing(snv):
    document = build.registered(snv)
    build.registered(snv, is_restricted=True, subject="Đơn tố cáo")
    volume = operations.make_extract(Asked(ARRIVALS, YEAR, last=2), by=snv.clerk)
    print_volume({"volume_id": volume.id})
    assert (volume.state, volume.lines, volume.number) == (VolumeState.EXTRACT, 2, 0)
    with transaction():
        cancel_number(document, reason="Nhầm")
    assert closed(snv).number == 1
    assert db.session.scalar(select(BookVolume.id).where(BookVolume.problem != "")) is None


def test_only_a_closed_volume_with_its_pdf_is_signed_and_nothing_behind_the_seal(snv):
    build.registered(snv)
    volume = closed(snv)
    with pytest.raises(Refusal):
        operations.prepare_volume_seal(volume, by=snv.clerk)
    with pytest.raises(Forbidden):
        operations.prepare_volume_signature(volume, by=snv.clerk)
    print_volume({"volume_id": volume.id})
    stored = blobs.put(b"%PDF-1.7 sealed")
    operations.mark_volume_signed(volume, stored, step="seal", signer="Văn thư", by=SYSTEM)
    assert volume.sha256 == stored.sha256
    for prepare, by in (
        (operations.prepare_volume_seal, snv.clerk),
        (operations.prepare_volume_signature, snv.leader),
    ):
        with pytest.raises(Refusal):
            prepare(volume, by=by)


# -------------------------------------------------------------------------------- loans


def test_a_loan_stands_in_its_register_until_the_copy_is_back_and_after(snv):
    document = build.registered(snv)
    loan = operations.lend_copy(
        document, borrower="Trần A", permitted_by="Chánh Văn phòng", file_code="01.VP", by=snv.clerk
    )
    (line,) = lines(snv, "loans")
    assert line.cells[1:5] == (
        "Trần A",
        "412/BHC-CQCS, 18/11/2026",
        "Công văn Báo cáo kết quả sắp xếp đơn vị",
        "01.VP",
    )
    assert line.cells[6] == ""
    with pytest.raises(Forbidden):
        operations.return_copy(loan, by=snv.official)
    operations.return_copy(loan, by=snv.clerk)
    assert acts_on(document)[-1] == "copy.returned"
    assert lines(snv, "loans")[0].cells[6] == "20/11/2026"
    acts = [row.act for row in queries.progress_of(document)]
    assert acts[:2] == ["copy.returned", "copy.lent"]


def test_a_loan_needs_who_and_by_whose_leave(snv):
    document = build.registered(snv)
    for facts in ({"borrower": "", "permitted_by": "B"}, {"borrower": "A", "permitted_by": " "}):
        with pytest.raises(Invalid):
            operations.lend_copy(document, **facts, by=snv.clerk)
    with pytest.raises(Refusal):
        operations.lend_copy(build.arrived(snv), borrower="A", permitted_by="B", by=snv.clerk)
    with pytest.raises(Forbidden):
        operations.lend_copy(document, borrower="A", permitted_by="B", by=snv.official)
