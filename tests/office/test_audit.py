"""The trail: lines that only grow, numbers without a gap, and every forgery named."""

import threading
import time
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from office import audit, clock
from office.accounts.models import Person
from office.audit import AuditAnchor, AuditEvent, AuditSeal
from office.db import db, is_sqlite, operation, transaction, writable
from office.errors import Refusal
from office.permissions import SYSTEM, Actor, Role

LEADER = Actor(
    account_id=4,
    tenure_id=5,
    agency_id=6,
    name="Hà Dũng",
    title="Giám đốc",
    on_behalf_of="Bùi An",
    roles=frozenset({Role.LEADER}),
)


class Colour(StrEnum):
    """A fact."""

    RED = "red"


def subject():
    return Person(uid=uuid4(), full_name="An", folded_name="an")


def write(count=1, *, act="person.add", by=SYSTEM, **facts):
    with transaction():
        for _number in range(count):
            line = audit.record(act, subject(), by=by, **facts)
    return line


def numbers():
    return list(db.session.scalars(select(AuditSeal.seal_no).order_by(AuditSeal.seal_no)))


def forge(statement, **values):
    """What somebody with all rights on the database could do: lift the guard, change, put back."""
    with writable(), db.engine.begin() as connection:
        lift(connection)
        connection.execute(text(statement), values)
    db.session.rollback()
    db.session.expire_all()


def lift(connection):
    for table in ("audit_event", "audit_seal", "audit_anchor"):
        if is_sqlite():
            for verb in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{verb}"))
        else:
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_change"))


def test_a_line_says_who_in_which_post_for_whom_did_what(house):
    write(act="outgoing.sign", by=LEADER, number=12)
    line = db.session.scalars(select(AuditEvent)).one()
    assert (line.act, line.subject_class) == ("outgoing.sign", "Person")
    assert (line.account_id, line.tenure_id, line.agency_id) == (4, 5, 6)
    assert (line.actor_name, line.actor_title) == ("Hà Dũng", "Giám đốc")
    assert line.on_behalf_of == "Bùi An"
    assert line.facts == {"number": 12}
    assert line.computed_hash() == line.content_hash


def test_a_line_falls_with_its_act(house):
    @operation
    def fall():
        audit.record("x", subject(), by=SYSTEM)
        raise Refusal("no")

    with pytest.raises(Refusal):
        fall()
    assert db.session.scalars(select(AuditEvent)).all() == []


def test_facts_are_kept_as_json_keeps_them(house):
    uid = uuid4()
    write(
        colour=Colour.RED,
        at=datetime(2026, 1, 2, tzinfo=UTC),
        on=date(2026, 1, 2),
        some=[Colour.RED, 1, None],
        several={Colour.RED},
        uid=uid,
        share=1.5,
        is_so=True,
        table={"a": 1},
    )
    line = db.session.scalars(select(AuditEvent)).one()
    assert line.facts == {
        "colour": "red",
        "at": "2026-01-02T00:00:00+00:00",
        "on": "2026-01-02",
        "some": ["red", 1, None],
        "several": ["red"],
        "uid": str(uid),
        "share": 1.5,
        "is_so": True,
        "table": {"a": 1},
    }
    assert audit.verify() == []


def test_seals_are_numbered_without_a_gap(house):
    write(3)
    assert audit.seal() == 3
    write(2)
    assert audit.seal_new() == 2
    assert numbers() == [1, 2, 3, 4, 5]
    assert audit.seal_new() == 0
    assert audit.verify() == []


def test_a_trail_without_lines_is_whole(house):
    assert audit.seal_new() == 0
    assert audit.verify() == []


def test_a_seal_takes_a_bounded_number(house):
    write(5)
    assert audit.seal(most=2) == 2
    assert audit.seal(most=2) == 2
    assert audit.seal(most=2) == 1
    assert numbers() == [1, 2, 3, 4, 5]


def test_a_line_left_far_behind_is_found_by_the_full_seal(house, monkeypatch):
    """A slow transaction commits its line after thousands of others were sealed."""
    monkeypatch.setattr(audit, "LATE_LINES", 1)
    write(4)
    first = db.session.scalars(select(AuditEvent.id).order_by(AuditEvent.id)).first()
    audit.seal(since=first)
    assert audit.seal_new() == 0
    assert audit.seal() == 1
    assert audit.verify() == []


def test_lines_written_together_are_sealed_once_each(lasting_app):
    def work():
        with lasting_app.app_context():
            write(5)

    writers = [threading.Thread(target=work) for _number in range(3)]
    for writer in writers:
        writer.start()
    with lasting_app.app_context():
        while audit.seal_new() or any(writer.is_alive() for writer in writers):
            db.session.rollback()
            time.sleep(0.01)
        db.session.rollback()
        audit.seal_new()
        assert numbers() == list(range(1, 16))
        assert audit.verify() == []


@pytest.mark.parametrize("table", ["audit_event", "audit_seal", "audit_anchor"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET {} = {}"])
def test_the_database_refuses_to_change_the_trail(house, table, change):
    write()
    audit.seal()
    anchor()
    column = {"audit_event": "act", "audit_seal": "chain_hash", "audit_anchor": "signature"}[table]
    with pytest.raises(DBAPIError, match="only grows"), transaction():
        db.session.execute(text(change.format(table, column, column)))


def anchor(chain_hash=None):
    head = db.session.scalars(select(AuditSeal).order_by(AuditSeal.seal_no.desc())).first()
    with transaction():
        db.session.add(
            AuditAnchor(
                day=date(2026, 1, 1),
                seal_no=head.seal_no,
                chain_hash=chain_hash or head.chain_hash,
                signature="",
                made_at=clock.now(),
            )
        )


@pytest.fixture
def sealed(lasting_app):
    with lasting_app.app_context():
        write(4, by=LEADER, number=1)
        audit.seal()
        yield lasting_app


CONTENT = "its content was changed"
SECOND = "id = (SELECT event_id FROM audit_seal WHERE seal_no = 2)"


def second():
    sealed = select(AuditSeal.event_id).where(AuditSeal.seal_no == 2).scalar_subquery()
    return db.session.scalars(select(AuditEvent).where(AuditEvent.id == sealed)).one()


@pytest.mark.parametrize(
    "change",
    [
        "act = 'other'",
        "facts = '{\"number\": 2}'",
        "actor_name = 'Somebody'",
        "actor_title = 'x'",
        "on_behalf_of = ''",
        "subject_uid = 'x'",
        "subject_class = 'x'",
        "account_id = 9",
        "tenure_id = 9",
        "agency_id = 9",
        "at = '2020-01-01 00:00:00.000000'",
    ],
)
def test_a_changed_line_is_named(sealed, change):
    forge(f"UPDATE audit_event SET {change} WHERE {SECOND}")  # noqa: S608 - the list above
    (fault,) = audit.verify()
    assert fault == f"line {second().uid}: {CONTENT}"


def test_a_line_changed_with_its_hash_breaks_the_chain(sealed):
    forge(f"UPDATE audit_event SET act = 'other' WHERE {SECOND}")  # noqa: S608 - a constant
    new = second().computed_hash()
    forge(f"UPDATE audit_event SET content_hash = :hash WHERE {SECOND}", hash=new)  # noqa: S608
    assert audit.verify() == ["seal 2: the chain is broken"]


def test_a_lost_seal_is_named(sealed):
    forge("DELETE FROM audit_seal WHERE seal_no = 2")
    assert audit.verify()[0] == "seal 2 is missing"


def test_exchanged_seals_break_the_chain(sealed):
    forge("UPDATE audit_seal SET chain_hash = 'x' WHERE seal_no = 3")
    assert audit.verify() == ["seal 3: the chain is broken"]


def test_an_anchor_holds_the_chain(sealed):
    anchor()
    assert audit.verify() == []
    forge("UPDATE audit_anchor SET chain_hash = 'x'")
    assert audit.verify() == ["anchor of 2026-01-01: the chain no longer leads to it"]


def test_a_trail_cut_off_at_its_end_no_longer_reaches_its_anchor(sealed):
    anchor()
    forge("DELETE FROM audit_seal WHERE seal_no = 4")
    assert "anchor of 2026-01-01: the chain no longer leads to it" in audit.verify()


def test_a_line_unsealed_for_a_minute_is_named(house):
    with time_machine.travel(clock.now() - timedelta(seconds=62), tick=False):
        line = write()
    assert audit.verify() == [f"line {line.uid}: unsealed for more than a minute"]
    write()
    audit.seal()
    assert audit.verify() == []


def test_the_chain_depends_on_order_number_and_content():
    first = audit.chained(audit.GENESIS, "a", 1)
    assert (
        len({first, audit.chained(audit.GENESIS, "b", 1), audit.chained(audit.GENESIS, "a", 2)})
        == 3
    )
    assert audit.chained(first, "a", 1) != first
