"""An empty folder is begun once, by whoever has the code that its terminal shows."""

import pytest
from sqlalchemy import select

from office import beginning
from office.accounts.models import Account
from office.beginning import First, first_administrator
from office.config import current_settings
from office.db import db
from office.errors import Invalid, Refusal, Throttled
from office.permissions import Role
from office.units.models import Tenure
from office.units.operations.tree import Naming
from tests.browser.test_first_day import OWN

FIRST = First(Naming(name="Ủy ban nhân dân xã Mẫu"), "H99.36", "Trịnh Văn Quản", "quan.tv")


@pytest.fixture
def folder(house):
    yield current_settings().data_dir
    beginning.close_page()


def test_the_code_stays_the_same_until_it_is_used(folder):
    assert not beginning.is_open()
    code = beginning.open_page(folder)
    assert beginning.open_page(folder) == code
    assert (folder / beginning.FILE).stat().st_mode & 0o077 == 0
    beginning.check_code(code.upper().replace("-", " "))
    beginning.close_page()
    assert not beginning.is_open()


def test_who_guesses_is_slowed_down(folder):
    beginning.open_page(folder)
    for _try in range(5):
        with pytest.raises(Invalid):
            beginning.check_code("aaaa-aaaa-aaaa-aaaa")
    with pytest.raises(Throttled):
        beginning.check_code("aaaa-aaaa-aaaa-aaaa")


def test_an_installation_is_begun_once(folder):
    assert first_administrator(FIRST, password=OWN) == OWN
    assert beginning.somebody_can_sign_in()
    with pytest.raises(Refusal):
        first_administrator(FIRST)
    assert db.session.scalars(select(Account.login)).all() == ["quan.tv"]
    assert db.session.scalars(
        select(Tenure.function).where(Tenure.person_id.is_not(None))
    ).all() == [Role.ADMIN]
