"""Letters and the key: a value under the PIN, a content key under the PIN, nothing else."""

from dataclasses import replace

import pytest
from asn1crypto import cms
from sqlalchemy import select

from mail.smime import entity, reading, seal, sign, verify
from office import clock
from office.audit import AuditEvent
from office.db import db
from office.errors import Forbidden, Invalid, Refusal, StepUpNeeded, Throttled
from office.permissions import SYSTEM
from signing import operations, queries
from signing.models import OwnerKind
from signing.pades.values import Scheme
from tests.signing.conftest import CLERK_PIN, PIN

LETTER = b"From: leader@so.example\r\nSubject: x\r\nContent-Type: text/plain\r\n\r\nHello\r\n"


def prepared(certificate, letter=LETTER):
    return sign.prepare(
        entity.to_sign(letter),
        certificate=certificate.der,
        chain=certificate.chain_ders,
        digest=certificate.digest,
        at=clock.now(),
    )


def signed(office):
    waiting = prepared(office.personal)
    made = operations.sign_letter(
        office.personal, attributes=waiting.attributes, pin=PIN, by=office.leader
    )
    finished = sign.finish(waiting, value=made.value, algorithm=made.algorithm)
    return entity.signed(LETTER, waiting.entity, finished, digest=waiting.digest)


def acts(name):
    return list(db.session.scalars(select(AuditEvent).where(AuditEvent.act == name)))


def test_a_letter_is_signed_and_judged_by_the_same_house(bureau):
    letter = signed(bureau)
    found = verify.judge(reading.read(letter), at=clock.now(), ask=queries.standing_of)
    assert (found.code, found.signer) == ("good", bureau.leader.name)
    unasked = verify.judge(reading.read(letter), at=clock.now(), ask=queries.standing_unasked)
    assert unasked.code == "good"
    (line,) = acts("certificate.sign_letter")
    assert line.facts["digest"]


def test_a_wrong_pin_signs_no_letter_and_five_lock(bureau):
    waiting = prepared(bureau.personal).attributes
    for _ in range(5):
        with pytest.raises(Invalid) as refused:
            operations.sign_letter(
                bureau.personal, attributes=waiting, pin="000000", by=bureau.leader
            )
        assert "pin" in refused.value.fields
    with pytest.raises(Throttled):
        operations.sign_letter(bureau.personal, attributes=waiting, pin=PIN, by=bureau.leader)
    sealed = seal.seal(b"x", [bureau.personal.der], suite=seal.Suite.GCM)
    (recipient,) = seal.recipients(entity.sealed(LETTER, sealed))
    with pytest.raises(Throttled):
        operations.open_letter(bureau.personal, recipient=recipient, pin=PIN, by=bureau.leader)
    assert acts("certificate.sign_letter") == acts("certificate.open_letter") == []


def test_the_door_for_letters_signs_nothing_else(bureau):
    made = bureau.ready()
    other = prepared(bureau.seal).attributes
    pdf = cms.CMSAttributes.load(prepared(bureau.personal).attributes)
    without_time = cms.CMSAttributes([one for one in pdf if one["type"].native != "signing_time"])
    for attributes in (b"", b"\x31\x00", b"text", other, without_time.dump()):
        with pytest.raises(Refusal) as refused:
            operations.sign_letter(
                bureau.personal, attributes=attributes, pin=PIN, by=bureau.leader
            )
        assert not isinstance(refused.value, Invalid)
    assert made.is_open


def test_a_key_is_its_owners_in_person(bureau):
    waiting = prepared(bureau.personal).attributes
    for who in (bureau.agency.deputy, bureau.clerk, SYSTEM):
        with pytest.raises(Forbidden):
            operations.sign_letter(bureau.personal, attributes=waiting, pin=PIN, by=who)
    asleep = replace(bureau.leader, session_id=123456)
    with pytest.raises(StepUpNeeded):
        operations.sign_letter(bureau.personal, attributes=waiting, pin=PIN, by=asleep)


def test_the_clerk_signs_for_the_agency(bureau):
    made = operations.sign_letter(
        bureau.seal, attributes=prepared(bureau.seal).attributes, pin=CLERK_PIN, by=bureau.clerk
    )
    assert made.value


def test_a_closed_certificate_signs_no_letter_but_opens_old_ones(bureau):
    waiting = prepared(bureau.personal).attributes
    sealed = entity.sealed(LETTER, seal.seal(b"old", [bureau.personal.der], suite=seal.Suite.CBC))
    operations.close_certificate(bureau.personal, reason="lost", by=SYSTEM)
    with pytest.raises(Refusal):
        operations.sign_letter(bureau.personal, attributes=waiting, pin=PIN, by=bureau.leader)
    certificate, recipient = queries.opening_certificate(bureau.leader, seal.recipients(sealed))
    key = operations.open_letter(certificate, recipient=recipient, pin=PIN, by=bureau.leader)
    assert seal.open_with(sealed, key) == b"old"
    assert len(acts("certificate.open_letter")) == 1


def test_a_letter_for_somebody_else_is_not_opened(bureau):
    sealed = entity.sealed(LETTER, seal.seal(b"x", [bureau.seal.der], suite=seal.Suite.GCM))
    recipients = seal.recipients(sealed)
    assert queries.opening_certificate(bureau.leader, recipients) is None
    for recipient in (*recipients, b"", b"0\x00"):
        with pytest.raises(Refusal):
            operations.open_letter(bureau.personal, recipient=recipient, pin=PIN, by=bureau.leader)


def test_a_damaged_envelope_is_refused_in_words(bureau):
    sealed = seal.seal(b"x", [bureau.personal.der], suite=seal.Suite.GCM)
    (recipient,) = seal.recipients(entity.sealed(LETTER, sealed))
    damaged = recipient[:-1] + bytes([recipient[-1] ^ 1])
    with pytest.raises(Refusal) as refused:
        operations.open_letter(bureau.personal, recipient=damaged, pin=PIN, by=bureau.leader)
    assert refused.value.message


def test_colleagues_are_found_by_person(bureau):
    people = [bureau.leader.person_id, bureau.clerk.person_id, 10**6]
    found = queries.receiving_certificates(people)
    assert found == {bureau.leader.person_id: bureau.personal}
    assert bureau.personal.kind is OwnerKind.PERSON
    assert bureau.personal.scheme is Scheme.ECDSA
    operations.close_certificate(bureau.personal, reason="lost", by=SYSTEM)
    assert queries.receiving_certificates(people) == {}
