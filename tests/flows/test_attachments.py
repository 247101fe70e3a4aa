"""Files of their own: room made at the draft, one PIN at the seal, all signed before it leaves."""

import io

import pypdfium2
import pytest
from pypdfium2 import raw
from sqlalchemy import select

from documents import operations, queries
from documents.compose.places import corner_on
from documents.models import DocumentFile, DocumentState, FileRole, SealState
from documents.operations.files import NewFile
from documents.queries.sealing import files_beside
from office import blobs, outbox
from office.db import db
from office.errors import Invalid, NotFound, Refusal
from signing import operations as signing
from signing import queries as signatures
from tests.documents.compose.eyes import Eyes
from tests.documents.compose.specimens import composed
from tests.documents.pages import Reader, path_of
from tests.flows.test_matter import PIN, drafted, failed_jobs, form_of, snv
from tests.office.foreign import specimens

__all__ = ["snv"]

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def pdf(name="Phụ lục.pdf", data=None):
    stored = blobs.put(data or composed("giay-nghi-phep").pdf)
    return NewFile(name, "application/pdf", stored.sha256, stored.size)


def table():
    stored = blobs.put(b"PK thu")
    return NewFile("Số liệu.xlsx", SHEET, stored.sha256, stored.size)


def beside(snv, *files):
    """A reply in draft with these files."""
    _question, reply = drafted(snv)
    operations.attach_to_draft(reply, files, by=snv.official)
    outbox.drain(outbox.Lane.ACT)
    return reply


def numbered(snv, reply):
    """Signed by the leader and numbered; the seals wait for their PIN."""
    operations.submit(reply, snv.desks["leader"].id, by=snv.official)
    request = operations.prepare_signature(reply, by=snv.leader)
    outbox.drain(outbox.Lane.ACT)
    signing.sign_value(request, pin=PIN["leader"], by=snv.leader)
    outbox.drain(outbox.Lane.ACT)
    operations.number_document(reply, by=snv.clerk)
    outbox.drain(outbox.Lane.ACT)
    return db.session.scalars(signatures.open_requests_of(snv.clerk)).all()


def states(reply):
    db.session.expire_all()
    return {file.name: file.seal for file in files_beside(reply)}


def test_a_pdf_gets_room_in_its_corner_and_other_files_go_as_they_are(snv):
    reply = beside(snv, pdf(), table())
    assert failed_jobs() == []
    assert states(reply) == {"Phụ lục.pdf": SealState.OPEN, "Số liệu.xlsx": SealState.NONE}
    assert [file.role for file in queries.files_of(reply)][1:] == [FileRole.ANNEX] * 2


def test_one_pin_seals_the_document_and_its_files_and_then_it_leaves(snv):
    reply = beside(snv, pdf("Một.pdf"), pdf("Hai.pdf"), table())
    requests = numbered(snv, reply)
    assert len(requests) == 3
    rows = signing.sign_batch(requests, pin=PIN["clerk"], by=snv.clerk)
    assert [row.refusal for row in rows] == ["", "", ""]
    outbox.drain(outbox.Lane.ACT)
    assert {topic for topic, _error in failed_jobs()} <= {"axis.send"}  # no axis here
    db.session.expire_all()
    assert reply.state is DocumentState.ISSUED
    sealed = [file for file in files_beside(reply) if file.seal is SealState.DONE]
    assert len(sealed) == 2
    assert len(queries.files_of(reply)) == 4
    for file in sealed:
        read_the_corner(blobs.read(file.sha256), reply.symbol)


def read_the_corner(data, symbol):
    """Number and time in 10 points upright at the upper right of page 1, where the field is."""
    eyes = Eyes(flattened(data))
    said = eyes.find(f"Số: {symbol}; ")
    place = corner_on(595.28, 841.89)
    assert said.top < 20
    assert said.left > place.x0 / 72 * 25.4 - 1
    assert said.size == pytest.approx(10)
    assert said.style == ""
    assert "+07:00" in eyes.text


def flattened(data):
    """The pages with what their fields show."""
    with pypdfium2.PdfDocument(data) as opened:
        opened.init_forms()
        for page in opened:
            raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)
        stream = io.BytesIO()
        opened.save(stream)
    return stream.getvalue()


def test_it_does_not_leave_while_a_file_lacks_its_seal_which_is_prepared_again(snv):
    reply = beside(snv, pdf())
    own, file = sorted(numbered(snv, reply), key=lambda one: one.subject_uid != reply.uid)
    signing.withdraw(file, by=snv.clerk)
    signing.sign_value(own, pin=PIN["clerk"], by=snv.clerk)
    outbox.drain(outbox.Lane.ACT)
    db.session.expire_all()
    assert reply.state is DocumentState.SEALED
    with pytest.raises(Refusal) as refused:
        operations.issue(reply, by=snv.clerk)
    assert "Phụ lục.pdf" in str(refused.value.message)
    (again,) = operations.prepare_attachments(reply, by=snv.clerk)
    outbox.drain(outbox.Lane.ACT)
    signing.sign_value(again, pin=PIN["clerk"], by=snv.clerk)
    outbox.drain(outbox.Lane.ACT)
    db.session.expire_all()
    assert reply.state is DocumentState.ISSUED


def test_a_file_is_taken_away_and_nothing_is_put_beside_a_submitted_draft(snv):
    reply = beside(snv, pdf())
    (file,) = files_beside(reply)
    operations.detach(file, by=snv.official)
    assert files_beside(reply) == []
    with pytest.raises(NotFound):
        operations.detach(file, by=snv.official)
    operations.submit(reply, snv.desks["leader"].id, by=snv.official)
    with pytest.raises((Refusal, Invalid)):
        operations.attach_to_draft(reply, [table()], by=snv.official)


def test_a_signed_pdf_goes_as_it_is_and_the_log_says_why(snv):
    reply = beside(snv, pdf("Đã ký.pdf", specimens.plain_pdf() + b"% /ByteRange [0 1 2 3]"))
    assert states(reply) == {"Đã ký.pdf": SealState.NONE}
    acts = [entry.act for entry in queries.progress_of(reply)]
    assert "outgoing.attachment_as_is" in acts


def test_a_draft_waits_until_its_files_are_prepared(snv):
    _question, reply = drafted(snv)
    operations.attach_to_draft(reply, [pdf()], by=snv.official)
    with pytest.raises(Refusal):
        operations.submit(reply, snv.desks["leader"].id, by=snv.official)


def test_a_document_takes_no_more_than_twenty_files(snv):
    _question, reply = drafted(snv)
    with pytest.raises(Refusal):
        operations.attach_to_draft(reply, [table()] * 21, by=snv.official)
    assert not db.session.scalars(
        select(DocumentFile).where(
            DocumentFile.role == FileRole.ANNEX, DocumentFile.document_id == reply.id
        )
    ).all()


def test_saving_the_text_anew_keeps_the_files(snv):
    reply = beside(snv, table())
    operations.save_form(reply, form_of(reply), by=snv.official)
    outbox.drain(outbox.Lane.ACT)
    assert states(reply) == {"Số liệu.xlsx": SealState.NONE}


def test_the_clerk_finds_all_seals_on_one_page_and_comes_back_to_the_document(house, snv):
    reply = beside(snv, pdf())
    numbered(snv, reply)
    clerk = Reader(house, snv.clerk)
    led = clerk.answer(path_of(reply, "seal")).headers["Location"]
    assert led.count("request=") == 2
    page = clerk.get(led)
    assert "Seal 2 documents" in page
    led = clerk.post("/documents/signatures", pin=PIN["clerk"], request=uids_in(led))
    outbox.drain(outbox.Lane.ACT)
    assert f'href="{path_of(reply)}"' in clerk.get(led)
    db.session.expire_all()
    assert reply.state is DocumentState.ISSUED


def test_a_file_whose_seal_ran_out_is_sealed_from_the_page_of_the_document(house, snv):
    reply = beside(snv, pdf())
    own, file = sorted(numbered(snv, reply), key=lambda one: one.subject_uid != reply.uid)
    signing.withdraw(file, by=snv.clerk)
    signing.sign_value(own, pin=PIN["clerk"], by=snv.clerk)
    outbox.drain(outbox.Lane.ACT)
    clerk = Reader(house, snv.clerk)
    assert "Seal the files beside it" in clerk.get(path_of(reply))
    assert "Prepare the seal" in clerk.get(path_of(reply, "seal"))
    assert clerk.post(path_of(reply, "seal")).count("request=") == 1


def uids_in(address):
    return [part.partition("=")[2] for part in address.partition("?")[2].split("&")]
