"""The set-up for programs: what the table of permissions does not say."""

import base64

import pytest

from office.accounts import operations as accounts
from office.accounts.models import Account, AuthLevel
from office.accounts.queries import account_by_login
from office.actor import cookie_name
from office.csrf import token_for
from office.db import db
from office.outbox import Lane, drain
from office.units.models import Tenure
from office.units.settings import settings_of
from tests.office.setup.conftest import ROWS, file_of
from tests.permissions.first_day import seal


@pytest.fixture
def call(house, agency):
    """Calls as the administrator in his session."""
    account = db.session.get_one(Account, agency.admin.account_id)
    accounts.give_factor(account)
    tenure = db.session.get_one(Tenure, agency.admin.tenure_id)
    opened = accounts.open_session(account, level=AuthLevel.SECOND_FACTOR, tenure=tenure)
    client = house.test_client()
    client.set_cookie(cookie_name(), opened.token)
    client.environ_base["HTTP_X_CSRF_TOKEN"] = token_for(str(opened.row.uid))

    def send(method, path, body=None):
        answer = client.open(f"/api/v1/{path}", method=method, json=body)
        return answer.status_code, answer.get_json(silent=True)

    return send


def in_base64(data):
    return base64.b64encode(data).decode()


def test_a_spreadsheet_is_sent_looked_at_and_accepted(agency, call):
    body = {"name": "a.xlsx", "content": in_base64(file_of(ROWS))}
    status, made = call("POST", f"units/{agency.unit.uid}/staff-sheets", body)
    assert status == 201
    drain(Lane.ACT)
    _status, sheet = call("GET", f"staff-sheets/{made['uid']}")
    assert sheet["state"] == "read"
    assert sheet["rows"][2]["changes"] == ["open-account", "give-post"]
    assert call("POST", f"staff-sheets/{made['uid']}/acceptance", {})[0] == 204
    assert account_by_login("mau.lv") is not None


def test_only_open_choices_are_set_by_name(agency, call):
    path = f"units/{agency.unit.uid}/choices"
    assert call("POST", path, {"name": "only_viewed_batch", "value": False})[0] == 204
    assert call("POST", path, {"name": "seal_image", "value": "x"})[0] == 422
    assert settings_of(agency.unit.id).seal_image == ""


def test_the_seal_is_checked_here_too(agency, call):
    path = f"units/{agency.unit.uid}/seal"
    assert call("POST", path, {"diameter_mm": 38, "picture": in_base64(b"no picture")})[0] == 422
    assert call("POST", path, {"diameter_mm": 38, "picture": in_base64(seal())})[0] == 204
    assert settings_of(agency.unit.id).seal_diameter_mm == 38
    assert settings_of(agency.unit.id).seal_image


def test_the_guide_and_the_units(agency, call):
    _status, guide = call("GET", f"units/{agency.unit.uid}/set-up")
    assert {"names", "seal", "authority"} <= {one["code"] for one in guide["items"]}
    _status, units = call("GET", f"units/{agency.unit.uid}/units")
    assert next(one["name"] for one in units["items"]) == "Văn phòng"
