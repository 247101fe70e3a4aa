"""What goes over the wire is tried against servers on loopback."""

import pytest

from tests.mail import dns_server


@pytest.fixture
def names():
    with dns_server.running() as server:
        yield server
