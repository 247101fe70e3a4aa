"""The tray and the notes of secret papers, as a clerk meets them without a script."""

import io

import pytest
from sqlalchemy import select

from documents import queries
from documents.jobs import tray
from documents.models import Document, FileRole, SecretPaper, TrayItem, TrayState, TrayWay
from office.db import db
from tests import build
from tests.documents.pages import Reader, path_of
from tests.office.foreign import specimens

TRAY = "/documents/incoming/tray"
NEW = "/documents/incoming/new"
HEAD = {"issuer": "Bộ Mẫu", "type_name": "Công văn", "urgency": "normal", "subject": "Báo cáo"}


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def clerk(house, snv):
    return Reader(house, snv.clerk)


def file(name, data):
    return (io.BytesIO(data), name)


def items():
    db.session.expire_all()
    return db.session.scalars(select(TrayItem).order_by(TrayItem.id)).all()


def documents():
    return db.session.scalars(select(Document)).all()


def test_good_files_are_kept_and_bad_ones_named(clerk):
    sent = [
        file("a.pdf", specimens.plain_pdf()),
        file("b.exe", b"MZ"),
        file("thu.eml", b"From: a@b.example\nSubject: Moi hop\n\nKinh gui"),
    ]
    page = clerk.post(TRAY, status=422, how="each", files=sent)
    assert "b.exe: " in page
    assert [(item.name, item.way) for item in items()] == [
        ("thu.eml", TrayWay.MAIL),
        ("a.pdf", TrayWay.UPLOAD),
    ]
    assert "Choose files." in clerk.post(TRAY, status=422, how="each")


def test_several_pictures_may_be_one_document(clerk):
    sent = [file(f"{n}.png", specimens.image()) for n in range(3)]
    assert clerk.post(TRAY, how="one", files=sent) == TRAY
    (item,) = items()
    assert len(item.files["rows"]) == 3


def test_what_waits_is_entered_with_what_a_mail_says(clerk):
    head = b"From: Bo Mau <a@b.example>\nSubject: Moi hop\n"
    mail = head + b"Date: Tue, 17 Nov 2026 09:30:00 +0700\n\nKinh gui"
    clerk.post(TRAY, how="each", files=[file("thu.eml", mail)])
    (item,) = items()
    tray.look({"item_id": item.id})
    page = clerk.get(f"{NEW}?chosen={item.uid}")
    for words in ('value="Bo Mau"', "Moi hop", 'value="2026-11-17"'):
        assert words in page
    led = clerk.post(NEW, tray=str(item.uid), **HEAD)
    (document,) = documents()
    assert led == path_of(document, "registration")
    assert [one.role for one in queries.files_of(document)] == [FileRole.SOURCE]
    assert items()[0].state is TrayState.TAKEN


def test_a_refused_form_keeps_the_file_that_was_sent(clerk):
    page = clerk.post(
        NEW, status=422, **(HEAD | {"issuer": ""}), scan=file("cv.pdf", specimens.plain_pdf())
    )
    (item,) = items()
    assert f'name="tray" value="{item.uid}"' in page
    assert "Báo cáo" in page
    clerk.post(NEW, tray=str(item.uid), **HEAD)
    (document,) = documents()
    assert queries.main_file(document).name == "cv.pdf"


def test_a_secret_file_is_refused_before_it_is_kept(clerk):
    secret = file("cv.pdf", specimens.typst_pdf("#rect[TỐI MẬT]"))
    page = clerk.post(NEW, status=422, **HEAD, scan=secret)
    assert "state secrets go the paper way" in page
    assert (documents(), items()) == ([], [])


def test_chosen_scans_are_joined_in_the_order_of_their_numbers(clerk):
    sent = [file(f"{n}.pdf", specimens.plain_pdf()) for n in range(2)]
    clerk.post(TRAY, how="each", files=sent)
    first, second = items()
    for item in (first, second):
        tray.look({"item_id": item.id})
    chosen = [str(first.uid), str(second.uid)]
    assert "1.pdf" in clerk.get(f"{TRAY}/joining?chosen={chosen[0]}&chosen={chosen[1]}")
    order = {f"order-{first.uid}": "2", f"order-{second.uid}": "1"}
    clerk.post(f"{TRAY}/joining", chosen=chosen, **order)
    assert [row["name"] for row in items()[-1].files["rows"]] == ["1.pdf", "0.pdf"]
    page = clerk.post(f"{TRAY}/joining", status=422, chosen=chosen[:1])
    assert "Choose two to fifty files." in page


def test_an_item_is_laid_aside(clerk):
    clerk.post(TRAY, how="each", files=[file("a.pdf", specimens.plain_pdf())])
    (item,) = items()
    tray.look({"item_id": item.id})
    assert clerk.answer(f"{TRAY}/{item.uid}/picture").mimetype == "image/webp"
    clerk.post(f"{TRAY}/{item.uid}/dropping")
    assert "a.pdf" not in clerk.get(TRAY)
    assert "a.pdf" in clerk.get(f"{TRAY}?view=closed")


def test_of_a_secret_paper_the_page_takes_number_and_day_only(clerk):
    page = clerk.get("/documents/incoming/secret-papers")
    assert page.count('name="number"') == page.count('name="arrived_on"') == 1
    typed = {"number": "Về tàu ngầm", "arrived_on": "2026-01-02"}
    page = clerk.post("/documents/incoming/secret-papers", status=422, **typed)
    assert "Only the number in the paper register" in page
    clerk.post("/documents/incoming/secret-papers", number="12", arrived_on="2026-01-02")
    assert db.session.scalars(select(SecretPaper.number)).all() == ["12"]
