"""These tests read the pages in the source language, mostly as an official."""

import pytest

from tests import as_role


@pytest.fixture
def client(house):
    """A browser without JavaScript that asks for English."""
    browser = house.test_client()
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return browser


@pytest.fixture
def account(house):
    """An official with one post."""
    return as_role.official()


@pytest.fixture
def signed_in(client, account):
    """The browser after the official has signed in."""
    as_role.sign_in(client, account)
    return client
