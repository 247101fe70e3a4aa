"""Three communes become one: every address delivers, none is given anew, nothing is lost."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select

from mail import operations, queries
from mail.models import (
    AddressKind,
    BoxKind,
    BoxState,
    MailAddress,
    Mailbox,
    MailItem,
)
from office import clock, outbox
from office.accounts.models import Account, Person
from office.audit import AuditEvent
from office.db import db, transaction
from office.permissions import SYSTEM, Role
from office.search import fold
from office.units import operations as units
from office.units.models import Tenure, Unit
from tests import build
from tests.mail.post import build_item

COMMUNES = (("H99.31", "Xã An Trạch", "antrach"), ("H99.32", "Xã Phú Khê", "phukhe"))
OLD_DOMAINS = ("@antrach.lamgiang.example", "@phukhe.lamgiang.example")
NEW = ("H99.30", "Xã Đông Sa", "dongsa")
MORE = (2, 1, 1)  # with twelve by the builder forty people


def commune(code, name, word, more):
    made = build.agency(code=code, name=name, symbol="UBND")
    for number in range(more):
        with transaction():
            full_name = f"Lê Văn {word} {number}"
            who = Person(full_name=full_name, folded_name=fold(full_name))
            db.session.add(who)
            db.session.flush()
            db.session.add(
                Account(
                    person_id=who.id,
                    login=f"{word}{number}",
                    password_hash="!",
                    created_at=clock.now(),
                )
            )
        units.appoint(
            who, made.rooms["staff"], function=Role.OFFICIAL, title="Công chức", by=SYSTEM
        )
    operations.open_domain(made.unit, f"{word}.lamgiang.example", by=SYSTEM)
    operations.provide(made.unit, by=SYSTEM)
    return made


@pytest.fixture
def communes(house):
    return [commune(*row, more) for row, more in zip((NEW, *COMMUNES), MORE, strict=True)]


def everything():
    """Address and box of all that was ever given to a reader's box; lists have theirs."""
    of_boxes = MailAddress.mailbox_id.is_not(None) & ~MailAddress.folded.startswith("noreply@")
    rows = db.session.execute(select(MailAddress.folded, MailAddress.mailbox_id).where(of_boxes))
    return dict(rows.all())


def counted(model):
    return db.session.scalar(select(func.count()).select_from(model))


def merge(communes):
    into, *olds = communes
    units.merge([one.unit for one in olds], into=into.unit, on=clock.today(), by=SYSTEM)
    outbox.drain()
    db.session.rollback()
    db.session.expire_all()


def test_three_communes_become_one_and_every_address_goes_on(communes):
    into, first, _second = communes
    before, boxes = everything(), counted(Mailbox)
    people = {
        row.id: row.person_id
        for row in db.session.scalars(select(Mailbox).where(Mailbox.kind == BoxKind.PERSON))
    }
    assert len(people) == 40
    clerks = queries.box_of_desk(first.desks["clerk"].id)
    led = queries.box_of_desk(first.desks["leader"].id)
    item = build_item(clerks)
    assert first.leader.person_id in queries.readers_of(led)
    lent = db.session.get_one(Person, first.official.person_id)
    given = operations.grant(
        queries.open_box(clerks.uid, first.clerk),
        lent,
        ["read"],
        valid_to=clock.now() + timedelta(days=9),
        reason="Giúp văn thư",
        by=first.clerk,
    )
    assert lent.id in queries.readers_of(clerks)
    merge(communes)

    assert counted(Mailbox) == boxes
    assert counted(MailItem) == 1
    after = everything()
    for folded, box_id in before.items():
        found = queries.lead(folded)
        assert found.box is not None, folded
        if box_id in people:
            assert after[folded] == box_id
            assert found.box.person_id == people[box_id]

    # people write from the successor and are found by both addresses
    own = queries.own_box(first.official.person_id)
    assert queries.address_of(own) == "official.h99.31@dongsa.lamgiang.example"
    assert own.agency_id == into.unit.id
    kept = {row.shown: row.reason for row in queries.addresses_of(own)}
    assert kept["official.h99.31@antrach.lamgiang.example"] == "merger"

    # the clerks of the successor get its mail and read on in the old box
    working = queries.box_of_desk(into.desks["clerk"].id)
    row = queries.lead("vanthu@antrach.lamgiang.example")
    assert (row.box, row.address.kind) == (working, AddressKind.ALIAS)
    assert row.address.reason == "merger"
    assert clerks.state is BoxState.HANDOVER
    assert "read" in queries.open_box(clerks.uid, into.clerk).rights
    assert item.mailbox_id == clerks.id

    # what was lent of the old box ended with it
    assert lent.id not in queries.readers_of(clerks)
    ended = select(AuditEvent.facts).where(AuditEvent.act == "mail.revoked")
    assert db.session.scalars(ended).all() == [{"grant": str(given.uid)}]

    # who led the old commune has no right in its boxes any more, and keeps his own
    assert first.leader.person_id not in queries.readers_of(led)
    assert queries.own_box(first.leader.person_id).state is BoxState.ACTIVE

    done = operations.provide(into.unit, by=SYSTEM)
    assert (everything(), done) == (after, type(done)())


def test_merged_rooms_share_the_box_of_the_one_that_stays(house):
    made = commune(*NEW, 0)
    old = queries.box_of_desk(made.desks["head"].id)
    units.merge([made.rooms["staff"]], into=made.rooms["finance"], on=clock.today(), by=SYSTEM)
    outbox.drain()
    found = queries.lead("phong.ccvc@dongsa.lamgiang.example")
    assert found.box is queries.box_of_desk(made.desks["other_head"].id)
    assert "read" in queries.open_box(old.uid, made.other_head).rights


def test_the_box_of_a_split_room_stays_with_its_desk(house):
    made = commune(*NEW, 0)
    open_room = partial(build.headed_room, made)
    part = db.session.get_one(Tenure, open_room("Phòng Một").tenure_id)
    rest = db.session.get_one(Tenure, open_room("Phòng Hai").tenure_id)
    operations.provide(made.unit, by=SYSTEM)
    goes = {unit_at(part): [made.desks["official"]]}
    units.split(made.rooms["staff"], parts=goes, rest=unit_at(rest), on=clock.today(), by=SYSTEM)
    outbox.drain()
    found = queries.lead("phong.ccvc@dongsa.lamgiang.example").box
    assert found is queries.box_of_desk(rest.desk_id)


def unit_at(tenure):
    return db.session.get_one(Unit, tenure.unit_id)


def test_a_transferred_function_takes_its_addresses_along(house):
    made = commune(*NEW, 0)
    units.transfer(made.desks["head"], to=made.desks["other_head"], by=SYSTEM)
    outbox.drain()
    found = queries.lead("phong.ccvc@dongsa.lamgiang.example")
    assert found.box is queries.box_of_desk(made.desks["other_head"].id)
    assert found.address.reason == "transfer"
