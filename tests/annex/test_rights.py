"""Groups of rights, and a warning when one hand holds what belongs apart."""

from datetime import timedelta

import pytest

from office import clock
from office.accounts import operations as accounts
from office.accounts.models import Account, Delegation, Person
from office.db import db, transaction
from office.permissions import SYSTEM, Role
from office.setup.rights import MAY, conflicts_in, conflicts_of, groups_of, holdings_in
from office.units import operations as units
from tests import build
from tests.documents.pages import Reader


@pytest.fixture
def snv(house):
    return build.agency()


def test_each_group_names_its_holders(snv):
    groups = dict(groups_of(holdings_in(snv.unit.id)))
    assert set(groups) == set(Role) == set(MAY)
    assert snv.clerk.name in [one.name for one in groups[Role.CLERK]]
    assert [one.name for one in groups[Role.ADMIN]] == [snv.admin.name]


def test_who_drafts_and_seals_is_warned_of_as_soon_as_the_post_is_given(house, snv):
    assert conflicts_of(snv.unit.id, snv.official.person_id) == []
    account = db.session.get_one(Account, snv.official.account_id)
    lead = Reader(house, snv.admin).post(
        f"/set-up/units/{snv.unit.uid}/posts",
        login=account.login,
        function="clerk",
        title="Văn thư",
        on=clock.today().isoformat(),
    )
    (found,) = conflicts_of(snv.unit.id, snv.official.person_id)
    assert {one.role for one in found.holdings} == {Role.OFFICIAL, Role.CLERK}
    assert lead.startswith("/set-up/")
    page = Reader(house, snv.admin).get(f"/set-up/agencies/{snv.unit.uid}/rights")
    assert "One person drafts and seals the same document." in page
    Reader(house, snv.leader).get(f"/set-up/agencies/{snv.unit.uid}/rights", status=403)


def test_a_deputy_holds_what_is_lent_to_him_until_it_ends(snv):
    lent = Delegation(
        tenure_id=snv.leader.tenure_id,
        deputy_tenure_id=snv.clerk.tenure_id,
        deputy_id=snv.clerk.person_id,
        reason="Đi công tác",
        valid_from=clock.now(),
        valid_to=clock.now() + timedelta(days=3),
    )
    with transaction():
        db.session.add(lent)
    (found,) = conflicts_in(holdings_in(snv.unit.id))
    assert (found.name, [one.is_deputy for one in found.holdings]) == (
        snv.clerk.name,
        [False, True],
    )
    accounts.revoke_delegation(lent, by=SYSTEM)
    assert conflicts_in(holdings_in(snv.unit.id)) == []


def test_an_ended_post_is_no_conflict(snv):
    person = db.session.get_one(Person, snv.admin.person_id)
    post = units.appoint(person, snv.unit, function=Role.SECURITY, title="ATTT", by=SYSTEM)
    assert len(conflicts_of(snv.unit.id, person.id)) == 1
    units.unseat(post, by=SYSTEM)
    assert conflicts_of(snv.unit.id, person.id) == []
