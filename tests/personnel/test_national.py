"""What the register learns reaches the national database once and in order, whatever falls."""

from datetime import date

import pytest
from sqlalchemy import select

from office import vault
from office.db import db, transaction
from office.errors import Invalid
from office.permissions import SYSTEM
from personnel import operations, queries
from personnel.jobs.national import LineDown, load, push
from personnel.models import EventState, LinkState, NationalConnection, NationalEvent
from personnel.queries.exchange import national_calls
from personnel.queries.national import digest_of, link_of
from tests import build
from tests.personnel import house as register
from tests.personnel.national.conftest import (
    SECRET,
    SIGNERS,
    new_citizen,
    own_sandbox,
    running_register,
    sandbox,
)

__all__ = ["own_sandbox", "running_register", "sandbox"]
RAISED = date(2018, 7, 1)


@pytest.fixture
def snv(house):
    return long_open(build.agency())


def long_open(made):
    """The agency as it stood before its officials came: a post in no unit is a fault."""
    with transaction():
        for node in (made.unit, *made.rooms.values()):
            node.opened_on = date(2000, 1, 1)
    return made


@pytest.fixture
def line(snv, sandbox):
    return connected(snv, sandbox)


def connected(snv, at):
    """The register on the sandbox, in place of any line before; the sandbox knows its key."""
    before = queries.national_connection()
    if before is not None:
        operations.end_national(before, by=SYSTEM)
    address = operations.Address(
        base_url=at.url,
        client_id="ours",
        secret=SECRET,
        receiver="G99",
        client_agency=snv.code,
    )
    made = operations.connect_national(address, by=snv.admin)
    with transaction():
        made.key_name = SIGNERS["ours"].kid
        pem = SIGNERS["ours"].pem.decode()
        made.key = vault.lock(pem, purpose=NationalConnection.SEALED_FOR)
    return made


@pytest.fixture
def dossier(snv, line):
    return register.opened(snv, snv.official, citizen=new_citizen())


def states(dossier):
    """The states of the dossier's events in their order."""
    mine = select(NationalEvent.state).where(NationalEvent.dossier_id == dossier.id)
    return list(db.session.scalars(mine.order_by(NationalEvent.id)))


def remote(sandbox, dossier):
    """What the national database holds of an official."""
    citizen = queries.timeline(dossier, ["identity"], opened=["identity"])[0].values["citizen_id"]
    return sandbox.register().person(citizen)


def agrees(sandbox, dossier):
    """Whether both ends hold the same, byte for byte."""
    link, there = link_of(dossier), remote(sandbox, dossier)
    return digest_of(link).digest == there.digest and link.remote_version == there.version


def test_a_new_dossier_is_accepted_with_everything_in_it(sandbox, dossier):
    assert link_of(dossier).state is LinkState.WAITING
    push({})
    assert link_of(dossier).state is LinkState.ACCEPTED
    there = remote(sandbox, dossier)
    assert {"identity", "service", "assignment", "pay"} <= set(there.groups)
    assert there.groups["pay"][0]["values"]["coefficient"] == "2.34"
    assert agrees(sandbox, dossier)


def test_a_signed_decision_follows_with_its_proof(snv, sandbox, dossier):
    push({})
    register.recorded(snv, "raise", dossier, register.pay(2, RAISED, "2.67"))
    push({})
    assert set(states(dossier)) == {EventState.ACCEPTED}
    assert remote(sandbox, dossier).groups["pay"][-1]["values"]["coefficient"] == "2.67"
    assert agrees(sandbox, dossier)


def test_an_answer_that_is_lost_applies_nothing_twice(snv, sandbox, dossier):
    sandbox.faults(loss={"events": 1})
    with pytest.raises(LineDown):
        push({})
    assert EventState.SENT in states(dossier)
    register.recorded(snv, "raise", dossier, register.pay(2, RAISED, "2.67"))
    sandbox.faults()
    push({})
    assert set(states(dossier)) == {EventState.ACCEPTED}
    assert agrees(sandbox, dossier)


def test_what_is_sent_back_stops_its_dossier_alone_until_somebody_sends_it_again(
    snv, sandbox, dossier
):
    other = register.opened(snv, snv.colleague, citizen=new_citizen())
    push({})
    sandbox.faults(reject={"pay": 5})
    register.recorded(snv, "raise", dossier, register.pay(2, RAISED, "2.67"))
    push({})
    link = link_of(dossier)
    assert (link.state, link.problem) == (LinkState.REJECTED, "data-invalid")
    assert link.errors
    sandbox.faults()
    push({})
    assert link_of(dossier).state is LinkState.REJECTED
    assert link_of(other).state is LinkState.ACCEPTED
    operations.tell_again(dossier, by=snv.hr)
    push({})
    assert link_of(dossier).state is LinkState.ACCEPTED
    assert agrees(sandbox, dossier)


def test_a_change_over_there_is_a_conflict_here_and_not_overwritten(snv, sandbox, dossier):
    push({})
    sandbox.faults(conflict={"pay": 1})
    register.recorded(snv, "raise", dossier, register.pay(2, RAISED, "2.67"))
    push({})
    assert link_of(dossier).state is LinkState.CONFLICT
    assert states(dossier)[-1] is EventState.CONFLICT


def test_a_register_connected_later_is_told_whole(snv, sandbox):
    early = register.opened(snv, snv.official, citizen=new_citizen())
    assert link_of(early) is None
    connected(snv, sandbox)
    load({})
    push({})
    assert link_of(early).state is LinkState.ACCEPTED
    assert agrees(sandbox, early)


@pytest.mark.parametrize("where", ["http://register.example", "http://127.0.0.1.evil.example"])
def test_a_secret_goes_to_nobody_without_encryption(snv, where):
    address = operations.Address(
        base_url=where, client_id="a", secret="b", receiver="G99", client_agency=snv.code
    )
    with pytest.raises(Invalid):
        operations.connect_national(address, by=snv.admin)


def test_what_is_told_holds_nothing_sensitive_in_the_database(dossier):
    push({})
    for event in db.session.scalars(select(NationalEvent)):
        assert register.CITIZEN not in str(vars(event))


def test_each_call_is_kept_in_a_chain(dossier):
    push({})
    assert db.session.scalars(national_calls()).first().outcome == "accepted 4"
