"""The line to the national database: connected, examined, silent for days; faults are kept back."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from office import clock, outbox
from office.accounts.models import Notice
from office.db import db, transaction
from office.errors import Invalid, Refusal
from office.outbox import Lane, OutboxMessage
from office.permissions import SYSTEM
from personnel import operations, queries
from personnel.models import EventState, LinkState, NationalEvent, NationalLink, Source
from personnel.operations.dossiers import Opening
from personnel.operations.rows import Origin
from personnel.operations.telling import LOAD, PUSH
from personnel.queries import exchange
from personnel.queries.national import link_of, signer_of
from personnel.rows.national import check_lines
from tests import build
from tests.personnel import house as register
from tests.personnel.national.conftest import (
    SECRET,
    new_citizen,
    running_register,
    sandbox,
)
from tests.personnel.signing_chain import drafted, enrolled, issued
from tests.personnel.test_national import RAISED, connected, long_open
from tests.signing.conftest import pki, pki_server

__all__ = ["pki", "pki_server", "running_register", "sandbox"]
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def snv(house):
    return long_open(build.agency())


def address(snv, url, **more):
    said = {
        "base_url": url,
        "client_id": "ours",
        "secret": SECRET,
        "receiver": "G99",
        "client_agency": snv.code,
    }
    return operations.Address(**said | more)


def results(line):
    return {one.check.value: one.result.value for one in check_lines(line)}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("base_url", "https://name:word@register.example"),
        ("base_url", "https://register.example?x=1"),
        ("base_url", "https://register.example:port"),
        ("client_id", " "),
        ("client_agency", "H99/1"),
        ("receiver", "bộ"),
        ("profile", "soap"),
        ("secret", "x" * 600),
    ],
)
def test_what_no_line_can_be_made_of_is_refused_at_its_field(snv, field, value):
    with pytest.raises(Invalid) as refused:
        operations.connect_national(
            address(snv, "https://register.example", **{field: value}), by=snv.admin
        )
    assert list(refused.value.fields) == [field]
    assert queries.national_connection() is None


def test_a_change_keeps_the_secret_that_was_left_empty(snv):
    line = operations.connect_national(address(snv, NOWHERE), by=snv.admin)
    sealed = line.secret
    operations.change_national(
        line, address(snv, "https://register.example/", secret=""), by=snv.admin
    )
    assert (line.secret, line.base_url) == (sealed, "https://register.example")
    operations.end_national(line, by=snv.admin)
    with pytest.raises(Refusal):
        operations.ask_check(line, by=snv.admin)


def test_the_examination_names_the_key_that_nobody_took_and_goes_on_once_it_is_taken(snv, sandbox):
    dossier = register.opened(snv, snv.official, citizen=new_citizen())
    line = operations.connect_national(address(snv, sandbox.url), by=snv.admin)
    outbox.drain()
    assert (line.is_refused, exchange.needs_person(line)) == (True, True)
    operations.ask_check(line, by=snv.security)
    outbox.drain()
    assert results(line) | {"lists": ""} == {
        "reached": "good",
        "trusted": "good",
        "agency": "good",
        "key": "bad",
        "clock": "good",
        "version": "good",
        "lists": "",
    }
    sandbox.control("keys", {"client": "ours", "keys": [signer_of(line).public]})
    operations.ask_check(line, by=snv.admin)
    outbox.drain()
    assert "bad" not in results(line).values()
    assert link_of(dossier).state is LinkState.ACCEPTED


def test_an_examination_says_what_stands_in_the_way(snv, sandbox):
    line = operations.connect_national(address(snv, NOWHERE), by=snv.admin)
    operations.ask_check(line, by=snv.admin)
    outbox.drain()
    assert set(results(line).values()) == {"bad", "unasked"}
    for wrong, blamed in (
        ({"secret": "another"}, "trusted"),
        ({"client_agency": "H98.1"}, "agency"),
    ):
        operations.change_national(line, address(snv, sandbox.url, **wrong), by=snv.admin)
        operations.ask_check(line, by=snv.admin)
        outbox.drain()
        assert [name for name, found in results(line).items() if found == "bad"] == [blamed]


def test_a_dossier_with_errors_waits_and_goes_by_itself_when_they_are_mended(snv, sandbox):
    connected(snv, sandbox)
    dossier = register.opened(snv, snv.official, citizen="001085009999")
    outbox.drain()
    link = link_of(dossier)
    assert (link.state, link.problem) == (LinkState.NOT_SENT, "quality")
    with pytest.raises(Refusal):
        operations.tell_again(dossier, by=snv.hr)
    assert operations.tell_many_again([dossier], by=snv.hr) == 0
    man = register.identity(citizen="001085009999", sex=register.code("sex", "1"))
    change = operations.propose_change(dossier, man, by=snv.official)
    operations.accept_declaration(change, by=snv.hr)
    outbox.drain()
    assert link_of(dossier).state is LinkState.ACCEPTED


def test_many_that_come_at_once_are_one_piece_of_work(snv, sandbox):
    connected(snv, sandbox)
    outbox.drain()
    wanted = [
        Opening([register.identity(f"Lê Văn {name}", new_citizen()), register.service()])
        for name in ("Ân", "Bình", "Cường", "Dũng", "Em")
    ]
    made = operations.open_many(snv.unit.id, wanted, Origin(Source.IMPORT, "Lê"), by=snv.hr)
    assert (jobs(), links()) == ([LOAD, PUSH], len(made))
    outbox.drain()
    accepted = NationalLink.state == LinkState.ACCEPTED
    assert len(db.session.scalars(select(NationalLink).where(accepted)).all()) == len(made)


def jobs():
    """What the worker was asked for, each time it was asked for anew."""
    national = OutboxMessage.topic.in_([LOAD, PUSH])
    return sorted(db.session.scalars(select(OutboxMessage.topic).where(national)))


def links():
    return db.session.scalar(select(func.count()).select_from(NationalLink))


def test_a_silent_side_is_waited_for_then_a_person_is_asked_and_nothing_is_lost(snv, sandbox):
    with time_machine.travel(clock.now() - timedelta(days=9), tick=False) as now:
        line = connected(snv, sandbox)
        with transaction():
            line.base_url = NOWHERE
        dossier = register.opened(snv, snv.official, citizen=new_citizen())
        for _day in range(6):
            outbox.drain()
            now.shift(timedelta(days=1))
        assert (exchange.needs_person(line), told(snv.admin)) == (False, 0)
        assert exchange.own_standing(snv.hr).counts[LinkState.WAITING] == 1
        for _day in range(2):
            now.shift(timedelta(days=1))
            outbox.drain()
        assert exchange.needs_person(line)
        assert (told(snv.admin), told(snv.hr)) == (1, 1)
    with transaction():
        line.base_url = sandbox.url
    operations.send_now(line, by=snv.admin)
    outbox.drain()
    assert link_of(dossier).state is LinkState.ACCEPTED
    assert not exchange.needs_person(line)
    waiting = NationalEvent.state != EventState.ACCEPTED
    assert db.session.scalars(select(NationalEvent).where(waiting)).all() == []


def told(actor):
    mine = select(Notice).where(
        Notice.desk_id == actor.desk_id, Notice.kind == "personnel.national"
    )
    return len(db.session.scalars(mine).all())


def test_a_signed_raise_is_accepted_within_three_rounds_of_the_worker(pki, snv, sandbox):
    enrolled(snv)
    connected(snv, sandbox)
    dossier = register.opened(snv, snv.official, citizen=new_citizen())
    outbox.drain()
    decision = register.drafted(snv, "raise", dossier, register.pay(2, RAISED, "2.67"))
    issued(snv, drafted(snv, decision))
    rounds = 0
    while len(told_of(dossier)) == 0 and rounds < 3:
        rounds += 1
        for job in outbox.claim("worker", tuple(Lane), most=1000):
            outbox.perform(job)
    assert told_of(dossier) == [EventState.ACCEPTED], (rounds, decision.state, decision.problem)
    assert clock.now() >= link_of(dossier).changed_at


def told_of(dossier):
    raised = NationalEvent.dossier_id == dossier.id, NationalEvent.decision_id.is_not(None)
    settled = NationalEvent.settled_at.is_not(None)
    return list(db.session.scalars(select(NationalEvent.state).where(*raised, settled)))


def test_the_house_alone_carries_out(snv):
    assert operations.load_dossiers(0, by=SYSTEM) == 0
