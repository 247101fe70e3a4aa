"""The tests notice when a guard is gone: a few mutants here, all of them in `make long`."""

import os
import subprocess
import sys

import pytest

from tests.mutants import ROOT, mutants

FEW = (
    "may_sign says yes",
    "'direct' from everywhere",
    "without + 1 in NumberSeries.last + 1",
    "without require(by, row.can, record)",
    "without db.session.add(line)",
)


def tried(*words):
    """The closing line of the script."""
    command = [sys.executable, "-m", "tests.mutation", *words]
    ours = ("PYTEST", "OFFICE_TEST_")
    environment = {name: os.environ[name] for name in os.environ if not name.startswith(ours)}
    environment["OFFICE_TEST_DB"] = "sqlite"
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    return (done.stdout or done.stderr).splitlines()[-1]


def test_each_word_means_one_mutant():
    found = [str(one) for one in mutants()]
    assert [sum(word in name for name in found) for word in FEW] == [1] * len(FEW)


def test_what_is_taken_away_is_in_the_source_no_more():
    for mutant in mutants():
        assert mutant.source != (ROOT / mutant.path).read_text(encoding="utf-8")
        compile(mutant.source, mutant.path, "exec")


@pytest.mark.slow
@pytest.mark.skipif(
    os.environ.get("OFFICE_TEST_DB") == "postgres", reason="the run on SQLite has tried them"
)
def test_a_few_that_are_taken_away_are_noticed():
    assert tried(*FEW) == f"{len(FEW)} tried, none survived"
