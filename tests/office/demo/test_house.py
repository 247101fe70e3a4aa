"""The demo province: its agencies, forty people with accounts and posts, and the sheet of them."""

import json

import pytest
from sqlalchemy import func, select

from office import clock, demo_data
from office.accounts import passwords, totp
from office.accounts.models import Absence, Account, ApiToken, Delegation
from office.actor import FACTOR_ROLES, hash_token
from office.config import FolderKind, Settings, give_birth
from office.db import db
from office.demo import Demo, Service, house, sheet
from office.permissions import Role
from office.units import queries
from office.units.models import SigningAuthority, Tenure, Unit, UnitKind


@pytest.fixture(scope="module")
def province(app):
    """The first steps, taken once for all tests of this file."""
    import tempfile
    from pathlib import Path

    from tests.conftest import rolled_back

    with rolled_back(app), tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        give_birth(folder, FolderKind.DEMO)
        before = app.extensions["office.settings"]
        app.extensions["office.settings"] = Settings(
            data_dir=folder, secret_key="for the tests", testing=True
        )
        for step in (house.build_units, house.build_people, house.build_authority):
            step(Demo(folder, (), {}, lambda _done, _total: None))
        yield folder
        app.extensions["office.settings"] = before


def counted(model, *conditions):
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions))


def test_every_agency_and_room_is_opened(province):
    assert counted(Unit, Unit.kind == UnitKind.AGENCY) == len(demo_data.agencies()) == 33
    assert counted(Unit, Unit.kind == UnitKind.ROOM) == len(demo_data.units())
    for row in demo_data.agencies():
        found = queries.agency_by_code(row.organ_id)
        assert queries.name_of(found.id) == row.vi
        assert queries.agency_by_code(row.old_organ_id).id == found.id
        assert queries.clerk_desk(found.id)


def test_everybody_has_an_account_and_his_posts(province):
    accounts = sheet.accounts_of(province)
    assert len(accounts) == counted(Account) == 40
    posts = sum(len(post.roles) for row in demo_data.people() for post in row.posts)
    assert counted(Tenure, Tenure.person_id.is_not(None)) == posts
    assert {one.role for one in accounts} == {role.value for role in Role}


def test_passwords_of_the_sheet_open_the_accounts(province):
    for one in sheet.accounts_of(province)[:3]:
        account = db.session.scalars(select(Account).where(Account.login == one.login)).one()
        assert passwords.is_right(account.password_hash, one.password)
        assert not passwords.is_right(account.password_hash, one.password + "x")


def test_who_needs_a_second_factor_has_one(province):
    for one in sheet.accounts_of(province):
        account = db.session.scalars(select(Account).where(Account.login == one.login)).one()
        functions = set(
            db.session.scalars(select(Tenure.function).where(Tenure.person_id == account.person_id))
        )
        assert bool(one.totp) == bool(functions & FACTOR_ROLES)
        if one.totp:
            assert totp.unseal(account.totp_secret, account) == one.totp


def test_pins_and_passwords_are_all_different(province):
    accounts = sheet.accounts_of(province)
    assert len({one.password for one in accounts}) == len(accounts)
    assert all(len(set(one.pin)) == 6 for one in accounts)


def test_signing_rights_delegation_and_absence_count_from_today(province):
    assert counted(SigningAuthority) == len(demo_data.signing_authorities())
    assert counted(Delegation) == len(demo_data.delegations())
    assert counted(Absence) == len(demo_data.absences())
    committee = queries.agency_by_code("H99")
    first, *_others = queries.signers_of(committee.id, "to-trinh", clock.today())
    assert first.lines[0].startswith("TM.")


def test_the_sheet_is_for_its_owner_only(province):
    assert (province / sheet.FILE).stat().st_mode & 0o077 == 0


def test_tokens_are_new_at_each_start_and_end_with_it(province):
    sheet.write_services(province, {"axis": Service("127.0.0.1", 8090, "secret")})
    sheet.renew(province, "http://127.0.0.1:8080")
    first = read(province)
    sheet.renew(province, "http://127.0.0.1:8080")
    second = read(province)
    assert first["url"] == "http://127.0.0.1:8080"
    assert [row["password"] for row in first["accounts"]] == [
        row["password"] for row in second["accounts"]
    ]
    live = select(ApiToken.token_hash).where(ApiToken.revoked_at.is_(None))
    assert set(db.session.scalars(live)) == {hash_token(row["token"]) for row in second["accounts"]}
    sheet.revoke_tokens()
    assert list(db.session.scalars(live)) == []


def read(folder):
    return json.loads((folder / sheet.FILE).read_text())


def test_tokens_neither_sign_nor_administer(province):
    sheet.renew(province, "")
    scopes = db.session.scalars(select(ApiToken.scopes)).all()
    assert {scope for row in scopes for scope in row} == {"act", "read"}


def test_services_are_named_with_their_switches(province):
    sheet.write_services(province, {"axis": Service("127.0.0.1", 8090, "secret")})
    shown = read(province)["services"]["axis"]
    assert shown["inject_url"] == "http://127.0.0.1:8090/inject"
    assert (shown["host"], shown["port"], shown["token"]) == ("127.0.0.1", 8090, "secret")
    assert sheet.services_of(province)["axis"] == Service("127.0.0.1", 8090, "secret")


def test_an_empty_folder_has_an_empty_sheet(tmp_path):
    assert sheet.accounts_of(tmp_path) == ()
    assert sheet.services_of(tmp_path) == {}
