"""These tests read the pages in the source language."""

import pytest


@pytest.fixture
def client(house):
    """A browser without JavaScript that asks for English."""
    browser = house.test_client()
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return browser
