"""The form of a letter without a script: saved, sent, undone, refused with everything kept."""

import io
import os
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from mail import operations, queries
from mail.models import MailDraft, MailItem, MailText
from mail.queries import book, limits
from mail.queries.drafts import DraftState, state_of
from office import blobs, clock
from office.accounts.models import Notice
from office.db import db, transaction
from office.permissions import SYSTEM
from tests.documents.pages import Reader
from tests.mail import letters_written as written
from tests.mail.letters_written import CLERKS, LEADER, OFFICIAL, OUTSIDE


@pytest.fixture
def official(house, mail):
    return Reader(house, mail.official)


def only():
    """The one draft there is, as it stands now."""
    db.session.expire_all()
    return db.session.scalars(select(MailDraft)).one()


def begun(reader, **typed):
    """A saved draft, and the address of its form."""
    facts = {"to": LEADER, "subject": "Lịch họp", "text": "Kính gửi anh.", "act": "save"} | typed
    return reader.post("/mail/compose", **facts)


def typed_of(draft, **more):
    """What the form of a draft sends."""
    lines = {name: getattr(draft, name) for name in ("to", "cc", "bcc", "subject", "text")}
    return lines | {"version": draft.version, "act": "save"} | more


def test_nothing_is_kept_before_something_is_typed(official):
    page = official.get("/mail/compose")
    assert "Write a letter" in page
    assert db.session.scalars(select(MailDraft)).first() is None


def test_a_letter_is_saved_and_sent_and_undone(official):
    path = begun(official)
    assert path == f"/mail/drafts/{only().uid}"
    assert "Kính gửi anh." in official.get(path)
    onward = official.post(path, **typed_of(only(), act="send"))
    assert state_of(only()) is DraftState.WAITING
    shown = official.get(onward)
    undo = f"{path}/undo"
    assert undo in shown
    assert 'data-toast="15"' in shown
    assert official.post(undo) == path
    assert state_of(only()) is DraftState.WRITING


def test_a_letter_goes_straight_from_the_empty_form(official):
    begun(official, act="send")
    assert state_of(only()) is DraftState.WAITING


def test_a_wrong_address_shows_the_form_with_everything_typed(official):
    path = begun(official)
    page = official.post(path, 422, **typed_of(only(), to="ai-do", text="Rất dài.", act="send"))
    assert "ai-do is not an e-mail address." in page
    assert "Rất dài." in page
    assert (only().to, only().text) == ("ai-do", "Rất dài.")


def test_a_header_cannot_be_smuggled_in(official):
    path = begun(official)
    typed = typed_of(only(), subject="Họp\r\nBcc: x@y.example", act="send")
    page = official.post(path, 422, **typed)
    assert "line break or an unseen sign" in page
    assert state_of(only()) is DraftState.WRITING


def test_what_to_think_of_is_shown_once(official):
    path = begun(official)
    onward = official.post(path, **typed_of(only(), to=OUTSIDE, text="Gửi đính kèm.", act="send"))
    page = official.get(onward)
    assert "new to this mailbox" in page
    assert "speaks of an attachment" in page
    official.post(f"{path}/check", version=only().version)
    assert state_of(only()) is DraftState.WAITING


def test_who_saved_too_late_sees_both_texts(official):
    path = begun(official)
    before = typed_of(only(), text="Của cửa sổ kia.")
    official.post(path, **typed_of(only(), text="Của cửa sổ này."))
    page = official.post(path, 409, **before)
    assert "Của cửa sổ này." in page
    assert "Của cửa sổ kia." in page
    assert only().text == "Của cửa sổ này."


def test_a_script_saves_by_itself(official):
    answer = official.client.post("/mail/compose", data={"to": "a", "act": "keep"})
    told = answer.json
    assert told["url"] == f"/mail/drafts/{only().uid}"
    late = {"version": 99, "text": "x", "act": "keep"}
    assert official.client.post(told["url"], data=late).status_code == 409
    assert "title" in official.client.post(told["url"], data=late).json


def test_files_come_with_the_form_and_go_again(official):
    path = begun(official)
    typed = typed_of(only(), files=(io.BytesIO(b"%PDF-1.4 bieu"), "Biểu mẫu.pdf"))
    official.post(path, **typed)
    page = official.get(path)
    assert "Biểu mẫu.pdf" in page
    (act,) = re.findall(r'value="(detach:[^"]+)"', page)
    official.post(path, **typed_of(only(), act=act))
    assert only().files == []


def test_a_program_is_refused_and_the_letter_kept(official):
    path = begun(official)
    typed = typed_of(
        only(), text="Vẫn còn.", files=(io.BytesIO(b"MZ\x90\x00" + b"x" * 99), "a.pdf")
    )
    page = official.client.post(path, data=typed)
    assert page.status_code >= 400
    assert "Vẫn còn." in page.text
    assert only().files == []


def test_a_large_file_comes_in_pieces_and_goes_on_after_a_cut(official):
    path = begun(official)
    content = bytes(range(256)) * 6000
    begin = official.client.post(f"{path}/uploads", data={"name": "Ảnh.tif", "size": len(content)})
    url, piece = begin.json["url"], begin.json["piece"]
    first = official.client.post(f"{url}?at=0", data=content[:piece]).json
    again = official.client.post(f"{url}?at=0", data=content[:piece]).json
    assert (first["here"], again["here"]) == (piece, piece)
    assert official.client.get(url).json["here"] == piece
    last = official.client.post(f"{url}?at={piece}", data=content[piece:]).json
    assert (bool(last["file"]), last["is_link"]) == (True, False)
    (row,) = only().files
    assert (row["name"], blobs.read(row["sha256"])) == ("Ảnh.tif", content)
    for lost in (official.client.get(url), official.client.post(f"{url}?at={piece}", data=b"x")):
        assert lost.json["file"] == last["file"]  # who did not hear it asks again
    assert len(only().files) == 1


def test_pieces_go_after_a_week_unless_their_letter_is_still_written_in(house, official):
    folder = house.extensions["office.settings"].data_dir / "uploads"
    week_ago = clock.now().timestamp() - 8 * 86_400

    def cut_off(path, *, at):
        told = official.client.post(f"{path}/uploads", data={"name": "Ảnh.tif", "size": 9})
        name = told.json["url"].rpartition("/")[2]
        for file in folder.glob(f"{name}.*"):
            os.utime(file, (at, at))
        return name

    path = begun(official)
    written_in = cut_off(path, at=week_ago)
    letter = only()
    left = begun(official)
    forsaken, fresh = cut_off(left, at=week_ago), cut_off(left, at=clock.now().timestamp())
    with transaction():
        other = db.session.scalars(select(MailDraft).where(MailDraft.id != letter.id)).one()
        other.saved_at = clock.now() - timedelta(days=8)
    operations.clear_uploads(by=SYSTEM)
    here = {file.stem for file in folder.iterdir()}
    assert {written_in, fresh} <= here
    assert forsaken not in here


def test_who_has_written_too_much_is_told_by_page_and_program_and_loses_no_letter(
    house, official, monkeypatch
):
    """The administrators' notice outlives the refused form, which can be sent once more."""
    monkeypatch.setattr(limits, "MOST_A_DAY", 0)
    path = begun(official)
    refused = official.client.post(path, data=typed_of(only(), act="send"))
    assert refused.status_code == 409
    call = f"/api/v1/mail/drafts/{only().uid}/sending"
    told = official.client.post(call, json={"version": only().version, "key": "k"})
    assert told.status_code == 409
    assert "1000" in told.json["title"]
    assert db.session.scalars(select(Notice.kind)).all() == ["mail_alarm"]
    monkeypatch.undo()
    official.post(path, **typed_of(only(), act="send"))
    assert state_of(only()) is DraftState.WAITING


def test_too_large_a_file_is_refused_before_its_first_byte(official):
    path = begun(official)
    told = official.client.post(f"{path}/uploads", data={"name": "a.zip", "size": 60 << 20})
    assert told.status_code == 422
    assert "50 MiB" in told.json["title"]


def test_an_answer_begins_with_its_people_and_the_quotation(house, mail):
    letter = written.sent(mail, cc=CLERKS, subject="Lịch họp", text="Mời anh họp.")
    written.left(letter)
    wanted = select(MailItem).where(MailItem.mailbox_id == mail.boxes["leader"].id)
    item = db.session.scalars(wanted).one()
    leader = Reader(house, mail.leader)
    page = leader.get(f"/mail/compose?answers={item.uid}&kind=reply_all")
    assert "&gt; Mời anh họp." in page
    assert f"&lt;{OFFICIAL}&gt;" in page
    assert CLERKS in page
    assert 'value="Re: Lịch họp"' in page
    typed = {"answers": item.uid, "kind": "reply", "to": OFFICIAL, "subject": "Re: Lịch họp"}
    leader.post("/mail/compose", text="Đồng ý.", act="send", **typed)
    reply = db.session.scalars(select(MailDraft).where(MailDraft.answers_id == item.id)).one()
    written.left(reply)
    db.session.refresh(item)
    assert item.is_answered
    assert "Mời anh họp." in leader.get(f"/mail/compose?answers={item.uid}&kind=forward")


def test_a_signature_and_a_template_are_put_in(official, mail):
    box = mail.boxes["official"].id
    with transaction():
        facts = {"mailbox_id": box, "person_id": mail.official.person_id}
        mark = MailText(kind="signature", name="Ký", text="Phòng A", is_default=True, **facts)
        form = MailText(kind="template", name="Mời", subject="Giấy mời", text="Kính mời.", **facts)
        db.session.add_all([mark, form])
    assert "Phòng A" in official.get("/mail/compose")
    path = begun(official, subject="")
    official.post(path, **typed_of(only(), act="text", template=form.uid))
    assert (only().subject, only().text) == ("Giấy mời", "Kính mời.\nKính gửi anh.")


def test_people_are_found_folded_and_put_into_a_line(official, mail):
    name = mail.leader.name
    (found,) = official.client.get(
        f"/mail/recipients?search={name.rpartition(' ')[0].upper()}"
    ).json["found"]
    assert (found["name"], found["address"]) == (name, LEADER)
    assert (
        official.client.get("/mail/recipients?search=van thu").json["found"][0]["address"] == CLERKS
    )
    assert official.client.get("/mail/recipients?search=%25").json["found"] == []
    path = begun(official, to="")
    assert official.post(path, **typed_of(only(), act="pick")) == f"{path}/recipients"
    assert LEADER in official.get(f"{path}/recipients?search=leader")
    official.post(f"{path}/recipients", chosen=found["line"], line="cc")
    assert LEADER in only().cc


def test_who_was_written_to_is_found_first(mail):
    written.left(written.sent(mail, to=f"Bà Mẫu <{OUTSIDE}>"))
    (entry,) = book.suggestions("ba mau", mail.official)
    assert (entry.address, entry.kind) == (OUTSIDE, "recent")


def test_a_draft_is_thrown_away_and_brought_back(official):
    path = begun(official)
    official.post(path, **typed_of(only(), act="drop"))
    assert "Bring it back" in official.get(path)
    official.post(f"{path}/return")
    assert state_of(only()) is DraftState.WRITING


def test_a_scheduled_letter_shows_its_time_and_goes_when_asked(official):
    path = begun(official)
    official.post(path, **typed_of(only(), act="send", send_at="2027-01-04T07:30"))
    page = official.get(path)
    assert "07:30" in page
    official.post(f"{path}/departure")
    assert only().options.get("at") is None


def test_a_time_that_is_none_is_refused(official):
    path = begun(official)
    page = official.post(path, 422, **typed_of(only(), act="send", send_at="mai"))
    assert "day and an hour" in page


def test_nobody_else_opens_a_draft(official, house, mail):
    path = begun(official)
    other = Reader(house, mail.colleague)
    for where in (path, f"{path}/check", f"{path}/recipients", f"{path}/signature"):
        other.get(where, 404)
    assert queries.draft_by_uid(only().uid, mail.official)
