"""Posts find or open their desk; units are closed only when nothing is left in them."""

import pytest
from sqlalchemy import select

from office import clock
from office.accounts.models import Person
from office.db import db
from office.errors import Forbidden, Invalid, Refusal
from office.permissions import SYSTEM, Role
from office.units import operations, queries
from office.units.models import DeskKind, Tenure
from office.units.settings import settings_of
from office.units.tree import tree
from tests import build


@pytest.fixture
def snv(house):
    return build.agency()


def person_of(actor):
    return db.session.get_one(Person, actor.person_id)


def appointed(snv, part, unit, function, title=""):
    who = person_of(snv.people[part])
    return operations.appoint(who, unit, function=function, title=title, by=SYSTEM)


@pytest.mark.parametrize(
    ("function", "kind"),
    [
        (Role.CLERK, DeskKind.CLERK),
        (Role.UNIT_HEAD, DeskKind.UNIT),
        (Role.LEADER, DeskKind.POST),
        (Role.OFFICIAL, DeskKind.PERSON),
    ],
)
def test_each_function_has_its_desk(snv, function, kind):
    post = appointed(snv, "colleague", snv.rooms["finance"], function)
    desk = db.session.get_one(type(snv.desks["head"]), post.desk_id)
    assert desk.kind is kind
    if kind in (DeskKind.CLERK, DeskKind.UNIT):
        part = "clerk" if kind is DeskKind.CLERK else "other_head"
        assert desk.id == snv.desks[part].id


def test_a_successor_takes_over_the_desk_and_nobody_else_does(snv):
    first = appointed(snv, "official", snv.unit, Role.LEADER, "Chủ tịch")
    beside = appointed(snv, "colleague", snv.unit, Role.LEADER, "Chủ tịch")
    assert beside.desk_id != first.desk_id
    operations.unseat(first, by=SYSTEM)
    after = appointed(snv, "hr", snv.unit, Role.LEADER, "Chủ tịch")
    assert after.desk_id == first.desk_id


def test_two_functions_in_one_unit_share_the_own_desk(snv):
    first = appointed(snv, "official", snv.rooms["finance"], Role.OFFICIAL)
    second = appointed(snv, "official", snv.rooms["finance"], Role.SECURITY)
    assert first.desk_id == second.desk_id
    other = appointed(snv, "official", snv.rooms["office"], Role.OFFICIAL)
    assert other.desk_id != first.desk_id


def test_a_head_needs_a_unit_and_an_administrator(snv):
    with pytest.raises(Invalid):
        appointed(snv, "official", snv.unit, Role.UNIT_HEAD)
    with pytest.raises(Forbidden):
        operations.appoint(
            person_of(snv.official), snv.unit, function=Role.LEADER, title="", by=snv.leader
        )


def test_another_title_begins_where_the_old_one_ends(snv):
    post = db.session.get_one(Tenure, snv.leader.tenure_id)
    new = operations.entitle(post, "Quyền Giám đốc", by=SYSTEM)
    assert (new.desk_id, new.function, new.valid_from) == (
        post.desk_id,
        post.function,
        post.valid_to,
    )
    with pytest.raises(Forbidden):
        operations.entitle(new, "X", by=snv.leader)


def test_a_unit_with_people_work_or_units_stays_open(snv):
    staff = snv.rooms["staff"]
    today = clock.today()
    with pytest.raises(Refusal, match="chức vụ"):
        operations.close_unit(staff, on=today, by=SYSTEM)
    build.assigned(snv)
    held = select(Tenure).where(Tenure.unit_id == staff.id, Tenure.person_id.is_not(None))
    for tenure in db.session.scalars(held).all():
        operations.unseat(tenure, by=SYSTEM)
    with pytest.raises(Refusal, match="dở dang"):
        operations.close_unit(staff, on=today, by=SYSTEM)
    operations.move(snv.rooms["finance"], under=staff, on=today, by=SYSTEM)
    with pytest.raises(Refusal, match="trực thuộc"):
        operations.close_unit(staff, on=today, by=SYSTEM)


def test_an_empty_unit_is_closed_once(snv):
    office = snv.rooms["office"]
    held = select(Tenure).where(Tenure.unit_id == office.id, Tenure.person_id.is_not(None))
    for tenure in db.session.scalars(held).all():
        operations.unseat(tenure, by=SYSTEM)
    with pytest.raises(Forbidden):
        operations.close_unit(office, on=clock.today(), by=snv.leader)
    operations.close_unit(office, on=clock.today(), by=SYSTEM)
    assert office.id not in tree().nodes
    assert db.session.scalars(queries.desks_in([office.id])).all() == []
    with pytest.raises(Refusal):
        operations.close_unit(office, on=clock.today(), by=SYSTEM)


def test_a_seal_has_the_size_of_a_seal(snv):
    operations.keep_seal(snv.unit, diameter_mm=38, image="a" * 64, by=SYSTEM)
    operations.keep_seal(snv.unit, diameter_mm=40, by=SYSTEM)
    chosen = settings_of(snv.unit.id)
    assert (chosen.seal_diameter_mm, chosen.seal_image) == (40, "a" * 64)
    for diameter in (5, 500):
        with pytest.raises(Invalid):
            operations.keep_seal(snv.unit, diameter_mm=diameter, by=SYSTEM)
    with pytest.raises(Forbidden):
        operations.keep_seal(snv.unit, diameter_mm=36, by=snv.clerk)
