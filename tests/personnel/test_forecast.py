"""What comes is kept with every act and reckoned for everybody each night; nothing is left out."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from office import clock
from office.accounts.models import Notice
from office.db import db, transaction
from office.errors import Forbidden, Refusal
from office.permissions import SYSTEM, require
from personnel import operations, queries
from personnel.jobs import forecast as nightly
from personnel.law.forecast import Coming
from personnel.models import Dossier, ForecastRun, Source
from personnel.operations import foreseeing
from personnel.operations.rows import Origin, write
from personnel.policy import Can
from personnel.record.timeline import Change
from tests import build
from tests.personnel import house as register
from tests.personnel.house import code, pay


@pytest.fixture
def snv(house):
    return build.agency()


def days_from_now(count):
    return clock.today() + timedelta(days=count)


def a_raise_due(days):
    """Step 3 since three years before the day on which the raise is due."""
    due = days_from_now(days)
    return pay(3, due.replace(year=due.year - 3), "3.00")


def kinds(dossier):
    return [line.kind for line in queries.foreseen_of(dossier)]


def run_of_the_night():
    nightly.begin({})
    run = db.session.scalars(select(ForecastRun).order_by(ForecastRun.id.desc())).first()
    nightly.reckon({"run_id": run.id})
    return db.session.get(ForecastRun, run.id)


def test_an_act_that_adds_rows_keeps_what_comes(snv):
    dossier = register.opened(snv, snv.official, a_raise_due(40))
    due = days_from_now(40)
    assert dossier.raise_on == due
    assert dossier.retires_on == date(2045, 3, 31), "a woman born in March 1985, at 60"
    line = next(one for one in queries.foreseen_of(dossier) if one.kind == Coming.RAISE)
    assert (line.due_on, line.step, str(line.coefficient)) == (due, 4, "3.33")
    register.recorded(snv, "raise", dossier, pay(4, clock.today(), "3.33"), on=clock.today())
    assert Coming.RAISE not in kinds(dossier)
    assert dossier.raise_on.year == clock.today().year + 3


def test_a_contract_shows_its_last_day_and_its_warnings(snv):
    ends = days_from_now(100)
    contract = Change(
        "contract",
        "",
        register.RECRUITED,
        valid_to=ends,
        values={"kind": code("contract_kind", "fixed")},
    )
    dossier = register.opened(snv, snv.official, contract)
    assert dossier.contract_ends_on == ends - timedelta(days=1)
    assert kinds(dossier).count(Coming.CONTRACT_WARNING) == 3


def test_what_cannot_be_reckoned_is_listed(snv):
    nobody = Change("pay", "", clock.today(), values={"scale": "Z9", "step": 1})
    dossier = register.opened(snv, snv.official, nobody)
    assert Coming.UNCLEAR in kinds(dossier)
    told = queries.told_of(dossier, snv.hr)
    assert "Z9" in next(one.item.problem for one in told if one.item.kind is Coming.UNCLEAR)


def test_a_value_that_cannot_be_read_stops_nobody_else(snv):
    step = Change("pay", "", clock.today(), values={"scale": "A1", "step": "ba"})
    spoiled = register.opened(snv, snv.official, a_raise_due(30))
    with transaction():
        write(spoiled, [step], Origin(Source.IMPORT, "x"))
    other = register.opened(snv, snv.head, a_raise_due(30), citizen="001085001235").id
    spoiled = spoiled.id
    run = run_of_the_night()
    assert (run.people, run.unclear, run.failed) == (2, 1, 1)
    assert [one.kind for one in queries.foreseen_of(db.session.get(Dossier, spoiled))] == [
        Coming.UNCLEAR
    ]
    assert Coming.RAISE in kinds(db.session.get(Dossier, other))
    assert [one for one in queries.forecast_faults() if one.startswith("1 dossiers")]


def test_a_night_that_was_missed_is_made_up_for(snv):
    ends = days_from_now(31)
    contract = Change(
        "contract",
        "",
        register.RECRUITED,
        valid_to=ends,
        values={"kind": code("contract_kind", "fixed")},
    )
    dossier = register.opened(snv, snv.official, contract)
    uid, number, staff = dossier.uid, dossier.id, snv.desks["hr"].id
    lines = queries.foreseen_of(dossier)
    warned_on = min(one.due_on for one in lines if one.kind == Coming.CONTRACT_WARNING)
    late = clock.local_midnight(warned_on + timedelta(days=2))
    with clock.standing_at(late):
        run_of_the_night()
        run_of_the_night()
    told = db.session.scalars(select(Notice).where(Notice.url == f"/personnel/{uid}/coming"))
    assert [one.desk_id for one in told] == [staff], "once, to the staff desk"
    kept = queries.foreseen_of(db.session.get(Dossier, number))
    shown = [(one.kind, one.due_on) for one in kept]
    assert (Coming.CONTRACT_WARNING, warned_on) not in shown, "what is over is no longer shown"


def test_a_run_goes_on_where_it_was_cut_off(snv, monkeypatch):
    monkeypatch.setattr(foreseeing, "PIECE", 1)
    first = register.opened(snv, snv.official).id
    register.opened(snv, snv.head, citizen="001085001235")
    run = operations.begin_forecast(by=SYSTEM)
    assert operations.reckon_piece(run, by=SYSTEM)
    assert (run.reached, run.ended_at) == (first, None)
    nightly.reckon({"run_id": run.id})
    run = db.session.get(ForecastRun, run.id)
    assert run.people == 2
    assert run.ended_at is not None


def test_the_week_is_told_once(snv):
    register.opened(snv, snv.official, a_raise_due(10))
    run_of_the_night()
    run_of_the_night()
    weeks = select(func.count()).select_from(Notice).where(Notice.url.endswith("?months=1"))
    assert db.session.scalar(weeks) == 1


def test_only_a_staff_office_asks_and_not_twice_at_once(snv):
    with pytest.raises(Forbidden):
        operations.ask_forecast(by=snv.leader)
    operations.ask_forecast(by=snv.hr)
    with pytest.raises(Refusal):
        operations.ask_forecast(by=snv.hr)


def test_the_doctor_misses_a_run_and_an_old_one(snv):
    assert list(queries.forecast_faults()) == []
    register.opened(snv, snv.official)
    assert len(list(queries.forecast_faults())) == 1
    run_of_the_night()
    assert list(queries.forecast_faults()) == []
    with clock.standing_at(clock.now() + timedelta(days=2)):
        assert len(list(queries.forecast_faults())) == 1


def test_a_head_sees_the_day_and_not_the_discipline_behind_it(snv):
    punished = Change(
        "discipline", "1", days_from_now(-200), values={"form": code("discipline_form", "canh_cao")}
    )
    dossier = register.opened(snv, snv.official, a_raise_due(100), punished, room="office")
    operations.look_into(dossier, ["discipline"], "Xét nâng lương", by=snv.hr)
    by_staff, by_leader = (queries.told_of(dossier, one) for one in (snv.hr, snv.leader))
    seen = [one.item for one in by_staff if one.item.kind is not Coming.DISCIPLINE_END]
    assert seen == [one.item for one in by_leader]
    assert len(seen) == len(by_staff) - 1, "its end is told to the staff office alone"
    listed = {
        who: {line.kind for line, _one in db.session.execute(queries.coming(who, queries.Wanted()))}
        for who in (snv.hr, snv.leader)
    }
    assert Coming.DISCIPLINE_END in listed[snv.hr] - listed[snv.leader]
    assert [bool(one.steps) for one in by_staff if one.item.raise_] == [True]
    assert [bool(one.steps) for one in by_leader if one.item.raise_] == [False]


@pytest.mark.parametrize(
    ("permission", "who"),
    [(Can.LIST, "official"), (Can.FORESEE, "leader"), (Can.RECORD, "hr")],
)
def test_what_is_refused(snv, permission, who):
    with pytest.raises(Forbidden):
        require(getattr(snv, who), permission, None)
