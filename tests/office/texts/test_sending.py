"""Texts to a stub of the service: off by default, told again with one number, refusals kept."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from office import clock, failed_jobs, outbox
from office.accounts import operations
from office.db import db, transaction
from office.fetch import FetchFailed
from office.outbox import JobState, OutboxMessage
from office.permissions import SYSTEM, Role
from office.texts import asking, health, jobs
from tests import as_role
from tests.meetings.engines.stub import Stub

PATH = "/v1/texts"


@pytest.fixture
def service(house, monkeypatch, tmp_path):
    """A service that this installation is told of."""
    stub = Stub()
    threading.Thread(target=stub.serve_forever, args=(0.01,), daemon=True).start()
    key = tmp_path / "key"
    key.write_text("word-of-the-service\n", encoding="utf-8")
    settings = house.extensions["office.settings"]
    monkeypatch.setattr(settings, "text_url", stub.url + PATH)
    monkeypatch.setattr(settings, "text_key_file", key)
    yield stub
    stub.shutdown()
    stub.server_close()


@pytest.fixture
def person(house):
    """Somebody who wants texts, in Arabic."""
    account = as_role.official()
    operations.change_mobile(account, "0912 345 678", by=SYSTEM)
    with transaction():
        account.wants_texts, account.language = True, "ar"
    return account


def tell(account, about="meeting:1", hours=1):
    with transaction():
        return asking.tell(
            [account.person_id], about=about, until=clock.now() + timedelta(hours=hours)
        )


def job():
    return db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.topic == asking.TOPIC)
    ).one()


def test_without_a_service_nothing_is_asked(person):
    assert tell(person) == 0
    assert list(health.service()) == []


def test_a_text_leaves_once_with_a_number_and_without_content(service, person):
    assert (tell(person), tell(person)) == (1, 0)
    assert "912345678" not in str(job().body)
    jobs.send(job().body)
    jobs.send(job().body)  # a worker fell before it could say that it was done
    (path, words, headers), (_path, again, _headers) = service.asked
    assert (path, words["to"], words["language"]) == (PATH, "+84912345678", "ar")
    assert headers["Authorization"] == "Bearer word-of-the-service"
    assert headers["Idempotency-Key"] == words["id"] == again["id"]
    assert set(words) == {"id", "to", "text", "language"}
    assert "كونغ" in words["text"]


def test_who_does_not_want_texts_or_is_late_gets_none(service, person):
    assert tell(person) == 1
    body = job().body
    jobs.send(body | {"until": clock.now().isoformat()})
    with transaction():
        person.wants_texts = False
    jobs.send(body)
    assert tell(person, about="meeting:2") == 0
    with transaction():
        person.wants_texts, person.disabled_at = True, clock.now()
    jobs.send(body)
    assert service.asked == []


def test_a_refusal_is_kept_with_its_reason_and_shown_to_the_administrator(service, person, client):
    service.answers = {PATH: (422, {"reason": "no such subscriber: +84 912 345 678\nat all"})}
    tell(person)
    outbox.drain(outbox.Lane.OUT)
    row = job()
    assert (row.state, row.attempts) == (JobState.DEAD, 1)
    reason = "the service refused the text: 422 no such subscriber: +… at all"
    assert failed_jobs.fault_of(row) == reason
    as_role.sign_in(client, as_role.official(Role.ADMIN))
    page = client.get("/overview/jobs").text
    assert reason in page
    assert "912" not in page
    assert len(list(health.service())) == 1


@pytest.mark.parametrize("answer", [(503, {}), (401, {}), (429, b"<html>"), (302, {})])
def test_a_service_that_cannot_now_is_told_again(service, person, answer):
    service.answers = {PATH: answer}
    tell(person)
    with pytest.raises(FetchFailed):
        jobs.send(job().body)
    outbox.drain(outbox.Lane.OUT)
    row = job()
    assert row.state is JobState.READY
    assert row.due_at > clock.now()
    assert row.lane is outbox.Lane.OUT


def test_a_service_on_a_private_network_must_be_listed(service, person, monkeypatch, house):
    settings = house.extensions["office.settings"]
    monkeypatch.setattr(settings, "text_url", "http://sms.test.localhost:9/")
    monkeypatch.setattr(
        "office.fetch.socket.getaddrinfo", lambda *_a, **_k: [(0, 0, 0, "", ("10.0.0.9", 9))]
    )
    tell(person)
    with pytest.raises(FetchFailed) as fault:
        jobs.send(job().body)
    assert fault.value.__cause__ is None  # it was not even tried


def test_the_doctor_looks_at_the_settings(service, house, monkeypatch, tmp_path):
    settings = house.extensions["office.settings"]
    assert list(health.service()) == []
    for url, key in (
        ("sms.example", settings.text_key_file),
        ("http://sms.example/texts", settings.text_key_file),
        ("https://sms.example/texts", tmp_path / "nothing"),
    ):
        monkeypatch.setattr(settings, "text_url", url)
        monkeypatch.setattr(settings, "text_key_file", key)
        assert len(list(health.service())) == 1, url
    empty = tmp_path / "empty"
    empty.touch()
    monkeypatch.setattr(settings, "text_key_file", empty)
    assert len(list(health.service())) == 1
