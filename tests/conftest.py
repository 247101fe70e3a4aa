"""What every test may ask for: the application, one transaction a test, either database.

`OFFICE_TEST_DB` is `sqlite` (the default) or `postgres`. A test that touches the database asks
for `house` (or `client`, which brings it): all it changes is rolled back. A test that needs
commits which last, because threads or processes look on, asks for `lasting_app`.
"""

import gc
import os
import shutil
import tempfile
from asyncio import _get_running_loop, _set_running_loop
from contextlib import ExitStack, contextmanager, nullcontext
from itertools import count
from pathlib import Path

import hypothesis
import pytest
from flask import has_app_context
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from tests import acts, needs, postgres

HERE = Path(__file__).parent
DATABASE = os.environ.get("OFFICE_TEST_DB", "sqlite")
RUNS_TWICE = "OFFICE_TEST_TWICE" in os.environ
DATABASES = {"app", "empty_database", "lasting_app", "new_postgres", "postgres_server", "world_app"}
NEEDED_BY_MARK = {"browser": "chromium", "postgres": "postgresql"}
# Begun last, one of these would keep one worker busy while the other has nothing left to do.
LONGEST = (
    "permissions/test_permissions.py",
    "browser/test_pages.py",
    "flows/test_kills.py",
    "test_mutation.py",
    "office/test_run.py",
    "browser/test_matter.py",
    "office/test_worker.py",
    "office/ui/test_kit.py",
    "flows/test_matter.py",
    "documents/axis/sandbox/test_sandbox.py",
    "bench/test_main.py",
    "browser/test_way.py",
    "documents/operations/test_recalling.py",
)
TURNS = {HERE / name: turn for turn, name in enumerate(LONGEST)}

hypothesis.settings.register_profile(
    "house", deadline=None, database=None, derandomize=needs.IN_CI, max_examples=50
)
hypothesis.settings.load_profile("house")


def pytest_report_header():
    return f"database: {DATABASE}"


def pytest_collection_modifyitems(config, items):
    """What knows no database runs once: with the second run, where one follows."""
    items.sort(key=lambda item: TURNS.get(item.path, len(TURNS)))
    if RUNS_TWICE:
        left_out = [item for item in items if _runs_later(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not _runs_later(item)]


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Program and tests live to the end: nobody looks for garbage in them, then or later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(50_000, 20, 100)
        gc.enable()


def _runs_later(item):
    if item.get_closest_marker("browser") or item.get_closest_marker("skipif"):
        return False
    return not DATABASES & set(item.fixturenames)


def check_needs(item):
    for mark in item.iter_markers("needs"):
        needs.check(mark.args[0])
    for name, component in NEEDED_BY_MARK.items():
        if item.get_closest_marker(name):
            needs.check(component)


# --------------------------------------------------------------------------- databases


@pytest.fixture(scope="session")
def postgres_server():
    """The address pattern of the run's server: `postgres_server.format("database")`."""
    if given := os.environ.get("OFFICE_TEST_POSTGRES"):
        yield given
        return
    needs.check("postgresql")
    with postgres.cluster() as address:
        yield address


@pytest.fixture(scope="session")
def new_postgres(postgres_server):
    """Makes an empty database, or a copy of another one, and tells its address."""
    numbers = count(1)
    admin = create_engine(postgres_server.format("postgres"), isolation_level="AUTOCOMMIT")

    def make(*, copy_of="template0"):
        name = f"test_{os.getpid()}_{next(numbers)}"
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {copy_of}"))
        return postgres_server.format(name)

    yield make
    admin.dispose()


@pytest.fixture(scope="session")
def empty_database(request, tmp_path_factory):
    """A new empty database of the run's kind."""
    if DATABASE == "postgres":
        return request.getfixturevalue("new_postgres")()
    return f"sqlite:///{tmp_path_factory.mktemp('database') / 'office.db'}"


# --------------------------------------------------------------------------- the browser


@contextmanager
def without_loop():
    """Playwright keeps a running loop in this thread; whoever calls asyncio.run needs it away."""
    loop = _get_running_loop()
    _set_running_loop(None)
    try:
        yield
    finally:
        _set_running_loop(loop)


def loop_put_away(item):
    if item.get_closest_marker("browser"):
        return nullcontext()
    return without_loop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item):
    """Its teardown has no such wrapper: there the browser of the run may be closed."""
    check_needs(item)
    with loop_put_away(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    with loop_put_away(item):
        return (yield)


@pytest.fixture(scope="session")
def browser():
    """One Chromium for the whole run; skipped with a plain reason where there is none."""
    needs.check("chromium")
    from tests.browser_checks import chromium_running

    with chromium_running() as chromium:
        yield chromium


# --------------------------------------------------------------------------- the application


class Client(FlaskClient):
    """Each request in a context of its own, as on a server; one shared would keep the last user."""

    def open(self, *args, **kwargs):
        from office.db import db

        if has_app_context():
            db.session.commit()  # ends what the test has read, or its next act would undo ours
        with self.application.app_context():
            return super().open(*args, **kwargs)


def make_app(address, data_dir):
    from office import job_modules
    from office.app import create_app
    from office.config import FolderKind, give_birth

    give_birth(data_dir, FolderKind.REAL)
    given = {"database_url": address, "testing": True, "live_streams": 0}  # a stream has no end
    made = create_app(data_dir=data_dir, **given)
    job_modules.load()
    made.test_client_class = Client
    return made


@pytest.fixture(scope="session")
def app(empty_database):
    """The application, made once, with every table empty."""
    from office.db import db
    from office.migrations import create_schema

    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="office-test-"))
        made = make_app(empty_database, Path(folder) / "dữ liệu")
        create_schema(made)
        acts.watch(stack.enter_context(pytest.MonkeyPatch.context()))
        yield made
        with made.app_context():
            db.engine.dispose()


@contextmanager
def rolled_back(app):
    """An application context whose every session works inside one transaction that is undone."""
    from office.db import db, writable

    db.session.session_factory.configure(join_transaction_mode="create_savepoint")
    with ExitStack() as stack:
        stack.enter_context(app.app_context())
        engine = db.engines[None]
        connection = stack.enter_context(engine.connect())
        with writable():
            outer = connection.begin()
        db.engines[None] = connection
        try:
            yield app
        finally:
            db.session.remove()
            db.engines[None] = engine
            outer.rollback()


@pytest.fixture
def house(app):
    """The application in a transaction that is rolled back after the test."""
    with rolled_back(app):
        yield app


@pytest.fixture
def client(house):
    """A browser without JavaScript in which nobody is signed in."""
    return house.test_client()


@pytest.fixture
def lasting_app(app, request, tmp_path):
    """An application with a database of its own, where commits last and others look on."""
    from office.db import db

    with app.app_context():
        origin = db.engine.url
        db.engine.dispose()
    if DATABASE == "postgres":
        address = request.getfixturevalue("new_postgres")(copy_of=origin.database)
    else:
        copied = tmp_path / "office.db"
        shutil.copy(origin.database, copied)
        address = f"sqlite:///{copied}"
    made = make_app(address, tmp_path / "data")
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()
