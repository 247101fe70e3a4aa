"""Who leaves hands over: what lies at his desks, what is his own, what only people know."""

from datetime import date

import pytest
import time_machine
from sqlalchemy import select

from office.accounts.models import Notice, Person
from office.db import db
from office.errors import Forbidden, NotFound, Refusal
from office.permissions import SYSTEM, Role
from office.units import operations as units
from office.units.models import Desk
from personnel import operations
from personnel.queries.handing import handover_of, leaving_of, open_items
from personnel.record.timeline import Change
from tests import build
from tests.documents.pages import Reader
from tests.personnel import house as register
from tests.personnel.house import code

NOW = "2026-11-24T08:00:00+07:00"
DAY = date(2026, 12, 1)


@pytest.fixture
def snv(house):
    with time_machine.travel(NOW, tick=False):
        yield build.agency()


@pytest.fixture
def dossier(snv):
    return register.opened(snv, snv.official)


def resigning(snv, dossier, on=DAY):
    change = Change("exit", "", on, values={"kind": code("exit_kind", "resign")})
    return register.drafted(snv, "resign", dossier, change, on=on)


def left(dossier):
    return {one.key for one in open_items(handover_of(dossier, leaving_of(dossier)))}


def at_desk(kind, snv):
    desk = db.session.get_one(Desk, snv.official.desk_id)
    return f"{kind}:{desk.uid}"


def test_nobody_hands_over_who_stays(house, snv, dossier):
    assert leaving_of(dossier) is None
    assert "Nobody leaves" in Reader(house, snv.hr).get(f"/personnel/{dossier.uid}/handover")
    with pytest.raises(NotFound):
        operations.tick_handover(dossier, "card", by=snv.hr)


def test_open_work_of_the_desk_is_named_until_somebody_else_holds_it(house, snv, dossier):
    build.assigned(snv, lead="official")
    decision = resigning(snv, dossier)
    assert at_desk("documents", snv) in left(dossier)
    page = Reader(house, snv.hr).get(f"/personnel/decisions/{decision.uid}")
    assert f"/personnel/{dossier.uid}/handover" in page, "the drafter is warned"
    operations.send_decision(decision, by=snv.hr)  # and not stopped
    desk = db.session.get_one(Desk, snv.official.desk_id)
    person = db.session.get_one(Person, snv.colleague.person_id)
    units.seat(desk, person, function=Role.OFFICIAL, title="Chuyên viên", by=SYSTEM)
    assert at_desk("documents", snv) not in left(dossier)


def test_what_only_people_know_is_ticked_off_and_taken_back(house, snv, dossier):
    resigning(snv, dossier)
    hr, page = Reader(house, snv.hr), f"/personnel/{dossier.uid}/handover"
    hr.post(page, item="card", note="Nộp Văn phòng")
    assert "Nộp Văn phòng" in hr.get(page)
    assert "card" not in left(dossier)
    with pytest.raises(Refusal):
        operations.tick_handover(dossier, "card", by=snv.head)
    with pytest.raises(Forbidden):
        operations.tick_handover(dossier, "paper", by=snv.official)
    hr.post(f"{page}/reopen", item="card")
    assert "card" in left(dossier)


def test_after_a_transfer_the_new_desk_is_no_part_of_it(snv, dossier):
    build.assigned(snv, lead="official")
    moved = register.post(snv.rooms["finance"], since=DAY, kind=code("assignment_kind", "transfer"))
    register.recorded(snv, "transfer", dossier, moved, on=DAY)
    with time_machine.travel("2026-12-01T08:00:00+07:00", tick=False):
        operations.settle_posts(dossier, by=SYSTEM)
        assert dossier.unit_id == snv.rooms["finance"].id
        assert leaving_of(dossier).on == DAY
        desks = {key.partition(":")[2] for key in left(dossier) if ":" in key}
        assert desks == {str(db.session.get_one(Desk, snv.official.desk_id).uid)}


def test_what_is_left_at_the_old_desk_stays_to_be_seen_after_the_last_day(snv, dossier):
    build.assigned(snv, lead="official")
    register.record(snv, resigning(snv, dossier))
    with time_machine.travel("2026-12-02T08:00:00+07:00", tick=False):
        operations.settle_posts(dossier, by=SYSTEM)
        assert at_desk("documents", snv) in left(dossier)


def test_the_staff_office_and_the_unit_are_reminded_before_the_last_day(snv, dossier):
    register.record(snv, resigning(snv, dossier))

    def told():
        keys = select(Notice.key).where(Notice.key.startswith("handover:"))
        return len(set(db.session.scalars(keys)))

    assert operations.remind_of_handovers(by=SYSTEM) == 1
    first = told()
    assert first >= 2
    operations.remind_of_handovers(by=SYSTEM)
    assert told() == first, "once for each step"
    with time_machine.travel("2026-11-30T08:00:00+07:00", tick=False):
        operations.remind_of_handovers(by=SYSTEM)
    assert told() == first * 2, "and on the last day again"


def test_programs_read_and_tick(house, snv, dossier):
    resigning(snv, dossier)
    client = Reader(house, snv.hr).client
    path = f"/api/v1/personnel/dossiers/{dossier.uid}/handover"
    assert client.get(path).json["leaves_on"] == DAY.isoformat()
    made = client.post(path, json={"item": "card", "note": "Đã nộp"})
    line = next(one for one in made.json["items"] if one["item"] == "card")
    assert (line["is_done"], line["note"], line["ticked_by"]) == (True, "Đã nộp", snv.hr.name)
    assert client.post(path, json={"item": "nothing"}).status_code == 404
