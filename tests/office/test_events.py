"""Facts told upwards: in the publisher's transaction, without pulling it down."""

import importlib
import sys
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import func, select

from office import events, outbox, retold
from office.accounts.models import Person
from office.db import db, operation, transaction
from office.events import publish, subscribe
from office.outbox import OutboxMessage


@dataclass(frozen=True)
class Happened:
    """What the tests tell."""

    name: str


def people():
    return db.session.scalar(select(func.count()).select_from(Person))


def add_person(name):
    db.session.add(Person(full_name=name, folded_name=name))
    db.session.flush()


@pytest.fixture(autouse=True)
def quiet(monkeypatch):
    monkeypatch.setattr(events, "_subscriptions", {})


def test_a_listener_hears_it_in_the_transaction_of_the_publisher(house):
    @subscribe(Happened)
    def note(event):
        add_person(event.name)

    with suppress(ValueError), transaction():
        publish(Happened("An"))
        raise ValueError
    assert people() == 0
    with transaction():
        publish(Happened("An"))
    assert people() == 1


def test_a_listener_registered_twice_hears_it_once(house):
    heard = []

    def note(event):
        heard.append(event.name)

    subscribe(Happened)(note)
    subscribe(Happened)(note)
    with transaction():
        publish(Happened("An"))
    assert heard == ["An"]


faults = ["a defect of the listener"]


def fall_once(event):
    add_person(event.name)
    if faults:
        raise RuntimeError(faults[0])


def test_a_failing_listener_is_undone_alone_and_repeated_as_a_job(house, monkeypatch):
    subscribe(Happened)(fall_once)
    with transaction():
        add_person("publisher")
        publish(Happened("An"))
    assert people() == 1
    monkeypatch.setattr(sys.modules[__name__], "faults", [])
    outbox.drain()
    assert people() == 2


def test_a_must_takes_the_publisher_down(house):
    subscribe(Happened, must=True)(fall_once)

    @operation
    def tell():
        add_person("publisher")
        publish(Happened("An"))

    with pytest.raises(RuntimeError):
        tell()
    assert people() == 0
    assert db.session.scalar(select(func.count()).select_from(OutboxMessage)) == 0


def test_nobody_listens(house):
    with transaction():
        publish(Happened("An"))


def test_a_listener_that_went_away_is_a_dead_letter_in_the_end(house):
    with pytest.raises(LookupError):
        events.listener_named("nowhere:nobody")


def test_only_dataclasses_are_retold(house):
    with transaction(), pytest.raises(TypeError):
        retold.enqueue_retold(fall_once, "not an event")


SAMPLES = {
    UUID: UUID(int=7),
    UUID | None: None,
    str: "một",
    int: 7,
    bool: True,
    datetime: datetime(2026, 1, 31, tzinfo=UTC),
    list[tuple[int, int]]: [(1, 2)],
}


def event_classes():
    for name in ("documents.events", "signing.events", "office.units.events"):
        with suppress(ModuleNotFoundError):
            yield from (
                found
                for found in vars(importlib.import_module(name)).values()
                if is_dataclass(found) and found.__module__ == name
            )


@pytest.mark.parametrize("event", list(event_classes()), ids=lambda event: event.__name__)
def test_every_event_can_be_told_again_as_it_was(house, event):
    given = event(**{one.name: SAMPLES[one.type] for one in fields(event)})
    falls, heard = ["once"], []

    @subscribe(event)
    def note(told):
        if falls:
            raise ValueError(falls.pop())
        heard.append(told)

    with transaction():
        publish(given)
    assert heard == []
    outbox.drain()
    assert heard == [given]
