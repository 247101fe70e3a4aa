"""Only `office/db.py` commits; a sandbox program keeps a store of its own."""

import ast

from tests.house import walk

OWN_STORES = ("documents/axis/sandbox/", "personnel/national/sandbox/", "mail/smtp/intake")


def commits(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and walk.called_name(node) == "commit":
            yield node.lineno


def test_one_file_commits():
    found = [
        f"{name}:{line}"
        for name, tree in walk.trees().items()
        for line in commits(tree)
        if name != "office/db.py" and not name.startswith(OWN_STORES)
    ]
    assert not found, walk.listing(found)
