"""An axis made of folders."""

import io
import json
from pathlib import Path

import pytest

from documents.axis.client import (
    AxisRefused,
    AxisTransport,
    AxisUnavailable,
    FolderTransport,
    Receipt,
    Sending,
)
from documents.axis.codes import MessageKind
from office import clock
from tests.documents.axis import messages

DOCUMENT, STATUS = MessageKind
SENDING = Sending(kind=DOCUMENT, sender_id=messages.OURS, document_id=messages.DOCUMENT_ID)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "inbox" / "edoc").mkdir(parents=True)
    (tmp_path / "inbox" / "edoc" / "a.edxml").write_bytes(messages.wrapped())
    (tmp_path / "inbox" / "edoc" / "b.edxml.part").write_bytes(b"half")
    return tmp_path


@pytest.fixture
def transport(folder) -> AxisTransport:
    return FolderTransport(folder)


def test_a_complete_file_is_received_once(folder, transport, fetched):
    (item,) = transport.list_inbox(DOCUMENT)
    assert fetched(transport, item.doc_id) == messages.wrapped()
    transport.confirm(item.doc_id, Receipt.PROCESSING)
    assert transport.list_inbox(DOCUMENT) == [item]
    transport.confirm(item.doc_id, Receipt.DONE)
    transport.confirm(item.doc_id, Receipt.DONE)
    assert transport.list_inbox(DOCUMENT) == []
    (kept,) = (folder / "done" / "edoc").iterdir()
    assert kept.read_bytes() == messages.wrapped()


def test_another_message_under_a_name_used_before_is_another_one(folder, transport, fetched):
    (first,) = transport.list_inbox(DOCUMENT)
    transport.confirm(first.doc_id, Receipt.DONE)
    (folder / "inbox" / "edoc" / "a.edxml").write_bytes(b"other")
    transport.confirm(first.doc_id, Receipt.DONE)
    (second,) = transport.list_inbox(DOCUMENT)
    assert second.doc_id != first.doc_id
    assert fetched(transport, second.doc_id) == b"other"
    with pytest.raises(AxisRefused):
        transport.fetch(first.doc_id, into=io.BytesIO())
    transport.confirm(second.doc_id, Receipt.DONE)
    kept = {path.read_bytes() for path in (folder / "done" / "edoc").iterdir()}
    assert kept == {messages.wrapped(), b"other"}


def test_a_file_that_cannot_be_read_is_refused_by_itself(folder, transport, monkeypatch):
    (folder / "inbox" / "edoc" / "b.edxml").write_bytes(b"well")
    read = Path.open

    def opened(path, *mode):
        if path.name == "a.edxml":
            raise PermissionError(path)
        return read(path, *mode)

    monkeypatch.setattr(Path, "open", opened)
    locked, well = transport.list_inbox(DOCUMENT)
    with pytest.raises(AxisRefused):
        transport.fetch(locked.doc_id, into=io.BytesIO())
    assert transport.fetch(well.doc_id, into=io.BytesIO()) == len(b"well")


def test_a_failed_file_is_set_aside(folder, transport):
    (item,) = transport.list_inbox(DOCUMENT)
    transport.confirm(item.doc_id, Receipt.FAIL)
    assert len(list((folder / "failed" / "edoc").iterdir())) == 1
    with pytest.raises(AxisRefused):
        transport.confirm(item.doc_id, Receipt.DONE)


def test_names_do_not_lead_out_of_the_inbox(folder, transport):
    (folder / "secret.edxml").write_bytes(b"x")
    for name in ("../secret.edxml", "edoc/../../secret.edxml", "/etc/passwd", "edoc/none.edxml"):
        with pytest.raises(AxisRefused):
            transport.fetch(name, into=io.BytesIO())


def test_sending_twice_leaves_one_whole_file(folder, transport):
    file = io.BytesIO(messages.wrapped())
    doc_id = transport.send(file, SENDING)
    assert transport.resend(file, SENDING, first_tried_at=clock.now()) == doc_id
    assert [path.read_bytes() for path in (folder / "outbox" / "edoc").iterdir()] == [
        messages.wrapped()
    ]
    assert [item.sender_doc_id for item in transport.sent_list(DOCUMENT)] == [doc_id]
    assert transport.sent_list(DOCUMENT, doc_id="other") == []
    assert transport.sent_list(STATUS) == []


def test_an_address_book_may_lie_beside(folder, transport):
    assert transport.agencies() == []
    book = [{"code": "H98", "name": "Ủy ban nhân dân tỉnh Láng Giềng"}]
    (folder / "agencies.json").write_text(json.dumps(book), encoding="utf-8")
    assert transport.agencies()[0].name == "Ủy ban nhân dân tỉnh Láng Giềng"


def test_a_missing_folder_is_a_dead_line(tmp_path):
    assert FolderTransport(tmp_path).health().is_up
    gone = FolderTransport(tmp_path / "file" / "x")
    (tmp_path / "file").write_bytes(b"")
    assert not gone.health().is_up
    with pytest.raises(AxisUnavailable):
        gone.send(io.BytesIO(b"x"), SENDING)
