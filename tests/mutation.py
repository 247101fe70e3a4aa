"""Takes each guard, edge and rule away in turn, and says where no test notices.

`python -m tests.mutation` tries all of them, `python -m tests.mutation numbers "may_sign says"`
those that fit one of the words. A mutant lives in a copy of the tree; its tests run in a child.
"""

import ast
import compileall
import copy
import os
import py_compile
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = shutil.ignore_patterns(".venv*", ".git", "var", "dist", "__pycache__", ".*_cache")
JOBS = int(os.environ.get("MUTATION_JOBS", "2"))
PATIENCE = 600
CALLS = {
    *("require", "advance", "record", "add", "insert_ignoring", "append_only"),
    *("_refuse_foreign", "_check", "_check_leader", "_in_draft"),
}
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


@dataclass(frozen=True)
class Mutant:
    """One change of one file, and the tests that should notice it."""

    path: str
    line: int
    what: str
    source: str
    tests: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.what}"


Change = tuple[ast.AST, ast.AST, str]
Finder = Callable[[ast.AST], Iterator[Change]]


# ---------------------------------------------------------------------- what is taken away


def rules(tree: ast.AST) -> Iterator[Change]:
    """Each function that answers yes or no answers yes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and _name(node.returns) == "bool":
            yes = copy.copy(node)
            yes.body = ast.parse("return True").body
            yield node, yes, f"{node.name} says yes"


def calls(tree: ast.AST) -> Iterator[Change]:
    """Each call that asks, checks, records or stores is left out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and _name(node.value) in CALLS:
            yield node, ast.Pass(), f"without {_short(node)}"


def guards(tree: ast.AST) -> Iterator[Change]:
    """Each `if` that refuses or reports never does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If):
            first = node.body[0]
            reports = isinstance(first, ast.Expr) and isinstance(first.value, ast.Yield)
            if reports or isinstance(first, ast.Raise):
                yield node.test, ast.Constant(value=False), f"never if {_short(node.test)}"


def conditions(tree: ast.AST) -> Iterator[Change]:
    """Each condition of a question to the database, each part of an `and` or `or` is dropped."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node) == "where":
            yield from (_without(node, "args", one) for one in node.args)
        elif isinstance(node, ast.Call) and _name(node) in {"and_", "or_"}:
            yield from (_without(node, "args", one) for one in node.args if len(node.args) > 1)
        elif isinstance(node, ast.BoolOp):
            yield from (_without(node, "values", one) for one in node.values)


def edges(tree: ast.AST) -> Iterator[Change]:
    """Each move of a table is gone, or leads from every state."""
    for table in ast.walk(tree):
        if isinstance(table, ast.Call) and _name(table) == "Lifecycle":
            for row in [one for one in table.args if isinstance(one, ast.Call)]:
                yield _without(table, "args", row)
                anywhere = ast.parse("set(S)", mode="eval").body
                yield row.args[1], anywhere, f"{_short(row.args[0])} from everywhere"


def counting(tree: ast.AST) -> Iterator[Change]:
    """Nothing is counted on, and nothing that a record should say is set."""
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and _short(node).endswith(" + 1"):
            yield node, node.left, f"without + 1 in {_short(node)}"
        elif isinstance(node, ast.AugAssign | ast.Assign) and _is_told(node):
            yield node, ast.Pass(), f"without {_short(node)}"


def _is_told(node: ast.AugAssign | ast.Assign) -> bool:
    return isinstance(node, ast.AugAssign) or isinstance(node.targets[0], ast.Attribute)


def _name(node: ast.AST | None) -> str:
    node = node.func if isinstance(node, ast.Call) else node
    return str(getattr(node, "attr", getattr(node, "id", "")))


def _short(node: ast.AST) -> str:
    return ast.unparse(node).replace("\n", " ")[:70]


def _without(node: ast.AST, field: str, one: ast.AST) -> Change:
    less = copy.copy(node)
    setattr(less, field, [part for part in getattr(node, field) if part is not one])
    return node, less, f"without {_short(one)}"


WAYS = "tests/documents/test_lifecycle.py::test_a_whole_way"
OPERATIONS = (
    "tests/documents/operations/test_guards.py",
    "tests/documents/operations/test_desk_work.py",
    f"{WAYS}_there_and_back_takes_each_move_once",
    f"{WAYS}_out_and_back_takes_each_move_once",
)
TARGETS: dict[str, tuple[tuple[Finder, ...], tuple[str, ...]]] = {
    "documents/policy.py": (
        (rules, conditions),
        ("tests/documents/test_policy.py", "tests/documents/operations/test_desk_work.py"),
    ),
    "documents/queries/visibility.py": ((rules, conditions), ("tests/documents/test_queries.py",)),
    "documents/lifecycle.py": (
        (edges,),
        (
            "tests/documents/test_lifecycle.py::test_there_are_no_other_moves",
            "tests/documents/test_lifecycle.py::test_a_move_leads_from_its_states_only",
        ),
    ),
    "documents/operations/numbers.py": (
        (calls, guards, conditions, counting),
        ("tests/documents/operations/test_numbers.py",),
    ),
    "documents/operations/[!n]*.py": ((calls,), OPERATIONS),
    "office/lifecycle.py": (
        (calls, guards, conditions, counting),
        ("tests/office/test_lifecycle.py", "tests/house/test_lifecycles.py"),
    ),
    "office/permissions.py": (
        (rules, guards, conditions),
        ("tests/office/test_permissions.py", "tests/documents/test_policy.py"),
    ),
    "office/audit.py": ((calls, guards, conditions, counting), ("tests/office/test_audit.py",)),
}


def mutants() -> Iterator[Mutant]:
    """Every mutant, file by file."""
    for pattern, (finders, tests) in TARGETS.items():
        for file in sorted(ROOT.glob(pattern)):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            for old, new, what in (change for finder in finders for change in finder(tree)):
                path, line = file.relative_to(ROOT).as_posix(), getattr(old, "lineno", 0)
                yield Mutant(path, line, what, _changed(tree, old, new), tests)


class _Swap(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else self.generic_visit(node)


def _changed(tree: ast.AST, old: ast.AST, new: ast.AST) -> str:
    twin = copy.deepcopy(tree)
    same = list(ast.walk(twin))[list(ast.walk(tree)).index(old)]
    return ast.unparse(_Swap(same, new).visit(twin))


# ------------------------------------------------------------------------------ trying them


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
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)


def survivors(wanted: Sequence[Mutant], jobs: int = JOBS) -> list[Mutant]:
    """Those that no test notices."""
    left, found, running = list(reversed(wanted)), [], {}
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        free = [copied(Path(folder) / str(number)) for number in range(min(jobs, len(wanted)))]
        while left or running:
            while left and free:
                trial = Trial(free.pop(), left.pop())
                running[trial.begin()] = trial
            pid, code = ended({pid: trial.since for pid, trial in running.items()})
            trial = running.pop(pid)
            free.append(trial.end())
            found += [] if code else [trial.mutant]
            say(f"{'caught' if code else 'SURVIVED'} {trial.mutant}")
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


def main(words: Sequence[str]) -> int:
    """Try what fits one of the words; the closing line counts."""
    wanted = [one for one in mutants() if not words or any(word in str(one) for word in words)]
    warm_up()
    whole = {one.tests: replace(one, what="unchanged", source=_text(one.path)) for one in wanted}
    if len(survivors([*whole.values()])) < len(whole):
        say("The tests fail before anything is taken away.")
        return 2
    found = survivors(wanted)
    say(f"{len(wanted)} tried, {len(found) or 'none'} survived")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
