"""A commune without a line carries its events on a stick; nothing is told twice or taken twice."""

import http.client
import json
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from office.db import db
from office.errors import Forbidden, Invalid, Refusal
from office.permissions import SYSTEM
from personnel import operations, queries
from personnel.jobs.national import push
from personnel.models import EventState, LinkState, NationalEvent
from personnel.national.jws import Signer
from personnel.queries.national import link_of
from tests import build
from tests.personnel import house as register
from tests.personnel.national.conftest import TOKEN, new_citizen, running_register, sandbox
from tests.personnel.test_national import agrees, connected, long_open

__all__ = ["running_register", "sandbox"]


@pytest.fixture
def snv(house):
    return long_open(build.agency())


@pytest.fixture
def line(snv, sandbox):
    return connected(snv, sandbox)


@pytest.fixture
def dossier(snv, line):
    return register.opened(snv, snv.official, citizen=new_citizen())


@pytest.fixture
def trusted(snv, sandbox, line):
    """The key and the lists of the other end, as they were heard when there was a line."""
    answer = sandbox.call("/psx/v1/service", token=sandbox.bearer(), X_Client_Agency="H99.1")
    keys = {key["use"]: json.dumps(key) for key in json.loads(answer.body)["keys"]}
    with pytest.raises(Invalid):
        operations.trust_register(line, keys["enc"], by=snv.admin)
    operations.trust_register(line, keys["sig"], by=snv.admin)
    lists = sandbox.register().service().codelists
    operations.note_lists(line, lists, by=SYSTEM)


def carried(sandbox, data):
    """The stick is read over there, and comes back with answers."""
    parts = urlsplit(sandbox.url)
    line = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
    try:
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/zip"}
        line.request("POST", "/control/package", body=data, headers=headers)
        answer = line.getresponse()
        body = answer.read()
    finally:
        line.close()
    assert answer.status == 200, body
    return body


def states(dossier):
    own = select(NationalEvent.state).where(NationalEvent.dossier_id == dossier.id)
    return set(db.session.scalars(own))


def test_what_was_carried_is_accepted_when_the_answers_are_back(snv, sandbox, dossier, trusted):
    made, data = operations.pack_events(by=snv.hr)
    assert made.count == 4
    assert states(dossier) == {EventState.SENT}
    back = operations.take_answers("back.psxz", carried(sandbox, data), by=snv.hr)
    assert (back.problem, back.settled) == ("", 4)
    assert link_of(dossier).state is LinkState.ACCEPTED
    assert agrees(sandbox, dossier)


def test_a_stick_that_was_lost_is_packed_again_and_taken_once(snv, sandbox, dossier, trusted):
    _lost, first = operations.pack_events(by=snv.hr)
    carried(sandbox, first)
    _made, second = operations.pack_events(by=snv.hr)
    answers = carried(sandbox, second)
    assert operations.take_answers("a.psxz", answers, by=snv.hr).settled == 4
    assert operations.take_answers("a.psxz", answers, by=snv.hr).settled == 0
    with pytest.raises(Refusal):
        operations.pack_events(by=snv.hr)
    push({})
    assert agrees(sandbox, dossier)


def test_a_package_that_is_broken_or_of_a_stranger_is_kept_with_its_reason(
    snv, sandbox, line, dossier, trusted
):
    _made, data = operations.pack_events(by=snv.hr)
    answers = carried(sandbox, data)
    for bad in (b"no package", answers[: len(answers) // 2], data):
        found = operations.take_answers("bad.psxz", bad, by=snv.hr)
        assert found.problem
        assert found.settled == 0
    stranger = Signer.generated(line.register_key["kid"]).public
    operations.trust_register(line, json.dumps(stranger), by=snv.admin)
    assert operations.take_answers("back.psxz", answers, by=snv.hr).problem
    assert states(dossier) == {EventState.SENT}


def test_each_body_carries_its_own(snv, dossier, trusted):
    other = build.agency(code="H99.2", name="Sở Khác", symbol="SK")
    with pytest.raises(Refusal):
        operations.pack_events(by=other.hr)
    with pytest.raises(Forbidden):
        operations.pack_events(by=snv.official)
    assert queries.national_connection() is not None
