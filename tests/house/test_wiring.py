"""What is marked as a job, as clockwork or as a listener is known to whoever works."""

import ast
import json
import subprocess
import sys

import pytest

from tests.house.walk import ROOT, called_name, listing, trees

MARKS = {"delivers", "every", "subscribe"}
ASKED = """
import json, pathlib, sys, tempfile
from office import events, job_modules, outbox
from office.app import create_app
from office.config import FolderKind, give_birth
with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name) / "house"
    give_birth(folder, FolderKind.REAL)
    create_app(data_dir=folder, testing=True)
    job_modules.load()
known = [*outbox._handlers.values()]
known += [entry.listener for entries in events._subscriptions.values() for entry in entries]
print(json.dumps([f"{one.__module__}.{one.__qualname__}" for one in known]))
"""


@pytest.fixture(scope="module")
def known():
    """By name, in a process of its own that imports what the product imports and nothing else."""
    command = [sys.executable, "-c", ASKED]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return set(json.loads(told))


def marked():
    for path, tree in trees().items():
        dotted = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                marks = {called_name(mark) for mark in node.decorator_list}
                if marks & MARKS:
                    yield f"{dotted}.{node.name}"


def test_everything_that_is_marked_is_wired(known):
    lost = sorted(set(marked()) - known)
    assert not lost, listing(lost)


def test_the_search_finds_what_it_looks_for():
    found = set(marked())
    assert "office.anchors.anchor_yesterday" in found
    assert "documents.jobs.axis.read" in found
