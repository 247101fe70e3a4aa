"""Both ends are compared by digests; what differs is sent again or asked, and nothing else."""

import pytest
from sqlalchemy import select

from office.db import db, transaction
from office.errors import Forbidden
from office.permissions import SYSTEM
from personnel import operations
from personnel.jobs.exchange import compare, exchange
from personnel.jobs.national import push
from personnel.models import Difference, LinkState, NationalEvent, Outcome
from personnel.queries import hearing
from personnel.queries.national import link_of
from tests import build
from tests.personnel import house as register
from tests.personnel.national.conftest import (
    new_citizen,
    own_sandbox,
    running_register,
    sandbox,
)
from tests.personnel.test_national import agrees, connected, long_open, remote

__all__ = ["own_sandbox", "running_register", "sandbox"]


@pytest.fixture
def snv(house):
    return long_open(build.agency())


@pytest.fixture
def there(snv, own_sandbox):
    connected(snv, own_sandbox)
    return own_sandbox


@pytest.fixture
def dossiers(snv, there):
    made = [
        register.opened(snv, who, citizen=new_citizen()) for who in (snv.official, snv.colleague)
    ]
    push({})
    exchange({})
    return made


def compared(by=SYSTEM):
    found = operations.begin_comparison(by=by)
    compare({"uid": str(found.uid)})
    exchange({})
    push({})
    return found


def differing(found):
    mine = select(Difference).where(Difference.comparison_id == found.id)
    return db.session.scalars(mine.order_by(Difference.id)).all()


def sent_of(dossier):
    return len(
        db.session.scalars(
            select(NationalEvent).where(NationalEvent.dossier_id == dossier.id)
        ).all()
    )


def test_where_both_ends_hold_the_same_nothing_is_sent(snv, dossiers):
    before = [sent_of(one) for one in dossiers]
    found = compared(by=snv.hr)
    assert (found.compared, found.unknown, differing(found)) == (2, 0, [])
    assert found.done_at is not None
    assert [sent_of(one) for one in dossiers] == before


def test_only_what_drifted_is_sent_again(there, dossiers):
    drifted, other = dossiers
    untouched = sent_of(other)
    link = link_of(drifted)
    citizen = remote(there, drifted).citizen_id
    rows = remote(there, drifted).groups["pay"]
    wrong = [{**rows[0], "values": {**rows[0]["values"], "coefficient": "1.00"}}]
    there.control("correct", {"citizenId": citizen, "group": "pay", "rows": wrong})
    with transaction():
        link.remote_version = remote(there, drifted).version
    found = compared()
    (one,) = differing(found)
    assert (one.dossier_id, one.groups, one.outcome) == (drifted.id, "pay", Outcome.TOLD)
    assert sent_of(other) == untouched
    assert agrees(there, drifted)


def test_what_somebody_changed_over_there_is_asked(there, dossiers):
    changed, _other = dossiers
    held = remote(there, changed)
    rows = held.groups["pay"]
    wrong = [{**rows[0], "values": {**rows[0]["values"], "coefficient": "1.00"}}]
    there.control("correct", {"citizenId": held.citizen_id, "group": "pay", "rows": wrong})
    found = compared()
    (one,) = differing(found)
    assert one.outcome is Outcome.ASKED
    assert link_of(changed).state is LinkState.CONFLICT


def test_whoever_is_not_known_over_there_is_told_from_the_beginning(snv, there, dossiers):
    there.kill()
    for kept in there.folder.glob("*.sqlite3*"):
        kept.unlink()
    there.start(there.port)
    found = compared()
    assert len(differing(found)) == 2
    assert all(agrees(there, one) for one in dossiers)


def test_a_comparison_that_was_broken_off_begins_anew_and_is_one(there, dossiers):
    found = operations.begin_comparison(by=SYSTEM)
    operations.compare_piece(found, hearing.links_below("H99.1", 0, 1), {}, by=SYSTEM)
    assert len(differing(found)) == 1
    assert operations.begin_comparison(by=SYSTEM).id == found.id
    compare({"uid": str(found.uid)})
    assert differing(found) == []
    assert found.compared == 2


def test_who_keeps_no_dossiers_compares_nothing(snv, dossiers):
    with pytest.raises(Forbidden):
        operations.begin_comparison(by=snv.official)
