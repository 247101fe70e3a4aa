"""One change, whole or not at all; reads that cannot write; columns that keep what they get."""

import sqlite3
import sys
import threading
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import InternalError, OperationalError, StatementError

from documents.models import DeskCount, Duty
from office import clock, connections
from office.accounts.models import Account, Attempts, Person
from office.db import (
    add_to_counts,
    after_commit,
    db,
    in_operation,
    insert_ignoring,
    operation,
    savepoint,
    session_info,
    shared_alias,
    transaction,
    writable,
)
from office.errors import Invalid, Refusal
from office.permissions import SYSTEM
from office.turns import Turns
from office.units import operations
from office.units.models import Tenure, UnitKind
from office.units.operations.tree import Naming
from office.units.queries import clerk_desk

AT = datetime(2026, 2, 3, 4, 5, 6, 7, tzinfo=UTC)


def person(name="Bùi An"):
    made = Person(full_name=name, folded_name=name)
    db.session.add(made)
    return made


def people():
    return db.session.scalar(select(func.count()).select_from(Person))


def test_what_an_operation_changes_stays(lasting_app):
    with lasting_app.app_context(), transaction():
        person()
    with lasting_app.app_context():
        assert people() == 1


def test_a_refusal_takes_everything_back(lasting_app):
    @operation
    def half():
        person()
        db.session.flush()
        raise Refusal("no")

    with lasting_app.app_context():
        with pytest.raises(Refusal):
            half()
        assert people() == 0
        assert not in_operation()


def test_inner_operations_fall_with_the_outer_one(lasting_app):
    inner = operation(person)

    @operation
    def outer():
        inner()
        raise Refusal("no")

    with lasting_app.app_context():
        with pytest.raises(Refusal):
            outer()
        assert people() == 0


def test_an_operation_gives_its_result(house):
    assert operation(lambda: 42)() == 42
    assert operation(lambda: 42).is_operation


def test_writing_outside_an_operation_is_a_defect(house):
    person()
    with pytest.raises(RuntimeError, match="outside an operation"):
        db.session.flush()


def test_a_changed_record_outside_an_operation_is_a_defect(house):
    with transaction():
        made = person()
    made.full_name = "Khác"
    with pytest.raises(RuntimeError, match="outside an operation"):
        db.session.flush()


def test_reading_outside_cannot_write_by_statement(lasting_app):
    with lasting_app.app_context(), pytest.raises((OperationalError, InternalError)):
        db.session.execute(text("DELETE FROM person"))


def test_after_a_read_an_operation_may_write(lasting_app):
    with lasting_app.app_context():
        assert people() == 0
        with transaction():
            assert people() == 0
            person()
        assert people() == 1


def test_what_no_column_holds_is_refused_and_not_a_defect(house):
    with pytest.raises(Invalid, match="vượt phạm vi"), transaction():
        db.session.get(Account, 2**70)


def test_hooks_run_once_the_change_lasts(house):
    ran = []
    with transaction():
        after_commit(lambda: ran.append(in_operation()))
        assert ran == []
    assert ran == [False]


def test_hooks_of_a_fallen_change_do_not_run(house):
    ran = []

    @operation
    def fall():
        after_commit(lambda: ran.append(1))
        raise Refusal("no")

    with pytest.raises(Refusal):
        fall()
    assert ran == []


def test_facts_last_as_long_as_the_operation(house):
    with transaction():
        session_info("names", []).append("a")
        assert session_info("names", []) == ["a"]
    with transaction():
        assert session_info("names", []) == []


def test_records_do_not_expire_at_the_commit(house):
    with transaction():
        made = person()
    assert made.full_name == "Bùi An"
    assert made.uid.version == 7


def test_an_operation_reads_what_others_wrote_meanwhile(lasting_app):
    with lasting_app.app_context():
        assert people() == 0

        def elsewhere():
            with lasting_app.app_context(), transaction():
                person()

        other = threading.Thread(target=elsewhere)
        other.start()
        other.join()
        with transaction():
            assert people() == 1


def test_writers_wait_for_each_other(lasting_app):
    """Read, add one, write: with a deferred transaction one of them would fail or be lost."""

    def add_one():
        for _round in range(5):
            with lasting_app.app_context(), transaction():
                lock = select(Attempts).with_for_update()
                db.session.scalars(lock).one().count += 1

    with lasting_app.app_context(), transaction():
        db.session.add(Attempts(key="k", count=0, since=AT))
    writers = [threading.Thread(target=add_one) for _number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with lasting_app.app_context():
        assert db.session.scalars(select(Attempts.count)).one() == 20


def test_twenty_writers_are_served_in_turn_however_short_a_file_waits(lasting_app, monkeypatch):
    """What SQLite itself does is look again by and by: then one of many never comes to it."""
    monkeypatch.setattr(connections, "WAITS_MS", 1)
    gate, told = threading.Barrier(20), []

    def write():
        with lasting_app.app_context():
            gate.wait()
            for _round in range(3):
                with transaction():
                    person()
            told.append("written")

    with lasting_app.app_context():
        db.engine.dispose()
    writers = [threading.Thread(target=write) for _number in range(20)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(told) == 20
    with lasting_app.app_context():
        assert people() == 60


def test_turns_are_handed_on_in_the_order_in_which_they_were_asked_for():
    turns, order = Turns(), []

    def wait(number):
        assert turns.come(seconds=10)
        order.append(number)
        turns.go()

    assert turns.come(seconds=1)
    assert turns.come(seconds=1), "its holder does not wait for himself"
    threads = [threading.Thread(target=wait, args=(number,)) for number in range(5)]
    for number, thread in enumerate(threads):
        thread.start()
        while len(turns) == number:
            thread.join(0.001)
    late = threading.Thread(target=lambda: order.append(turns.come(seconds=0)))
    late.start()
    late.join()
    turns.go()
    turns.go()
    for thread in threads:
        thread.join()
    assert order == [False, 0, 1, 2, 3, 4]


def test_instants_come_back_as_they_went(house):
    with transaction():
        db.session.add(Attempts(key="k", since=AT.astimezone(timezone(timedelta(hours=7)))))
    db.session.expire_all()
    found = db.session.scalars(select(Attempts.since)).one()
    assert found == AT
    assert found.tzinfo is UTC or found.utcoffset() == timedelta(0)


def test_a_naive_instant_is_refused(house):
    with pytest.raises(StatementError, match="naive instant"), transaction():
        db.session.add(Attempts(key="k", since=datetime(2026, 1, 1)))  # noqa: DTZ001 - the point


def test_an_empty_instant_stays_empty(house):
    with transaction():
        made = person()
        db.session.flush()
        db.session.add(
            Account(person_id=made.id, login="an", password_hash="!", created_at=clock.now())
        )
    assert db.session.scalars(select(Account.disabled_at)).one() is None


def test_a_second_row_of_a_key_is_passed_over(house):
    row = {"key": "k", "tries": 1, "since": AT}
    with transaction():
        assert insert_ignoring(Attempts, row)
        assert not insert_ignoring(Attempts, row)
    assert db.session.scalar(select(func.count()).select_from(Attempts)) == 1


def test_counters_are_made_and_added_to(house):
    naming = Naming(name="Sở Nội vụ")
    agency = operations.open_unit(
        UnitKind.AGENCY, naming, parent=None, on=date(2025, 7, 1), by=SYSTEM
    )
    keys = {"desk_id": clerk_desk(agency.id).id, "duty": Duty.REGISTER}
    with transaction():
        for delta in (3, -1):
            add_to_counts(DeskCount, keys, open_count=delta)
    found = db.session.execute(select(DeskCount.open, DeskCount.unread)).all()
    assert found == [(2, 0)]


def test_the_embedded_database_is_set_for_safety(lasting_app):
    with lasting_app.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("SQLite only")
        connection = db.engine.raw_connection()
        asked = ("journal_mode", "synchronous", "foreign_keys")
        found = [connection.cursor().execute(f"PRAGMA {name}").fetchone()[0] for name in asked]
        connection.close()
    assert found == ["wal", 2, 1]


def test_writable_ends_with_its_block(lasting_app):
    with lasting_app.app_context():
        with writable(), db.engine.begin() as connection:
            connection.execute(text("DELETE FROM person"))
        with pytest.raises((OperationalError, InternalError)), db.engine.begin() as connection:
            connection.execute(text("DELETE FROM person"))


def test_sqlite_is_the_library_expected():
    assert sqlite3.sqlite_version_info >= (3, 35)


def test_what_falls_alone_takes_its_hooks_with_it(house):
    heard = []
    with transaction():
        after_commit(lambda: heard.append("kept"))
        with suppress(ValueError), savepoint():
            after_commit(lambda: heard.append("fallen"))
            raise ValueError
        with savepoint():
            after_commit(lambda: heard.append("stood"))
    assert heard == ["kept", "stood"]


def test_threads_that_ask_a_new_alias_at_once_all_get_their_columns(house):
    faults = []

    def ask(alias, gate):
        gate.wait()
        try:
            select(alias.unit_id, alias.title).compile()
        except Exception as fault:  # noqa: BLE001 - of whatever kind
            faults.append(fault)

    switching = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for number in range(60):
            alias, gate = shared_alias(Tenure, name=f"tenure_{number}"), threading.Barrier(4)
            threads = [threading.Thread(target=ask, args=(alias, gate)) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    finally:
        sys.setswitchinterval(switching)
    assert faults == []
