"""My work: what waits, in which order, under which headline, and how cheaply."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from documents import operations
from documents.models import (
    AxisConnection,
    Dispatch,
    DispatchState,
    DocumentState,
    Duty,
    Routing,
    RoutingState,
    Source,
)
from documents.operations.incoming import Registration
from documents.views import tour
from office import clock, demo_data
from office.accounts.models import Person
from office.db import db, transaction
from tests import build
from tests.documents import stages
from tests.documents.pages import Reader, path_of

UNREAD = '<span class="dot">'


@pytest.fixture
def snv(house):
    return build.agency()


def presented(snv, subject, days):
    """A document on the leader's desk, due so many working days from now."""
    document = build.arrived(snv, subject=subject, symbol=f"{days}/BHC", identifier=subject)
    due_at = clock.end_of_work(clock.add_working_days(clock.today(), days))
    given = Registration(subject=subject, due_at=due_at)
    operations.register_incoming(document, given, present_to=snv.desks["leader"].id, by=snv.clerk)
    return document


def test_an_empty_desk_says_what_comes_next(house, snv):
    page = Reader(house, snv.official).get("/")
    assert "Nothing is waiting for you" in page


def test_the_headline_tells_the_situation_in_words(house, snv):
    presented(snv, "Việc quá hạn", -2)
    presented(snv, "Việc sau này", 30)
    assert "<h1>1 overdue</h1>" in Reader(house, snv.leader).get("/")


def test_the_nearest_deadline_stands_first_unless_the_reader_chose_otherwise(house, snv):
    presented(snv, "Việc gấp", 2)
    presented(snv, "Việc thong thả", 30)
    leader = Reader(house, snv.leader)
    page = leader.get("/")
    assert page.index("Việc gấp") < page.index("Việc thong thả")
    newest = leader.get("/?order=newest")
    assert newest.index("Việc thong thả") < newest.index("Việc gấp")
    again = leader.get("/")
    assert again.index("Việc thong thả") < again.index("Việc gấp")


def test_each_row_says_the_verb_that_is_owed(house, snv):
    presented(snv, "Việc một", 3)
    build.arrived(snv, subject="Việc hai", symbol="9/BHC", identifier="x9")
    assert "Give a direction" in Reader(house, snv.leader).get("/")
    assert ">Register<" in Reader(house, snv.clerk).get("/")


def test_a_notice_says_what_it_is_about_while_the_reader_may_see_it(house, snv):
    plain = presented(snv, "Việc của mọi người", 3)
    named = presented(snv, "Việc đích danh", 4)
    with transaction():
        named.is_restricted = True
    page = Reader(house, snv.leader).get("/notices")
    assert "Việc của mọi người" in page
    assert plain.symbol in page
    assert "Việc đích danh" not in page


def test_nobody_elses_work_is_shown(house, snv):
    presented(snv, "Việc của lãnh đạo", 3)
    assert "Việc của lãnh đạo" not in Reader(house, snv.official).get("/")


def test_kinds_narrow_the_list(house, snv):
    presented(snv, "Việc đến", 3)
    leader = Reader(house, snv.leader)
    assert "Việc đến" in leader.get("/?kind=incoming")
    assert "Việc đến" not in leader.get("/?kind=signing")


def test_an_unchanged_list_is_not_sent_again_and_a_changed_one_is(house, snv):
    presented(snv, "Việc một", 3)
    leader = Reader(house, snv.leader)
    tag = leader.answer("/").headers["ETag"]
    assert leader.answer("/", **{"If-None-Match": tag}).status_code == 304
    presented(snv, "Việc hai", 4)
    assert leader.answer("/", **{"If-None-Match": tag}).status_code == 200


def test_pages_follow_one_another_without_a_gap(house, snv):
    document = presented(snv, "Việc gốc", 3)
    heap(snv.desks["leader"], document, dated=60, undated=60)
    seen = all_subjects(Reader(house, snv.leader))
    assert len(seen) == len(set(seen)) == 120
    assert seen[:60] == [f"Hạn {n:03}." for n in range(60)]


def heap(desk, document, *, dated, undated):
    """Many duties at once, straight into the table; two share a deadline where a page ends."""
    with transaction():
        for n in range(dated + undated):
            day = clock.today() + timedelta(days=30 + (n + 1) // 2)
            due_at = clock.end_of_work(day) if n < dated else None
            subject = f"Hạn {n:03}." if n < dated else f"Không hạn {n:03}."
            db.session.add(
                Routing(
                    document_id=document.id,
                    desk_id=desk.id,
                    duty=Duty.INFORM,
                    state=RoutingState.OPEN,
                    received_at=clock.now(),
                    due_at=due_at,
                    direction=document.direction,
                    subject=subject,
                    symbol="",
                    sender="",
                    urgency=document.urgency,
                    document_state=document.state,
                )
            )
            db.session.flush()


def all_subjects(reader):
    """Page after page by the link at the foot, as a reader would."""
    page, found = reader.get("/"), []
    for _ in range(5):
        found += re.findall(r">((?:Hạn|Không hạn) \d{3}\.)<", page)
        onward = re.search(r'href="([^"]+)" rel="next"', page)
        if not onward:
            break
        page = reader.get(onward[1].replace("&amp;", "&"))
    return found


def test_my_work_asks_at_most_four_questions(house, snv):
    presented(snv, "Việc một", -1)
    presented(snv, "Việc hai", 3)
    leader = Reader(house, snv.leader)
    leader.get("/")
    asked = []

    def note(_connection, _cursor, statement, *_):
        if statement.lstrip().upper().startswith("SELECT"):
            asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        leader.get("/")
        leader.get("/?order=newest")
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len(asked) <= 8, "\n\n".join(asked)


def test_a_row_leads_to_its_document_which_counts_as_read(house, snv):
    document = presented(snv, "Việc một", 3)
    leader = Reader(house, snv.leader)
    assert UNREAD in leader.get("/")
    assert leader.client.post(path_of(document, "reading")).status_code == 204
    assert UNREAD not in leader.get("/")


def test_looking_alone_changes_nothing(house, snv):
    document = presented(snv, "Việc một", 3)
    leader = Reader(house, snv.leader)
    leader.get(path_of(document))
    assert UNREAD in leader.get("/")


@pytest.mark.parametrize("cursor", ["x", "W10", "bm90aGluZw", "WyJkIiwiMjAyNiIsMV0"])
def test_a_cursor_of_nobody_begins_at_the_first_page(house, snv, cursor):
    presented(snv, "Việc một", 3)
    assert "Việc một" in Reader(house, snv.leader).get(f"/?after={cursor}")


def test_deadlines_are_named_by_day_and_week():
    from documents.views.work import ends_of, nearness

    friday = datetime(2026, 3, 6, 10, tzinfo=UTC)
    ends = ends_of(friday)
    assert nearness(friday - timedelta(minutes=1), ends) == "late"
    assert nearness(ends.tonight - timedelta(seconds=1), ends) == "today"
    assert nearness(ends.tonight, ends) == "week"
    assert nearness(ends.sunday - timedelta(seconds=1), ends) == "week"
    assert nearness(ends.sunday, ends) == "later"
    assert nearness(None, ends) == "none"
    assert clock.to_local(ends.sunday).isoformat() == "2026-03-09T00:00:00+07:00"


# --------------------------------------------------------------------- waiting for others


def test_the_clerk_sees_the_line_and_what_did_not_arrive(house, snv):
    document = stages.issued(snv)
    with transaction():
        failed, queued = (dispatch_of(document, name) for name in ("Sở Y tế", "Sở Tư pháp"))
        failed.state = DispatchState.FAILED
        db.session.add_all([failed, queued])
    page = Reader(house, snv.clerk).get("/")
    assert "Waiting for others" in page
    assert "no connection to the national axis" in page
    assert re.search(r"Sở Y tế</bdi> <span[^>]*>could not be sent", page)
    assert re.search(r"Sở Tư pháp</bdi> <span[^>]*>waits to be sent", page)
    assert "Waiting for others" not in Reader(house, snv.leader).get("/")


def dispatch_of(document, name):
    return Dispatch(
        document_id=document.id,
        receiver_code=name,
        receiver_name=name,
        state=DispatchState.QUEUED,
        changed_at=clock.now(),
    )


def test_the_clerk_sees_when_the_axis_was_asked_last(house, snv):
    with transaction():
        db.session.add(
            AxisConnection(
                agency_id=snv.unit.id,
                transport="gateway",
                base_url="http://127.0.0.1:9",
                system_id="snv",
                secret="sealed",
                polled_at=clock.now(),
            )
        )
    page = Reader(house, snv.clerk).get("/")
    assert "National axis: last synchronised today" in page
    assert "Everything that was issued has been sent." in page


# ------------------------------------------------------------------------- the guided tour


@pytest.fixture
def in_demo(monkeypatch):
    monkeypatch.setattr(tour, "is_demo", lambda _app: True)


def reached(page):
    """The words of the step that comes next, and all links of the tour."""
    part = page.partition('id="tour"')[2].partition("</section>")[0]
    now = re.search(r'<li class="now">(.*?)</li>', part, re.DOTALL)
    return (now[1] if now else ""), re.findall(r'<a href="(/documents/[^"]+)"', part)


def test_the_tour_follows_the_letter_and_leads_only_where_the_reader_may_look(house, snv, in_demo):
    clerk, official = Reader(house, snv.clerk), Reader(house, snv.official)
    assert reached(clerk.get("/"))[1] == []
    matter = demo_data.first_matter()
    document = build.arrived(snv, symbol=f"{matter.number}/{matter.symbol}")
    with transaction():
        document.source = Source.AXIS
    now, links = reached(clerk.get("/"))
    assert "Register the ministry" in now
    assert set(links) == {path_of(document)}
    assert reached(official.get("/"))[1] == []
    given = Registration(subject=document.subject)
    operations.register_incoming(document, given, present_to=snv.desks["leader"].id, by=snv.clerk)
    assert "write the direction" in reached(clerk.get("/"))[0]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (DocumentState.DRAFT, "Draft the reply"),
        (DocumentState.SUBMITTED, "Sign with the PIN"),
        (DocumentState.SIGNED, "Give the number"),
        (DocumentState.ISSUED, "Watch the receipts"),
    ],
)
def test_the_tour_follows_the_reply(house, snv, in_demo, state, words):
    matter = demo_data.first_matter()
    document = build.handed_on(snv, symbol=f"{matter.number}/{matter.symbol}")
    reply = operations.start_reply(document, by=snv.official)
    with transaction():
        document.source = Source.AXIS
        reply.state = state
    now, links = reached(Reader(house, snv.official).get("/"))
    assert words in now
    assert set(links) == {path_of(document), path_of(reply)}


@pytest.mark.parametrize(
    ("part", "links"),
    [
        ("clerk", [f"/documents/books?year={clock.today().year - 1}", "/documents/deliveries"]),
        ("leader", ["/tasks/", "/overview"]),
        ("official", ["/documents/opinion-rounds", "/work-files/"]),
    ],
)
def test_the_tour_names_what_else_there_is(house, snv, in_demo, part, links):
    played = demo_data.person(getattr(demo_data.first_matter().play, part)).name
    actor = getattr(snv, part)
    with transaction():
        db.session.get_one(Person, actor.person_id).full_name = played
    shown = Reader(house, actor).get("/").partition('id="sights"')[2].partition("</ul>")[0]
    assert re.findall(r'href="([^"]+)"', shown) == links
    assert shown.count("<li>") == len(tour.SIGHTS)


def test_a_real_folder_has_no_tour(house, snv):
    assert 'id="tour"' not in Reader(house, snv.clerk).get("/")
