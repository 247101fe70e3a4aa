"""Invitations by mail: who is told what, when it changes, and that nobody is told twice."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from mail.models import OutgoingMail
from meetings import operations, queries
from meetings.models import AgendaItem, GuestLink, ItemKind, MeetingState, Rsvp, Secrecy
from meetings.operations.calendars import TOPIC
from office.actor import hash_token
from office.db import db, transaction
from office.errors import Forbidden
from office.outbox import OutboxMessage
from office.permissions import SYSTEM
from tests.mail.post import post_office
from tests.meetings import house as meetings
from tests.meetings.ical import libical
from tests.meetings.invited import (
    GUEST,
    event_of,
    guest_of,
    organizer_of,
    place_of,
    told,
    with_guest,
)
from tests.needs import needs

LEADER, HEAD, SECRETARY = (f"{one}@snv.lamgiang.example" for one in ("leader", "head", "official"))
EVERYBODY = {LEADER, HEAD, SECRETARY, GUEST}


@pytest.fixture
def mail(house):
    return post_office()


def changed(meeting, by, **given):
    plan = {"starts_at": meeting.starts_at, "ends_at": meeting.ends_at, "place": meeting.place}
    operations.change_plan(meeting, meetings.plan(**plan | given), by=by)


def test_everybody_gets_a_letter_of_his_own(mail):
    meeting = with_guest(mail)
    letters = told(meeting)
    assert set(letters) == EVERYBODY  # the other head has neither box nor address
    method, event = event_of(letters[GUEST])
    assert (method, event["SEQUENCE"], event["UID"]) == ("REQUEST", 0, meeting.iuid)
    assert str(event["ATTENDEE"]) == f"mailto:{GUEST}"
    assert event["DTSTART"].dt == meeting.starts_at.replace(microsecond=0)
    addresses = {organizer_of(one) for one in letters.values()}
    assert len(addresses) == len(letters)
    assert all(one.startswith("vanthu+m.") for one in addresses)
    assert meeting.title in str(letters[GUEST]["Subject"])
    assert meeting.place in letters[GUEST].get_body(("plain",)).get_content()


@needs("libical")
def test_another_library_takes_the_letters(mail):
    meeting = with_guest(mail)
    operations.add_item(meeting, operations.Point(title="Kế hoạch; quý I"), by=mail.official)
    part = next(p for p in told(meeting)[GUEST].walk() if p.get_content_type() == "text/calendar")
    found = libical.read(part.get_content())
    assert found.objections == ()
    assert "Kế hoạch; quý I" in found.description


def test_the_same_work_twice_tells_nobody_twice(mail):
    meeting = with_guest(mail)
    assert told(meeting)
    assert told(meeting) == {}


def test_a_draft_asks_nobody(mail):
    meeting = meetings.planned(mail)
    assert told(meeting) == {}


def test_a_change_of_time_asks_anew(mail):
    meeting = with_guest(mail)
    told(meeting)
    mine = place_of(meeting, mail.head)
    operations.answer(mine, Rsvp.ACCEPTED, by=mail.head)
    changed(meeting, mail.official, starts_at=meeting.starts_at + timedelta(minutes=30))
    letters = told(meeting)
    assert set(letters) == EVERYBODY
    method, event = event_of(letters[HEAD])
    assert (method, event["SEQUENCE"]) == ("REQUEST", 1)
    assert event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    db.session.refresh(mine)
    assert mine.rsvp == Rsvp.NONE


def test_a_change_of_the_agenda_is_told_once_for_all_items(mail):
    meeting = with_guest(mail)
    told(meeting)
    for title in ("Một", "Hai", "Ba"):
        operations.add_item(meeting, operations.Point(title=title), by=mail.official)
    letters = told(meeting)
    _method, event = event_of(letters[GUEST])
    assert event["SEQUENCE"] == 3
    assert "3. Ba" in event["DESCRIPTION"]


def test_an_item_about_a_person_is_not_named_in_letters(mail):
    meeting = with_guest(mail)
    point = operations.Point(title="Bổ nhiệm ông Mẫu", kind=ItemKind.PERSONNEL)
    operations.add_item(meeting, point, by=mail.official)
    assert db.session.scalars(select(AgendaItem)).one().title == "Bổ nhiệm ông Mẫu"
    assert "Mẫu" not in told(meeting)[GUEST].as_string()


def test_who_is_taken_off_the_list_hears_it_alone(mail):
    meeting = with_guest(mail)
    told(meeting)
    operations.remove_person(guest_of(meeting), by=mail.official)
    letters = told(meeting)
    assert set(letters) == {GUEST}
    method, event = event_of(letters[GUEST])
    assert method == "CANCEL"
    assert "STATUS" not in event
    assert event["SEQUENCE"] == 1


def test_called_off_put_off_and_called_again(mail):
    meeting = with_guest(mail)
    told(meeting)
    operations.postpone(meeting, "Bận", by=mail.official)
    method, event = event_of(told(meeting)[GUEST])
    assert (method, event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    operations.call(meeting, by=mail.official)
    method, event = event_of(told(meeting)[GUEST])
    assert (method, event["STATUS"], event["SEQUENCE"]) == ("REQUEST", "CONFIRMED", 2)
    operations.cancel(meeting, "Thôi", by=mail.official)
    letters = told(meeting)
    assert set(letters) == EVERYBODY
    assert event_of(letters[HEAD])[0] == "CANCEL"
    assert told(meeting) == {}


def test_called_and_called_off_at_once_is_never_told(mail):
    meeting = with_guest(mail)
    operations.cancel(meeting, "Thôi", by=mail.official)
    assert told(meeting) == {}


def test_of_a_classified_meeting_no_letter_goes(mail):
    meeting = meetings.planned(mail, secrecy=Secrecy.SECRET)
    operations.call(meeting, by=mail.official)
    asked = select(OutboxMessage).where(OutboxMessage.topic == TOPIC)
    assert db.session.scalars(asked).all() == []
    with pytest.raises(Forbidden):
        operations.tell_calendars(meeting, number=1, by=SYSTEM)
    assert db.session.scalars(select(OutgoingMail)).all() == []


def test_a_guest_gets_a_link_of_his_own(mail, monkeypatch):
    monkeypatch.setattr("mail.queries.web_host", lambda: "office.h99.example")
    meeting = with_guest(mail)
    text = told(meeting)[GUEST].get_body(("plain",)).get_content()
    secret = text.split("https://office.h99.example/meeting-guests/")[1].split()[0]
    link = db.session.scalars(select(GuestLink)).one()
    assert link.token_hash == hash_token(secret)
    assert queries.link_behind(secret).id == link.id


def test_a_bad_address_keeps_nobody_else_from_his_letter(mail, monkeypatch):
    monkeypatch.setattr("mail.queries.web_host", lambda: "office.h99.example")
    meeting = with_guest(mail)
    with transaction():
        guest_of(meeting).address = "no address"
    assert set(told(meeting)) == EVERYBODY - {GUEST}
    assert meeting.state is MeetingState.INVITED
    assert db.session.scalars(select(GuestLink)).all() == [], "no link without its letter"


def test_a_long_list_is_told_step_by_step(mail, monkeypatch):
    monkeypatch.setattr("meetings.operations.telling_calendars.STEP", 2)
    meeting = with_guest(mail)
    steps = [set(told(meeting)) for _step in range(4)]
    assert set.union(*steps) == EVERYBODY
    assert max(map(len, steps)) == 2
    assert steps[-1] == set()
