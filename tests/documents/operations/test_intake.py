"""Taking in: what the axis or a folder brings is kept once, and never in the place of another."""

import pytest
from sqlalchemy import select

from documents import operations
from documents.jobs import axis
from documents.models import AxisDelivery, DeliveryState, Document
from office import blobs, outbox
from office.db import db
from office.permissions import SYSTEM
from tests import build
from tests.documents.axis import messages
from tests.documents.conftest import SECRET


@pytest.fixture
def snv(house):
    return build.agency(code=messages.OURS)


def connect(agency, transport, base_url, secret=""):
    return operations.connect(
        agency.unit.id,
        transport=transport,
        base_url=str(base_url),
        system_id="ours",
        secret=secret,
        by=agency.admin,
    )


def poll(connection):
    axis.poll({"connection_id": connection.id})
    outbox.drain(outbox.Lane.ACT)


def documents():
    return db.session.scalars(select(Document)).all()


def test_another_message_under_the_same_file_name_becomes_a_document_too(snv, tmp_path):
    inbox = tmp_path / "inbox" / "edoc"
    inbox.mkdir(parents=True)
    connection = connect(snv, "folder", tmp_path)
    for number in ("7816", "7817"):
        head = messages.header(document_id=messages.DOCUMENT_ID.replace("7816", number))
        (inbox / "0001.edxml").write_bytes(messages.wrapped(head=head))
        poll(connection)
    assert len({document.identifier for document in documents()}) == 2
    assert len(list((tmp_path / "done" / "edoc").iterdir())) == 2


def test_other_bytes_under_the_name_that_the_axis_used_before_are_not_dropped(sandbox, snv):
    connection = connect(snv, "vxp", sandbox.url, SECRET)
    (axis_id,) = sandbox.inject(messages.wrapped())
    former = operations.keep_delivery(connection, axis_id, "edoc", blobs.put(b"cut off"), by=SYSTEM)
    poll(connection)
    assert connection.problem == ""
    kept, taken = db.session.scalars(select(AxisDelivery).order_by(AxisDelivery.id)).all()
    assert (kept.state, taken.state) == (DeliveryState.BROKEN, DeliveryState.READ)
    assert (kept.repeats, taken.name_at_axis) == (0, former.axis_id)
    assert len(documents()) == 1
