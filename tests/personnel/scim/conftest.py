"""A filled house, and a client of the library that asks it in process."""

from datetime import timedelta
from itertools import count

import pytest
from scim2_client.engines.wsgi import WSGISCIMClient

from office import clock
from office.accounts import operations as accounts
from office.permissions import SYSTEM, Role
from office.units.models import UnitKind
from office.units.operations import tree as units
from tests import as_role

BASE = "http://localhost/api/scim/v2"


@pytest.fixture
def unit(house):
    return as_role.agency("Ủy ban nhân dân xã Lam Giang")


@pytest.fixture
def new_room(unit):
    """Opens a room of the agency."""
    numbers = count(1)

    def make(name="Phòng"):
        naming = units.Naming(name=f"{name} {next(numbers)}")
        today = clock.today()
        return units.open_unit(UnitKind.ROOM, naming, parent=unit, on=today, by=SYSTEM)

    return make


@pytest.fixture
def token_of(house):
    """A bearer token of the first post of an account."""

    def make(account, *scopes):
        return accounts.make_token(
            account,
            tenure=as_role.tenure_of(account),
            name="Định danh",
            scopes=scopes or ("scim",),
            expires_at=clock.now() + timedelta(days=30),
            by=SYSTEM,
        )

    return make


@pytest.fixture
def admin(unit):
    return as_role.official(Role.ADMIN, unit=unit, name="Trần Quản Trị", login="quantri")


@pytest.fixture
def asked(client, admin, token_of):
    """Ask in the name of the administrator's identity system; another token may be named."""
    own = token_of(admin)

    def ask(method, path, *, token=own, **given):
        headers = given.pop("headers", {}) | {"Authorization": f"Bearer {token}"}
        return client.open(f"{BASE}{path}", method=method, headers=headers, **given)

    return ask


@pytest.fixture
def scim(app, admin, token_of):
    """A client that knows nothing of the server but what it publishes."""
    headers = {"Authorization": f"Bearer {token_of(admin)}"}
    return WSGISCIMClient(app, base_url=BASE, headers=headers)
