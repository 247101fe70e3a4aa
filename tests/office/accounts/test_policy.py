"""Each rule of accounts, refused to somebody; the system itself may always."""

from types import SimpleNamespace

import pytest

from office.accounts.policy import Can
from office.permissions import SYSTEM, Actor, Role, allowed

ACCOUNT = SimpleNamespace(id=7)
PERSON = SimpleNamespace(id=3)
DELEGATION = SimpleNamespace(deputy_id=3, tenure_id=5)
OWNER = Actor(account_id=7, person_id=3, tenure_id=5)
OTHER = Actor(account_id=8, person_id=4, tenure_id=6)
LENT = Actor(account_id=7, person_id=3, tenure_id=5, delegation_id=1)
TOKEN = Actor(account_id=7, person_id=3, tenure_id=5, scopes=frozenset({"act"}))
HR = Actor(account_id=9, person_id=9, roles=frozenset({Role.HR}))
ADMIN = Actor(account_id=9, person_id=9, roles=frozenset({Role.ADMIN}))

TABLE = [
    (Can.MANAGE_ACCOUNT, ACCOUNT, [ADMIN], [OWNER, HR, OTHER]),
    (Can.OWN_ACCOUNT, ACCOUNT, [OWNER, LENT], [OTHER, TOKEN, ADMIN]),
    (Can.DELEGATE, None, [OWNER], [LENT, ADMIN]),
    (Can.REVOKE_DELEGATION, DELEGATION, [OWNER], [OTHER, LENT, ADMIN]),
    (Can.MAKE_TOKEN, ACCOUNT, [OWNER], [LENT, TOKEN, ADMIN]),
    (Can.RECORD_ABSENCE, PERSON, [OWNER, HR], [OTHER, ADMIN]),
]


@pytest.mark.parametrize(("can", "subject", "may", "may_not"), TABLE)
def test_who_may_and_who_may_not(can, subject, may, may_not):
    assert all(allowed(actor, can, subject) for actor in [SYSTEM, *may])
    assert not any(allowed(actor, can, subject) for actor in may_not)


def test_the_giver_revokes_in_the_post_he_gave_it_in():
    giver = Actor(account_id=1, person_id=1, tenure_id=5)
    assert allowed(giver, Can.REVOKE_DELEGATION, DELEGATION)
    elsewhere = Actor(account_id=1, person_id=1, tenure_id=6)
    assert not allowed(elsewhere, Can.REVOKE_DELEGATION, DELEGATION)
