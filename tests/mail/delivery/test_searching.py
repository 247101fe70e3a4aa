"""Mail is found by words without accents and by filters, in the reader's own boxes only."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from mail import operations
from mail.models import Folder, ItemLabel, MailFiling, MailItem, MailLabel, Unseen
from mail.queries import searching
from mail.queries.searching import Wanted, count, found, page, read_question
from office import blobs, clock, outbox, search
from office.db import db, transaction
from office.search import fold
from office.units import queries as units
from tests.mail.post import delivered

AT = "@snv.lamgiang.example"


@pytest.fixture(params=["few", "many"])
def way(request, monkeypatch):
    """The index names each of few boxes, and says of more that they are many: both are found."""
    if request.param == "many":
        monkeypatch.setattr("mail.jobs.searching.MOST_BOXES", 0)
        monkeypatch.setattr(searching, "MOST_BOXES", 0)


def mailed(subject, *, to=f"head{AT}", text="", files=(), **kept):
    view = blobs.put(f'{{"words": "{text}"}}'.encode()).sha256
    made = tuple(operations.KeptFile("2", one, "pdf", 1, "0" * 64) for one in files)
    kept = {"view_sha256": view, "files": made} | kept
    return delivered([to], subject=subject, kept=kept)[1]


def subjects(mail, text, part="head", **more):
    outbox.drain(outbox.Lane.BULK)
    rows = db.session.execute(found(getattr(mail, part), read_question(text, **more)))
    return [row.MailMessage.subject for row in rows]


@pytest.mark.parametrize(
    ("asked", "subject"),
    [
        ("quyet dinh", "Quyết định nâng lương"),
        ("dong anh", "Họp ở Đông Anh"),
        ("quye\u0302\u0301t \u0111i\u0323nh", "Quyết định nâng lương"),
        ("اجتماع", "دعوة إلى الاجتماع"),
        ("الاجتماع", "اجتماع الغد"),
        ("dieu don", "Điều động"),
    ],
)
def test_words_are_found_however_they_are_typed(mail, way, asked, subject):
    mailed("Việc khác")
    mailed(subject)
    assert subjects(mail, asked) == [subject]


def test_the_words_of_the_text_and_of_files_are_found_newest_first(mail, way):
    mailed("một", text="phương án sắp xếp")
    mailed("hai", files=["phương án.pdf"])
    mailed("ba")
    assert subjects(mail, "phuong an") == ["hai", "một"]


def test_nobody_finds_the_mail_of_another(mail, way):
    mailed("Bí ẩn", to=f"leader{AT}")
    mailed("Bí ẩn chung", to=f"vanthu{AT}")
    assert subjects(mail, "bi an") == []
    assert subjects(mail, "bi an", part="leader") == ["Bí ẩn"]
    assert subjects(mail, "bi an", part="clerk") == ["Bí ẩn chung"]
    uid = str(mail.boxes["clerk"].uid)
    assert subjects(mail, "bi an", part="clerk", box=uid) == []


@pytest.mark.parametrize(
    ("asked", "hits"),
    [
        ("from:lan", ["từ Lan"]),
        ('from:"Lê Thị Lan"', ["từ Lan"]),
        ("from:lan@else.example", ["từ Lan"]),
        ("to:official", ["cho người khác"]),
        ("from:official", []),
        ("has:file", ["tệp"]),
        ("type:pdf", ["tệp"]),
        ("type:docx", []),
        ("is:unread tep", []),
        ("is:unread from:lan tu", ["từ Lan"]),
        ("in:sent", []),
        ("in:trash", ["đã xóa"]),
        ("label:Họp", ["tệp"]),
        ("xoa", []),
    ],
)
def test_filters(mail, way, asked, hits):
    lan = operations.Named("Lê Thị Lan", "lan@else.example")
    mailed("từ Lan", sender=lan)
    mailed("cho người khác", to=f"head{AT}", cc=(operations.Named("", f"official{AT}"),))
    mailed("tệp", files=["báo cáo.pdf"])
    mailed("đã xóa")
    items = db.session.scalars(select(MailItem).order_by(MailItem.id)).all()
    with transaction():
        label = MailLabel(mailbox_id=mail.boxes["head"].id, name="Họp")
        db.session.add(label)
        db.session.flush()
        db.session.add(ItemLabel(item_id=items[2].id, label_id=label.id))
        db.session.delete(db.session.get_one(Unseen, (items[2].id, mail.head.person_id)))
        items[3].folder = Folder.TRASH
    assert subjects(mail, asked) == hits


def test_a_unit_and_a_number_narrow_what_is_found(mail, way):
    inside = operations.Named("Nguyễn Khôi", f"official{AT}")
    ours = mailed("12/QĐ-SNV – Về việc họp", sender=inside)
    filed = mailed("Thư của dân")
    box = mail.boxes["head"]
    with transaction():
        made = {"object_uid": filed.uid, "filed_by": "x", "filed_at": clock.now(), "label": "37"}
        db.session.add(MailFiling(mailbox_id=box.id, message_id=filed.id, kind="document", **made))
    unit = units.name_of(mail.agency.unit.id)
    assert subjects(mail, f'unit:"{fold(unit)}"') == [ours.subject]
    assert subjects(mail, 'unit:"không có đơn vị này"') == []
    assert subjects(mail, "number:12/QĐ-SNV") == [ours.subject]
    assert subjects(mail, "number:37 dan") == [filed.subject]
    assert subjects(mail, "number:3") == []


def test_days_bound_what_is_found(mail, way):
    today = clock.today()
    for days in (0, 10):
        with time_machine.travel(clock.now() - timedelta(days=days)):
            mailed(f"trước {days} ngày")
    since = (today - timedelta(days=5)).isoformat()
    assert subjects(mail, f"after:{since} truoc") == ["trước 0 ngày"]
    assert subjects(mail, f"before:{since} truoc") == ["trước 10 ngày"]


def test_pages_follow_each_other_without_gap_or_double(mail, way):
    for number in range(5):
        delivered([f"vanthu{AT}", f"clerk{AT}"], subject=f"Thư {number}")
    outbox.drain(outbox.Lane.BULK)
    seen, sizes, before = [], [], None
    while before is not None or not seen:
        rows, before = page(mail.clerk, Wanted(words="thu"), before=before, most=3)
        seen += [item.id for item, _message in rows]
        sizes.append(len(rows))
    assert sizes == [4, 4, 2]  # a message that lies in two of his boxes stays on one page
    assert len(set(seen)) == 10
    assert count(found(mail.clerk, Wanted(words="thu"))) == 10


def test_a_thousand_and_one_is_the_most_that_is_counted(mail, monkeypatch):
    monkeypatch.setattr(searching, "MOST_COUNTED", 2)
    for _number in range(4):
        mailed("Thư")
    outbox.drain(outbox.Lane.BULK)
    assert count(found(mail.head, Wanted(words="thu"))) == 3


def test_what_was_recalled_is_found_no_more(mail, way):
    message = mailed("Thu hồi")
    assert subjects(mail, "thu hoi") == ["Thu hồi"]
    with transaction():
        message.recalled_at = clock.now()
        search.request_index("mail", message.id)
    assert subjects(mail, "thu hoi") == []


def test_a_question_is_read_as_it_is_typed():
    wanted = read_question('kế hoạch from:"Trần An" in:SENT after:2026-01-02 has:file is:new')
    assert wanted == Wanted(
        words="kế hoạch",
        sender="Trần An",
        folder=Folder.SENT,
        after=date(2026, 1, 2),
        has_files=True,
    )
