"""From a scanner's folder, an upload or a mail file to a document that waits for registration."""

import os
import time
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from documents import operations, queries
from documents.jobs import scans, tray
from documents.models import Document, FileRole, TrayItem, TrayState, TrayWay
from documents.operations.files import NewFile
from documents.operations.tray import Brought
from office import blobs
from office.accounts.models import Notice
from office.config import current_settings
from office.db import db
from office.errors import Invalid, NotFound, Refusal
from tests import build
from tests.office.foreign import specimens

SECRET = "#rect[MẬT]"


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def folder(house, snv, tmp_path, monkeypatch):
    """The folder of the clerks' scanner."""
    monkeypatch.setattr(current_settings(), "scans", tmp_path)
    made = tmp_path / str(snv.desks["clerk"].uid)
    made.mkdir()
    return made


def scanned(folder, name, data):
    """A file that the scanner has finished a minute ago."""
    path = folder / name
    path.write_bytes(data)
    past = time.time() - 60
    os.utime(path, (past, past))
    return path


def items():
    return db.session.scalars(select(TrayItem).order_by(TrayItem.id)).all()


def look(item):
    tray.look({"item_id": item.id})


def uploaded(house, *datas, way=TrayWay.UPLOAD, name="quet.pdf", kind="application/pdf"):
    stored = [blobs.put(data) for data in datas]
    files = [NewFile(name, kind, one.sha256, one.size, FileRole.MAIN) for one in stored]
    brought = Brought(
        house.unit.id, way, name, stored[0].sha256, stored[0].size, tuple(files), key=""
    )
    return operations.keep_upload(brought, by=house.clerk)


def mailed(house, message):
    stored = blobs.put(message.as_bytes() if isinstance(message, EmailMessage) else message)
    brought = Brought(house.unit.id, TrayWay.MAIL, "thu.eml", stored.sha256, stored.size, ())
    return operations.keep_upload(brought, by=house.clerk)


def letter(*attachments):
    message = EmailMessage()
    message["From"] = "Bộ Mẫu <vt@bm.example>"
    message["Subject"] = "Về việc báo cáo"
    message["Date"] = "Tue, 17 Nov 2026 09:30:00 +0700"
    message.set_content("Kính gửi văn thư.")
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="pdf", filename=name)
    return message


# ------------------------------------------------------------------------------ scanner


def test_a_finished_scan_is_kept_and_moved_only_then(folder):
    scanned(folder, "scan0001.pdf", specimens.plain_pdf(pages=2))
    scans.look_into_folders({})
    (item,) = items()
    assert (item.way, item.state, item.name) == (TrayWay.SCANNER, TrayState.KEPT, "scan0001.pdf")
    assert [path.name for path in folder.rglob("*.pdf")] == ["scan0001.pdf"]
    assert not (folder / "scan0001.pdf").exists()
    look(item)
    assert (item.state, item.page_count, len(item.pages)) == (TrayState.READY, 2, 1)


def test_a_file_that_still_grows_is_left_alone(folder):
    path = folder / "scan.pdf"
    path.write_bytes(specimens.plain_pdf())
    scans.look_into_folders({})
    scans.look_into_folders({})
    assert path.exists()
    assert items() == []


def test_a_stop_between_keeping_and_moving_makes_no_second_one(folder, monkeypatch):
    path = scanned(folder, "scan.pdf", specimens.plain_pdf())
    monkeypatch.setattr(scans, "_move", lambda *_: None)
    scans.look_into_folders({})
    monkeypatch.undo()
    monkeypatch.setattr(current_settings(), "scans", folder.parent)
    assert path.exists()
    scans.look_into_folders({})
    assert len(items()) == 1
    assert not path.exists()


def test_the_same_bytes_under_another_name_are_told(folder):
    for name in ("a.pdf", "b.pdf"):
        scanned(folder, name, specimens.plain_pdf())
        scans.look_into_folders({})
    first, second = items()
    assert first.came_before_at is None
    assert second.came_before_at is not None


@pytest.mark.parametrize(
    ("name", "data", "state"),
    [
        ("scan.pdf", b"%PDF-1.7 cut off", TrayState.BROKEN),
        ("scan.exe", b"MZ", TrayState.BROKEN),
        ("scan.pdf", specimens.encrypted_pdf(user="x"), TrayState.BROKEN),
        ("scan.pdf", SECRET, TrayState.QUARANTINED),
    ],
)
def test_a_bad_scan_lies_aside_with_its_reason(snv, folder, name, data, state):
    secret = state is TrayState.QUARANTINED
    scanned(folder, name, specimens.typst_pdf(data) if secret else data)
    scans.look_into_folders({})
    (item,) = items()
    assert (item.state, item.sha256, bool(item.problem)) == (state, "", True)
    assert (item.name == "") is secret
    assert (folder / "refused" / name).exists()
    assert (folder / "refused" / f"{name}.txt").read_text(encoding="utf-8").strip() == item.problem
    told = set(db.session.scalars(select(Notice.desk_id).where(Notice.kind == "tray")))
    expected = {snv.desks["clerk"].id} | ({snv.desks["security"].id} if secret else set())
    assert told == expected


def test_folders_of_nobody_and_hidden_files_are_left_alone(folder):
    other = folder.parent / "khong-phai-ban"
    other.mkdir()
    scanned(other, "scan.pdf", specimens.plain_pdf())
    scanned(folder, ".scan.pdf.part", specimens.plain_pdf())
    scans.look_into_folders({})
    assert items() == []


# -------------------------------------------------------------------------- from the tray


def test_several_pictures_become_one_document(snv):
    item = uploaded(
        snv, specimens.image("JPEG"), specimens.image("PNG"), name="a.jpg", kind="image/jpeg"
    )
    look(item)
    assert (item.state, item.page_count) == (TrayState.READY, 2)
    document = operations.take_from_tray([item], build.arrival(snv), by=snv.clerk)
    (main,) = queries.files_of(document)
    assert (main.name, main.media_type, main.role) == ("a.pdf", "application/pdf", FileRole.MAIN)
    assert (item.state, item.document_id) == (TrayState.TAKEN, document.id)


def test_one_pdf_stays_byte_by_byte_and_others_are_its_annexes(snv):
    data = specimens.plain_pdf()
    first, second = uploaded(snv, data), uploaded(snv, specimens.plain_pdf(pages=2))
    for item in (first, second):
        look(item)
    document = operations.take_from_tray([first, second], build.arrival(snv), by=snv.clerk)
    main, annex = queries.files_of(document)
    assert blobs.read(main.sha256) == data
    assert annex.role is FileRole.ANNEX


def test_joined_scans_follow_in_their_order_and_leave_the_tray(snv):
    parts = [uploaded(snv, specimens.plain_pdf(pages=count)) for count in (1, 3)]
    for item in parts:
        look(item)
    joined = operations.join_tray(parts, by=snv.clerk)
    look(joined)
    assert joined.page_count == 4
    assert {item.state for item in parts} == {TrayState.JOINED}
    with pytest.raises(Refusal):
        operations.drop_from_tray(parts[0], by=snv.clerk)
    with pytest.raises(Invalid):
        operations.join_tray([joined], by=snv.clerk)


def test_a_secret_upload_shows_nothing_any_more(snv):
    item = uploaded(snv, specimens.typst_pdf(SECRET), name="tuyet-mat.pdf")
    look(item)
    assert item.state is TrayState.QUARANTINED
    assert (item.name, item.files, item.pages) == ("", {}, None)
    with pytest.raises(Refusal):
        operations.take_from_tray([item], build.arrival(snv), by=snv.clerk)
    assert db.session.scalars(select(Document)).all() == []


def test_only_the_clerks_of_the_agency_have_its_tray(snv):
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    item = uploaded(snv, specimens.plain_pdf())
    assert queries.tray_item(item.uid, snv.clerk) is item
    for reader in (other.clerk, snv.leader, snv.admin):
        with pytest.raises(NotFound):
            queries.tray_item(item.uid, reader)


# --------------------------------------------------------------------------------- mail


def test_a_mail_brings_its_attachments_and_stays_as_it_came(snv):
    message = letter(("phu-luc.txt", b"x"), ("cong-van.pdf", specimens.plain_pdf()))
    item = mailed(snv, message)
    look(item)
    assert item.facts["subject"] == "Về việc báo cáo"
    assert (item.state, item.page_count) == (TrayState.READY, 1)
    document = operations.take_from_tray([item], build.arrival(snv), by=snv.clerk)
    main, annex, source = queries.files_of(document)
    assert (main.name, annex.name, source.role) == ("cong-van.pdf", "phu-luc.txt", FileRole.SOURCE)
    assert blobs.read(source.sha256) == message.as_bytes()


def test_a_program_in_a_mail_is_named_but_not_kept(snv):
    item = mailed(snv, letter(("chay.exe", b"MZ"), ("cv.pdf", specimens.plain_pdf())))
    look(item)
    rows = {row["name"]: row for row in item.files["rows"]}
    assert rows["chay.exe"]["sha256"] == ""
    assert rows["chay.exe"]["problem"]


def test_a_mail_without_attachments_may_be_entered_too(snv):
    item = mailed(snv, letter())
    look(item)
    document = operations.take_from_tray([item], build.arrival(snv), by=snv.clerk)
    assert [file.role for file in queries.files_of(document)] == [FileRole.SOURCE]


@pytest.mark.parametrize("bad", ["broken", "secret"])
def test_a_bad_mail_is_held_and_kept(snv, bad):
    secret = letter(("cv.pdf", specimens.typst_pdf(SECRET)))
    item = mailed(snv, secret if bad == "secret" else b"khong phai thu")
    look(item)
    expected = TrayState.QUARANTINED if bad == "secret" else TrayState.BROKEN
    assert item.state is expected
    assert item.problem
    assert blobs.exists(item.sha256)


# ------------------------------------------------------------------------- secret papers


def test_of_a_secret_paper_only_number_and_day_are_noted(snv):
    noted = operations.note_secret_paper(snv.unit.id, "12a", build.FIRST_DAY, by=snv.clerk)
    assert list(db.session.scalars(queries.secret_papers_of(snv.clerk))) == [noted]
    assert list(db.session.scalars(queries.secret_papers_of(snv.leader))) == []
    assert {column.name for column in noted.__table__.columns} == {
        "id",
        "uid",
        "agency_id",
        "number",
        "arrived_on",
        "noted_by",
        "noted_at",
    }


@pytest.mark.parametrize("words", ["", "Về việc tàu ngầm", "12 của Bộ"])
def test_words_of_content_are_refused(snv, words):
    with pytest.raises(Invalid):
        operations.note_secret_paper(snv.unit.id, words, build.FIRST_DAY, by=snv.clerk)
