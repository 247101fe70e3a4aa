"""The two databases differ in a few files only."""

import ast

from tests.house import walk

HOMES = (
    "office/columns.py",
    "office/connections.py",
    "office/db.py",
    "office/outbox.py",
    "office/search.py",
    "office/snapshots.py",
    "office/traces.py",
    "office/migrations/",
)
WORDS = ("dialect", "is_sqlite")


def tells_databases_apart(tree):
    for node in ast.walk(tree):
        word = getattr(node, "attr", getattr(node, "id", ""))
        if isinstance(node, (ast.Attribute, ast.Name)) and any(part in word for part in WORDS):
            yield node.lineno, word
    yield from ((0, name) for name in walk.imports(tree) if any(part in name for part in WORDS))


def test_no_other_file_asks_which_database_it_is():
    found = [
        f"{name}:{line} {word}"
        for name, tree in walk.trees().items()
        for line, word in tells_databases_apart(tree)
        if not name.startswith(HOMES)
    ]
    assert not found, walk.listing(found)
