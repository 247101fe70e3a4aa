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
    loaded = sorted({name.split(".")[0] for name in sys.modules})
    job_modules.load()
known = [*outbox._handlers.values()]
known += [entry.listener for entries in events._subscriptions.values() for entry in entries]
print(json.dumps({"loaded": loaded, "known": [f"{o.__module__}.{o.__qualname__}" for o in known]}))
"""


HEAVY = {"PIL", "docx", "docxtpl", "lxml", "pikepdf", "pyhanko", "pypdfium2", "typst", "xlsxwriter"}


@pytest.fixture(scope="module")
def told():
    """By name, in a process of its own that imports what the product imports and nothing else."""
    command = [sys.executable, "-c", ASKED]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return json.loads(said)


def marked():
    for path, tree in trees().items():
        dotted = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                marks = {called_name(mark) for mark in node.decorator_list}
                if marks & MARKS:
                    yield f"{dotted}.{node.name}"


def test_everything_that_is_marked_is_wired(told):
    lost = sorted(set(marked()) - set(told["known"]))
    assert not lost, listing(lost)


def test_the_search_finds_what_it_looks_for():
    found = set(marked())
    assert "office.anchors.anchor_yesterday" in found
    assert "documents.jobs.axis.read" in found


def test_a_web_process_starts_without_what_only_papers_need(told):
    assert not HEAVY & set(told["loaded"]), "see docs/adr/0006"
