"""The staff office at its screen: an official is rotated to another commune; a unit is evaluated.

The decision is really signed and sealed; on the next morning the official works elsewhere.
"""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select

from documents.models import Document
from mail import operations as mail
from mail import queries as boxes
from office import clock, demo_data, outbox
from office.accounts.models import Person
from office.accounts.queries import open_tenures
from office.db import db
from office.permissions import SYSTEM
from personnel import operations, queries
from personnel.models import DecisionState, Dossier, PersonnelDecision
from personnel.play import story
from signing import demo
from tests import build
from tests.browser.played import staged
from tests.browser.test_matter import seal, sign
from tests.browser.world import PINS, Official, remember, working
from tests.conftest import without_loop
from tests.personnel import house as register
from tests.personnel.national.conftest import running_register
from tests.personnel.test_national import connected, long_open

__all__ = ["running_register"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]
CITIZEN = "001185004321"
HOME, THERE = "Xã Lam Sơn", "Xã Lam Hạ"
UNIT_OF = 60
PATIENCE = 100


def commune(code, name, symbol):
    """A commune with its mail; the leader signs and the clerk seals."""
    made = build.agency(code=code, name=name, symbol=symbol)
    where = {"agency_id": made.unit.id, "agency": name}
    for part in ("leader", "clerk"):
        person = db.session.get_one(Person, made.people[part].person_id)
        demo.enrol_person(person, pin=PINS[part], **where)
    demo.enrol_agency(person, pin=PINS["clerk"], **where)
    mail.open_domain(made.unit, f"{symbol.lower()}.lamgiang.example", by=SYSTEM)
    mail.provide(made.unit, by=SYSTEM)
    return made


@pytest.fixture(scope="module")
def communes(resting_world, running_register):
    """Two communes of the installation and the screens of the first; both are connected."""
    with resting_world.app.app_context(), without_loop():
        home = long_open(commune("H99.61", HOME, "XLS"))
        there = long_open(commune("H99.62", THERE, "XLH"))
        connected(home, running_register)
        dossier = register.opened(home, home.official, citizen=CITIZEN)
        uid, name = dossier.uid, dossier.full_name
        remember(home, there)
    screens = replace(resting_world, house=home, at_desk={})
    yield screens, there, uid, name
    for official in screens.at_desk.values():
        official.close()
    with resting_world.app.app_context(), without_loop():
        operations.end_national(queries.national_connection(), by=SYSTEM)


def prepared(world, uid, name, there, first):
    """From the kind to the draft of the document; gives the decision and its document."""
    page = world.hr.open("/personnel/decisions/new")
    page.get_by_role("link", name="Rotation").click()
    page.fill("#q", name)
    page.get_by_role("button", name="Search").click()
    page.locator(f"input[value='{uid}']").check()
    page.get_by_role("button", name="Go on with those ticked").click()
    page.locator("summary", has_text="To another agency").click()
    page.select_option("#agency", label=THERE)
    page.get_by_role("button", name="Show its units").click()
    page.fill("#effective_on", first.isoformat())
    page.fill("#until", (first + timedelta(days=3 * 366)).isoformat())
    page.locator("select[name='assignment.unit']").select_option(str(there.rooms["staff"].uid))
    page.fill("input[name='assignment.title']", "Phó Trưởng phòng")
    page.get_by_role("button", name="Show what changes").click()
    page.get_by_text("Phó Trưởng phòng").first.wait_for()
    decision = UUID(page.url.rpartition("/")[2])
    page.get_by_role("button", name="Draft the document").click()
    page.wait_for_url("**/draft")
    return decision, page.url.split("/")[-2]


def submitted(world, document):
    hr = world.hr
    hr.until(lambda: hr.open(f"/documents/{document}/draft").locator("#pages img").first, "pages")
    page = hr.open(f"/documents/{document}/submission")
    page.locator("button.go-on:enabled").click()
    page.locator(".toast", has_text="Submitted").wait_for()


def subject_of(world, document):
    with world.app.app_context():
        found = select(Document.subject).where(Document.uid == UUID(document))
        return db.session.scalar(found)


def until_recorded(world, decision):
    def is_recorded():
        return world.hr.open(f"/personnel/decisions/{decision}").get_by_text("Recorded").first

    world.hr.until(is_recorded, "the register")


def until_told(world, there, first):
    """The national database holds the new post from its first day on."""
    for _turn in range(PATIENCE):
        rows = there.register().person(CITIZEN).groups["assignment"]
        told = [(row["validFrom"], row["values"].get("title")) for row in rows]
        if (first.isoformat(), "Phó Trưởng phòng") in told:
            return
        world.hr.page.wait_for_timeout(300)
    pytest.fail(f"the national database holds {told}")


def standing(world, uid):
    """Where he works, whose mailbox he has, and who keeps his dossier."""
    with world.app.app_context(), without_loop():
        dossier = db.session.scalars(select(Dossier).where(Dossier.uid == uid)).one()
        posts = [(post.unit_id, post.title) for post in open_tenures(dossier.person_id)]
        box = boxes.own_box(dossier.person_id)
        return posts, box.agency_id, dossier.agency_id


def test_raises_that_come_are_one_list_before_the_signer(communes):
    world, _there, uid, name = communes
    with world.app.app_context(), without_loop():
        dossier = db.session.scalars(select(Dossier).where(Dossier.uid == uid)).one()
        assert dossier.raise_on is not None
    with working(world.app):
        page = world.hr.open("/personnel/coming?kind=raise")
        page.get_by_role("link", name=name).first.wait_for()
        page.get_by_role("link", name="Raises of a quarter").click()
        page.get_by_role("button", name="One decision for those ticked").click()
        page.get_by_text(name).first.wait_for()
        page.get_by_role("button", name="Draft the document").click()
        page.wait_for_url("**/draft")
        document = page.url.split("/")[-2]
        submitted(world, document)
        listed = world.leader.open("/documents/signing")
        listed.get_by_text(subject_of(world, document)).first.wait_for()
        shown = world.hr.open("/personnel/coming?kind=raise")
        shown.get_by_role("link", name="Decision in preparation").first.wait_for()


def test_an_official_rotated_to_another_commune_works_there_next_morning(
    communes, running_register
):
    world, there, uid, name = communes
    first = clock.today() + timedelta(days=1)
    staff, home = there.rooms["staff"].id, world.house.unit.id
    with working(world.app):
        decision, document = prepared(world, uid, name, there, first)
        submitted(world, document)
        subject = subject_of(world, document)
        sign(world, subject)
        seal(world, subject)
        until_recorded(world, decision)
        until_told(world, running_register, first)
    assert standing(world, uid)[1:] == (home, home)
    assert [unit for unit, _title in standing(world, uid)[0]] == [world.house.rooms["staff"].id]
    morning = clock.local_midnight(first) + timedelta(hours=7)
    with time_machine.travel(morning, tick=True):
        with world.app.app_context(), without_loop():
            outbox.drain()
            mail.provide(there.unit, by=SYSTEM)
        posts, box, keeper = standing(world, uid)
        assert posts == [(staff, "Phó Trưởng phòng")]
        assert (box, keeper) == (there.unit.id, home)  # rotated, he is kept at home
        official = Official(world, "official")
        assert official.open("/").get_by_text("Phó Trưởng phòng").first.is_visible()
        official.close()


def test_a_unit_of_sixty_is_evaluated_and_the_quota_refused(communes):
    world, _there, _uid, _name = communes
    with world.app.app_context(), without_loop():
        unit = world.house.rooms["finance"]
        for number in range(UNIT_OF):
            values = register.identity(
                f"Trần Thị {chr(65 + number // 26)}{chr(65 + number % 26)}", ""
            )
            rows = [values, register.service(staff_no=f"X{number}"), register.post(unit)]
            register.operations.open_dossier(world.house.unit.id, rows, by=world.house.hr)
        unit_uid = unit.uid
        db.session.remove()
    page = world.hr.open(f"/personnel/decisions/evaluation?unit={unit_uid}&year=2026")
    rows = page.locator("tbody tr")
    assert rows.count() == UNIT_OF
    page.select_option("#unit_level", "HTTNV")
    for number in range(UNIT_OF):
        row = rows.nth(number)
        row.locator("input").nth(0).fill("28")
        row.locator("input").nth(1).fill("65" if number < 13 else "60")
    page.get_by_role("button", name="Check and show the decision").click()
    page.get_by_text("At most 12 (20 %)").first.wait_for()
    assert page.locator("tbody tr input").nth(0).input_value() == "28"
    page.locator("tbody tr").nth(12).locator("input").nth(1).fill("61")
    page.get_by_role("button", name="Check and show the decision").click()
    page.get_by_role("button", name="Draft the document").wait_for()
    with world.app.app_context():
        found = select(PersonnelDecision).where(PersonnelDecision.kind == "evaluation")
        made = db.session.scalars(found).one()
        assert made.state is DecisionState.DRAFT


def test_the_play_rotates_an_official_from_the_draft_to_the_mailbox(
    communes, monkeypatch, tmp_path
):
    world, there, _uid, _name = communes
    rotated = world.house.other_official
    with world.app.app_context(), without_loop():
        uid = register.opened(world.house, rotated, room="finance", citizen="001085004322").uid
        db.session.remove()
    room = SimpleNamespace(key=story.ROOM, vi="Phòng Công chức")
    monkeypatch.setattr(demo_data, "agency", lambda _key: SimpleNamespace(vi=THERE))
    monkeypatch.setattr(demo_data, "units", lambda: [room])
    cast = demo_data.first_matter().play
    people = {
        story.KEEPER: (world.house.hr, ""),
        story.ROTATED: (rotated, ""),
        story.THERE: (there.leader, ""),
        cast.leader: (world.house.leader, PINS["leader"]),
        cast.clerk: (world.house.clerk, PINS["clerk"]),
    }
    stage, told = staged(world, monkeypatch, tmp_path, people)
    with working(world.app):
        story.play_rotation(stage)
        story.play_rotation(stage)
    posts, box, keeper = standing(world, uid)
    assert posts == [(there.rooms["staff"].id, story.POST)]
    assert (box, keeper) == (there.unit.id, world.house.unit.id)
    assert any("mailbox has followed" in one for one in told)
    assert "earlier play" in told[-1]
