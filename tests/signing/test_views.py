"""Pages of signing as the people concerned meet them."""

import pytest

from office import blobs, clock, outbox
from office.accounts.models import Person
from office.db import db, transaction
from office.permissions import Role
from signing import demo, operations, policy, queries
from signing.models import RequestState
from signing.operations import Stamp, StampKind, Subject
from tests import as_role
from tests.signing.pades.conftest import with_fields

PIN = "pin-735190"


@pytest.fixture
def leader(pki):
    """A leader with a certificate."""
    account = as_role.official(Role.LEADER, name="Đỗ Thị Hằng")
    tenure = as_role.tenure_of(account)
    person = db.session.get_one(Person, account.person_id)
    unit = {"agency_id": tenure.unit_id, "agency": "Ủy ban nhân dân xã Thử"}
    demo.enrol_person(person, pin=PIN, **unit)
    return account


@pytest.fixture
def browser(client, leader):
    as_role.sign_in(client, leader)
    return client


def proved(client, account):
    """The second factor was given just now."""
    opened = as_role.sign_in(client, account)
    with transaction():
        opened.row.stepped_up_at = clock.now()


def waiting(account):
    actor = as_role.actor_of(account)
    made = operations.request_signature(
        subject=Subject("test", account.uid, "Tờ trình về nhà ở"),
        file_sha256=blobs.put(with_fields()).sha256,
        field="chuky1",
        stamp=Stamp(StampKind.PERSON, (actor.name,)),
        by=actor,
    )
    outbox.drain()
    return made


def test_the_pin_is_asked_and_the_file_is_signed(browser, leader):
    made = waiting(leader)
    proved(browser, leader)
    page = browser.get(f"/signing-requests/{made.uid}").text
    assert "Tờ trình về nhà ở" in page
    assert 'name="pin"' in page
    answer = browser.post(f"/signing-requests/{made.uid}/signature", data={"pin": PIN})
    assert answer.status_code == 303
    while_finishing = browser.get(f"/signing-requests/{made.uid}")
    assert while_finishing.headers["Refresh"] == "1"
    outbox.drain()
    db.session.refresh(made)
    assert made.state is RequestState.SIGNED
    after = browser.get(f"/signing-requests/{made.uid}")
    assert "Refresh" not in after.headers


def test_a_wrong_pin_is_said_beside_the_field_and_not_repeated(browser, leader):
    made = waiting(leader)
    proved(browser, leader)
    answer = browser.post(f"/signing-requests/{made.uid}/signature", data={"pin": "sai-99999"})
    assert answer.status_code == 422
    assert 'id="pin-error"' in answer.text
    assert "sai-99999" not in answer.text
    empty = browser.post(f"/signing-requests/{made.uid}/signature", data={"pin": ""})
    assert empty.status_code == 422


def test_signing_asks_for_a_fresh_second_factor(browser, leader):
    made = waiting(leader)
    with_old_proof = as_role.sign_in(browser, leader)
    with transaction():
        with_old_proof.row.stepped_up_at = None
    answer = browser.post(f"/signing-requests/{made.uid}/signature", data={"pin": PIN})
    assert answer.status_code in {302, 303, 403}
    assert PIN not in answer.text
    db.session.refresh(made)
    assert made.state is RequestState.READY


def test_a_batch_is_signed_with_one_pin(browser, leader):
    made = waiting(leader)
    proved(browser, leader)
    answer = browser.post(
        "/signing-requests/signatures",
        data={"request": [str(made.uid)], "pin": PIN, "next": "/account"},
    )
    assert answer.location == "/account"
    outbox.drain()
    db.session.refresh(made)
    assert made.state is RequestState.SIGNED
    assert browser.post("/signing-requests/signatures", data={"pin": PIN}).status_code == 422


def test_a_request_can_be_left(browser, leader):
    made = waiting(leader)
    browser.post(f"/signing-requests/{made.uid}/withdrawal", data={"next": "/account"})
    db.session.refresh(made)
    assert made.state is RequestState.WITHDRAWN
    assert made.reason in browser.get(f"/signing-requests/{made.uid}").text


def test_the_request_of_another_is_not_there(client, leader):
    made = waiting(leader)
    stranger = as_role.official(Role.LEADER, name="Người Khác")
    as_role.sign_in(client, stranger)
    assert client.get(f"/signing-requests/{made.uid}").status_code == 404
    for act in ("signature", "withdrawal"):
        answer = client.post(f"/signing-requests/{made.uid}/{act}", data={"pin": PIN})
        assert answer.status_code == 404


def test_certificates_are_listed_and_the_pin_changes(browser, leader):
    own = db.session.scalars(queries.certificates_of(as_role.actor_of(leader))).one()
    assert "Đỗ Thị Hằng" in browser.get("/certificates").text
    proved(browser, leader)
    assert browser.get(f"/certificates/{own.uid}/pin").status_code == 200
    short = browser.post(f"/certificates/{own.uid}/pin", data={"pin": PIN, "new_pin": "1"})
    assert short.status_code == 422
    changed = browser.post(
        f"/certificates/{own.uid}/pin", data={"pin": PIN, "new_pin": "mới-90210"}
    )
    assert changed.location.endswith("/certificates")


def test_the_certificate_of_another_is_not_there(client, leader):
    own = db.session.scalars(queries.certificates_of(as_role.actor_of(leader))).one()
    as_role.sign_in(client, as_role.official(name="Người Khác"))
    assert "Đỗ Thị Hằng" not in client.get("/certificates").text
    assert client.post(f"/certificates/{own.uid}/pin", data={"pin": PIN}).status_code == 404


def test_the_verdict_is_for_those_who_see_the_file(browser, leader, monkeypatch):
    letter = demo.ministry_sign(with_fields(), person="Lò Văn Thử", ministry="Bộ Mẫu")
    sha256 = blobs.put(letter).sha256
    monkeypatch.setattr(policy, "shows", [])
    assert browser.get(f"/signatures/{sha256}").status_code == 404
    reader = leader.person_id
    monkeypatch.setattr(policy, "shows", [lambda actor, one: actor.person_id == reader])
    assert browser.get(f"/signatures/{sha256}").headers["Refresh"] == "3"
    assert browser.post(f"/signatures/{sha256}/verdict").status_code == 303
    outbox.drain()
    page = browser.get(f"/signatures/{sha256}").text
    assert "Lò Văn Thử" in page
    assert sha256 in page
    api = browser.get(f"/api/v1/signatures/{sha256}").json
    assert [one["signer"] for one in api["signatures"]] == ["Lò Văn Thử", "Bộ Mẫu"]
    assert api["signatures"][0]["integrity"]["state"] == "good"
    assert browser.get(f"/signatures/{'0' * 64}").status_code == 404


def test_the_api_lists_certificates_without_keys(browser, leader):
    items = browser.get("/api/v1/certificates").json["items"]
    assert [one["subject"] for one in items] == ["Đỗ Thị Hằng"]
    assert not {"locked_key", "key"} & set(items[0])
    assert browser.get("/api/v1/signatures/zz").status_code == 422


def test_a_program_sees_and_withdraws_requests_but_never_signs(browser, leader):
    made = waiting(leader)
    items = browser.get("/api/v1/signing-requests").json["items"]
    assert [(one["uid"], one["state"]) for one in items] == [(str(made.uid), "ready")]
    for path in ("signature", "signatures"):
        answer = browser.post(f"/api/v1/signing-requests/{made.uid}/{path}", json={"pin": PIN})
        assert answer.status_code in {404, 405}
    answer = browser.post(f"/api/v1/signing-requests/{made.uid}/withdrawal")
    assert answer.json["state"] == "withdrawn"


def test_a_program_asks_for_a_verdict_on_what_it_may_see(browser, leader, monkeypatch):
    sha256 = blobs.put(with_fields()).sha256
    monkeypatch.setattr(policy, "shows", [])
    assert browser.post(f"/api/v1/signatures/{sha256}/verdicts").status_code == 404
    monkeypatch.setattr(policy, "shows", [lambda actor, one: True])
    assert browser.post(f"/api/v1/signatures/{sha256}/verdicts").status_code == 202
    outbox.drain()
    assert browser.get(f"/api/v1/signatures/{sha256}").json["state"] == "unsigned"
