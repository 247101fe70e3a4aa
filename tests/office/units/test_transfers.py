"""A function moves from desk to desk: previewed, in pieces, and to its end after a fall."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from office import outbox
from office.accounts.models import Notice
from office.audit import AuditEvent
from office.db import db, transaction
from office.errors import Forbidden, Invalid
from office.permissions import SYSTEM, Actor
from office.units import operations
from office.units.operations import transfers
from office.units.queries import desk_of_unit

AT = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def desks(province):
    return desk_of_unit(province.staff.id), desk_of_unit(province.finance.id)


def put_notices(desk, number, *, read_at=None):
    with transaction():
        db.session.add_all(
            Notice(
                desk_id=desk.id,
                kind="k",
                text="t",
                url="/",
                key=f"{read_at}{one}",
                created_at=AT,
                read_at=read_at,
            )
            for one in range(number)
        )


def notices_at(desk):
    db.session.rollback()
    return db.session.scalar(
        select(func.count()).select_from(Notice).where(Notice.desk_id == desk.id)
    )


def test_the_preview_says_what_would_move(desks):
    put_notices(desks[0], 3)
    put_notices(desks[0], 2, read_at=AT)
    assert transfers.preview(desks[0])["notice.desk_id"] == 3
    assert transfers.preview(desks[0], ["notice.desk_id"]) == {"notice.desk_id": 3}


def test_open_rows_move_and_closed_ones_stay(desks):
    old, new = desks
    put_notices(old, 3)
    put_notices(old, 2, read_at=AT)
    operations.transfer(old, to=new, by=SYSTEM)
    assert notices_at(new) == 0
    outbox.drain()
    assert (notices_at(old), notices_at(new)) == (2, 3)


def test_it_goes_in_pieces_each_of_its_own(desks, monkeypatch):
    old, new = desks
    put_notices(old, 5)
    body = {"desk": old.id, "to": new.id, "names": []}
    assert operations.continue_transfer(body, by=SYSTEM, most=2) == 2
    assert notices_at(new) == 2
    assert operations.continue_transfer(body, by=SYSTEM, most=2) == 2
    assert operations.continue_transfer(body, by=SYSTEM, most=2) == 1
    assert operations.continue_transfer(body, by=SYSTEM, most=2) == 0


def test_a_job_that_fell_in_between_goes_on_with_what_is_left(desks, monkeypatch):
    old, new = desks
    put_notices(old, 5)
    pieces, falls = operations.continue_transfer, ["once"]

    def fall_after_the_first(body, *, by):
        if falls and notices_at(new):
            raise RuntimeError(falls.pop())
        return pieces(body, by=by, most=2)

    monkeypatch.setattr(transfers, "continue_transfer", fall_after_the_first)
    operations.transfer(old, to=new, by=SYSTEM)
    outbox.drain()
    assert notices_at(new) == 2
    with transaction():
        moves = outbox.OutboxMessage.topic == "units.transfer"
        job = db.session.scalars(select(outbox.OutboxMessage).where(moves)).one()
        job.due_at = AT
    outbox.drain()
    assert notices_at(new) == 5


def test_the_plan_and_the_end_stand_in_the_trail(desks):
    put_notices(desks[0], 2)
    uid = operations.transfer(desks[0], to=desks[1], names=["notice.desk_id"], by=SYSTEM)
    outbox.drain()
    lines = db.session.scalars(
        select(AuditEvent).where(AuditEvent.act.startswith("desk.transfer")).order_by(AuditEvent.id)
    ).all()
    assert lines[0].facts["plan"] == {"notice.desk_id": 2}
    assert lines[1].facts == {"rows": 2, "operation": str(uid)}


def test_only_an_administrator_moves_a_function(desks):
    with pytest.raises(Forbidden):
        operations.transfer(desks[0], to=desks[1], by=Actor())


def test_not_to_itself_nor_to_a_desk_that_stands_nowhere(desks, province):
    with pytest.raises(Invalid):
        operations.transfer(desks[0], to=desks[0], by=SYSTEM)
    with pytest.raises(Invalid):
        operations.transfer(desks[0], to=desks[1], names=["unit.agency_id"], by=SYSTEM)
