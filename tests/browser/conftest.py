"""One world and one browser for all of these tests: building them costs more than playing."""

import json
import threading
from contextlib import contextmanager

import pytest

from office import outbox
from office.config import current_settings
from office.db import db
from office.live import hub
from office.migrations import create_schema
from signing.providers.codes import ADDRESS, BASE, FOLDER
from signing.providers.demo_pki.authority import Authority
from signing.providers.demo_pki.program import create_app
from tests.browser import records
from tests.browser.world import SCRIPTS, World, agency, working
from tests.browser_checks import serving
from tests.conftest import DATABASE, make_app
from tests.documents.conftest import CONFIG, Sandbox

LEFT_OUT = ("documents.look_at_file", "signing.verify")


@pytest.fixture(scope="session")
def axis(tmp_path_factory):
    """An axis whose agencies acknowledge and report completion."""
    made = Sandbox(tmp_path_factory.mktemp("axis"), CONFIG | {"scripts": SCRIPTS})
    yield made
    made.stop()


@pytest.fixture(scope="session")
def world_app(request, tmp_path_factory):
    """An application with a database of its own, which lasts."""
    folder = tmp_path_factory.mktemp("world")
    address = f"sqlite:///{folder / 'office.db'}"
    if DATABASE == "postgres":
        address = request.getfixturevalue("new_postgres")()
    made = make_app(address, folder / "data")
    create_schema(made)
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def authority(world_app):
    """The demonstration authority with its time stamps and answers about revocation."""
    with world_app.app_context():
        folder = current_settings().data_dir / FOLDER
    program = create_app(Authority(folder, base=BASE), token="token of the switches")
    with serving(program) as address:
        (folder / ADDRESS).write_text(json.dumps({"url": address}), encoding="utf-8")
        yield


@pytest.fixture(scope="session")
def resting_world(world_app, axis, authority, browser):
    """The agency, served, with nobody at its jobs."""
    with world_app.app_context():
        house = agency(axis)
    with serving(world_app) as address:
        made = World(world_app, house, address, axis, browser)
        yield made
        for official in made.at_desk.values():
            official.close()


@pytest.fixture(scope="module")
def world(resting_world):
    """The agency at work; its worker rests while tests of other modules move the clock."""
    with working(resting_world.app):
        yield resting_world


@pytest.fixture
def unlooked(world, monkeypatch):
    """The world without page images and verdicts of its files: they are not what is tried."""
    for topic in LEFT_OUT:
        monkeypatch.setitem(outbox._handlers, topic, lambda _body: None)  # noqa: SLF001
    return world


@pytest.fixture(scope="module")
def full_world(world):
    """The same with documents in every state."""
    if not world.is_full:
        records.fill(world)
        world.is_full = True
    with listening(world.app):
        yield world
        close_windows(world)


def close_windows(world):
    """The looks of the world are opened anew by the next tests."""
    for page in world.windows.values():
        page.context.close()
    world.windows.clear()


@contextmanager
def listening(app):
    """Rooms hear what happens; when they are closed the program listens no longer."""
    settings = app.extensions["office.settings"]
    settings.live_streams, settings.live_ping_seconds = 40, 0.5
    yield
    settings.live_streams = 0
    for thread in threading.enumerate():
        if thread.name == hub.THREAD:
            thread.join(5)
