"""What its owner marked as private nobody else sees, in whatever way he looks."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from mail import operations, queries
from mail.models import Folder, MailItem
from mail.queries import programs, searching
from mail.queries.exchanging import Choice, count_of
from mail.queries.listing import Asked
from office import clock, outbox, search
from office.accounts.models import Person
from office.db import db, transaction
from office.errors import NotFound, Refusal
from office.outbox import Lane
from tests.documents.pages import Reader
from tests.mail.post import lay

INBOX = Asked(Folder.INBOX.value)


@pytest.fixture
def lent(mail):
    """The official has lent his box to a colleague; one of two letters is private."""
    with transaction():
        mail.domain.rules = {"allows_private": True}
    opened = mail.opened("official")
    operations.grant(
        opened,
        db.session.get_one(Person, mail.colleague.person_id),
        ["read", "organise", "manage", "draft"],
        reason="Nghỉ phép",
        valid_to=clock.now() + timedelta(days=9),
        by=mail.official,
    )
    label = operations.make_label(opened, "Riêng tư", by=mail.official)
    kept = lay(opened.box, subject="Khám sức khỏe xyzzy")
    duty = lay(opened.box, subject="Công vụ xyzzy", answers=kept)
    newest = lay(opened.box, subject="Kết quả xyzzy", answers=kept)
    operations.label(opened, [kept, newest], label, by=mail.official)
    operations.turn_private(opened, label, by=mail.official)
    return opened, label, kept, duty


def test_another_reader_meets_it_nowhere(house, mail, lent):
    opened, _label, kept, duty = lent
    rows = queries.rows_of(opened.box, mail.colleague, INBOX, after=None, size=9)
    assert [str(row.uid) for row in rows] == [str(duty.uid)]
    with pytest.raises(NotFound):
        queries.open_item(kept.uid, mail.colleague)
    found = queries.open_item(duty.uid, mail.colleague)
    assert queries.unnoted(found.opened, [found.item], mail.colleague)
    assert [one.item.uid for one in queries.conversation(found, mail.colleague)] == [duty.uid]
    assert count_of(opened, Choice(Folder.INBOX, mail.colleague.person_id)) == 1
    shown = programs.shown(opened.box.id, mail.colleague.person_id, since=0)
    assert [one.item for one in shown if one.place] == [duty.id]
    assert queries.unread_in([opened], mail.colleague) == {opened.box.id: 1}
    assert queries.unread_in([opened], mail.official) == {opened.box.id: 3}
    counts = queries.facts_of(opened.box, mail.colleague, rows, Folder.INBOX)
    assert counts == {duty.thread_id: (1, 1, 0)}
    assert queries.since(opened.box, mail.colleague, Folder.INBOX, 0) == 1
    reader = Reader(house, mail.colleague)
    assert "Riêng tư" not in reader.get(f"/mail/settings/boxes/{opened.box.uid}/periods")
    page = reader.get(f"/mail/boxes/{opened.box.uid}")
    assert "Riêng tư" not in page
    assert "Khám sức khỏe" not in page
    answer = f"/mail/compose?box={opened.box.uid}&kind=forward&answers="
    assert "Kính gửi các đồng chí." in reader.get(f"{answer}{duty.uid}")
    assert not queries.unnoted(found.opened, [found.item], mail.colleague)
    assert "Kính gửi" not in reader.get(f"{answer}{kept.uid}", 404)
    reader.post(f"/mail/boxes/{opened.box.uid}/acts/trash", chosen=str(duty.uid))
    db.session.expire_all()
    assert [kept.folder, duty.folder] == [Folder.INBOX, Folder.TRASH]


def test_it_is_not_found_by_its_words(mail, lent):
    with transaction():
        for item in db.session.scalars(select(MailItem)):
            search.request_index("mail", item.message_id)
    outbox.drain(*Lane)
    wanted = searching.read_question("xyzzy")
    for by, count in ((mail.official, 3), (mail.colleague, 1)):
        rows = db.session.execute(searching.found(by, wanted)).all()
        assert len(rows) == count


def test_the_owner_sees_all_and_says_alone_what_is_private(house, mail, lent):
    opened, label, kept, _duty = lent
    assert queries.open_item(kept.uid, mail.official).item.id == kept.id
    as_colleague = mail.opened("official", by="colleague")
    for act in (operations.turn_private, operations.drop_label):
        with pytest.raises(Refusal):
            act(as_colleague, label, by=mail.colleague)
    with pytest.raises(Refusal):
        operations.rename_label(as_colleague, label, "Của chung", by=mail.colleague)
    with pytest.raises(Refusal):
        operations.make_label(as_colleague, label.name, by=mail.colleague)
    path = f"/mail/boxes/{opened.box.uid}/labels"
    assert label.name not in Reader(house, mail.colleague).get(path)
    official = Reader(house, mail.official)
    assert "Share again" in official.get(path)
    official.post(f"{path}/{label.uid}/privacy")
    assert queries.open_item(kept.uid, mail.colleague).item.id == kept.id


def test_what_was_private_stays_so_when_the_rules_allow_no_more(mail, lent):
    with transaction():
        mail.domain.rules = {}
    with pytest.raises(NotFound):
        queries.open_item(lent[2].uid, mail.colleague)


def test_where_the_rules_allow_none_nothing_becomes_private(mail):
    opened = mail.opened("official")
    label = operations.make_label(opened, "Riêng", by=mail.official)
    with pytest.raises(Refusal):
        operations.turn_private(opened, label, by=mail.official)
