"""The pages of invitations: one's own answer, the chair's consent, guests, the calendar, feeds."""

import re
from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import event, select

from meetings import operations, queries
from meetings.models import AgendaPaper, CalendarFeed, ItemKind, Rsvp, Secrecy
from meetings.operations import StandIn
from office import blobs, clock
from office.accounts.models import Notice
from office.audit import AuditEvent
from office.db import db, transaction
from office.units.models import Tenure
from tests.documents.pages import Reader
from tests.mail.post import post_office
from tests.meetings import house as meetings
from tests.meetings.invited import guest_of, place_of, replies, told, with_guest

SECRET = re.compile(r"(?:meeting-guests|calendar)/([\w-]{40,})")


@pytest.fixture
def mail(house):
    return post_office()


@pytest.fixture
def meeting(mail):
    return with_guest(mail)


def path(meeting, rest="/answers"):
    return f"/meetings/{meeting.uid}{rest}"


# -------------------------------------------------------------------------- own answer


def test_one_answers_on_the_page(house, mail, meeting):
    head = Reader(house, mail.head)
    page = head.get(path(meeting))
    assert "Will come" in page
    head.post(path(meeting, "/answer"), rsvp="accepted")
    assert place_of(meeting, mail.head).rsvp == Rsvp.ACCEPTED


def test_who_cannot_come_is_asked_why(house, mail, meeting):
    head = Reader(house, mail.head)
    page = head.post(path(meeting, "/answer"), 422, rsvp="declined", reason=" ")
    assert "Fill this in." in page
    assert 'value="declined" id="rsvp"' in page or "checked" in page
    head.post(path(meeting, "/answer"), 422, rsvp="delegated")
    head.post(path(meeting, "/answer"), 422)
    assert place_of(meeting, mail.head).rsvp == Rsvp.NONE


def test_who_is_not_invited_sees_no_form(house, mail, meeting):
    clerk = Reader(house, mail.clerk)
    assert "Will you attend?" not in clerk.get(path(meeting))
    clerk.post(path(meeting, "/answer"), 404, rsvp="accepted")


def test_the_chair_is_asked_for_consent(house, mail, meeting):
    head, leader = Reader(house, mail.head), Reader(house, mail.leader)
    post = db.session.get_one(Tenure, mail.colleague.tenure_id)
    head.post(path(meeting, "/stand-in"), 422, stand_in="", reason_sent="Ốm")
    head.post(path(meeting, "/stand-in"), 422, stand_in=post.uid, reason_sent="")
    head.post(path(meeting, "/stand-in"), stand_in=post.uid, reason_sent="Ốm")
    made = queries.stand_in_of(place_of(meeting, mail.head))
    consent = path(meeting, f"/people/{made.uid}/consent")
    assert consent in leader.get(path(meeting))
    assert consent not in head.get(path(meeting))
    leader.post(consent, 422, verdict="refuse")
    leader.post(consent, 404, verdict="maybe")
    leader.post(consent, verdict="admit")
    db.session.refresh(made)
    assert made.is_admitted


def test_a_doubtful_answer_is_settled_by_who_prepares(house, mail, meeting):
    told(meeting)
    replies(meeting, "vanthu@snv.lamgiang.example", comment="<b>Đến</b>")
    [row] = queries.unsettled(meeting)
    official, head = Reader(house, mail.official), Reader(house, mail.head)
    place = path(meeting, f"/answers/{row.uid}")
    assert place not in head.get(path(meeting))
    page = official.get(path(meeting))
    assert "not verified" in page
    assert "&lt;b&gt;Đến" in page
    head.post(place, 403, verdict="count")
    official.post(place, verdict="count")
    assert guest_of(meeting).rsvp == Rsvp.ACCEPTED
    assert place not in official.get(path(meeting))


# ------------------------------------------------------------------------------ guests


def lay_paper(meeting, mail, **given):
    point = operations.Point(title="Dự toán quý I", **given)
    item = operations.add_item(meeting, point, by=mail.official)
    stored = blobs.put(b"%PDF-1.7 paper")
    with transaction():
        paper = AgendaPaper(
            item_id=item.id,
            position=1,
            name="Dự toán.pdf",
            media_type="application/pdf",
            sha256=stored.sha256,
            size=stored.size,
            laid_by="x",
            laid_at=clock.now(),
        )
        db.session.add(paper)
        db.session.flush()
    return paper


def visit(house, link):
    """A browser that has opened the link, and the token of its forms."""
    visitor = house.test_client()
    token = re.search(r'name="_token" value="([^"]+)"', visitor.get(link).text)
    sent = {"_token": token[1] if token else ""}
    assert visitor.post(f"{link}/opening", data=sent).status_code == 303
    return visitor, sent


@pytest.fixture
def link(house, mail, meeting):
    """The address that the secretary hands to the guest."""
    place = path(meeting, f"/people/{guest_of(meeting).uid}/link")
    page = Reader(house, mail.official).post(place, 200)
    return f"/meeting-guests/{SECRET.search(page)[1]}"


def test_a_guest_answers_by_his_link(house, mail, meeting, link):
    visitor, sent = visit(house, link)
    page = visitor.get(link)
    assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page.headers["Cache-Control"]
    assert meeting.title in page.text
    sent |= {"rsvp": "accepted"}
    assert visitor.post(link, data=sent).status_code == 303
    assert guest_of(meeting).rsvp == Rsvp.ACCEPTED
    assert visitor.post(link, data=sent | {"rsvp": "declined"}).status_code == 422


def test_a_guest_reads_papers_but_none_about_a_person(house, mail, meeting, link):
    paper = lay_paper(meeting, mail)
    hidden = lay_paper(meeting, mail, kind=ItemKind.PERSONNEL)
    visitor, sent = visit(house, link)
    page = visitor.get(link).text
    assert f"{link}/papers/{paper.uid}" in page
    assert str(hidden.uid) not in page
    answer = visitor.post(f"{link}/papers/{paper.uid}", data=sent, buffered=True)
    assert answer.data == b"%PDF-1.7 paper"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert visitor.post(f"{link}/papers/{hidden.uid}", data=sent).status_code == 404


def test_a_link_belongs_to_the_browser_that_opens_it(house, mail, meeting, link):
    paper = lay_paper(meeting, mail)
    scanner = house.test_client()
    for _time in range(2):
        seen = scanner.get(link)
        assert seen.status_code == 200, "programs that look at links change nothing"
        assert meeting.title not in seen.text
    first, sent = visit(house, link)
    assert meeting.title in first.get(link).text
    for place in ("", f"/papers/{paper.uid}", "/opening"):
        answer = scanner.post(link + place, data=sent | {"rsvp": "accepted"})
        assert answer.status_code == 403
    page = scanner.get(link, headers={"Accept-Language": "en"})
    assert page.status_code == 403
    assert "for a new one" in page.text
    assert meeting.title not in page.text
    assert guest_of(meeting).rsvp == Rsvp.NONE
    opened = select(AuditEvent).where(AuditEvent.act == "meeting.guest_opened")
    assert len(db.session.scalars(opened).all()) == 1


def test_of_a_meeting_that_was_called_off_a_guest_reads_nothing(house, mail, meeting, link):
    paper = lay_paper(meeting, mail)
    visitor, sent = visit(house, link)
    operations.cancel(meeting, "Không cần", by=mail.official)
    page = visitor.get(link, headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert "Cancelled" in page.text
    assert "Dự toán" not in page.text
    assert visitor.post(f"{link}/papers/{paper.uid}", data=sent).status_code == 403
    shut = path(meeting, f"/people/{guest_of(meeting).uid}/link/withdrawal")
    Reader(house, mail.official).post(shut)
    assert visitor.get(link).status_code == 404


def test_links_shut(house, mail, meeting, link):
    visitor = house.test_client()
    assert visitor.get("/meeting-guests/" + "a" * 43).status_code == 404
    shut = path(meeting, f"/people/{guest_of(meeting).uid}/link/withdrawal")
    Reader(house, mail.official).post(shut)
    assert visitor.get(link).status_code == 404


def test_a_link_shuts_when_its_guest_is_taken_off_the_list(house, mail, meeting, link):
    operations.remove_person(guest_of(meeting), by=mail.official)
    assert house.test_client().get(link).status_code == 404


def test_guessing_is_slowed_down(house):
    visitor = house.test_client()
    answers = [visitor.get(f"/meeting-guests/{number:043}").status_code for number in range(22)]
    assert answers[:20] == [404] * 20
    assert answers[-1] == 429


def test_a_feed_asks_as_much_for_many_meetings_as_for_one(mail, meeting):
    def statements():
        told = []

        def listen(_connection, _cursor, statement, *_rest):
            told.append(statement)

        event.listen(db.engine, "before_cursor_execute", listen)
        try:
            fed = queries.feed_of(mail.head.person_id)
        finally:
            event.remove(db.engine, "before_cursor_execute", listen)
        return len(fed), len(told)

    db.session.expire_all()
    assert statements()[0] == 1
    before = statements()[1]
    for _time in range(3):
        meetings.called(mail)
    operations.add_item(meeting, operations.Point(title="Một việc"), by=mail.official)
    statements()
    assert statements() == (4, before)
    [fed] = [one for one in queries.feed_of(mail.head.person_id) if one.uid == meeting.iuid]
    assert (fed.text, fed.place) == ("1. Một việc", meeting.place)


def test_the_feed_is_found_from_the_account(house, mail):
    assert 'href="/meetings/calendar/feed"' in Reader(house, mail.head).get("/account")


def test_a_notice_names_its_meeting_to_who_may_see_it(mail, meeting):
    assert queries.titles_of([meeting.uid], mail.head) == {meeting.uid: meeting.title}
    assert queries.titles_of([meeting.uid], mail.colleague) == {}


# ---------------------------------------------------------------------------- calendar


def test_my_calendar_by_week_and_month(house, mail, meeting):
    head = Reader(house, mail.head)
    at = clock.to_local(meeting.starts_at).date()
    for view in ("week", "month"):
        page = head.get(f"/meetings/calendar?view={view}&day={at.isoformat()}")
        assert meeting.title in page
        other = (at + timedelta(days=70)).isoformat()
        assert meeting.title not in head.get(f"/meetings/calendar?view={view}&day={other}")
    assert head.get("/meetings/calendar?view=odd&day=soon")


def test_of_a_classified_meeting_the_calendar_shows_the_day_alone(house, mail):
    secret = meetings.planned(mail, secrecy=Secrecy.SECRET)
    operations.call(secret, by=mail.official)
    at = clock.to_local(secret.starts_at).date()
    page = Reader(house, mail.leader).get(f"/meetings/calendar?day={at.isoformat()}")
    assert "Busy" in page
    [entry] = queries.feed_of(mail.leader.person_id)
    assert entry.title in ("Busy", "Bận")
    assert (entry.place, entry.text, entry.is_private) == ("", "", True)


def test_who_has_time_is_seen_while_planning(house, mail, meeting):
    other = meetings.called(mail, title="Họp khác")
    page = Reader(house, mail.official).get(path(other, "/busy"))
    assert page.count("has no time") == 4
    assert meeting.title not in page


# ------------------------------------------------------------------------------- feeds


@pytest.fixture
def feed(house, mail):
    """The secret address that the head made for his telephone."""
    page = Reader(house, mail.head).post("/meetings/calendar/feed", 200)
    return f"/calendar/{SECRET.search(page)[1]}"


def test_a_feed_brings_the_meetings_of_its_owner(house, mail, meeting, feed):
    answer = house.test_client().get(f"{feed}.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    [event] = Calendar.from_ical(answer.data).walk("VEVENT")
    assert (event["UID"], event["SUMMARY"]) == (meeting.iuid, meeting.title)
    again = house.test_client().get(
        f"{feed}.ics", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304
    assert db.session.scalars(select(CalendarFeed)).one().fetched_at is not None


def test_busy_times_bear_no_title(house, mail, meeting, feed):
    text = house.test_client().get(f"{feed}.ifb").text
    [sheet] = Calendar.from_ical(text).walk("VFREEBUSY")
    period = sheet["FREEBUSY"].dt
    assert period[0] == meeting.starts_at.replace(microsecond=0)
    assert meeting.title not in text


def test_a_new_address_shuts_the_old_one(house, mail, feed):
    head, visitor = Reader(house, mail.head), house.test_client()
    page = head.post("/meetings/calendar/feed", 200)
    fresh = f"/calendar/{SECRET.search(page)[1]}"
    assert visitor.get(f"{feed}.ics").status_code == 404
    assert visitor.get(f"{fresh}.ics").status_code == 200
    assert SECRET.search(head.get("/meetings/calendar/feed")) is None
    head.post("/meetings/calendar/feed/withdrawal")
    assert visitor.get(f"{fresh}.ics").status_code == 404


# --------------------------------------------------------------------------------- API


def test_programs_answer_and_ask_for_time(house, mail, meeting):
    head = Reader(house, mail.head).client
    answer = head.post(f"/api/v1/meetings/{meeting.uid}/answer", json={"rsvp": "tentative"})
    assert answer.json["rsvp"] == "tentative"
    frame = {
        "begin": (meeting.starts_at - timedelta(hours=1)).isoformat(),
        "end": (meeting.ends_at + timedelta(hours=1)).isoformat(),
    }
    [mine] = head.get("/api/v1/my-calendar", query_string=frame).json["items"]
    assert (mine["title"], mine["rsvp"]) == (meeting.title, "tentative")
    posts = [str(db.session.get_one(Tenure, mail.leader.tenure_id).uid)]
    found = head.get("/api/v1/free-busy", query_string=frame | {"posts": posts}).json["items"]
    assert [len(one["busy"]) for one in found] == [1]
    assert set(found[0]["busy"][0]) == {"begin", "end", "reason"}
    turned = {"begin": frame["end"], "end": frame["begin"]}
    assert head.get("/api/v1/my-calendar", query_string=turned).status_code == 422


def test_stand_ins_by_programs(house, mail, meeting):
    mine = place_of(meeting, mail.head)
    other = StandIn(tenure_id=mail.colleague.tenure_id)
    made = operations.send_stand_in(mine, other, reason="Ốm", by=mail.head)
    leader = Reader(house, mail.leader).client
    place = f"/api/v1/meetings/{meeting.uid}/people/{made.uid}/consent"
    assert leader.post(place, json={"verdict": "refuse"}).status_code == 422
    assert leader.post(place, json={"verdict": "refuse", "reason": "Cần"}).status_code == 200
    assert place_of(meeting, mail.head).rsvp == Rsvp.NONE
    kinds = select(Notice.kind).where(Notice.desk_id == mail.head.desk_id)
    assert "meeting_answer" in db.session.scalars(kinds).all()
