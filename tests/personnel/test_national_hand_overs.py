"""Officials go from body to body: kept by one of them at every instant."""

from datetime import date
from itertools import count

import pytest
from sqlalchemy import select

from office.db import db
from office.errors import Forbidden, Invalid, Refusal
from personnel import operations
from personnel.jobs.exchange import exchange
from personnel.jobs.national import LineDown, push
from personnel.models import Dossier, HandOver, HandOverState, LinkState, Source
from personnel.queries.national import link_of
from personnel.queries.secrets import citizen_mark
from personnel.queries.timeline import rows_of
from personnel.record.timeline import Change
from tests import build
from tests.personnel import house as register
from tests.personnel.national.conftest import event, key, row, running_register, sandbox
from tests.personnel.test_national import agrees, connected, long_open, remote

__all__ = ["running_register", "sandbox"]
LEFT, CAME = date(2026, 12, 1), date(2026, 12, 1)
NEIGHBOUR = "H98.2"
_people = count(1)


def citizen():
    """A number that could be somebody's."""
    return f"001185{next(_people):06d}"


@pytest.fixture
def snv(house):
    return long_open(build.agency())


@pytest.fixture
def line(snv, sandbox):
    return connected(snv, sandbox)


@pytest.fixture
def dossier(snv, line):
    return register.opened(snv, snv.official, citizen=citizen())


@pytest.fixture
def leaving(snv, dossier):
    """Somebody whom a signed decision lets go."""
    change = Change("exit", "", LEFT, values={"kind": register.code("exit_kind", "move")})
    register.recorded(snv, "move", dossier, change, on=LEFT)
    push({})
    return dossier


def wanted(receiver=NEIGHBOUR):
    return operations.Proposal(receiver, "Quyết định 12/QĐ-SNV")


def offered(sandbox, snv, number):
    """The neighbour keeps somebody and offers him to us."""
    other = sandbox.register(NEIGHBOUR)
    grown = [
        register.identity("Lê Thị Đến", number, sex=listed("sex", "2")),
        register.service(category=listed("category", "cong_chuc")),
        register.post(snv.rooms["staff"], unit={"name": "Sở Láng Giềng"}),
        register.pay(1, register.RECRUITED, "2.34"),
    ]
    events = [
        event(number, place, body=NEIGHBOUR, group=one.group, rows=[travelling(one)])
        for place, one in enumerate(grown, 1)
    ]
    other.push(events, key=key())
    given = other.propose(
        number, receiver=snv.code, effective_from=CAME, reason="Chuyển công tác", key=key()
    )
    exchange({})
    mine = select(HandOver).where(HandOver.remote_id == given.transfer_id)
    return db.session.scalars(mine).one()


def travelling(change):
    """A line as the neighbour tells it."""
    return row(slot=change.slot, valid_from=change.valid_from, **change.values)


def listed(name, code):
    """A code in the version that the national database keeps."""
    return register.code(name, code) | {"version": "2026"}


def test_nobody_is_offered_without_a_decision(snv, dossier):
    push({})
    with pytest.raises(Refusal):
        operations.propose_hand_over(dossier, wanted(), by=snv.hr)


def test_whoever_leaves_stays_ours_until_the_other_body_accepts(snv, sandbox, leaving):
    hand = operations.propose_hand_over(leaving, wanted(), by=snv.hr)
    exchange({})
    assert hand.state is HandOverState.PROPOSED
    assert remote(sandbox, leaving).managing_body == snv.code
    sandbox.register(NEIGHBOUR).accept(hand.remote_id, staff_no="LG-7", unit=NEIGHBOUR)
    exchange({})
    assert hand.state is HandOverState.ACCEPTED
    assert link_of(leaving).state is LinkState.HANDED_OVER
    there = sandbox.register(NEIGHBOUR).person(hand_citizen(leaving))
    assert there.managing_body == NEIGHBOUR


def hand_citizen(dossier):
    from personnel.queries.national import digest_of

    return digest_of(link_of(dossier)).citizen_id


def test_an_offer_whose_answer_is_lost_is_one_offer(snv, sandbox, leaving):
    hand = operations.propose_hand_over(leaving, wanted(), by=snv.hr)
    sandbox.faults(loss={"transfer": 1})
    with pytest.raises(LineDown):
        exchange({})
    assert hand.state is HandOverState.TO_PROPOSE
    exchange({})
    mine = [
        one for one in sandbox.register().transfers() if one.citizen_id == hand_citizen(leaving)
    ]
    assert [one.transfer_id for one in mine] == [hand.remote_id]


def test_whom_the_other_body_refuses_we_go_on_keeping(snv, sandbox, leaving):
    hand = operations.propose_hand_over(leaving, wanted(), by=snv.hr)
    exchange({})
    sandbox.register(NEIGHBOUR).reject(hand.remote_id, reason="Không có vị trí")
    exchange({})
    assert (hand.state, hand.answer) == (HandOverState.REJECTED, "Không có vị trí")
    again = operations.propose_hand_over(leaving, wanted(), by=snv.hr)
    assert again.id != hand.id


@pytest.mark.parametrize("receiver", ["", "somewhere", "H99.1"])
def test_a_body_that_is_none_or_our_own_is_not_offered_anybody(snv, leaving, receiver):
    with pytest.raises(Invalid):
        operations.propose_hand_over(leaving, wanted(receiver), by=snv.hr)


def test_whoever_comes_gets_a_dossier_when_the_national_database_gave_him(snv, sandbox, line):
    number = citizen()
    hand = offered(sandbox, snv, number)
    assert (hand.name, hand.state) == ("Lê Thị Đến", HandOverState.PROPOSED)
    kept = select(Dossier).where(Dossier.citizen_mark == citizen_mark(number))
    operations.accept_hand_over(hand, "SNV-77", by=snv.hr)
    assert db.session.scalars(kept).first() is None
    exchange({})
    made = db.session.scalars(kept).one()
    assert (made.full_name, hand.state) == ("Lê Thị Đến", HandOverState.ACCEPTED)
    assert {one.source for one in rows_of(made)} == {Source.NATIONAL}
    assert remote(sandbox, made).managing_body == snv.code
    register.recorded(snv, "appoint", made, register.post(snv.rooms["staff"], since=CAME), on=CAME)
    push({})
    assert link_of(made).state is LinkState.ACCEPTED
    assert agrees(sandbox, made)


def test_an_acceptance_whose_answer_is_lost_opens_one_dossier(snv, sandbox, line):
    number = citizen()
    hand = offered(sandbox, snv, number)
    operations.accept_hand_over(hand, "SNV-78", by=snv.hr)
    sandbox.faults(loss={"accept": 1})
    with pytest.raises(LineDown):
        exchange({})
    assert hand.state is HandOverState.TO_ACCEPT
    exchange({})
    kept = select(Dossier).where(Dossier.citizen_mark == citizen_mark(number))
    assert len(db.session.scalars(kept).all()) == 1


def test_two_bodies_do_not_keep_one_official(snv, sandbox, line):
    number = citizen()
    hand = offered(sandbox, snv, number)
    register.opened(snv, snv.official, citizen=number)
    with pytest.raises(Refusal):
        operations.accept_hand_over(hand, "SNV-79", by=snv.hr)
    operations.reject_hand_over(hand, "Đã có hồ sơ tại đây", by=snv.hr)
    exchange({})
    assert hand.state is HandOverState.REJECTED
    assert sandbox.register(NEIGHBOUR).person(number).managing_body == NEIGHBOUR


def test_only_the_staff_office_of_the_body_receives(snv, sandbox, line):
    hand = offered(sandbox, snv, citizen())
    for stranger in (snv.official, snv.leader, snv.clerk):
        with pytest.raises(Forbidden):
            operations.accept_hand_over(hand, "X", by=stranger)
