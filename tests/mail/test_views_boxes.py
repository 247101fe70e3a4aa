"""Lists of mail: folders, views, counts, many at once, and what they cost."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from mail import operations, queries
from mail.models import Folder, MailItem, MailMessage
from mail.queries import programs
from office import clock, search
from office.accounts.models import Person
from office.audit import AuditEvent
from office.db import db, transaction
from tests.documents.pages import Reader
from tests.mail.post import lay


@pytest.fixture
def official(house, mail):
    return Reader(house, mail.official)


def box_path(mail, part, rest=""):
    return f"/mail/boxes/{mail.boxes[part].uid}{rest}"


def act(reader, mail, part, name, *items, **more):
    return reader.post(
        box_path(mail, part, f"/acts/{name}"), chosen=[str(one.uid) for one in items], **more
    )


def index():
    """The indexer has come by."""
    with transaction():
        search.request_many("mail", list(db.session.scalars(select(MailMessage.id))))
    while search.index_batch():
        pass


def folder_of(item):
    return db.session.get_one(MailItem, item.id, populate_existing=True).folder


def test_mail_begins_in_the_inbox_of_the_own_box(mail, official):
    answer = official.answer("/mail")
    assert answer.status_code == 303
    assert answer.location.endswith(box_path(mail, "official"))


def test_who_has_no_box_is_told_whom_to_ask(house, mail):
    assert "You have no mailbox yet" in Reader(house, mail.admin).get("/mail")


def test_a_row_says_who_wrote_about_what(mail, official):
    lay(mail.boxes["official"], subject="Báo cáo <tháng>", sender=("Lê Thu Hà", "ha@x.example"))
    page = official.get(box_path(mail, "official"))
    assert "Báo cáo &lt;tháng&gt;" in page
    assert "Lê Thu Hà" in page
    assert '<span class="dot">' in page


def test_a_conversation_stands_once_as_its_newest_message(mail, official):
    first = lay(mail.boxes["official"], subject="Họp giao ban")
    lay(mail.boxes["official"], subject="Trả lời: Họp giao ban", answers=first)
    page = official.get(box_path(mail, "official"))
    assert page.count('<li class="li') == 1
    assert "Trả lời: Họp giao ban" in page
    assert '<span class="quiet small">2</span>' in page


def test_pages_go_on_where_the_last_one_ended(mail, official):
    start = clock.now() - timedelta(days=1)
    for number in range(60):
        lay(
            mail.boxes["official"], subject=f"Thư {number:02}", at=start + timedelta(minutes=number)
        )
    page = official.get(box_path(mail, "official"))
    shown = re.findall(r"Thư (\d\d)</a>", page)
    assert shown == [f"{number:02}" for number in range(59, 9, -1)]
    onward = re.search(r'href="([^"]+)" rel="next"', page)[1].replace("&amp;", "&")
    rest = re.findall(r"Thư (\d\d)</a>", official.get(onward))
    assert rest == [f"{number:02}" for number in range(9, -1, -1)]


def test_unread_is_a_matter_of_each_person_in_a_shared_box(house, mail):
    """Acceptance check 12 of the reference: two members have separate seen state."""
    second = mail.agency.people["colleague"]
    operations.grant(
        mail.opened("clerks", "clerk"),
        db.session.get_one(Person, second.person_id),
        ["read", "organise"],
        reason="Hỗ trợ văn thư",
        valid_to=clock.now() + timedelta(days=3),
        by=mail.clerk,
    )
    item = lay(mail.boxes["clerks"])
    clerk, colleague = Reader(house, mail.clerk), Reader(house, second)
    assert clerk.client.post(f"/mail/items/{item.uid}/reading").status_code == 204
    unread = box_path(mail, "clerks", "?view=unread")
    assert "No mail here" in clerk.get(unread)
    assert "Về việc họp giao ban" in colleague.get(unread)


def test_the_number_of_unread_stands_in_the_navigation(mail, official):
    lay(mail.boxes["official"])
    lay(mail.boxes["official"])
    entry = re.search(
        r'<a class="go" href="/mail".*?</a>', official.get(box_path(mail, "official"))
    )[0]
    assert "<b>2</b>" in entry


def test_chosen_conversations_are_archived_whole_and_brought_back(mail, official):
    first = lay(mail.boxes["official"])
    second = lay(mail.boxes["official"], answers=first)
    act(official, mail, "official", "archive", second)
    assert {folder_of(first), folder_of(second)} == {Folder.ARCHIVE}
    page = official.get(box_path(mail, "official"))
    undo = re.search(r'action="([^"]+/acts/inbox[^"]+)"', page)[1].replace("&amp;", "&")
    official.post(undo)
    assert {folder_of(first), folder_of(second)} == {Folder.INBOX}


def test_what_is_deleted_is_restored_to_where_it_lay(mail, official):
    item = lay(mail.boxes["official"], folder=Folder.ARCHIVE)
    act(official, mail, "official", "trash", item)
    assert folder_of(item) is Folder.TRASH
    act(official, mail, "official", "restoration", item)
    assert folder_of(item) is Folder.ARCHIVE


def test_what_a_program_removed_is_shown_to_programs_again_once_restored(mail, official):
    item = lay(mail.boxes["official"])
    opening = programs.openings_of(mail.official.account_id)[item.mailbox_id]
    removed = [programs.Did(item.id, is_removed=True)]
    operations.follow_program(opening.opened, removed, by=opening.actor)
    assert programs.shown_item(item.id, mail.official.person_id).place is None
    act(official, mail, "official", "restoration", item)
    act(official, mail, "official", "trash", item)
    assert programs.shown_item(item.id, mail.official.person_id).place[0] is Folder.TRASH


def test_every_change_has_a_number_of_its_own_in_the_box(mail, official):
    items = [lay(mail.boxes["official"]), lay(mail.boxes["official"])]
    before = max(item.changed for item in items)
    act(official, mail, "official", "star", *items)
    changed = [db.session.get_one(MailItem, i.id, populate_existing=True).changed for i in items]
    assert sorted(changed) == [before + 1, before + 2]


def test_acts_in_a_shared_box_stand_in_the_audit_log_and_those_in_ones_own_do_not(house, mail):
    own, shared = lay(mail.boxes["clerk"]), lay(mail.boxes["clerks"])
    clerk = Reader(house, mail.clerk)
    act(clerk, mail, "clerk", "archive", own)
    act(clerk, mail, "clerks", "archive", shared)
    lines = db.session.scalars(select(AuditEvent).where(AuditEvent.act == "mail.moved")).all()
    assert [line.facts["items"] for line in lines] == [[str(shared.uid)]]


def test_what_is_thrown_away_stands_in_the_audit_log_in_ones_own_box_too(mail, official):
    item = lay(mail.boxes["official"])
    act(official, mail, "official", "trash", item)
    (line,) = db.session.scalars(select(AuditEvent).where(AuditEvent.act == "mail.moved"))
    assert (line.facts["to"], line.facts["items"]) == ("trash", [str(item.uid)])


def test_who_may_only_read_moves_nothing(house, mail):
    operations.grant(
        mail.opened("leader"),
        db.session.get_one(Person, mail.official.person_id),
        ["read"],
        reason="Thư ký",
        valid_to=clock.now() + timedelta(days=3),
        by=mail.leader,
    )
    item = lay(mail.boxes["leader"])
    reader = Reader(house, mail.official)
    page = reader.get(box_path(mail, "leader"))
    assert "acts/archive" not in page
    reader.post(box_path(mail, "leader", "/acts/archive"), status=403, chosen=str(item.uid))
    assert folder_of(item) is Folder.INBOX


def test_labels_are_made_worn_and_found(mail, official):
    item = lay(mail.boxes["official"])
    official.post(box_path(mail, "official", "/labels"), name="Dự án A")
    (label,) = queries.labels_of(mail.boxes["official"])
    act(official, mail, "official", f"label?label={label.uid}", item)
    page = official.get(box_path(mail, "official", f"?label={label.uid}"))
    assert "Về việc họp giao ban" in page
    assert '<span class="tag lead" dir="auto">Dự án A</span>' in page


def test_words_find_subjects_and_senders(mail, official):
    lay(mail.boxes["official"], subject="Kế hoạch đầu tư")
    lay(mail.boxes["official"], subject="Chuyện khác", sender=("Kế Toán", "kt@x.example"))
    lay(mail.boxes["official"], subject="Không liên quan")
    index()
    page = official.get(box_path(mail, "official", "?q=ke"))
    assert "Kế hoạch đầu tư" in page
    assert "Chuyện khác" in page
    assert "Không liên quan" not in page


def test_chips_narrow_the_list(mail, official):
    lay(mail.boxes["official"], subject="Có tệp", files=[("a.pdf", "application/pdf", b"%PDF-")])
    lay(mail.boxes["official"], subject="Từ ngoài", is_outside=True)
    assert "Từ ngoài" not in official.get(box_path(mail, "official", "?files=1"))
    assert "Có tệp" not in official.get(box_path(mail, "official", "?outside=1"))


def test_new_mail_is_told_of_without_moving_the_list(mail, official):
    shown = lay(mail.boxes["official"])
    news = box_path(mail, "official", f"?since={shown.number}")
    assert "new message" not in official.get(news, **{"X-Swap": "news"})
    lay(mail.boxes["official"])
    assert "1 new message" in official.get(news, **{"X-Swap": "news"})


def test_an_unchanged_list_is_not_sent_again(mail, official):
    lay(mail.boxes["official"])
    first = official.answer(box_path(mail, "official"))
    again = official.answer(box_path(mail, "official"), **{"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_a_list_of_fifty_takes_few_questions(house, mail):
    for number in range(50):
        lay(mail.boxes["clerks"], subject=f"Thư {number}")
    clerk = Reader(house, mail.clerk)
    clerk.get(box_path(mail, "clerks"))
    asked = []

    def note(_c, _cursor, statement, *_rest):
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        clerk.get(box_path(mail, "clerks"))
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    questions = [one for one in asked if one.startswith("SELECT")]
    assert len(questions) <= 16, "\n\n".join(questions)


def test_a_foreign_box_is_not_there(house, mail):
    reader = Reader(house, mail.leader)
    item = lay(mail.boxes["official"])
    reader.get(box_path(mail, "official"), status=404)
    for rest in ("", "/body", "/print", "/source", "/original", "/attachments"):
        reader.get(f"/mail/items/{item.uid}{rest}", status=404)
    assert reader.client.post(f"/mail/items/{item.uid}/reading").status_code == 404
