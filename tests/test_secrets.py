"""Without a PIN nobody signs, whatever he holds; and no PIN and no key is written down anywhere."""

import base64
import io
import sys
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_pem_private_key
from sqlalchemy import select

from documents import operations
from documents.models import DocumentState
from office import log, outbox
from office.accounts.models import Account, Person
from office.config import current_settings
from office.db import Base, db, transaction
from office.errors import Refusal
from office.permissions import SYSTEM
from signing import demo
from signing import operations as signing
from signing import queries as signatures
from signing.models import Certificate, PreparedSignature, RequestState, Revision
from signing.operations.keys import opened
from signing.providers.demo_pki.authority import new_key
from signing.providers.keys import WrongPin, lock, unlock
from tests import as_role, build
from tests.documents.axis import messages
from tests.flows import test_matter as story

PINS = {"leader": "mã-của-lãnh-đạo-Zq7w", "clerk": "mã-của-văn-thư-Kx3v"}
WRONG = "mã-gõ-nhầm-Hj5p"


@pytest.fixture
def keys(monkeypatch):
    """Every private key that was made for somebody."""
    made = []

    def remembered():
        made.append(new_key())
        return made[-1]

    monkeypatch.setattr(demo, "new_key", remembered)
    monkeypatch.setattr(story, "PIN", PINS)
    return made


@pytest.fixture
def snv(house, keys):
    made = build.agency(code=messages.OURS)
    demo.believe_demo()
    for part, pin in PINS.items():
        person = db.session.get_one(Person, made.people[part].person_id)
        demo.enrol_person(person, agency_id=made.unit.id, agency="Sở Nội vụ", pin=pin)
    clerk = db.session.get_one(Person, made.clerk.person_id)
    demo.enrol_agency(clerk, agency_id=made.unit.id, agency="Sở Nội vụ", pin=PINS["clerk"])
    return made


@pytest.fixture
def waiting(snv):
    """A reply whose signature is prepared: only the PIN is missing."""
    _question, reply = story.drafted(snv)
    operations.submit(reply, snv.desks["leader"].id, by=snv.official)
    request = operations.prepare_signature(reply, by=snv.leader)
    outbox.drain(outbox.Lane.ACT)
    assert request.state is RequestState.READY
    return request, reply


def stored_values():
    """Every value of every row."""
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            yield from ((table.name, value) for value in row if value is not None)


def stored_files():
    """Every file of the data folder but those of the demonstration authority, an outsider."""
    for path in sorted(current_settings().data_dir.rglob("*")):
        if path.is_file() and demo.FOLDER not in path.parts:
            yield path


def as_bytes(value):
    return value if isinstance(value, bytes) else str(value).encode()


def everything_at_rest():
    yield from ((name, as_bytes(value)) for name, value in stored_values())
    yield from ((path.name, path.read_bytes()) for path in stored_files())


# ------------------------------------------------------------------------ without a PIN


def test_nothing_at_rest_opens_as_a_key(snv, keys):
    assert len(keys) == 3
    for where, content in everything_at_rest():
        for load in (load_der_private_key, load_pem_private_key):
            with pytest.raises((ValueError, TypeError)):
                load(content, None)
            assert where


def test_nothing_at_rest_is_a_pin(snv):
    settings = current_settings()
    known = {"", " ", "0", "000000", "123456", settings.secret_key, str(settings.data_dir)}
    account = db.session.get_one(Account, snv.leader.account_id)
    known |= {account.login, str(account.uid), account.password_hash, snv.leader.name}
    for certificate in db.session.scalars(select(Certificate)):
        owner = certificate.sha256.encode()
        for word in known | {certificate.sha256, certificate.serial, str(certificate.uid)}:
            with pytest.raises(WrongPin):
                unlock(certificate.locked_key, word, owner=owner)


def test_a_key_opens_for_its_own_certificate_only(snv):
    own, other = db.session.scalars(select(Certificate).order_by(Certificate.id)).all()[:2]
    with pytest.raises(WrongPin):
        unlock(own.locked_key, PINS["leader"], owner=other.sha256.encode())
    assert unlock(own.locked_key, PINS["leader"], owner=own.sha256.encode())


def test_whoever_acts_nobody_signs_without_the_pin(snv, waiting):
    request, reply = waiting
    thieves = [
        *(SYSTEM, snv.leader, snv.admin, snv.security, snv.clerk, snv.deputy),
        replace(snv.leader, scopes=frozenset({"read", "act", "admin"})),
        replace(snv.leader, delegation_id=1),
    ]
    for thief in thieves:
        for pin in ("", "000000", PINS["clerk"]):
            with pytest.raises(Refusal):
                signing.sign_value(request, pin=pin, by=thief)
            outbox.drain(outbox.Lane.ACT)
            db.session.rollback()
    assert_unsigned(request, reply)


def test_the_right_pin_in_other_hands_signs_nothing(snv, waiting):
    request, reply = waiting
    hands = [SYSTEM, snv.admin, snv.clerk, snv.deputy, replace(snv.leader, delegation_id=1)]
    for thief in [*hands, replace(snv.leader, scopes=frozenset({"act"}))]:
        with pytest.raises(Refusal):
            signing.sign_value(request, pin=PINS["leader"], by=thief)
    assert_unsigned(request, reply)


def test_a_value_written_into_the_database_is_not_taken(snv, waiting):
    request, reply = waiting
    with transaction():
        prepared = db.session.scalars(select(PreparedSignature)).one()
        prepared.value = b"\x30\x06\x02\x01\x01\x02\x01\x01"
        request.state = RequestState.FINISHING
        outbox.enqueue("signing.finish", key="forged", lane=outbox.Lane.ACT, request_id=request.id)
    outbox.drain(outbox.Lane.ACT)
    assert_unsigned(request, reply)


def test_another_key_put_in_place_of_the_own_signs_nothing(snv, waiting):
    request, reply = waiting
    certificate = db.session.get_one(Certificate, request.certificate_id)
    with transaction():
        owner = certificate.sha256.encode()
        certificate.locked_key = lock(new_key(), "654321", owner=owner)
    assert opened(certificate, "654321", by=snv.leader)
    signing.sign_value(request, pin="654321", by=snv.leader)
    outbox.drain(outbox.Lane.ACT)
    assert_unsigned(request, reply)


def assert_unsigned(request, reply):
    assert request.state is not RequestState.SIGNED
    assert reply.state is DocumentState.SUBMITTED
    assert db.session.scalars(select(Revision)).all() == []


# ------------------------------------------------------------------- after a whole matter


@pytest.fixture
def operators_log(app, monkeypatch):
    """What operators read, as on a real server."""
    settings = app.extensions["office.settings"]
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", io.StringIO())
        log.configure(settings.model_copy(update={"testing": False}))
        yield sys.stderr
    log.configure(settings)


def typed(house, actor, request, *pins):
    """The owner types PINs on the page, the last one right."""
    client = house.test_client()
    as_role.sign_in(client, db.session.get_one(Account, actor.account_id))
    answers = [
        client.post(f"/signing-requests/{request.uid}/signature", data={"pin": pin}) for pin in pins
    ]
    assert [answer.status_code for answer in answers] == [422] * (len(pins) - 1) + [303]
    for answer in answers:
        assert not any(pin in answer.text for pin in pins)
    outbox.drain(outbox.Lane.ACT)


def test_after_a_whole_matter_no_pin_and_no_key_stands_anywhere(
    house, snv, waiting, keys, operators_log
):
    request, reply = waiting
    typed(house, snv.leader, request, WRONG, PINS["leader"])
    operations.number_document(reply, by=snv.clerk)
    outbox.drain(outbox.Lane.ACT)
    sealing = db.session.scalars(signatures.open_requests_of(snv.clerk)).one()
    typed(house, snv.clerk, sealing, PINS["clerk"])
    assert reply.state is DocumentState.ISSUED
    secrets = {pin: written(pin.encode()) for pin in (*PINS.values(), WRONG)}
    secrets |= {f"key {place}": of_key(key) for place, key in enumerate(keys)}
    logs = operators_log.getvalue().encode()
    assert b'"route": "/signing-requests/<uuid:uid>/signature"' in logs
    places = [*everything_at_rest(), ("the log", logs)]
    assert {"outbox", "session", "audit_event", "notice"} <= {where for where, _ in places}
    found = [
        (name, where)
        for name, forms in secrets.items()
        for where, content in places
        if any(form in content for form in forms)
    ]
    assert found == []


def of_key(key):
    """The numbers that make a private key, in every form in which one writes numbers."""
    numbers = key.private_numbers()
    names = ("private_value", "d", "p", "q")
    values = [getattr(numbers, name) for name in names if hasattr(numbers, name)]
    return [form for value in values for form in of_number(value)]


def of_number(value):
    raw = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return [*written(raw), raw[::-1], str(value).encode()]


def written(raw):
    return [raw, raw.hex().encode(), base64.b64encode(raw), base64.urlsafe_b64encode(raw)]


def test_the_search_would_find_them(snv, keys):
    with transaction():
        note = f"PIN {PINS['leader']}"
        db.session.get_one(Person, snv.leader.person_id).full_name = note
    content = b"".join(content for _where, content in everything_at_rest())
    assert written(PINS["leader"].encode())[0] in content
    assert written(PINS["clerk"].encode())[0] not in content
