"""Every demo account has a box at its agency's domain and the password of one device."""

import pytest

from mail import queries
from mail.demo.boxes import build_boxes
from office.config import FolderKind, Settings, give_birth
from office.demo import Demo, sheet
from office.demo import house as building


@pytest.fixture
def folder(house, monkeypatch, tmp_path):
    give_birth(tmp_path, FolderKind.DEMO)
    settings = Settings(data_dir=tmp_path, secret_key="for the tests", testing=True)
    monkeypatch.setitem(house.extensions, "office.settings", settings)
    return tmp_path


def test_the_sheet_names_address_and_device_password_of_everybody(folder):
    for step in (building.build_units, building.build_people, build_boxes, build_boxes):
        step(Demo(folder, sheet.accounts_of(folder), {}, lambda _done, _total: None))
    accounts = sheet.accounts_of(folder)
    assert len(accounts) == 40
    for one in accounts:
        assert queries.lead(one.email).box.name == one.name
        assert one.app_password.count("-") == 3
    clerk = next(one for one in accounts if one.login == "lan.pn")
    assert clerk.email == "lan.pn@snv.lamgiang.example"
    assert queries.lead("vanthu@snv.lamgiang.example").box.name == "Văn thư Sở Nội vụ"
