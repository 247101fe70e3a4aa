"""A PDF made elsewhere becomes the PDF of a draft: read by the child, plain, with its fields."""

import io

import pikepdf
import pytest
import time_machine

from documents import operations, queries
from documents.models import DocumentState
from documents.operations.issuing import mark_signed
from office import blobs, outbox
from office.db import db
from office.errors import Refusal
from office.i18n import force_locale
from office.permissions import SYSTEM
from tests import build
from tests.documents import stages
from tests.office.foreign import specimens


@pytest.fixture
def snv(house):
    return build.agency()


def drafted_from(pdf, snv):
    document = operations.start_draft(subject="Về việc trả lời", by=snv.official)
    operations.take_pdf(document, blobs.put(pdf), "du-thao.pdf", by=snv.official)
    outbox.drain(outbox.Lane.ACT)
    db.session.expire_all()
    return document, queries.draft_of(document)


@pytest.mark.parametrize(
    "odd",
    [specimens.hybrid_pdf(), specimens.plain_pdf().replace(b"startxref", b"startxrfe")],
    ids=["hybrid", "broken table"],
)
def test_an_odd_pdf_becomes_a_plain_one_with_its_fields(snv, odd):
    document, draft = drafted_from(odd, snv)
    operations.place_field(document, "chuky1", page=0, x=0.5, y=0.5, by=snv.official)
    outbox.drain(outbox.Lane.ACT)
    db.session.expire_all()
    made = blobs.read(queries.draft_of(document).pdf_sha256)
    assert b"XRefStm" not in made
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert not pdf.get_warnings()
        assert [field.T for field in pdf.Root.AcroForm.Fields] == ["chuky1", "dau"]
    assert blobs.read(draft.source_sha256) == odd


def test_a_signed_pdf_is_no_draft_and_says_why(snv):
    signed = specimens.plain_pdf(extra=b"/X<</ByteRange [0 1 2 3]>>")
    _document, draft = drafted_from(signed, snv)
    assert "đã ký" in draft.problem
    assert draft.pdf_sha256 == ""


def signed_at(moment, house):
    """A letter from the form whose pages are made at one moment; signed at once."""
    with time_machine.travel(moment, tick=False):
        document = operations.start_draft(subject="Về việc trả lời", by=house.official)
        operations.save_form(document, stages.form(document), by=house.official)
        outbox.drain(outbox.Lane.ACT)
        db.session.expire_all()
        operations.submit(document, house.desks["leader"].id, by=house.official)
        mark_signed(document, stages.pdf("signed"), house.leader.name, by=SYSTEM)
    return document


def test_pages_of_one_year_get_no_number_of_the_next(snv):
    document = signed_at("2026-12-30T09:00:00+07:00", snv)
    with time_machine.travel("2027-01-04T09:00:00+07:00", tick=False):
        with force_locale("en"), pytest.raises(Refusal) as refused:
            operations.number_document(document, by=stages.program_of(snv.clerk))
        assert "2026" in str(refused.value.message)
        assert "Return it to the drafter" in str(refused.value.fix)
    db.session.expire_all()
    assert (document.state, document.number) == (DocumentState.SIGNED, None)


def test_pages_get_a_number_of_the_year_they_print(snv):
    document = signed_at("2026-12-30T09:00:00+07:00", snv)
    with time_machine.travel("2026-12-31T23:00:00+07:00", tick=False):
        operations.number_document(document, by=stages.program_of(snv.clerk))
    assert document.number == 1
