"""Takes each guard, edge and rule away in turn, and says where no test notices.

`python -m tests.mutation` tries all of them, `python -m tests.mutation numbers "may_sign says"`
those that fit one of the words. A mutant lives in a copy of the tree; its tests run in a child.
"""

import compileall
import os
import py_compile
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path

from tests.mutants import ROOT, Mutant, mutants

LEFT_OUT = shutil.ignore_patterns(".venv*", ".git", "var", "dist", "__pycache__", ".*_cache")
JOBS = int(os.environ.get("MUTATION_JOBS", "2"))
PATIENCE = 600
UNCHANGED = "unchanged"
PROBE = """
import pathlib, sys, tempfile
import hypothesis, pytest, tests.conftest, time_machine
from office.app import create_app
from office.config import FolderKind, give_birth
with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    give_birth(folder, FolderKind.REAL)
    create_app(data_dir=folder, testing=True)
print(*(n for n, m in sys.modules.items() if "site-packages" in (getattr(m, "__file__", "") or "")))
"""


def warm_up() -> None:
    """Import what is not ours once: a child begins with it and takes only ours anew."""
    command = [sys.executable, "-W", "ignore", "-c", PROBE]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in told.split():
        try:
            import_module(name)
        except ImportError:
            continue  # a part that only its own package can load


def copied(folder: Path) -> Path:
    """A copy of the tree with its bytecode, which a changed file does not fool."""
    tree = folder / "tree"
    shutil.copytree(ROOT, tree, ignore=LEFT_OUT)
    kind = py_compile.PycInvalidationMode.CHECKED_HASH
    compileall.compile_dir(tree, quiet=2, invalidation_mode=kind)
    return tree


def started(tree: Path, tests: Sequence[str]) -> int:
    """A child that runs tests in a copy; its exit code is pytest's."""
    if pid := os.fork():
        return pid
    try:
        os._exit(_run(tree, tests))
    except BaseException:  # noqa: BLE001 - the child tells its parent by its status
        traceback.print_exc()
        os._exit(3)


def _run(tree: Path, tests: Sequence[str]) -> int:
    os.chdir(tree)
    sys.path[:] = [str(tree), *(place for place in sys.path if place not in {"", str(ROOT)})]
    for name in [name for name in sys.modules if name.split(".")[0] == "tests"]:
        del sys.modules[name]
    said = os.open(tree.parent / "said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(said, 1)
    os.dup2(said, 2)
    import pytest

    return int(pytest.main(["-q", "-x", "--assert=plain", "-p", "no:cacheprovider", *tests]))


def ended(running: dict[int, float]) -> tuple[int, int]:
    """The next child that is done, with its code; one that hangs is ended and has noticed."""
    while True:
        for pid, since in running.items():
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                return pid, os.waitstatus_to_exitcode(status)
            if time.monotonic() - since > PATIENCE:
                os.kill(pid, signal.SIGTERM)
        time.sleep(0.05)


def passed(wanted: Iterable[Mutant]) -> list[Mutant]:
    """Those under which every test passes: of the changed ones, the survivors."""
    left, found, running = list(wanted)[::-1], [], {}
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        free = [copied(Path(folder) / str(number)) for number in range(min(JOBS, len(left)))]
        while left or running:
            while left and free:
                trial = Trial(free.pop(), left.pop())
                running[trial.begin()] = trial
            pid, code = ended({pid: trial.since for pid, trial in running.items()})
            trial = running.pop(pid)
            free.append(trial.end())
            if code == -signal.SIGKILL:  # by somebody else: nothing was learnt
                left.append(trial.mutant)
                continue
            found += [] if code else [trial.mutant]
            say(f"{'noticed' if code else 'passed '} {trial.mutant}")
    return found


class Trial:
    """One mutant in one copy of the tree."""

    def __init__(self, tree: Path, mutant: Mutant) -> None:
        self.tree, self.mutant = tree, mutant
        self.file = tree / mutant.path
        self.whole = self.file.read_text(encoding="utf-8")
        self.since = time.monotonic()

    def begin(self) -> int:
        self.file.write_text(self.mutant.source, encoding="utf-8")
        return started(self.tree, self.mutant.tests)

    def end(self) -> Path:
        self.file.write_text(self.whole, encoding="utf-8")
        return self.tree


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


class Unfit(Exception):
    """The tests that should notice fail by themselves: nothing could be learnt."""


def survivors(wanted: Sequence[Mutant]) -> list[Mutant]:
    """Those that no test notices; `Unfit` where tests fail before anything is taken away."""
    warm_up()
    whole = {
        one.tests: replace(one, what=UNCHANGED, make=partial(_text, one.path)) for one in wanted
    }
    if len(passed(whole.values())) < len(whole):
        raise Unfit("A test fails before anything is taken away.")
    return passed(wanted)


def main(words: Sequence[str]) -> int:
    """Try what fits one of the words; the closing line counts."""
    wanted = [one for one in mutants() if not words or any(word in str(one) for word in words)]
    try:
        found = survivors(wanted)
    except Unfit as error:
        say(str(error))
        return 2
    say(f"{len(wanted)} tried, {len(found) or 'none'} survived")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
