"""A form that waits keeps all that was filled in but its secrets."""

import re
from pathlib import Path

import pytest
from flask import g

from office.accounts import resume

ROOT = Path(__file__).parents[3]
SECRET_FIELD = re.compile(r'field\("(\w+)",[^}]*kind="password"')


@pytest.fixture
def kept(house):
    """What waits of a form that nobody signed in has sent."""

    def keep(**fields):
        with house.test_request_context("/x", method="POST", data=fields):
            g.session = None
            return resume.read(resume.keep(), account_id=None)

    return keep


def test_every_field_that_pages_hide_is_a_secret():
    pages = [path for path in ROOT.glob("*/templates/**/*.html") if "kit" not in path.parts]
    names = {name for path in pages for name in SECRET_FIELD.findall(path.read_text("utf-8"))}
    assert {"password", "pin"} <= names <= resume.SECRETS


def test_secrets_are_asked_for_again(kept):
    found = kept(current="one", password="two", new_pin="three", code="four", subject="five")
    assert found.fields == [("subject", "five")]
    assert found.secrets == ["code", "current", "new_pin", "password"]


@pytest.mark.parametrize("name", ["type_code", "shipping", "secretariat", "opinion"])
def test_a_field_that_only_sounds_like_a_secret_is_kept(kept, name):
    found = kept(**{name: "QĐ"})
    assert (found.fields, found.secrets) == ([(name, "QĐ")], [])
