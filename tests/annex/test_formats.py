"""Files whose format ages get a copy that lasts, and the report tells what became of it."""

import io

import pytest
from PIL import Image

from documents import operations, queries
from documents.models import FileRole, LastingState
from documents.operations.files import NewFile
from office import blobs, outbox
from office.db import db
from office.errors import Forbidden, Invalid
from office.permissions import SYSTEM
from tests import build
from tests.acts import acts_on
from tests.documents import stages


@pytest.fixture
def snv(house):
    return build.agency()


def picture():
    made = io.BytesIO()
    Image.new("RGB", (40, 60), "white").save(made, "PNG")
    stored = blobs.put(made.getvalue())
    return NewFile("anh.png", "image/png", stored.sha256, stored.size)


def workbook():
    stored = blobs.put(b"PK a sheet")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return NewFile("so-lieu.xlsx", kind, stored.sha256, stored.size)


def report(actor):
    return {
        file.name: row for row, file, _document in db.session.execute(queries.lasting_of(actor))
    }


def test_an_aging_file_gets_a_copy_and_the_report_tells_what_could_not_be_made(snv):
    document = stages.completed(snv, files=(picture(), workbook(), build.text_file()))
    rows = queries.formats_of(snv.clerk).value
    found = {row.media_type: (row.files, row.waiting) for row in rows}
    assert (found["image/png"], found["text/plain"]) == ((1, 1), (1, 0))
    operations.ask_lasting(queries.aging_files(snv.clerk), by=snv.clerk)
    outbox.drain()
    rows = report(snv.clerk)
    assert {name: row.state for name, row in rows.items()} == {
        "anh.png": LastingState.MADE,
        "so-lieu.xlsx": LastingState.FAILED,
    }
    assert rows["so-lieu.xlsx"].problem
    assert "document.lasting_copy" in acts_on(document)
    files = {(file.name, file.role) for file in queries.files_of(document)}
    assert {("anh.png", FileRole.ANNEX), ("anh.pdf", FileRole.COPY)} <= files
    (made,) = [file for file in queries.files_of(document) if file.role is FileRole.COPY]
    assert blobs.read(made.sha256).startswith(b"%PDF")
    waiting = {file.name for file in queries.aging_files(snv.clerk)}
    assert waiting == {"so-lieu.xlsx"}


def test_a_frozen_document_gets_no_copy_and_only_the_archive_asks(snv):
    document = stages.completed(snv, files=(picture(),))
    asked = operations.ask_lasting(queries.aging_files(snv.clerk), by=snv.clerk)
    operations.freeze_documents([document], name="Tập", reason="Thanh tra", by=snv.leader)
    outbox.drain()
    assert asked[0].state is LastingState.FAILED
    assert queries.aging_files(snv.clerk) == []
    destroyed = stages.completed(snv, files=(picture(),), symbol="2/X", identifier="2")
    asked = operations.ask_lasting(queries.aging_files(snv.clerk), by=snv.clerk)
    operations.destroy_content(destroyed, "Thu hồi", by=SYSTEM)
    outbox.drain()
    assert asked[0].state is LastingState.FAILED
    with pytest.raises(Invalid):
        operations.ask_lasting([], by=snv.clerk)
    with pytest.raises(Forbidden):
        operations.ask_lasting(queries.files_of(document), by=snv.official)
