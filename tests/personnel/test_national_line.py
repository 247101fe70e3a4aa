"""What the other end puts off, takes as a job or cannot carry holds nothing else up."""

import time
from datetime import date

from joserfc.jwk import ECKey
from sqlalchemy import select

from office import fetch
from office.db import db, transaction
from office.outbox import JobState, OutboxMessage
from personnel.jobs import national
from personnel.jobs.national import LineDown, push
from personnel.models import EventState, LinkState
from personnel.national.client import Accepted, Rejected
from personnel.national.codes import MOST_BYTES
from personnel.national.jwe import Receiver
from personnel.operations.telling import PUSH
from personnel.queries.national import link_of
from personnel.record.timeline import Change
from tests.personnel import house as register
from tests.personnel.national.conftest import (
    NEIGHBOUR,
    event,
    key,
    new_citizen,
    ours,
    running_register,
    sandbox,
)
from tests.personnel.test_national import agrees, dossier, line, remote, snv, states

__all__ = ["dossier", "line", "ours", "running_register", "sandbox", "snv"]
RAISED = date(2018, 7, 1)
ACCOUNT = "1234567890123"


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


def test_sensitive_groups_are_read_by_the_register_and_by_nobody_on_the_way(
    snv, sandbox, line, monkeypatch
):
    sent, real = [], fetch.fetch

    def noted(url, **given):
        sent.append(given.get("data") or b"")
        return real(url, **given)

    monkeypatch.setattr(fetch, "fetch", noted)
    values = {"bank_account": ACCOUNT, "social_insurance_no": "7912345678"}
    insured = Change("insurance", "", register.RECRUITED, values=values)
    behaviour = Change("discipline", "", RAISED, values={"behaviour": "Vắng mặt nhiều ngày"})
    dossier = register.opened(snv, snv.official, insured, behaviour, citizen=new_citizen())
    push({})
    wire = b"".join(sent)
    assert b"insurance" in wire
    for secret in (ACCOUNT, "7912345678", "Vắng mặt"):
        assert secret.encode() not in wire
    groups = remote(sandbox, dossier).groups
    assert groups["insurance"][0]["values"]["bank_account"] == ACCOUNT
    assert groups["discipline"][0]["values"]["behaviour"] == "Vắng mặt nhiều ngày"
    assert agrees(sandbox, dossier)


def test_what_was_encrypted_to_another_key_is_sent_back(sandbox, ours):
    citizen = new_citizen()
    stranger = ECKey.generate_key("P-256", {"kid": "other", "use": "enc"})
    receiver = Receiver.of_keys([{**stranger.as_dict(private=False), "use": "enc"}])
    first, second = event(citizen), event(citizen, 2, group="insurance")
    outcomes = ours.push(receiver.sealed([first.plain(), second.plain()]), key=key())
    assert [type(one) for one in outcomes] == [Accepted, Rejected]
    assert "insurance" not in ours.person(citizen).groups


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
