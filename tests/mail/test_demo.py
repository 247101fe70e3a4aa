"""Every demo account has a box at its agency's domain and the password of one device."""

import random

import pytest
from sqlalchemy import select

from mail import queries
from mail.demo.boxes import build_boxes
from mail.demo.contacts import keep_contacts
from mail.demo.letters import boxes_now, bring, plan
from mail.demo.shared import share_box
from mail.jobs import enclosed
from mail.models import AssignmentState, Contact, Folder, MailAssignment, MailItem, MailMessage
from office import clock
from office.config import FolderKind, Settings, give_birth
from office.db import db, in_operation
from office.demo import Demo, sheet
from office.demo import house as building
from signing.queries import standing_unasked

VANTHU = "vanthu@snv.lamgiang.example"


@pytest.fixture
def folder(house, monkeypatch, tmp_path):
    give_birth(tmp_path, FolderKind.DEMO)
    settings = Settings(data_dir=tmp_path, secret_key="for the tests", testing=True)
    monkeypatch.setitem(house.extensions, "office.settings", settings)
    return tmp_path


def test_the_sheet_names_address_and_device_password_of_everybody(folder):
    for step in (building.build_units, building.build_people, build_boxes, build_boxes):
        step(Demo(folder, sheet.accounts_of(folder), {}, lambda _done, _total: None))
    accounts = sheet.accounts_of(folder)
    assert len(accounts) == 40
    for one in accounts:
        assert queries.lead(one.email).box.name == one.name
        assert one.app_password.count("-") == 3
    clerk = next(one for one in accounts if one.login == "lan.pn")
    assert clerk.email == "lan.pn@snv.lamgiang.example"
    assert queries.lead("vanthu@snv.lamgiang.example").box.name == "Văn thư Sở Nội vụ"


def planned():
    return plan(random.Random(1), boxes_now())  # noqa: S311 - the same letters each time


@pytest.fixture
def built(folder):
    """The boxes of the demo, and its trust."""
    for step in (building.build_units, building.build_people, build_boxes):
        step(Demo(folder, sheet.accounts_of(folder), {}, lambda _done, _total: None))
    return Demo(folder, sheet.accounts_of(folder), {}, lambda _done, _total: None)


def test_the_clerks_keep_contacts_of_their_agency(built):
    for _time in range(2):
        keep_contacts(built)
    agency = queries.lead(VANTHU).box.agency_id
    kept = select(Contact.address).where(Contact.agency_id == agency, Contact.person_id.is_(None))
    assert "bql@kcn-namgiang.example" in db.session.scalars(kept).all()
    assert len(db.session.scalars(kept).all()) == 4


@pytest.fixture
def asked(monkeypatch):
    """Whether a transaction was open whenever it was asked where a certificate stands."""
    found = []

    def ask(*given, **named):
        found.append(in_operation())
        return standing_unasked(*given, **named)

    monkeypatch.setattr(enclosed, "standing_of", ask)
    return found


def test_letters_lie_in_the_boxes_as_if_they_had_been_in_use(built, asked):
    posts = planned()
    assert_plan(posts)
    signed, broken, lying, held = posts[:4]
    clerks = [one for one in posts[4:] if one.sheet.to[0][1] == VANTHU]
    bring([*posts[:4], *clerks[:8]])
    found = {row.message_id: row for row in db.session.scalars(select(MailMessage))}
    codes = [
        [one["code"] for one in found[post.sheet.message_id].notices] for post in (broken, lying)
    ]
    assert "broken_mime" in codes[0]
    assert "charset_guessed" in codes[1]
    assert found[signed.sheet.message_id].seal["kind"] == "smime_signed"
    assert asked == [False], "authorities are asked while no transaction is open"
    wanted = select(MailItem.folder).where(MailItem.message_id == found[held.sheet.message_id].id)
    assert db.session.scalars(wanted).all() == [Folder.JUNK]
    share_box(built)
    box = queries.lead(VANTHU).box
    assert len(queries.readers_of(box)) == 3
    states = db.session.scalars(select(MailAssignment.state)).all()
    assert {AssignmentState.DONE, AssignmentState.DOING} <= set(states)


def assert_plan(posts):
    """Four hundred letters over three months, from nobody who exists."""
    assert len({post.sheet.message_id for post in posts}) == 400
    assert len({post.sheet.at.date() for post in posts}) > 60
    assert max(post.sheet.at for post in posts) <= clock.now()
    assert sum(bool(post.sheet.about) for post in posts) > 100
    files = {name.rpartition(".")[2] for post in posts for name, _data in post.sheet.files}
    assert files == {"pdf", "xlsx"}
    assert all(post.sheet.sender[1].endswith(".example") for post in posts)
