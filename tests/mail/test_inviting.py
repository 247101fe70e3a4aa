"""Invitations leave in the shape that others' programs show buttons for; their answers are told."""

from email import message_from_bytes, policy

import pytest

from mail import operations, queries
from mail.events import InvitationAnswered
from mail.jobs.leaving import bytes_of, make_letter
from mail.models import MailMessage
from mail.queries.doors import Taking, account_of, taken
from office import blobs, events
from office.db import db, transaction
from tests.mail.post import delivered

ICS = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Họp\r\nEND:VCALENDAR\r\n"
TAGGED = "official+m.k7q2@snv.lamgiang.example"


@pytest.fixture
def heard(monkeypatch):
    told = []
    mine = [events.Subscription(told.append, must=True)]
    monkeypatch.setattr(events, "_subscriptions", {InvitationAnswered: mine})
    return told


def posted(mail, **more):
    """An invitation of the clerks' box to somebody outside, as the bytes that leave."""
    stored = blobs.put(ICS.encode())
    file = operations.Attached(stored.sha256, "invite.ics", "REQUEST")
    facts = {"subject": "Giấy mời họp", "text": "Kính mời\n\n- Thời gian: **8 giờ**", "key": "k"}
    box = mail.boxes["clerks"]
    to = "an@h99.example"
    row = operations.post(to=to, attachments=[file], box_id=box.id, by=mail.clerk, **(facts | more))
    with transaction():
        make_letter(row)
    return row, bytes_of(row)


def test_an_invitation_has_the_parts_that_programs_look_for(mail):
    """RFC 6047 2.4; a Content-Disposition at the calendar would hide the buttons of some."""
    _row, data = posted(mail)
    message = message_from_bytes(data, policy=policy.default)
    shown, file = message.iter_parts()
    assert message.get_content_type() == "multipart/mixed"
    assert shown.get_content_type() == "multipart/alternative"
    plain, html, calendar = shown.iter_parts()
    kinds = [one.get_content_type() for one in (plain, html, calendar)]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_content_charset() == "utf-8"
    assert calendar["Content-Transfer-Encoding"] == "base64"
    assert calendar["Content-Disposition"] is None
    assert calendar.get_content().replace("\n", "\r\n").replace("\r\r", "\r") == ICS
    assert file.get_content_type() == "application/ics"
    assert file.get_filename() == "invite.ics"
    assert file.get_content() == ICS.encode()
    assert "<strong>8 giờ</strong>" in html.get_content()
    assert data.isascii()


def test_what_is_sent_lies_in_the_box_as_an_invitation(mail):
    row, _data = posted(mail)
    kept = db.session.get_one(MailMessage, row.message_id)
    assert kept.calendar["method"] == "REQUEST"


def test_the_same_key_keeps_one_letter(mail):
    first, _data = posted(mail)
    again = operations.post(to="x@h99.example", subject="", text="", key="k", by=mail.clerk)
    assert again.id == first.id


def test_behind_a_plus_stands_a_mark_of_the_sender(mail):
    found = queries.lead(TAGGED)
    assert found.box.id == mail.boxes["official"].id
    assert queries.tag_of(TAGGED) == "m.k7q2"
    assert queries.with_tag("official@snv.lamgiang.example", "m.k7q2") == TAGGED
    assert taken(TAGGED, from_outside=True).taking is Taking.YES
    assert queries.lead("+x@snv.lamgiang.example") is None
    assert queries.lead("nobody+x@snv.lamgiang.example") is None


def test_nobody_signs_in_with_a_mark(mail):
    """Else each mark would be a fresh name for the brake on guessing."""
    assert account_of("official@snv.lamgiang.example") is not None
    assert account_of(TAGGED) is None


def answer(method="REPLY", **more):
    calendar = {"path": "2", "method": method, "events": [{"uid": "1", "recurrence_id": ""}]}
    calendar["events"][0] |= {"sequence": 0, "organizer": {"address": ""}}
    return delivered([TAGGED], kept={"calendar": calendar} | more)


def test_an_answer_is_told_upwards_and_lies_in_the_box(mail, heard):
    went, message = answer(verdicts={"dmarc": "pass"})
    [told] = heard
    assert (told.message_uid, told.addresses) == (message.uid, (TAGGED,))
    assert (told.sender, told.is_proven) == ("an.tv@elsewhere.example", True)
    assert told.calendar["events"][0]["uid"] == "1"
    assert len(went.items) == 1


def test_an_answer_without_proof_says_so(mail, heard):
    answer(verdicts={"dmarc": "fail"})
    assert not heard[0].is_proven


def test_invitations_and_quarantined_answers_are_no_answers(mail, heard):
    answer(method="REQUEST")
    calendar = {"method": "REPLY", "events": []}
    judged = operations.Judged("infected")
    delivered([TAGGED], judged=judged, kept={"calendar": calendar})
    assert heard == []


def test_an_answer_from_inside_is_proven(mail, heard):
    calendar = {"method": "REPLY", "events": []}
    own = "leader@snv.lamgiang.example"
    delivered([TAGGED], sender=own, listener="house", kept={"calendar": calendar})
    assert heard[0].is_proven
