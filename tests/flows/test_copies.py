"""An electronic copy: permitted, numbered, sealed with one PIN, in its reader's hands."""

import pytest
from sqlalchemy import select

from documents import operations, queries
from documents.models import CopyKind, CopyState, Document, DocumentState, Duty, Medium, Routing
from documents.operations import Wish
from office import blobs, outbox
from office.db import db
from signing import operations as signing
from signing import queries as signatures
from tests import build
from tests.documents.compose.eyes import Eyes
from tests.flows.test_attachments import flattened
from tests.flows.test_matter import PIN, failed_jobs, snv

__all__ = ["snv"]


def test_an_extract_bears_form_agency_and_time_in_its_corner(snv):
    letter = build.handed_on(snv, symbol="12/UBND-VP")
    wish = Wish(
        kind=CopyKind.EXTRACT,
        made_from=Medium.ELECTRONIC,
        made_as=Medium.ELECTRONIC,
        signer_desk_id=snv.desks["leader"].id,
        purpose="Thực hiện phần việc được giao",
        extract="Điều 3. Các phòng báo cáo trước ngày 15.",
    )
    copy = operations.ask_copy(letter, wish, by=snv.official)
    operations.permit_copy(copy, by=snv.leader)
    outbox.drain(outbox.Lane.ACT)
    db.session.expire_all()
    made = db.session.get_one(Document, copy.document_id)
    operations.number_document(made, by=snv.clerk)
    outbox.drain(outbox.Lane.ACT)
    (request,) = db.session.scalars(signatures.open_requests_of(snv.clerk)).all()
    signing.sign_value(request, pin=PIN["clerk"], by=snv.clerk)
    outbox.drain(outbox.Lane.ACT)
    assert {topic for topic, _error in failed_jobs()} <= {"axis.send"}
    db.session.expire_all()
    assert (made.state, copy.state) == (DocumentState.ISSUED, CopyState.ISSUED)
    eyes = Eyes(flattened(blobs.read(queries.main_file(made).sha256)))
    said = eyes.find("TRÍCH SAO; Sở Nội vụ")
    assert said.top < 20
    assert said.size == pytest.approx(10)
    assert "+07:00" in eyes.text
    assert "Các phòng báo cáo trước ngày 15" in eyes.text
    informed = select(Routing.duty).where(Routing.document_id == made.id)
    assert Duty.INFORM in db.session.scalars(informed).all()
