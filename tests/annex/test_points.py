"""Points of Annex VI that no other test states in so many words."""

import io
import json
from xml.etree import ElementTree as Xml
from zipfile import ZipFile

import pypdfium2
import pytest
from sqlalchemy import select

from documents import operations, queries
from documents.jobs.file_papers import hand_over_list, index_paper
from documents.models import DocumentState, Duty, FieldOf
from documents.operations.describing import NewField
from documents.operations.incoming import Assignment
from documents.operations.recalling import Order
from documents.operations.workfiles import Further, Opening
from office import blobs, clock, outbox
from office.accounts.models import Notice
from office.audit import AuditEvent
from office.db import db
from office.errors import Refusal
from tests import build
from tests.documents import stages

NAMESPACE = "{urn:congvu:work-file:1}"


@pytest.fixture
def snv(house):
    return build.agency()


def opened(snv):
    given = Opening("Sắp xếp đơn vị", "01.TCCB", "years-10", clock.today())
    file = operations.open_file(given, by=snv.official)
    photo = Further(blobs.put(b"a photo"), "anh.png", "image/png", "Ảnh hội nghị", clock.now())
    operations.add_further(file, photo, by=snv.official)
    operations.put_in(file, [build.handed_on(snv)], by=snv.official)
    return file


def words_of(pdf):
    pages = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in pages)


def test_an_issued_document_bears_its_identifier(snv):
    document = stages.issued(snv)
    day = clock.today()
    assert document.identifier.split(",")[0] == snv.code
    assert f"{day:%Y/%m/%d}" in document.identifier
    assert document.identifier.endswith(document.symbol)


def test_a_new_duty_brings_a_notice_that_names_no_subject(snv):
    document = build.assigned(snv)
    told = select(Notice).where(Notice.desk_id == snv.desks["head"].id)
    (notice,) = db.session.scalars(told)
    assert (notice.kind, notice.url) == ("lead", f"/documents/{document.uid}")
    assert document.subject not in notice.text


def test_each_direction_stays_as_it_was_given(snv):
    document = build.assigned(snv)
    operations.recall_direction(document, "Giao nhầm phòng", by=snv.leader)
    lead = [Assignment(snv.desks["other_head"].id, Duty.LEAD)]
    operations.direct(document, "Phòng khác chủ trì.", lead, by=snv.leader)
    assert {row.text for row in queries.directives_of(document)} == {
        "Chủ trì tham mưu trả lời.",
        "Phòng khác chủ trì.",
    }


def test_who_approved_and_when_stays_in_the_trail(snv):
    document = stages.issued(snv)
    kept = select(AuditEvent.act, AuditEvent.actor_name, AuditEvent.content_hash)
    rows = db.session.execute(kept.where(AuditEvent.subject_uid == str(document.uid))).all()
    acts = [row.act for row in rows if row.act.startswith("outgoing.")]
    assert [act for act in acts if act in {"outgoing.sign", "outgoing.issue"}] == [
        "outgoing.sign",
        "outgoing.issue",
    ]
    assert all(row.content_hash for row in rows)
    assert "outgoing.sign" in [row.act for row in queries.progress_of(document)]


def test_a_file_leaves_as_pdf_and_xml_in_the_order_of_time(snv):
    file = opened(snv)
    operations.close_file(file, ended_on=clock.today(), by=snv.official)
    package = operations.ask_package(file, by=snv.official)
    outbox.drain()
    with ZipFile(io.BytesIO(blobs.read(package.sha256))) as packed:
        listed = Xml.fromstring(packed.read(f"{file.code}/data/metadata.xml"))  # noqa: S314 - ours
        summary = words_of(packed.read(f"{file.code}/data/summary.pdf"))
        history = json.loads(packed.read(f"{file.code}/data/history.json"))
    records = listed.iter(f"{NAMESPACE}Document")
    subjects = [one.findtext(f"{NAMESPACE}Subject") for one in records]
    assert subjects == ["Báo cáo kết quả sắp xếp đơn vị", "Ảnh hội nghị"]
    assert summary.index(subjects[0]) < summary.index(subjects[1])
    assert history["acts"]


def test_the_index_of_a_file_lists_its_documents(snv):
    file = opened(snv)
    text = words_of(index_paper(file, queries.contents_of(file, snv.official)))
    for wanted in ("MỤC LỤC VĂN BẢN TRONG HỒ SƠ", file.code, "412/BHC-CQCS", "Ảnh hội nghị"):
        assert wanted in text
    assert "Tổng số: 2 văn bản, tài liệu." in text


def test_the_index_of_files_lists_what_is_handed_over(snv):
    file = opened(snv)
    operations.close_file(file, ended_on=clock.today(), by=snv.official)
    made = operations.offer_files([file], by=snv.official)
    text = words_of(hand_over_list(made, queries.files_handed_over(made)))
    for wanted in ("MỤC LỤC HỒ SƠ", "01.TCCB", "Sắp xếp đơn vị"):
        assert wanted in text


def test_a_recalled_document_moves_no_more_and_keeps_its_metadata(snv):
    operations.add_field(NewField(FieldOf.DOCUMENT, "MaDuAn", "Mã dự án"), by=snv.clerk)
    document = stages.issued(snv)
    operations.describe_document(document, {"MaDuAn": "DA-7"}, by=snv.clerk)
    order = Order("Ban hành nhầm", snv.desks["leader"].id)
    operations.recall(document, order, by=snv.clerk)
    assert document.state is DocumentState.RECALLED
    with pytest.raises(Refusal):
        operations.describe_document(document, {"MaDuAn": "DA-8"}, by=snv.clerk)
    with pytest.raises(Refusal):
        operations.recall(document, order, by=snv.clerk)
    (sequel,) = queries.sequels_of(document, snv.clerk)
    assert queries.present_values(document) == {"MaDuAn": "DA-7"}
    assert sequel.sequel.reason == "Ban hành nhầm"
