"""From the wish for a signature to the signed revision."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from office import blobs, clock, outbox
from office.db import db
from office.errors import Forbidden, Refusal
from office.i18n import force_locale
from office.permissions import SYSTEM
from signing import operations, queries
from signing.events import LevelRaised, Prepared, Signed, SigningFailed
from signing.models import PreparedSignature, RequestState, Revision
from signing.pades.answers import State
from signing.policy import Can
from tests.signing.conftest import CLERK_PIN, PIN, report_on, switch


def test_the_leader_signs_then_the_clerk_numbers_and_seals(bureau, told):
    signed = bureau.signed()
    sealed = bureau.sealed(signed.signed_sha256)
    assert (signed.state, sealed.state) == (RequestState.SIGNED, RequestState.SIGNED)
    report = report_on(sealed.signed_sha256)
    assert report.state is State.GOOD
    assert [one.level for one in report.signatures] == ["B-T", "B-T"]
    assert all(one.person.state is State.GOOD for one in report.signatures)
    assert report.signatures[0].changes.code == "filled"


def test_the_packages_above_are_told(bureau, told):
    made = bureau.signed(step="sign")
    ready, done = (one for one in told if isinstance(one, Prepared | Signed))
    assert ready.request_uid == done.request_uid == made.uid
    assert (done.subject_kind, done.subject_uid) == ("test", bureau.subject.uid)
    assert (done.step, done.field, done.base_sha256) == ("sign", "chuky1", bureau.pdf)
    assert blobs.read(done.sha256).startswith(blobs.read(bureau.pdf))
    assert done.signer_name == bureau.leader.name
    assert done.size == blobs.size_of(done.sha256)


def test_what_was_prepared_is_dropped_once_it_is_signed(bureau):
    made = bureau.ready()
    waiting = db.session.scalars(select(PreparedSignature.file_sha256)).one()
    assert blobs.exists(waiting)
    operations.sign_value(made, pin=PIN, by=bureau.leader)
    outbox.drain()
    assert db.session.scalar(select(func.count()).select_from(PreparedSignature)) == 0
    assert not blobs.exists(waiting)


def test_nobody_signs_in_the_place_of_another(bureau):
    others = (bureau.clerk, SYSTEM, replace(bureau.leader, delegation_id=7))
    for by in (*others, replace(bureau.leader, scopes=frozenset({"act"}))):
        with pytest.raises((Forbidden, Refusal)):
            bureau.asked(by=by, certificate=bureau.personal)
    assert Can.SIGN.value == "sign"


def test_a_leader_does_not_seal_and_a_clerk_without_the_seal_does_not(bureau):
    with pytest.raises(Forbidden):
        bureau.asked(by=bureau.leader, certificate=bureau.seal, place="dau")
    with pytest.raises(Refusal) as refused:
        bureau.asked(by=bureau.agency.official)
    assert refused.value.fix
    stamp = operations.Stamp(operations.StampKind.SEAL, ("Sở Nội vụ",))
    with pytest.raises(Refusal) as refused:
        bureau.asked(by=bureau.leader, stamp=stamp, place="dau")
    assert refused.value.basis


def test_asking_twice_is_asking_once(bureau):
    first, second = bureau.asked(), bureau.asked()
    assert first.uid == second.uid
    outbox.drain()
    assert bureau.asked().uid == first.uid


def test_another_place_on_the_same_file_replaces_the_open_request(bureau):
    first = bureau.ready()
    second = bureau.ready(place="chuky2")
    assert (first.state, second.state) == (RequestState.WITHDRAWN, RequestState.READY)


def test_two_persons_do_not_prepare_the_same_file(bureau):
    bureau.ready()
    stamp = operations.Stamp(operations.StampKind.SEAL, ("Sở Nội vụ",))
    with pytest.raises(Refusal):
        bureau.asked(by=bureau.clerk, place="dau", stamp=stamp)


def test_a_request_runs_out_after_twenty_minutes(bureau, told):
    made = bureau.ready()
    with time_machine.travel(clock.now() + timedelta(minutes=21), tick=True):
        with pytest.raises(Refusal):
            operations.sign_value(made, pin=PIN, by=bureau.leader)
        from signing.jobs import let_run_out

        let_run_out({})
    assert made.state is RequestState.EXPIRED
    assert isinstance(told[-1], SigningFailed)
    assert bureau.asked().uid != made.uid


def test_a_request_is_withdrawn_by_its_owner_only(bureau):
    made = bureau.ready()
    with pytest.raises(Forbidden):
        operations.withdraw(made, by=bureau.clerk)
    operations.withdraw(made, by=bureau.leader)
    assert (made.state, made.open_key) == (RequestState.WITHDRAWN, None)
    assert Can.WITHDRAW.value == "withdraw"


def test_only_the_house_carries_out(bureau):
    made = bureau.ready()
    for act in (operations.expire, lambda one, *, by: operations.fail(one, "x", by=by)):
        with pytest.raises(Forbidden):
            act(made, by=bureau.leader)
    assert Can.CARRY_OUT.value == "carry_out"


def test_a_second_child_of_the_same_file_is_not_kept(bureau):
    made = bureau.ready()
    operations.sign_value(made, pin=PIN, by=bureau.leader)
    bureau_sha = blobs.put(b"%PDF other").sha256
    with operations_transaction():
        db.session.add(
            Revision(
                subject_kind="test",
                subject_uid=bureau.subject.uid,
                parent_sha256=bureau.pdf,
                sha256=bureau_sha,
                size=1,
                step="elsewhere",
                made_at=clock.now(),
            )
        )
    outbox.drain()
    assert made.state is RequestState.FAILED
    assert queries.newest_revision(bureau.subject.uid) == bureau_sha


def operations_transaction():
    from office.db import transaction

    return transaction()


def test_a_place_that_is_missing_fails_with_its_name(bureau, told):
    made = bureau.ready(place="chuky9")
    assert made.state is RequestState.FAILED
    assert "chuky9" in made.reason
    assert told[-1].reason == made.reason


def test_a_revoked_certificate_signs_nothing(bureau):
    from signing import demo

    demo.authority().revoke(int(bureau.personal.serial, 16), at=clock.now() - timedelta(minutes=5))
    with force_locale("en"):
        made = bureau.ready()
    assert made.state is RequestState.FAILED
    assert "revoked" in made.reason


def test_a_dead_authority_costs_a_level_and_the_level_comes_back(bureau, pki, told):
    switch(pki, tsa="error")
    made = bureau.signed()
    record = db.session.scalars(queries.signatures_of(bureau.subject.uid)).one()
    assert (made.state, record.level) == (RequestState.SIGNED, "B-B")
    switch(pki, tsa="none")
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=True):
        outbox.drain()
        raised = queries.newest_revision(bureau.subject.uid)
        report = report_on(raised)
    assert raised != made.signed_sha256
    assert (record.level, report.signatures[0].level) == ("B-LT", "B-LT")
    assert report.state is State.GOOD
    heard = next(one for one in told if isinstance(one, LevelRaised))
    assert (heard.base_sha256, heard.sha256) == (made.signed_sha256, raised)


def test_a_level_is_not_raised_below_a_newer_signature(bureau, pki):
    switch(pki, tsa="error")
    first = bureau.signed()
    sealed = bureau.sealed(first.signed_sha256)
    switch(pki, tsa="none")
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=True):
        outbox.drain()
    steps = db.session.scalars(
        select(Revision).where(Revision.subject_uid == bureau.subject.uid).order_by(Revision.id)
    ).all()
    assert [one.step for one in steps] == ["sign", "seal", "archive"]
    assert steps[-1].parent_sha256 == sealed.signed_sha256
    assert CLERK_PIN not in str(steps)
