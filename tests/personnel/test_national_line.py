"""What the other end puts off, takes as a job or cannot carry holds nothing else up."""

import time
from datetime import date

from sqlalchemy import select

from office.db import db, transaction
from office.outbox import JobState, OutboxMessage
from personnel.jobs import national
from personnel.jobs.national import LineDown, push
from personnel.models import EventState, LinkState
from personnel.national.codes import MOST_BYTES
from personnel.operations.telling import PUSH
from personnel.queries.national import link_of
from tests.personnel import house as register
from tests.personnel.national.conftest import (
    NEIGHBOUR,
    key,
    new_citizen,
    running_register,
    sandbox,
)
from tests.personnel.test_national import agrees, dossier, line, remote, snv, states

__all__ = ["dossier", "line", "running_register", "sandbox", "snv"]
RAISED = date(2018, 7, 1)


def test_what_was_put_off_for_a_hand_over_goes_when_that_is_settled(snv, sandbox, dossier):
    push({})
    ours, there = sandbox.register(snv.code), remote(sandbox, dossier)
    offered = ours.propose(
        there.citizen_id, receiver=NEIGHBOUR, effective_from=RAISED, reason="Thử", key=key()
    )
    register.recorded(snv, "raise", dossier, register.pay(2, RAISED, "2.67"))
    push({})
    assert states(dossier)[-1] is EventState.NEW
    assert link_of(dossier).problem == "transfer-pending"
    sandbox.register(NEIGHBOUR).reject(offered.transfer_id, reason="Thử")
    with transaction():
        link_of(dossier).held_until = None
    push({})
    assert set(states(dossier)) == {EventState.ACCEPTED}
    assert agrees(sandbox, dossier)


def test_a_sending_taken_as_a_job_is_asked_for_until_it_is_done(sandbox, dossier):
    sandbox.faults(**{"async": {"events": 1}})
    for _ in range(50):
        try:
            push({})
            break
        except LineDown:
            time.sleep(0.05)
    assert link_of(dossier).state is LinkState.ACCEPTED
    assert sandbox.control("counts")["job"] >= 1
    assert agrees(sandbox, dossier)


def test_one_record_that_no_call_can_carry_does_not_hold_up_the_others(snv, sandbox, dossier):
    push({})
    raised = register.pay(2, RAISED, "2.67")
    raised.values["grade"]["label"] = "x" * MOST_BYTES
    register.recorded(snv, "raise", dossier, raised)
    other = register.opened(snv, snv.colleague, citizen=new_citizen())
    push({})
    assert link_of(dossier).state is LinkState.REJECTED
    assert link_of(other).state is LinkState.ACCEPTED
    assert agrees(sandbox, other)


def test_a_call_carries_no_more_than_the_contract_lets_it():
    half = {"words": "x" * (MOST_BYTES // 2 - 2000)}
    assert national.fitting([half, half, half]) == [half, half]


def test_what_came_while_the_last_sending_ended_is_sent_within_a_minute(dossier):
    job = db.session.scalars(select(OutboxMessage).where(OutboxMessage.key == PUSH)).one()
    with transaction():
        job.state = JobState.DONE
    national.look({})
    db.session.refresh(job)
    assert job.state is JobState.READY
    push({})
    with transaction():
        job.state = JobState.DONE
    national.look({})
    db.session.refresh(job)
    assert job.state is JobState.DONE, "nothing waits"
