"""What is destroyed is found nowhere: no word of it in a row, no byte of it in a file."""

import base64

import pytest
from sqlalchemy import select

from documents import operations, queries
from documents.models import AxisDelivery, DeliveryState, Document, Duty, Opinion, WorkFilePackage
from documents.models import DocumentState as S
from documents.operations.erasing import DESTROYED
from documents.operations.files import Look, NewFile, keep_look
from documents.operations.incoming import Assignment, Registration
from documents.operations.sheets import SheetWords
from documents.operations.workfiles import Opening
from office import blobs, clock, outbox, repeats, search
from office.config import current_settings
from office.db import Base, db, transaction
from office.errors import Forbidden
from office.permissions import SYSTEM
from tests import build
from tests.documents import stages
from tests.documents.axis import messages
from tests.documents.pages import Reader, path_of

RARE = "xuyên tâm liên"
FOLDED = "xuyen tam lien"
BYTES = b"byte-string-of-the-file-8241"
PDF = messages.PDF + BYTES


@pytest.fixture
def snv(house):
    return build.agency(code=messages.OURS)


@pytest.fixture
def line(sandbox, snv):
    return stages.connected(snv, sandbox.url)


def drained():
    outbox.drain(outbox.Lane.ACT, outbox.Lane.BULK)


def came(line, data, name):
    data = data.replace(messages.SUBJECT.encode(), f"Về việc trồng {RARE}".encode())
    delivery = operations.keep_delivery(line, name, "edoc", blobs.put(data), by=SYSTEM)
    drained()
    return delivery


def arrived(line):
    delivery = came(line, messages.wrapped(name=f"{RARE}.pdf", data=PDF), "d1")
    document = db.session.get_one(Document, delivery.document_id)
    look = Look([blobs.put(b"picture " + BYTES).sha256], words=f"Nội dung {RARE}")
    keep_look(queries.main_file(document), look, by=SYSTEM)
    drained()
    return document


def recall(line, name="d2"):
    return came(line, messages.message(traces=messages.trace(messages.business("1"))), name)


def at_work(snv, line):
    """In the hands of an official who drafts the reply."""
    document = arrived(line)
    given = Registration(subject=document.subject, note=f"Lưu ý {RARE}")
    operations.register_incoming(document, given, by=snv.clerk)
    operations.present(document, snv.desks["leader"].id, by=snv.clerk)
    rows = [Assignment(snv.desks["official"].id, Duty.LEAD)]
    operations.direct(document, "Trả lời.", rows, by=snv.leader)
    reply = operations.start_reply(document, by=snv.official)
    stages.composed(snv, reply)
    kept_and_discussed(snv, document, reply)
    drained()
    return document, reply


def kept_and_discussed(snv, document, reply):
    """In a closed work file with its package; the reply was asked about and submitted."""
    opening = Opening("Hồ sơ", "01", "years-10", clock.today())
    file = operations.open_file(opening, [document], by=snv.official)
    operations.close_file(file, ended_on=clock.today(), by=snv.official)
    operations.ask_package(file, by=snv.official)
    given = {"question": f"Có {RARE}?", "files": [NewFile("h.txt", "text/plain", *enclosed())]}
    operations.ask_opinion(reply, [snv.desks["head"].id], **given, by=snv.official)
    operations.give_opinion(db.session.scalars(select(Opinion)).one(), f"Thôi {RARE}.", by=snv.head)
    operations.write_sheet(reply, SheetWords(summary=f"Về {RARE}"), by=snv.official)
    operations.submit(reply, snv.desks["leader"].id, by=snv.official)


def enclosed():
    stored = blobs.put(b"enclosed " + BYTES)
    return stored.sha256, stored.size


def words_kept():
    """Tables and columns in which the rare word still stands."""
    db.session.rollback()
    db.session.expire_all()
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(select(table)).mappings():
            for name, value in row.items():
                if RARE in str(value) or FOLDED in str(value):
                    yield f"{table.name}.{name}"


def bytes_kept():
    """Files of the store that still hold the byte string, also inside a package."""
    marks = (BYTES, base64.b64encode(PDF)[-24:])
    for path in current_settings().blob_dir.rglob("*"):
        if path.is_file() and any(mark in path.read_bytes() for mark in marks):
            yield path.name


def test_after_a_recall_nothing_is_left_but_the_tombstone(snv, line):
    document, reply = at_work(snv, line)
    assert queries.main_file(document)
    assert db.session.scalars(search.newest(RARE, "document")).all()
    recall(line)
    assert set(words_kept())
    operations.agree(queries.open_request_on(document), by=snv.clerk)
    drained()
    assert set(words_kept()) == set()
    assert list(bytes_kept()) == []
    assert db.session.scalars(search.newest(RARE, "document")).all() == []
    assert (document.subject, reply.state) == (DESTROYED, S.CANCELLED)
    told = document.details["destroyed"]
    assert told["reason"] == "Lý do nghiệp vụ"
    assert told["by"] == snv.clerk.name
    assert len(told["files"]) == 5
    package = db.session.scalars(select(WorkFilePackage)).one()
    assert (package.state, package.problem) == ("refused", DESTROYED)
    assert (document.symbol, document.arrival_no) == ("7816/BM-TTĐT", 1)


def test_a_file_that_another_document_needs_stays(snv, line):
    document = arrived(line)
    main = queries.main_file(document)
    kept = NewFile("b.pdf", "application/pdf", main.sha256, main.size)
    build.arrived(snv, identifier="khác", symbol="9/X", files=(kept,))
    recall(line)
    assert document.state is S.RECALLED
    assert queries.files_of(document) == []
    assert blobs.read(kept.sha256) == PDF


def test_a_repeat_of_something_destroyed_leaves_no_bytes(snv, line):
    document = arrived(line)
    recall(line)
    again = came(line, messages.wrapped(name=f"{RARE}.pdf", data=PDF), "d3")
    assert (again.state, again.meaning) == (DeliveryState.DESTROYED, "repeat")
    assert list(bytes_kept()) == []
    assert document.state is S.RECALLED
    assert db.session.scalars(select(AxisDelivery)).all()


def test_a_kept_answer_that_names_it_goes_too(snv, line):
    document = arrived(line)
    with transaction():
        repeats.keep_call("k", "c", lambda: (200, {}, f'{{"uid": "{document.uid}"}}'))
    recall(line)
    assert repeats.kept_call("k", "c") is None


def test_nobody_destroys_but_the_clerk_who_answers(snv, line):
    document = arrived(line)
    for who in (snv.leader, snv.official, snv.admin):
        with pytest.raises(Forbidden):
            operations.destroy_content(document, "x", by=who)


def test_the_page_of_what_was_destroyed_still_opens(house, snv, line):
    document = arrived(line)
    recall(line)
    page = Reader(house, snv.clerk).get(path_of(document))
    assert "7816/BM-TTĐT" in page
    assert RARE not in page
