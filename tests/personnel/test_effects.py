"""Posts, rights and accounts follow the register at the instant from which a row holds."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlalchemy import select

from mail import operations as mail
from mail import queries as boxes
from office import clock, outbox
from office.accounts.models import Account, Notice
from office.db import db
from office.permissions import SYSTEM, Role
from office.units import operations as reorganising
from office.units import queries as units
from office.units.models import Desk, Tenure
from personnel import operations, queries
from personnel.models import Scope, Standing
from personnel.record.timeline import Change, state, value
from tests import build
from tests.personnel import house as register

EVE = datetime(2026, 12, 14, 3, tzinfo=UTC)
NEXT = date(2026, 12, 15)
MORNING = datetime(2026, 12, 15, 1, tzinfo=UTC)


@pytest.fixture
def snv(house):
    with time_machine.travel(EVE, tick=True):
        yield build.agency()


@pytest.fixture
def dossier(snv):
    made = register.opened(snv, snv.official)
    operations.settle_posts(made, by=SYSTEM)
    return made


def posts(dossier):
    """Unit, function and title of every post held now."""
    held = select(Tenure).where(Tenure.person_id == dossier.person_id, Tenure.valid_to.is_(None))
    return [(row.unit_id, row.function, row.title) for row in db.session.scalars(held)]


def account_of(dossier):
    """The account of the official."""
    mine = select(Account).where(Account.person_id == dossier.person_id)
    return db.session.scalars(mine).one()


def test_a_post_given_by_hand_is_taken_as_it_is(snv, dossier):
    assert posts(dossier) == [(snv.rooms["staff"].id, Role.OFFICIAL, "Chuyên viên")]


def test_a_transfer_moves_the_post_on_its_day_and_not_before(snv, dossier):
    moved = register.post(snv.rooms["finance"], NEXT, "Trưởng phòng", "unit_head")
    register.recorded(snv, "transfer", dossier, moved, on=NEXT)
    operations.settle_posts(dossier, by=SYSTEM)
    assert posts(dossier)[0][0] == snv.rooms["staff"].id
    with time_machine.travel(MORNING, tick=True):
        operations.settle_posts(dossier, by=SYSTEM)
        operations.settle_posts(dossier, by=SYSTEM)
        assert posts(dossier) == [(snv.rooms["finance"].id, Role.UNIT_HEAD, "Trưởng phòng")]
        assert (dossier.unit_id, dossier.title) == (snv.rooms["finance"].id, "Trưởng phòng")
        desk = units.desk_of_unit(snv.rooms["finance"].id)
        assert dossier.person_id in {one.person_id for one in units.holders(desk.id)}


def test_the_mailbox_follows_with_the_post_and_not_with_the_next_round(snv, dossier):
    there = build.agency(code="H99.7", name="Xã Lam Hạ", symbol="XLH")
    for made, name in ((snv, "snv.example"), (there, "xlh.example")):
        mail.open_domain(made.unit, name, by=SYSTEM)
        mail.provide(made.unit, by=SYSTEM)
    room = register.post(there.rooms["staff"], NEXT, "Phó Trưởng phòng")
    register.recorded(snv, "transfer", dossier, room, on=NEXT)
    outbox.drain()
    assert boxes.own_box(dossier.person_id).agency_id == snv.unit.id
    with time_machine.travel(MORNING, tick=True):
        outbox.drain()
        box = boxes.own_box(dossier.person_id)
        assert box.agency_id == there.unit.id
        assert boxes.primary_addresses([box.id])[box.id].endswith("@xlh.example")


def test_who_left_has_no_post_and_no_account_and_gets_it_back_when_that_is_cancelled(snv, dossier):
    gone = Change("exit", "", NEXT, values={"kind": register.code("exit_kind", "resign")})
    decision = register.recorded(snv, "resign", dossier, gone, on=NEXT)
    with time_machine.travel(MORNING, tick=True):
        operations.settle_posts(dossier, by=SYSTEM)
        assert posts(dossier) == []
        assert dossier.standing is Standing.LEFT
        assert account_of(dossier).disabled_at is not None
        cancelling = operations.cancel_decision(
            decision, reason="Rút đơn", effective_on=NEXT, by=snv.hr
        )
        register.record(snv, cancelling)
        operations.settle_posts(dossier, by=SYSTEM)
        assert len(posts(dossier)) == 1
        assert account_of(dossier).disabled_at is None


def test_who_is_suspended_does_not_sign_in_until_it_ends(snv, dossier):
    values = {"kind": register.code("leave_kind", "suspension")}
    until = date(2026, 12, 20)
    away = Change("leave", "", NEXT, until, values)
    register.recorded(snv, "suspend", dossier, away, on=NEXT)
    with time_machine.travel(MORNING, tick=True):
        operations.settle_posts(dossier, by=SYSTEM)
        assert account_of(dossier).disabled_at is not None
        assert dossier.standing is Standing.SUSPENDED
    with time_machine.travel(datetime(2026, 12, 20, 1, tzinfo=UTC), tick=True):
        operations.settle_posts(dossier, by=SYSTEM)
        assert account_of(dossier).disabled_at is None
        assert len(posts(dossier)) == 1


def test_after_a_merger_of_two_units_who_has_no_post_in_the_house_follows_by_the_record(snv):
    people = {"official": "staff", "office_head": "office", "other_official": "finance"}
    made = {
        who: register.opened(snv, getattr(snv, who), citizen=f"00108500123{place}", room=room)
        for place, (who, room) in enumerate(people.items())
    }
    olds, into = [snv.rooms["staff"], snv.rooms["office"]], snv.rooms["finance"]
    reorganising.merge(olds, into=into, on=clock.today(), by=SYSTEM)
    for dossier in made.values():
        posts_now = state(queries.timeline(dossier), clock.today())["assignment"]
        assert [row.slot for row in posts_now] == ["primary"]
        assert posts_now[0].values["unit"]["unit"] == str(into.uid)
        assert dossier.unit_id == into.id
        assert len(posts(dossier)) == 1
    assert len(queries.rows_of(made["other_official"], ["assignment"])) == 1, "nobody moved him"


def test_with_a_closed_unit_the_namings_for_it_end_and_no_other(snv):
    desk = db.session.get_one(Desk, snv.colleague.desk_id)
    closing = operations.grant_scope(desk, snv.rooms["staff"], Scope.BRANCH, by=snv.admin)
    stays = operations.grant_scope(desk, snv.unit, Scope.APPROVE, by=snv.admin)
    reorganising.merge([snv.rooms["staff"]], into=snv.rooms["finance"], on=clock.today(), by=SYSTEM)
    assert closing.ended_at is not None
    assert stays.ended_at is None
    told = select(Notice).where(Notice.key == f"register-grant:{closing.uid}:end")
    assert db.session.scalars(told).one().desk_id == desk.id


def test_after_a_merger_everybody_has_one_primary_post_and_the_past_stays(snv, dossier):
    olds = [snv.rooms["staff"]]
    reorganising.merge(olds, into=snv.rooms["finance"], on=clock.today(), by=SYSTEM)
    assert [post[0] for post in posts(dossier)] == [snv.rooms["finance"].id]
    assert dossier.unit_id == snv.rooms["finance"].id
    rows = queries.timeline(dossier)
    now, before = state(rows, clock.today()), state(rows, date(2026, 1, 1))
    assert [row.slot for row in now["assignment"]] == ["primary"]
    assert value(now, "assignment", "unit")["unit"] == str(snv.rooms["finance"].uid)
    assert value(before, "assignment", "unit")["unit"] == str(snv.rooms["staff"].uid)
    assert value(now, "assignment", "function")["list"] == "function"
    with time_machine.travel(MORNING, tick=True):
        moved = register.post(snv.rooms["office"], NEXT, "Chuyên viên")
        register.recorded(snv, "transfer", dossier, moved, on=NEXT)
        operations.settle_posts(dossier, by=SYSTEM)
        assert [post[0] for post in posts(dossier)] == [snv.rooms["office"].id]
