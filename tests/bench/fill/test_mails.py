"""The rows of a set of mail: boxes as full as the figures say, numbers and marks that agree."""

from collections import Counter

import pytest

from bench.fill.mails import COLUMNS, LIGHT, Mails
from bench.fill.people import People
from bench.sizes import PERCENT
from mail.models import MailItem, MailMessage, MailThread, Unseen
from office import clock


@pytest.fixture(scope="module")
def mails():
    made = Mails(PERCENT, People(PERCENT), clock.now())
    found = {model: [] for model in COLUMNS}
    for chunk in made.chunks():
        for model, rows in chunk.items():
            found[model] += [dict(zip(COLUMNS[model], row, strict=True)) for row in rows]
    return made, found


def test_a_tenth_of_all_mail_lies_with_one_official(mails):
    made, found = mails
    boxes = Counter(row["mailbox_id"] for row in found[MailItem])
    assert boxes.total() == len(found[MailMessage]) == PERCENT.documents
    assert boxes[made.heavy] == PERCENT.heavy
    assert boxes[made.light] <= LIGHT
    assert boxes[made.desk_box] > 100


def test_what_is_unread_lies_in_the_inbox_of_its_reader(mails):
    made, found = mails
    items = {row["id"]: row for row in found[MailItem]}
    for row in found[Unseen]:
        item = items[row["item_id"]]
        assert (item["mailbox_id"], item["folder"]) == (row["mailbox_id"], "inbox")
        owner = made.large.clerk if row["mailbox_id"] == made.desk_box else row["mailbox_id"]
        assert row["person_id"] == owner


def test_conversations_stay_in_one_box(mails):
    _made, found = mails
    places = {(row["thread_id"], row["mailbox_id"]) for row in found[MailItem]}
    assert len(places) == len(found[MailThread]) < PERCENT.documents
    numbers = {(row["mailbox_id"], row["number"]) for row in found[MailItem]}
    assert len(numbers) == PERCENT.documents
