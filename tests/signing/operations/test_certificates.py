"""Enrolling, PINs, the hand-over of a seal, and whom we believe."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from office.accounts.models import Person
from office.audit import AuditEvent
from office.db import db
from office.errors import Forbidden, Invalid, Refusal
from office.permissions import SYSTEM
from signing import demo, operations, queries
from signing.models import OwnerKind
from signing.operations import certificates
from signing.policy import Can
from tests.signing.conftest import CLERK_PIN, PIN


def test_the_owner_changes_the_pin(bureau):
    operations.change_pin(bureau.personal, pin=PIN, new_pin="mới-90210", by=bureau.leader)
    made = bureau.ready()
    with pytest.raises(Invalid):
        operations.sign_value(made, pin=PIN, by=bureau.leader)
    operations.sign_value(made, pin="mới-90210", by=bureau.leader)
    lines = db.session.scalars(select(AuditEvent).where(AuditEvent.act == "certificate.change_pin"))
    assert [PIN in str(line.facts) for line in lines] == [False]


@pytest.mark.parametrize("weak", ["", "12345", "111111", "121212"])
def test_a_weak_pin_is_refused(bureau, weak):
    with pytest.raises(Invalid) as refused:
        operations.change_pin(bureau.personal, pin=PIN, new_pin=weak, by=bureau.leader)
    assert "new_pin" in refused.value.fields


def test_a_wrong_present_pin_changes_nothing(bureau):
    before = bureau.personal.locked_key
    with pytest.raises(Invalid):
        operations.change_pin(bureau.personal, pin="wrong-1", new_pin="mới-90210", by=bureau.leader)
    assert bureau.personal.locked_key == before


def test_nobody_else_changes_the_pin(bureau):
    for by in (bureau.clerk, bureau.agency.admin, replace(bureau.leader, delegation_id=3)):
        with pytest.raises(Forbidden):
            operations.change_pin(bureau.personal, pin=PIN, new_pin="mới-90210", by=by)
    assert Can.OWN_CERTIFICATE.value == "own_certificate"


def test_the_seal_is_handed_over_on_paper(bureau):
    other = db.session.get_one(Person, bureau.agency.official.person_id)
    hand = {"to": other, "pin": CLERK_PIN, "new_pin": "người-2"}
    with pytest.raises(Invalid):
        operations.hand_over(bureau.seal, permission=" ", by=bureau.clerk, **hand)
    with pytest.raises(Forbidden):
        operations.hand_over(bureau.seal, permission="12/GUQ", by=bureau.leader, **hand)
    operations.hand_over(bureau.seal, permission="12/GUQ-SNV", by=bureau.clerk, **hand)
    assert bureau.seal.person_id == other.id
    assert not queries.usable_certificate(bureau.clerk, OwnerKind.AGENCY)
    assert Can.HAND_OVER.value == "hand_over"


def test_a_personal_certificate_is_never_handed_over(bureau):
    other = db.session.get_one(Person, bureau.agency.official.person_id)
    with pytest.raises(Forbidden):
        operations.hand_over(
            bureau.personal, to=other, pin=PIN, new_pin="x-12345", permission="1", by=bureau.leader
        )


def test_a_closed_certificate_signs_nothing_more(bureau):
    with pytest.raises(Forbidden):
        operations.close_certificate(bureau.personal, reason="lost", by=bureau.leader)
    made = bureau.ready()
    operations.close_certificate(bureau.personal, reason="lost", by=bureau.agency.admin)
    with pytest.raises(Refusal):
        operations.sign_value(made, pin=PIN, by=bureau.leader)
    assert not queries.can_sign(bureau.leader)
    assert Can.ENROL.value == "enrol"


def test_a_software_key_is_refused_in_a_real_folder(bureau, monkeypatch):
    monkeypatch.setattr(certificates.current_settings(), "testing", False)
    person = db.session.get_one(Person, bureau.agency.official.person_id)
    with pytest.raises(Refusal):
        demo.enrol_person(person, agency_id=1, agency="x", pin="pin-1234")


def test_whom_we_believe_is_not_everybodys_decision(bureau):
    root = demo.authority().root.der
    with pytest.raises(Forbidden):
        operations.believe(name="x", der=root, issuers=(), service_urls=(), by=bureau.agency.admin)
    again = operations.believe(
        name="Khác", der=root, issuers=(), service_urls=("http://ocsp.test/",), by=SYSTEM
    )
    assert [one.name for one in queries.anchors()] == ["Khác"]
    assert again.service_urls == ["http://ocsp.test/"]
    assert Can.TRUST.value == "trust"


def test_certificates_tell_what_they_are(bureau):
    assert (bureau.personal.kind, bureau.seal.kind) == (OwnerKind.PERSON, OwnerKind.AGENCY)
    assert bureau.personal.subject_name == bureau.leader.name
    assert bureau.seal.subject_name == "Sở Nội vụ"
    assert queries.can_sign(bureau.leader)
    assert queries.usable_certificate(bureau.clerk, OwnerKind.AGENCY)
    assert not queries.usable_certificate(bureau.leader, OwnerKind.AGENCY)
