"""To whom a document may go at all: desks of its agency, leaders, officials of the unit."""

from datetime import timedelta

import pytest

from documents import operations
from documents.forms.picking import open_loads
from documents.models import Duty
from documents.operations import desk_work
from documents.operations.incoming import Assignment
from documents.policy import Can
from office import clock
from office.errors import Invalid, NotFound
from office.permissions import SYSTEM, allowed
from office.units import operations as reorganising
from tests import build
from tests.documents import stages


@pytest.fixture
def snv(house):
    return build.agency()


def test_the_clerk_of_the_successor_takes_over_and_the_old_one_ends(snv):
    old, new = snv, build.agency(code="H99.6", name="Sở mới", symbol="SM")
    document = build.arrived(old)
    assert not allowed(new.clerk, Can.REGISTER, document)
    reorganising.merge([old.unit], into=new.unit, on=clock.today(), by=SYSTEM)
    assert allowed(new.clerk, Can.REGISTER, document)
    assert not allowed(old.clerk, Can.REGISTER, document)


def test_only_a_leader_is_presented_to(snv):
    for part in ("official", "head", "admin", "clerk"):
        document = build.registered(snv)
        with pytest.raises(Invalid):
            operations.present(document, snv.desks[part].id, by=snv.clerk)


def test_a_proposal_goes_to_a_leader(snv):
    document = stages.proposing(snv)
    desk = snv.desks["official"].id
    with pytest.raises(Invalid):
        operations.propose(document, "", [], leader_desk_id=desk, by=snv.office_head)


def test_nothing_gets_to_a_desk_of_another_agency(snv):
    stc = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    theirs = stc.desks["leader"].id
    registered, presented = build.registered(snv), build.presented(snv)
    first, second = stages.drafted(snv), stages.drafted(snv)
    with pytest.raises(NotFound):
        operations.present(registered, theirs, by=snv.clerk)
    rows = [Assignment(theirs, Duty.LEAD)]
    with pytest.raises(NotFound):
        operations.direct(presented, "Xử lý", rows, by=snv.leader)
    with pytest.raises(NotFound):
        operations.ask_opinion(first, [theirs], "?", by=snv.official)
    with pytest.raises(NotFound):
        operations.submit(second, theirs, by=snv.official)


def test_the_lead_is_handed_on_inside_the_unit_only(snv):
    document = build.assigned(snv)
    for part in ("other_official", "leader", "head"):
        with pytest.raises(Invalid):
            operations.hand_on(document, snv.desks[part].id, "", by=snv.head)


def test_a_direction_gives_the_three_parts_only(snv):
    document = build.presented(snv)
    rows = [
        Assignment(snv.desks["head"].id, Duty.LEAD),
        Assignment(snv.desks["official"].id, Duty.SIGN, clock.now() + timedelta(days=1)),
    ]
    with pytest.raises(Invalid):
        operations.direct(document, "Xử lý", rows, by=snv.leader)


def test_the_picker_counts_no_duty_that_names_its_readers(snv):
    build.assigned(snv)
    build.assigned(snv, is_restricted=True)
    desk_id = snv.desks["head"].id
    assert open_loads(snv.unit.id) == {desk_id: 1}


def test_what_is_for_information_binds_nobody_to_a_day(snv):
    document = build.presented(snv)
    due = clock.now() + timedelta(days=1)
    rows = [
        Assignment(snv.desks["head"].id, Duty.LEAD, due),
        Assignment(snv.desks["official"].id, Duty.INFORM, due),
    ]
    operations.direct(document, "Xử lý", rows, by=snv.leader)
    assert document.due_at == due
    dues = {row.duty: row.due_at for row in desk_work.open_duties(document)}
    assert dues[Duty.LEAD] == due
    assert dues[Duty.INFORM] is None
