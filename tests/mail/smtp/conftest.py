"""Servers for the tests of this folder; most of them share one."""

import pytest

from tests import needs
from tests.mail.smtp import harness


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    needs.check("openssl")
    return harness.certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def shared(tmp_path_factory, pair):
    """One server for a whole module."""
    folder = tmp_path_factory.mktemp("intake")
    with harness.running(folder, tls=pair, lmtp=folder / "lmtp.sock") as made:
        yield made


@pytest.fixture
def smtp(shared):
    """The shared server, its house awake and its intake empty for this test."""
    shared.house.down = False
    shared.house.asked.clear()
    intakes = harness.Intakes(shared.folder)
    for mail in intakes.waiting(1000):
        intakes.settle(mail)
    intakes.close()
    shared.told.clear()
    return shared
