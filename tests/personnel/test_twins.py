"""Dossiers that may be of one person: found by marks, decided by a staff office."""

import pytest
from sqlalchemy import select

from office import audit, notices, outbox
from office.db import db
from office.errors import Forbidden, Invalid, NotFound
from office.permissions import SYSTEM
from personnel import operations, queries
from personnel.models import DossierQuality, FindingState, QualityFinding, TwinVerdict
from personnel.record.timeline import Change
from tests import build
from tests.personnel import house as register

NUMBER = "0123456789"
REASON = "Đã đối chiếu căn cước, hai người khác nhau"


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def pair(snv):
    """Two dossiers of one name, day of birth and sex."""
    found = []
    for place in (1, 2):
        rows = [
            register.identity("Lê Văn Thử", f"00108500123{place}"),
            register.service(staff_no=f"CB00{place}"),
            register.post(snv.rooms["staff"]),
        ]
        found.append(operations.open_dossier(snv.unit.id, rows, by=snv.hr))
    look()
    return tuple(found)


def look():
    outbox.drain()
    db.session.rollback()


def warned(dossier):
    own = select(QualityFinding).where(
        QualityFinding.dossier_id == dossier.id,
        QualityFinding.rule == "V09",
        QualityFinding.state != FindingState.RESOLVED,
    )
    return len(db.session.scalars(own).all())


def queue(actor):
    return [(one.first.id, one.second.id) for one in queries.twin_pairs(actor)]


def test_the_same_name_birth_and_sex_is_one_pair_in_the_queue(snv, pair):
    assert queue(snv.hr) == [(pair[0].id, pair[1].id)]
    assert queue(snv.head) == []
    assert warned(pair[1]) == 1


def test_two_people_leave_the_queue_and_no_warning_stays(snv, pair):
    case = operations.settle_twins(pair, REASON, by=snv.hr)
    assert (case.verdict, case.stays_id) == (TwinVerdict.TWO, None)
    assert queue(snv.hr) == []
    assert (warned(pair[0]), warned(pair[1])) == (0, 0)
    acts = db.session.scalars(select(audit.AuditEvent.act)).all()
    assert "dossier.twins" in acts


def test_of_one_person_the_other_dossier_waits_for_its_end(snv, pair):
    operations.settle_twins(pair, REASON, by=snv.hr, stays=pair[0])
    assert queue(snv.hr) == [(pair[0].id, pair[1].id)]
    assert queries.double_of(pair[0]) is None
    assert queries.double_of(pair[1]).reason == REASON
    look()
    told = [one.kind for one in db.session.scalars(notices.notices_at(snv.hr))]
    assert "personnel.double" in told
    gone = {"kind": register.code("exit_kind", "move")}
    left = Change("exit", "", register.RECRUITED, values=gone)
    register.recorded(snv, "move", pair[1], left, on=register.RECRUITED)
    look()
    assert queue(snv.hr) == []
    operations.check_quality([pair[0]], by=SYSTEM)
    assert warned(pair[0]) == 0


def test_a_decision_can_be_taken_anew(snv, pair):
    first = operations.settle_twins(pair, REASON, by=snv.hr, stays=pair[1])
    again = operations.settle_twins(pair, "Nhầm", by=snv.hr)
    assert (again.id, again.verdict, again.stays_id) == (first.id, TwinVerdict.TWO, None)


def test_a_decision_needs_its_reason_and_who_keeps_a_dossier(snv, pair):
    with pytest.raises(Invalid):
        operations.settle_twins(pair, " ", by=snv.hr)
    with pytest.raises(Forbidden):
        operations.settle_twins(pair, REASON, by=snv.head)
    other = register.opened(snv, snv.head, citizen="001085001239")
    look()
    with pytest.raises(NotFound):
        queries.twin_pair(pair[0].uid, other.uid, snv.hr)


def test_one_insurance_number_is_found_without_being_kept(snv):
    insured = Change("insurance", "", register.RECRUITED, values={"social_insurance_no": NUMBER})
    register.opened(snv, snv.official, insured)
    register.opened(snv, snv.head, insured, citizen="001085001239")
    look()
    (found,) = queries.twin_pairs(snv.hr)
    assert "insurance" in found.same
    marks = db.session.scalars(select(DossierQuality.insurance_mark)).all()
    assert len(set(marks)) == 1
    assert NUMBER not in marks[0]
