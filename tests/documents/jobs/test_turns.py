"""Workers that read packages of one connection at once take turns: one package, one document."""

import threading

import pytest

from documents.jobs import axis
from office.db import db
from tests import build
from tests.documents.axis import messages
from tests.documents.jobs.test_axis import deliveries, documents
from tests.documents.stages import connected


@pytest.fixture
def connection(house, sandbox):
    return connected(build.agency(code=messages.OURS), sandbox.url)


def while_read(monkeypatch, other):
    """In the midst of the next reading another worker reads that delivery to its end."""
    look = axis.first_page_stamp_words

    def after_the_other(path):
        monkeypatch.setattr(axis, "first_page_stamp_words", look)
        axis.read({"delivery_id": other.id})
        return look(path)

    monkeypatch.setattr(axis, "first_page_stamp_words", after_the_other)


def test_the_same_bytes_read_by_two_workers_at_once_are_one_document(
    sandbox, connection, monkeypatch
):
    sandbox.inject(messages.wrapped())
    sandbox.inject(messages.wrapped())
    axis.poll({"connection_id": connection.id})
    first, second = deliveries()
    while_read(monkeypatch, second)
    axis.read({"delivery_id": first.id})
    assert len(documents()) == 1
    assert (first.meaning, second.meaning, second.repeats) == ("repeat", "new", 1)


def test_a_package_read_again_by_a_second_worker_stays_one_document(
    sandbox, connection, monkeypatch
):
    sandbox.inject(messages.wrapped())
    axis.poll({"connection_id": connection.id})
    (delivery,) = deliveries()
    while_read(monkeypatch, delivery)
    axis.read({"delivery_id": delivery.id})
    assert len(documents()) == 1
    assert (delivery.meaning, delivery.repeats) == ("new", 0)


def test_workers_that_take_in_the_same_package_at_the_same_moment_take_turns(
    lasting_app, sandbox, monkeypatch
):
    parsed, look = threading.Barrier(2), axis.first_page_stamp_words

    def then_both_at_once(path):
        words = look(path)
        parsed.wait(timeout=20)
        return words

    def read(delivery_id):
        with lasting_app.app_context():
            axis.read({"delivery_id": delivery_id})

    monkeypatch.setattr(axis, "first_page_stamp_words", then_both_at_once)
    with lasting_app.app_context():
        connection = connected(build.agency(code=messages.OURS), sandbox.url)
        for _time in range(2):
            sandbox.inject(messages.wrapped())
        axis.poll({"connection_id": connection.id})
        workers = [threading.Thread(target=read, args=(row.id,)) for row in deliveries()]
        db.session.rollback()
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert sorted(row.meaning for row in deliveries()) == ["new", "repeat"]
        assert len(documents()) == 1
