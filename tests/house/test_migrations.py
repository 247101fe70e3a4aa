"""One straight line of steps, which agrees with the models; up, down and up again."""

from itertools import pairwise

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from tests import conftest

MADE_BESIDE = {
    "sqlite": "SELECT type || ' ' || name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'",
    "postgres": "SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal "
    "UNION SELECT 'index ' || indexname FROM pg_indexes WHERE schemaname = 'public'",
}


@pytest.fixture
def bare_app(app, request, tmp_path):
    """An application whose database has no table yet."""
    from office.db import db

    if conftest.DATABASE == "postgres":
        address = request.getfixturevalue("new_postgres")()
    else:
        address = f"sqlite:///{tmp_path / 'bare.db'}"
    made = conftest.make_app(address, tmp_path / "data")
    yield made
    with made.app_context():
        db.engine.dispose()


def steps():
    from office.migrations import configuration

    return list(ScriptDirectory.from_config(configuration()).walk_revisions())


def things(app):
    """Tables, indexes and triggers by name, without Alembic's own."""
    from office.db import db

    with app.app_context(), db.engine.connect() as connection:
        found = connection.scalars(text(MADE_BESIDE[conftest.DATABASE]))
        return {name for name in found if "alembic" not in name}


def test_the_steps_form_one_numbered_line():
    newest_first = steps()
    assert newest_first, "there is no migration"
    for later, earlier in pairwise(newest_first):
        assert later.down_revision == earlier.revision
    numbers = [step.revision for step in reversed(newest_first)]
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


@pytest.mark.slow
def test_models_and_steps_agree_up_down_and_up(bare_app, app):
    from office.migrations import differences, migrate, walk_down

    migrate(bare_app)
    assert differences(bare_app) == []
    assert things(bare_app) == things(app)
    walk_down(bare_app, "base")
    assert things(bare_app) == set()
    migrate(bare_app)
    assert differences(bare_app) == []
