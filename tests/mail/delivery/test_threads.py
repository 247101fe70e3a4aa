"""Letters that answer each other are one conversation, in whatever order they come."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from mail import operations
from mail.models import MailAssignment, MailItem, MailThread
from mail.operations.threads import base_subject
from office import clock
from office.db import db, new_uid, transaction
from office.permissions import SYSTEM
from tests.mail.post import delivered

HEAD = "head@snv.lamgiang.example"


def letter(name, *ancestors, subject="Kế hoạch"):
    kept = {"message_id": f"<{name}@x>", "ancestors": tuple(f"<{one}@x>" for one in ancestors)}
    return delivered([HEAD], subject=subject, kept=kept)[1]


def test_an_answer_joins_its_ancestor_whatever_its_subject(mail):
    first = letter("a")
    assert letter("b", "a", subject="Việc khác").thread_id == first.thread_id
    assert letter("c", "nobody-knows", "b").thread_id == first.thread_id
    assert letter("d").thread_id != first.thread_id


def test_two_answers_to_an_unknown_letter_are_one_conversation(mail):
    assert letter("b", "a").thread_id == letter("c", "a").thread_id == letter("a").thread_id


def test_a_late_ancestor_joins_what_stood_apart(mail):
    start, end = letter("a"), letter("d", "c")
    assert start.thread_id != end.thread_id
    late = letter("c", "a")
    items = db.session.scalars(select(MailItem.thread_id)).all()
    db.session.refresh(end)
    assert {start.thread_id, end.thread_id, late.thread_id} == {start.thread_id} == set(items)


def test_joined_conversations_keep_one_assignment_in_a_box(mail):
    start, end = letter("a"), letter("d", "c")
    for message in (start, end):
        operations.place(message, mail.boxes["head"], "inbox", by=SYSTEM)
        row = MailAssignment(
            uid=new_uid(),
            mailbox_id=mail.boxes["head"].id,
            thread_id=message.thread_id,
            person_id=mail.head.person_id,
            given_by="Bình",
            given_at=clock.now(),
        )
        with transaction():
            db.session.add(row)
    letter("c", "a")
    assert db.session.scalars(select(MailAssignment.thread_id)).all() == [start.thread_id]


def test_a_stranger_who_names_many_letters_joins_one_conversation(mail):
    first, second = letter("a"), letter("b")
    named = letter("z", "a", "b")
    assert named.thread_id == second.thread_id != first.thread_id
    assert db.session.scalar(select(func.count(MailThread.id))) == 2


def test_an_answer_that_names_nothing_is_found_by_its_subject_for_thirty_days(mail):
    first = letter("a", subject="Kế hoạch sắp xếp")
    assert letter("b", subject="Kế hoạch sắp xếp").thread_id != first.thread_id
    assert letter("c", subject="Trả lời: KẾ HOẠCH  sắp xếp").thread_id != first.thread_id
    later = letter("d", subject="Re: Fwd: Kế hoạch sắp xếp")
    assert later.thread_id == letter("e", subject="TL: Kế hoạch sắp xếp").thread_id


def test_a_subject_is_too_old_after_a_month_and_counts_in_its_box_only(mail):
    first = letter("a", subject="Quý I")
    [item] = db.session.scalars(select(MailItem).where(MailItem.message_id == first.id)).all()
    other = delivered(
        ["official@snv.lamgiang.example"], subject="Re: Quý I", kept={"message_id": "<q@x>"}
    )[1]
    assert other.thread_id != first.thread_id
    with transaction():
        item.placed_at = clock.now() - timedelta(days=31)
    assert letter("b", subject="Re: Quý I").thread_id != first.thread_id


@pytest.mark.parametrize(
    ("subject", "base"),
    [
        ("Re: Fwd: Mời họp", "moi hop"),
        ("TRẢ LỜI: Chuyển tiếp: Mời họp", "moi hop"),
        ("Re[2]: Đề án", "de an"),
        ("Regarding: x", "regarding: x"),
        ("Re:", ""),
    ],
)
def test_words_of_answering_are_no_part_of_a_subject(subject, base):
    assert base_subject(subject) == base
