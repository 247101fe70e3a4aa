"""A clerk files letters into the register: whole, once, and with what was checked of the sender."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from documents import queries
from documents.models import Document, DocumentFile, FileRole, Task, TaskState
from documents.operations.incoming_acts import NumberFate, undo_registration
from documents.policy import after_issue
from mail import operations as mail
from mail.models import Folder, MailDraft, MailFiling, MailItem
from office import blobs, outbox
from office.db import db, transaction
from office.i18n import force_locale
from office.permissions import allowed
from tests import build
from tests.documents import stages
from tests.documents.pages import Reader
from tests.mail.post import delivered, post_office
from tests.office.foreign import specimens
from tests.permissions.forms import pdf

RAW = (
    b"From: =?utf-8?q?UBND_x=C3=A3_M=E1=BA=ABu?= <ubnd@xamau.example>\r\n"
    b"Message-ID: <goc-1@xamau.example>\r\nSubject: Bao cao\r\n\r\nKinh gui\r\n"
)
PASSED = {"spf": "pass", "dkim": [{"result": "pass"}], "dmarc": "pass", "arc": "none"}


@pytest.fixture
def mail_house(house):
    return post_office()


@pytest.fixture
def clerk(house, mail_house):
    return Reader(house, mail_house.clerk)


def came(mail_house, *, files=(), raw=RAW, **facts):
    """A letter from outside in the box of the clerks."""
    made = {
        "message_id": "<goc-1@xamau.example>",
        "sender": mail.Named("UBND xã Mẫu", "ubnd@xamau.example"),
        "verdicts": PASSED,
        "files": files,
        "preview": "Kính gửi Sở",
    }
    _went, message = delivered(
        [f"vanthu@{mail_house.domain.name}"],
        subject="Fwd: Báo cáo số 12/BC-UBND về cải cách hành chính",
        data=raw,
        kept=made | facts,
    )
    found = select(MailItem).where(
        MailItem.message_id == message.id,
        MailItem.mailbox_id == mail_house.boxes["clerks"].id,
    )
    return db.session.scalars(found).one()


def kept_file(name, data, kind="application/pdf"):
    stored = blobs.put(data)
    return mail.KeptFile("2", name, kind, stored.size, stored.sha256)


def filled(**given):
    usual = {"issuer": "UBND xã Mẫu", "subject": "Báo cáo", "symbol": "12/BC-UBND"}
    return usual | {"type_name": "Báo cáo", "urgency": "normal"} | given


def files_of(document):
    rows = select(DocumentFile).where(DocumentFile.document_id == document.id)
    return {row.role: row for row in db.session.scalars(rows.order_by(DocumentFile.id))}


def said(filing):
    db.session.refresh(filing)
    with force_locale("en"):
        return str(filing.words)


def only_document():
    return db.session.scalars(select(Document)).one()


def test_a_letter_proposes_what_it_says(mail_house, clerk):
    item = came(mail_house)
    assert f'href="/documents/from-mail/{item.uid}"' in clerk.get(f"/mail/items/{item.uid}")
    page = clerk.get(f"/documents/from-mail/{item.uid}")
    assert 'value="12/BC-UBND"' in page
    assert ">Báo cáo số 12/BC-UBND về cải cách hành chính</textarea>" in page
    assert "<bdi>DMARC pass</bdi>" in page


def test_the_letter_is_kept_byte_by_byte_with_its_files_and_verdicts(mail_house, clerk):
    data = pdf().getvalue()
    item = came(mail_house, files=(kept_file("bao-cao.pdf", data),))
    led = clerk.post(f"/documents/from-mail/{item.uid}", **filled())
    document = only_document()
    assert led == f"/documents/{document.uid}/registration"
    files = files_of(document)
    assert blobs.read(files[FileRole.SOURCE].sha256) == RAW
    assert blobs.read(files[FileRole.MAIN].sha256) == data
    assert document.details["mail"]["verdicts"] == PASSED
    page = clerk.get(f"/documents/{document.uid}")
    assert "DKIM pass" in page
    assert f'href="/mail/items/{item.uid}"' in page


def test_who_gets_a_letter_without_files_reads_it_on_the_page(mail_house, clerk):
    item = came(mail_house, raw=RAW.replace(b"Kinh gui", b"Kinh gui <b>So</b>"))
    clerk.post(f"/documents/from-mail/{item.uid}", **filled())
    outbox.drain(outbox.Lane.BULK)
    page = clerk.get(f"/documents/{only_document().uid}")
    assert "Kinh gui &lt;b&gt;So&lt;/b&gt;</p>" in page


def test_the_number_stands_at_the_letter_and_goes_with_the_registration(mail_house, clerk):
    item = came(mail_house)
    clerk.post(f"/documents/from-mail/{item.uid}", **filled())
    filing = db.session.scalars(select(MailFiling)).one()
    assert said(filing) == "Given to the register; it waits for its number"
    document = only_document()
    clerk.post(f"/documents/{document.uid}/registration", subject="Báo cáo", urgency="normal")
    assert said(filing) == "Registered as no. 1"
    assert filing.url == f"/documents/{document.uid}"
    page = clerk.get(f"/mail/items/{item.uid}")
    assert f'<a href="/documents/{document.uid}">Registered as no. 1</a>' in page
    undo_registration(document, "Nhầm", fate=NumberFate.CANCEL, by=mail_house.clerk)
    assert said(filing) == "The registration as no. 1 was undone"


def test_a_second_filing_warns_and_needs_a_tick(mail_house, clerk):
    first = came(mail_house)
    clerk.post(f"/documents/from-mail/{first.uid}", **filled())
    again = came(mail_house, raw=RAW + b"P.S.\r\n")
    page = clerk.get(f"/documents/from-mail/{again.uid}")
    assert "This letter was filed before." in page
    page = clerk.post(f"/documents/from-mail/{again.uid}", status=422, **filled(known=1))
    assert "Confirm that it is to be filed once more." in page
    assert len(db.session.scalars(select(Document)).all()) == 1
    clerk.post(f"/documents/from-mail/{again.uid}", **filled(known=1, once_more=1))
    assert len(db.session.scalars(select(Document)).all()) == 2


def test_two_who_file_at_once_do_not_both_come_through(mail_house, clerk):
    item = came(mail_house)
    clerk.post(f"/documents/from-mail/{item.uid}", **filled())
    page = clerk.post(
        f"/documents/from-mail/{item.uid}", status=409, **filled(known=0, once_more=1)
    )
    assert "This letter was filed before." in page
    assert len(db.session.scalars(select(Document)).all()) == 1


def test_a_letter_with_a_secrecy_mark_is_refused(mail_house, clerk):
    marked = kept_file("mat.pdf", specimens.typst_pdf("#rect[TỐI MẬT]"))
    item = came(mail_house, files=(marked,))
    page = clerk.post(f"/documents/from-mail/{item.uid}", status=409, **filled())
    assert "It bears a secrecy mark" in page
    assert db.session.scalars(select(Document)).all() == []


def test_a_file_that_may_not_be_kept_is_named_and_stays_in_the_letter(mail_house, clerk):
    program = kept_file("cai-dat.exe", b"MZ\x90\x00" + bytes(64), "application/x-msdownload")
    item = came(mail_house, files=(program,))
    clerk.post(f"/documents/from-mail/{item.uid}", **filled())
    annex = files_of(only_document())[FileRole.ANNEX]
    assert (annex.name, annex.sha256) == ("cai-dat.exe", "")
    assert annex.problem


def test_what_lies_in_quarantine_is_not_filed(mail_house, clerk):
    item = came(mail_house)
    with transaction():
        item.folder = Folder.QUARANTINE
    assert "quarantine" in clerk.get(f"/documents/from-mail/{item.uid}", status=409)


def test_a_task_and_its_letter_lead_to_each_other(house, mail_house):
    leader = Reader(house, mail_house.leader)
    _went, letter = delivered([f"leader@{mail_house.domain.name}"], subject="Đề nghị cử người")
    item = db.session.scalars(select(MailItem).where(MailItem.message_id == letter.id)).one()
    page = leader.get(f"/tasks/new?mail={item.uid}")
    assert 'value="Đề nghị cử người"' in page
    lead = str(mail_house.agency.desks["official"].uid)
    led = leader.post("/tasks/new", title="Cử người dự họp", lead=lead, due="5", mail=str(item.uid))
    page = leader.get(led)
    assert f'href="/mail/items/{item.uid}"' in page
    filing = db.session.scalars(select(MailFiling)).one()
    assert (filing.url, said(filing)) == (led, "Task: Cử người dự họp")


def test_an_answering_letter_closes_no_task(house, mail_house):
    address = f"leader@{mail_house.domain.name}"
    _went, letter = delivered([address], subject="Đề nghị")
    item = db.session.scalars(select(MailItem).where(MailItem.message_id == letter.id)).one()
    lead = str(mail_house.agency.desks["official"].uid)
    leader = Reader(house, mail_house.leader)
    leader.post("/tasks/new", title="Cử người", lead=lead, due="5", mail=str(item.uid))
    delivered([address], subject="Re: Đề nghị", kept={"ancestors": (letter.message_id,)})
    assert db.session.scalars(select(Task)).one().state is TaskState.GIVEN


def test_only_who_reads_the_box_and_keeps_the_register_files(house, mail_house):
    item = came(mail_house)
    Reader(house, mail_house.official).get(f"/documents/from-mail/{item.uid}", status=403)
    other = build.agency(code="H99.7", name="Sở Tài chính", symbol="STC")
    Reader(house, other.clerk).get(f"/documents/from-mail/{item.uid}", status=404)


def test_an_issued_document_goes_along_with_a_letter_as_it_is(house, mail_house):
    document = stages.issued(mail_house.agency)
    official = Reader(house, mail_house.official)
    assert f"/documents/{document.uid}/letter" in official.get(f"/documents/{document.uid}")
    page = official.get(official.post(f"/documents/{document.uid}/letter"))
    assert document.subject in page
    draft = db.session.scalars(select(MailDraft)).one()
    [file] = draft.files
    assert file["sha256"] == queries.main_file(document).sha256


def test_another_agency_or_a_stand_in_sends_no_letter_with_it(mail_house):
    document = stages.issued(mail_house.agency)
    other = build.agency(code="H99.7", name="Sở Tài chính", symbol="STC")
    stand_in = replace(mail_house.official, delegation_id=1)
    assert allowed(mail_house.official, after_issue.Can.SEND_LETTER, document)
    for nobody in (other.clerk, stand_in):
        assert not allowed(nobody, after_issue.Can.SEND_LETTER, document)
