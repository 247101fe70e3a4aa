"""An agency with a mail domain, boxes of its people and of its clerks' desk."""

import pytest

from tests.mail.post import post_office


@pytest.fixture
def mail(house):
    """The small agency of the tests with boxes."""
    return post_office()
