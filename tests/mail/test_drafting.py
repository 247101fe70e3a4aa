"""Drafts are saved by several hands without loss, and belong to the box."""

import pytest
from sqlalchemy import select

from mail import operations, queries
from mail.operations import File, Words
from mail.queries.drafts import DraftState, state_of
from office import blobs
from office.db import db
from office.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from tests.mail import letters_written as written


def test_a_draft_is_kept_as_it_was_typed_however_unfinished(mail):
    draft = written.draft(mail, to="chưa biết", subject=" Lịch ", text="a\n")
    saved = operations.save_draft(
        draft, Words(to="an@", subject="Lịch họp", text="b"), version=1, by=mail.official
    )
    assert (saved.to, saved.subject, saved.text, saved.version) == ("an@", "Lịch họp", "b", 2)
    own = db.session.scalars(queries.drafts([mail.boxes["official"].id])).all()
    assert own == [draft]


def test_who_saved_too_late_overwrites_nothing(mail):
    draft = written.draft(mail, "clerks")
    operations.save_draft(draft, Words(text="của An"), version=1, by=mail.clerk)
    with pytest.raises(Conflict):
        operations.save_draft(draft, Words(text="của Bình"), version=1, by=mail.clerk)
    assert draft.text == "của An"


def test_nobody_learns_of_the_drafts_of_another(mail):
    draft = written.draft(mail)
    assert queries.draft_by_uid(draft.uid, mail.official) is draft
    with pytest.raises(NotFound):
        queries.draft_by_uid(draft.uid, mail.colleague)
    with pytest.raises(Forbidden):
        operations.save_draft(draft, Words(), version=1, by=mail.colleague)


def test_files_come_and_go(mail):
    draft = written.draft(mail)
    stored = blobs.put(b"%PDF-1.4 bieu mau")
    uid = operations.attach_file(
        draft, File("Biểu.pdf", stored.sha256, stored.size), by=mail.official
    )
    assert [one["name"] for one in draft.files] == ["Biểu.pdf"]
    operations.detach_file(draft, uid, by=mail.official)
    assert draft.files == []
    with pytest.raises(NotFound):
        operations.detach_file(draft, uid, by=mail.official)


def test_a_dropped_draft_is_brought_back(mail):
    draft = written.draft(mail)
    operations.drop_draft(draft, by=mail.official)
    assert state_of(draft) is DraftState.DROPPED
    assert not db.session.scalars(queries.drafts([draft.mailbox_id])).all()
    operations.bring_back(draft, by=mail.official)
    assert state_of(draft) is DraftState.WRITING


def test_what_waits_to_be_sent_is_not_changed(mail):
    letter = written.sent(mail)
    with pytest.raises(Refusal):
        operations.save_draft(letter, Words(text="khác"), version=letter.version, by=mail.official)
    with pytest.raises(Refusal):
        operations.drop_draft(letter, by=mail.official)


def test_another_box_becomes_the_sender(mail):
    draft = written.draft(mail, "clerk")
    clerks = mail.opened("clerks")
    operations.save_draft(draft, Words(), version=1, box=clerks, by=mail.clerk)
    assert draft.mailbox_id == mail.boxes["clerks"].id
    assert db.session.scalars(select(type(draft))).one() is draft


def test_a_text_beyond_measure_is_refused(mail):
    with pytest.raises(Invalid):
        written.draft(mail, text="x" * 600_000)
