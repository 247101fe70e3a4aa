"""The key, its PIN, and what is left of them: nothing."""

import base64
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from office import blobs, clock, outbox
from office.config import current_settings
from office.db import Base, db, transaction
from office.errors import Forbidden, Invalid, StepUpNeeded, Throttled
from office.i18n import force_locale
from signing import operations
from signing.models import PreparedSignature, RequestState
from signing.providers.keys import WrongPin, unlock
from tests.signing.conftest import CLERK_PIN, PIN


def test_a_wrong_pin_signs_nothing_and_says_where(bureau):
    made = bureau.ready()
    with pytest.raises(Invalid) as refused:
        operations.sign_value(made, pin="000000", by=bureau.leader)
    assert "pin" in refused.value.fields
    assert made.state is RequestState.READY
    assert db.session.scalars(select(PreparedSignature.value)).one() is None


def test_after_five_wrong_pins_even_the_right_one_waits(bureau):
    made = bureau.ready()
    for _ in range(5):
        with pytest.raises(Invalid):
            operations.sign_value(made, pin="000000", by=bureau.leader)
    with pytest.raises(Throttled) as refused:
        operations.sign_value(made, pin=PIN, by=bureau.leader)
    assert refused.value.retry_after > 30
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=True):
        operations.sign_value(made, pin=PIN, by=bureau.leader)
    assert made.state is RequestState.FINISHING


def test_one_pin_signs_a_batch_and_tells_each_row(bureau):
    first = bureau.ready()
    other = operations.Subject("test", bureau.subject.uid.__class__(int=5), "Khác")
    bureau.subject = other
    second = bureau.ready()
    withdrawn = bureau.ready(place="chuky2")
    rows = operations.sign_batch([first, second, withdrawn], pin=PIN, by=bureau.leader)
    assert [bool(row.refusal) for row in rows] == [False, True, False]
    outbox.drain()
    assert (first.state, withdrawn.state) == (RequestState.SIGNED, RequestState.SIGNED)


def test_a_wrong_pin_stops_the_whole_batch(bureau):
    made = bureau.ready()
    with pytest.raises(Invalid):
        operations.sign_batch([made], pin="000000", by=bureau.leader)
    assert made.state is RequestState.READY


def test_a_deputy_cannot_sign_even_with_the_pin(bureau):
    made = bureau.ready()
    with pytest.raises(Forbidden):
        operations.sign_value(made, pin=PIN, by=bureau.agency.deputy)


def test_a_pin_is_not_asked_inside_another_operation(bureau):
    made = bureau.ready()
    with pytest.raises(RuntimeError), transaction():
        operations.sign_value(made, pin=PIN, by=bureau.leader)


def test_signing_asks_for_a_fresh_proof(bureau):
    made = bureau.ready()
    with pytest.raises(StepUpNeeded):
        operations.sign_value(made, pin=PIN, by=replace(bureau.leader, session_id=123456))


def everything_stored():
    """All rows of all tables, all files and all settings, as bytes."""
    parts = [repr(current_settings().model_dump()).encode(), _secret_files()]
    for table in Base.metadata.sorted_tables:
        values = [value for row in db.session.execute(table.select()) for value in row]
        parts += [value if isinstance(value, bytes) else str(value).encode() for value in values]
    folder = current_settings().blob_dir
    parts += [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return b"\n".join(parts)


def _secret_files():
    folder = current_settings().data_dir
    return b"".join(path.read_bytes() for path in folder.glob("*.key"))


def test_neither_pin_nor_key_is_found_anywhere(bureau, capfd):
    waiting = bureau.ready()
    operations.sign_value(waiting, pin=PIN, by=bureau.leader)
    before = everything_stored()
    outbox.drain()
    bureau.sealed(waiting.signed_sha256)
    everything = before + everything_stored() + "".join(capfd.readouterr()).encode()
    key = unlock(bureau.personal.locked_key, PIN, owner=bureau.personal.sha256.encode())
    number = key.private_numbers().private_value
    secret = number.to_bytes(32, "big")
    for trace in (
        PIN.encode(),
        CLERK_PIN.encode(),
        secret,
        secret.hex().encode(),
        base64.b64encode(secret)[:40],
        str(number).encode(),
    ):
        assert trace not in everything


def test_everything_but_the_pin_opens_no_key(bureau):
    settings = current_settings()
    guesses = ["", settings.secret_key, bureau.leader.name, bureau.personal.sha256, CLERK_PIN]
    for guess in guesses:
        with pytest.raises(WrongPin):
            unlock(bureau.personal.locked_key, guess, owner=bureau.personal.sha256.encode())


def test_a_locked_key_serves_its_own_certificate_only(bureau):
    with pytest.raises(WrongPin):
        unlock(bureau.personal.locked_key, PIN, owner=bureau.seal.sha256.encode())


def test_a_value_put_in_by_hand_is_refused(bureau):
    made = bureau.ready()
    operations.sign_value(made, pin=PIN, by=bureau.leader)
    with transaction():
        row = db.session.scalars(select(PreparedSignature)).one()
        row.value = bytes(len(row.value))
    with force_locale("en"):
        outbox.drain()
    assert made.state is RequestState.FAILED
    assert "does not belong" in made.reason
    assert blobs.exists(bureau.pdf)


def test_only_a_right_pin_lets_the_wrong_ones_be_forgotten(bureau):
    made = bureau.ready()
    for _ in range(4):
        with pytest.raises(Invalid):
            operations.sign_value(made, pin="000000", by=bureau.leader)
    operations.withdraw(made, by=bureau.leader)
    (row,) = operations.sign_batch([made], pin="000000", by=bureau.leader)
    assert row.refusal
    other = bureau.ready()
    with pytest.raises(Throttled):
        operations.sign_value(other, pin=PIN, by=bureau.leader)
