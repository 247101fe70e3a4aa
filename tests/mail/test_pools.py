"""Boxes of a unit share a space: counted, warned of, full to strangers, open to the house."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from mail import operations
from mail.models import MIB, Mailbox, MailPool
from mail.queries import doors, pools
from mail.queries.doors import Taking
from office import clock
from office.accounts.models import Notice
from office.db import db, transaction
from office.errors import Forbidden, Invalid
from tests.documents.pages import Reader
from tests.mail.post import DOMAIN, delivered


def address(part):
    return f"{part}@{DOMAIN}"


def taking(part, **of):
    return doors.taken(address(part), **({"from_outside": True} | of)).taking


@pytest.fixture
def pool(mail):
    """What the rooms' people may hold together; the head's room is one of three."""
    unit = mail.agency.rooms[room_of(mail)]
    return operations.set_pool(unit, 50, by=mail.admin)


def room_of(mail):
    rooms = mail.agency.rooms
    return next(key for key, one in rooms.items() if one.id == mail.head.unit_id)


def fill(pool, mail, short=0):
    with transaction():
        mail.boxes["head"].used_bytes = pool.quota_bytes - short


def test_a_full_unit_takes_mail_from_inside_only_and_its_boxes_are_counted_now(mail, pool):
    assert pools.space_of(pool).used == 0
    assert taking("head") is Taking.YES
    fill(pool, mail)
    assert taking("head") is Taking.FULL
    assert taking("head", from_outside=False) is Taking.YES
    assert taking("leader") is Taking.YES, "his unit is another"
    assert not pools.has_room(mail.boxes["head"], 1)
    with transaction():
        pool.full_since = clock.now() - timedelta(days=4)
    assert taking("head") is Taking.LONG_FULL
    operations.set_pool(mail.agency.rooms[room_of(mail)], 51, by=mail.admin)
    assert (taking("head"), pool.full_since) == (Taking.YES, None)


def test_administrators_are_told_once_at_each_mark_and_it_is_full_from_then(mail, pool):
    fill(pool, mail, short=pool.quota_bytes // 5 + 20)
    for _again in range(2):
        delivered([address("head")])
    fill(pool, mail, short=20)
    delivered([address("head")])
    told = select(Notice.facts, Notice.desk_id).where(Notice.kind == "mail_quota")
    assert [(facts["percent"], desk) for facts, desk in db.session.execute(told)] == [
        ("80", mail.admin.desk_id)
    ]
    assert pool.full_since
    first = pool.full_since
    with transaction():
        pool.full_since = first - timedelta(days=9)
    fill(pool, mail, short=20)
    delivered([address("head")])
    assert pool.full_since >= first, "it had room in between"


def test_the_agencys_pool_holds_all_its_boxes(mail):
    pool = operations.set_pool(mail.agency.unit, 50, by=mail.admin)
    with transaction():
        for one in db.session.scalars(select(Mailbox)):
            one.used_bytes = 10 * MIB
    assert pools.space_of(pool).used == len(mail.boxes) * 10 * MIB
    assert taking("leader") is Taking.FULL
    operations.end_pool(pool, by=mail.admin)
    assert taking("leader") is Taking.YES


def test_a_pool_is_set_on_its_page_for_a_unit_of_the_agency(mail, house):
    page = Reader(house, mail.admin)
    room = mail.agency.rooms["finance"]
    page.post("/mail-keep/pools", unit=room.uid, quota="137")
    assert ">137</td>" in page.get("/mail-keep/pools")
    (told,) = page.client.get("/api/v1/mail-pools").json["items"]
    assert (told["unit"], told["quota"], told["is_full"]) == (str(room.uid), 137 * MIB, False)
    pool = db.session.scalars(select(MailPool)).one()
    assert (pool.unit_id, pool.quota_bytes) == (room.id, 137 * MIB)
    assert "from 50 to" in page.post("/mail-keep/pools", status=422, unit=room.uid, quota="1")
    page.post(f"/mail-keep/pools/{pool.uid}/ending")
    assert db.session.scalars(select(MailPool)).all() == []
    with pytest.raises(Forbidden):
        operations.set_pool(room, 100, by=mail.leader)
    with pytest.raises(Invalid):
        operations.set_pool(type(room)(id=0), 100, by=mail.admin)
