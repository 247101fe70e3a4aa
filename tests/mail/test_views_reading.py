"""A message on its page: warnings, words in a frame of their own, files, states of receivers."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from mail import operations
from mail.jobs.rereading import reread
from mail.maildir.names import FLAGGED, SEEN
from mail.models import (
    AssignmentState,
    Folder,
    MailAssignment,
    MailDraft,
    MailMessage,
    Unseen,
)
from mail.models.outgoing import MailState, OutgoingMail
from mail.queries import programs
from mail.views.bodies import folded, height_of, pieces_of
from office import blobs, clock
from office.accounts.models import Person
from office.audit import AuditEvent
from office.db import db, transaction
from office.errors import Refusal
from office.ui.csp import LETTER_SHEET, Kind, policy
from tests.documents.pages import Reader
from tests.mail.post import lay, put

PNG = b"\x89PNG\r\n\x1a\nrest"
QUOTE = '<p>Mới</p><blockquote data-quote="block"><p>Cũ</p></blockquote><p>Cuối</p>'


@pytest.fixture
def official(house, mail):
    return Reader(house, mail.official)


def path(item, rest=""):
    return f"/mail/items/{item.uid}{rest}"


def outside(mail, part="official", **facts):
    return lay(mail.boxes[part], is_outside=True, **facts)


def test_the_words_of_a_plain_letter_stand_on_the_page_with_links(mail, official):
    item = lay(mail.boxes["official"], text="Xem <b> tại https://x.example/a?b=1.\n> Cũ\nHết")
    page = official.get(path(item))
    assert 'Xem &lt;b&gt; tại <a href="https://x.example/a?b=1"' in page
    assert "<iframe" not in page
    assert re.search(r'<details class="history">.*?&gt; Cũ', page, re.DOTALL)


def test_a_letter_as_a_page_lies_alone_in_a_frame_that_can_do_nothing(mail, official):
    item = lay(mail.boxes["official"], html='<p style="color: red">Chào</p>')
    page = official.answer(path(item))
    frame = re.search(r"<iframe[^>]+>", page.text)[0]
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in frame
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    body = official.answer(path(item, "/body"))
    assert body.headers["Content-Security-Policy"] == policy(Kind.LETTER)
    assert body.headers["Referrer-Policy"] == "no-referrer"
    assert LETTER_SHEET in body.text
    assert '<p style="color: red">Chào</p>' in body.text


def test_pictures_from_elsewhere_wait_until_they_are_asked_for(mail, official):
    html = '<img data-remote="https://x.example/p.png" alt="a">'
    item = lay(mail.boxes["official"], html=html, view={"remote_count": 1})
    page = official.get(path(item))
    assert "1 picture from elsewhere is not loaded." in page
    assert ' src="https://x.example/p.png"' not in official.get(path(item, "/body"))
    assert "/body?pictures=1" in official.get(path(item, "?pictures=1"))
    shown = official.answer(path(item, "/body?pictures=1"))
    assert ' src="https://x.example/p.png"' in shown.text
    assert "img-src data: https: http:" in shown.headers["Content-Security-Policy"]


def test_a_picture_that_came_with_the_letter_is_shown_without_asking_anybody(mail, official):
    facts = {"content_id": "p1@x", "is_inline": True}
    files = [("p.png", "image/png", PNG, facts)]
    item = lay(mail.boxes["official"], html='<img src="cid:p1@x">', files=files)
    assert 'src="data:image/png;base64,' in official.get(path(item, "/body"))


def test_history_lies_behind_a_fold_and_nothing_is_lost():
    text = folded(QUOTE, {}, shows_remote=False)
    assert text.startswith("<p>Mới</p><details><summary>")
    assert text.endswith("<p>Cũ</p></blockquote></details><p>Cuối</p>")


def test_all_that_follows_a_divider_is_history():
    text = folded(
        '<div><p>A</p><div data-quote="rest">B</div><p>C</p></div>', {}, shows_remote=False
    )
    assert text.endswith('<div data-quote="rest">B</div><p>C</p></details></div>')


def test_a_letter_that_is_all_history_is_shown_open():
    text = folded('<blockquote data-quote="block">A</blockquote>', {}, shows_remote=False)
    assert text.startswith("<details open>")


@pytest.mark.parametrize("text", ["<p>a", "</p><b>x", "<img", "a &lt; b &#38; &amp; c"])
def test_odd_pieces_do_no_harm(text):
    assert folded(text, {}, shows_remote=False).count("<") == folded(
        text, {}, shows_remote=False
    ).count(">")


def test_longer_letters_get_higher_frames():
    assert height_of("<p>ngắn</p>") < height_of("<p>dài</p>" * 30) <= 1800


def test_the_line_that_announces_history_is_folded_with_it():
    pieces = pieces_of("Vâng.\n\nOn Mon, A wrote:\n> một\n> hai\n")
    assert [piece.is_history for piece in pieces] == [False, True]


def test_a_stranger_with_the_name_of_a_colleague_is_called_out(mail, official):
    item = outside(mail, sender=("Nguyễn Cúc", "sep@la.example"))
    assert "bears the name of a colleague" in official.get(path(item))
    inside = lay(mail.boxes["official"], sender=("Nguyễn Cúc", "leader@snv.lamgiang.example"))
    assert "bears the name of a colleague" not in official.get(path(inside))


def test_an_answer_that_would_go_elsewhere_is_told(mail, official):
    view = {"head": {"reply_to": [{"name": "", "address": "khac@y.example"}]}}
    page = official.get(path(lay(mail.boxes["official"], view=view)))
    assert "An answer would go to another address: khac@y.example" in page


@pytest.mark.parametrize("domain", ["xn--pple-43d.example", "аgency.example"])
def test_a_domain_with_letters_of_two_alphabets_is_told(mail, official, domain):
    page = official.get(path(outside(mail, sender=("A", f"a@{domain}"))))
    assert "unusual letters" in page


def test_a_vietnamese_domain_is_nothing_unusual(mail, official):
    page = official.get(path(outside(mail, sender=("A", "a@tỉnh.example"))))
    assert "AN unusual" not in page


@pytest.mark.parametrize(
    ("dmarc", "words"),
    [("pass", "confirms this sender"), ("fail", "does not confirm"), ("none", "nobody can say")],
)
def test_one_line_says_whether_the_sender_is_believed(mail, official, dmarc, words):
    item = outside(mail, verdicts={"spf": "pass", "dkim": [], "dmarc": dmarc})
    page = official.get(path(item))
    assert words in page
    assert f"SPF pass · DKIM none · DMARC {dmarc}" in page


def test_a_guessed_charset_is_told(mail, official):
    view = {"notices": [{"code": "charset_guessed", "values": ["us-ascii", "tcvn3"]}]}
    page = official.get(path(lay(mail.boxes["official"], view=view)))
    assert "The charset of this letter was guessed." in page
    assert "us-ascii → tcvn3" in page


def test_a_pdf_may_be_looked_at_and_a_risky_file_is_only_saved(mail, official):
    files = [
        ("Kế hoạch.pdf", "application/pdf", b"%PDF-1.4"),
        ("hóa đơn.pdf.exe", "application/x-msdownload", b"MZ", {"risks": ["executable"]}),
    ]
    item = lay(mail.boxes["official"], files=files)
    page = official.get(path(item))
    assert "a program" in page
    urls = re.findall(rf'href="({path(item)}/parts/[^"?]+)"', page)
    shown, saved = official.answer(urls[0]), official.answer(urls[-1])
    assert shown.headers["Content-Disposition"].startswith('inline; filename="Ke hoach.pdf"')
    assert shown.headers["Content-Security-Policy"].startswith("sandbox")
    assert saved.headers["Content-Disposition"].startswith("attachment")
    assert saved.mimetype == "application/octet-stream"
    assert saved.headers["X-Content-Type-Options"] == "nosniff"
    assert official.answer(f"{urls[0]}?save=1").headers["Content-Disposition"].startswith("attach")


def test_all_files_come_as_one_archive_under_their_names(mail, official):
    files = [("a.txt", "text/plain", b"1"), ("a.txt", "text/plain", b"2"), ("../b", "x/y", b"3")]
    item = lay(mail.boxes["official"], files=files)
    archive = zipfile.ZipFile(io.BytesIO(official.answer(path(item, "/attachments")).data))
    assert archive.namelist() == ["a.txt", "a (2).txt", "_b"]


def test_the_original_is_saved_byte_by_byte_and_its_head_shown(mail, official):
    item = lay(mail.boxes["official"], text="<script>")
    saved = official.answer(path(item, "/original"))
    assert saved.data.endswith(b"\r\n\r\n<script>\r\n")
    assert saved.headers["Content-Disposition"].startswith("attachment")
    head = official.get(path(item, "/source"))
    assert "From: Nguyễn Văn Mẫu &lt;mau@tinh.example&gt;" in head
    assert "script&gt;" not in head


def test_paper_says_who_wrote_to_whom(mail, official):
    item = lay(mail.boxes["official"], subject="<b>In", text="Nội dung")
    paper = official.answer(path(item, "/print"))
    assert "&lt;b&gt;In" in paper.text
    assert "Nội dung" in paper.text
    assert paper.headers["Content-Security-Policy"] == policy(Kind.LETTER)


def test_a_sent_letter_says_how_far_it_got_with_each_receiver(house, mail):
    item = lay(mail.boxes["official"], folder=Folder.SENT, is_seen=True)
    with transaction():
        message = item.message_id
        put(db.session.get_one(MailMessage, message), mail.boxes["colleague"])
        put(db.session.get_one(MailMessage, message), mail.boxes["head"], is_seen=True)
        db.session.add(
            OutgoingMail(
                agency_id=mail.agency.unit.id,
                key="k",
                to="b@y.example",
                subject="S",
                text="",
                state=MailState.FAILED,
                problem="550 5.1.1 no such user",
                made_at=clock.now(),
                message_id=message,
                mailbox_id=mail.boxes["official"].id,
            )
        )
    page = Reader(house, mail.official).get(path(item))
    assert re.search(r"b@y\.example.*?Could not be sent.*?550 5\.1\.1", page, re.DOTALL)
    assert re.search(rf"{mail.colleague.name}.*?Delivered", page, re.DOTALL)
    assert re.search(rf"{mail.head.name}.*?Read", page, re.DOTALL)


def test_reading_in_a_shared_box_is_noted_once_for_each_person(house, mail):
    item, own = lay(mail.boxes["clerks"]), lay(mail.boxes["clerk"])
    clerk = Reader(house, mail.clerk)
    for _again in range(2):
        clerk.get(path(item))
        clerk.get(path(own))
    lines = db.session.scalars(select(AuditEvent).where(AuditEvent.act == "mail.read")).all()
    assert [line.subject_uid for line in lines] == [str(item.uid)]


def noted(mail):
    wanted = select(AuditEvent).where(AuditEvent.act == "mail.read").order_by(AuditEvent.id)
    return [(line.subject_uid, line.facts.get("via", "")) for line in db.session.scalars(wanted)]


def test_every_word_that_was_shown_of_a_shared_box_is_noted(house, mail):
    box = mail.boxes["clerks"]
    old = lay(box, is_seen=True)
    new, asked = lay(box, answers=old), lay(box, answers=old, is_seen=True)
    page = lay(box, html="<p>Xin chào</p>")
    clerk = Reader(house, mail.clerk)
    clerk.get(path(asked))  # shows with it what is new, and of the old one a line only
    assert {uid for uid, _via in noted(mail)} == {str(asked.uid), str(new.uid)}
    clerk.get(path(page, "/body"))
    assert noted(mail)[-1] == (str(page.uid), "")


def test_what_a_program_reads_in_a_shared_box_is_noted_once(mail):
    read, marked, own = (
        lay(mail.boxes["clerks"]),
        lay(mail.boxes["clerks"]),
        lay(mail.boxes["clerk"]),
    )
    openings = programs.openings_of(mail.clerk.account_id)
    for item, flag in ((read, SEEN), (read, SEEN), (marked, FLAGGED), (own, SEEN)):
        opening = openings[item.mailbox_id]
        did = [programs.Did(item.id, set=frozenset({flag}))]
        operations.follow_program(opening.opened, did, by=opening.actor)
    assert noted(mail) == [(str(read.uid), "imap")]


def test_a_page_that_was_open_for_a_second_is_read_as_a_whole(mail, official):
    first = lay(mail.boxes["official"])
    second = lay(mail.boxes["official"], answers=first)
    assert "data-read-mark" in official.get(path(second))
    official.client.post(path(second, "/reading"))
    assert not db.session.scalar(select(func.count()).select_from(Unseen))
    assert "data-read-mark" not in official.get(path(second))


def test_a_conversation_of_a_shared_box_is_given_to_a_member(house, mail):
    item = lay(mail.boxes["clerks"])
    clerk = Reader(house, mail.clerk)
    person = db.session.get_one(Person, mail.clerk.person_id)
    day = clock.add_working_days(clock.today(), 2).isoformat()
    clerk.post(path(item, "/assignment"), person=str(person.uid), due=day, note="Trả lời giúp")
    assert "Trả lời giúp" in clerk.get(path(item))
    mine = f"/mail/boxes/{mail.boxes['clerks'].uid}?view=mine"
    assert "Về việc họp giao ban" in clerk.get(mine)
    clerk.post(path(item, "/assignment/state"), state="done")
    assert db.session.scalars(select(MailAssignment)).one().state is AssignmentState.DONE
    assert "Về việc họp giao ban" not in clerk.get(mine)
    clerk.post(path(item, "/assignment/end"))
    assert not db.session.scalars(select(MailAssignment)).all()


def test_nobody_who_does_not_read_the_box_is_given_its_mail(house, mail):
    item = lay(mail.boxes["clerks"])
    person = db.session.get_one(Person, mail.leader.person_id)
    clerk = Reader(house, mail.clerk)
    page = clerk.post(path(item, "/assignment"), status=422, person=str(person.uid))
    assert "Choose somebody who reads this mailbox." in page


def test_ones_own_mail_is_given_to_nobody(mail):
    item = lay(mail.boxes["official"])
    person = db.session.get_one(Person, mail.official.person_id)
    with pytest.raises(Refusal):
        operations.assign(mail.opened("official"), item, person, by=mail.official)


def test_who_is_writing_an_answer_is_shown_to_the_others(house, mail):
    item = lay(mail.boxes["clerks"])
    with transaction():
        db.session.add(
            MailDraft(
                mailbox_id=mail.boxes["clerks"].id,
                person_id=mail.leader.person_id,
                answers_id=item.id,
                saved_at=clock.now(),
            )
        )
    page = Reader(house, mail.clerk).get(path(item))
    assert f"{mail.leader.name} is writing an answer." in page


def test_the_pane_beside_the_list_shows_the_same_message(mail, official):
    item = lay(mail.boxes["official"], text="Chữ trong khung")
    listed = f"/mail/boxes/{mail.boxes['official'].uid}?open={item.uid}"
    pane = official.get(listed, **{"X-Swap": "read"})
    assert "Chữ trong khung" in pane
    assert 'id="read"' in pane
    assert "acts/archive" in pane


def test_a_letter_read_wrongly_is_read_anew_in_the_chosen_charset(house, mail, official):
    """Words in TCVN3 that were taken for Latin letters become Vietnamese."""
    item = lay(mail.boxes["official"], subject="C¸c", text="ThÞ x·")
    message = db.session.get_one(MailMessage, item.message_id)
    raw = b"From: a@x.example\r\nSubject: Thu\r\n\r\nTh\xde x\xb7 Qu\xb6ng Tr\xde\r\n"
    with transaction():
        message.sha256 = blobs.put(raw).sha256
    assert 'value="tcvn3"' in official.get(path(item))
    official.post(path(item, "/charset"), charset="tcvn3")
    reread({"message": str(message.uid), "charset": "tcvn3"})
    assert "Thị xã Quảng Trị" in official.get(path(item))
    lines = select(AuditEvent.act).where(AuditEvent.subject_uid == str(message.uid))
    assert {"mail.reread_asked", "mail.reread"} <= set(db.session.scalars(lines))


def test_only_known_charsets_are_taken(mail, official):
    item = lay(mail.boxes["official"])
    assert "Choose one of the charsets." in official.post(
        path(item, "/charset"), status=422, charset="klingon"
    )


@pytest.mark.parametrize("code", ["secrecy", "infected"])
def test_what_is_set_apart_is_shown_to_nobody_and_stays(mail, official, code):
    files = [("a.pdf", "application/pdf", b"%PDF")]
    notices = [{"code": code, "values": []}]
    box, folder = mail.boxes["official"], Folder.QUARANTINE
    item = lay(box, text="Lời kín", folder=folder, files=files, notices=notices)
    page = official.get(path(item))
    assert "its words are not shown" in page
    assert "Lời kín" not in page.split("glimpse")[-1].split("</summary>")[-1]
    assert "/parts/" not in page
    for rest in ("/body", "/original", "/source", "/attachments", "/print"):
        official.get(path(item, rest), status=409)
    official.post(f"/mail/boxes/{box.uid}/acts/inbox", status=409, chosen=str(item.uid))


def test_quarantine_is_left_only_by_who_manages_the_box(house, mail):
    operations.grant(
        mail.opened("leader"),
        db.session.get_one(Person, mail.official.person_id),
        ["read", "organise"],
        reason="Thư ký",
        valid_to=clock.now() + timedelta(days=3),
        by=mail.leader,
    )
    item = lay(mail.boxes["leader"], folder=Folder.QUARANTINE)
    act = f"/mail/boxes/{mail.boxes['leader'].uid}/acts/inbox"
    Reader(house, mail.official).post(act, status=403, chosen=str(item.uid))
    Reader(house, mail.leader).post(act, chosen=str(item.uid))
    assert db.session.get_one(type(item), item.id, populate_existing=True).folder is Folder.INBOX
