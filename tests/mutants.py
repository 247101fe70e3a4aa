"""What can be taken away from the code that guards: each change of each file, with its tests."""

import ast
import copy
import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

ROOT = Path(__file__).resolve().parents[1]
MOST_FILES = 3
CALLS = {
    *("require", "advance", "record", "add", "insert_ignoring", "append_only"),
    *("refuse_foreign", "_refuse_foreign", "_check", "_check_leader", "_in_draft"),
}


@dataclass(frozen=True)
class Mutant:
    """One change of one file, and the tests that should notice it."""

    path: str
    lines: range
    what: str
    make: Callable[[], str]
    tests: tuple[str, ...]
    statement: int
    is_read_at_import: bool

    @property
    def source(self) -> str:
        """The changed file."""
        return self.make()

    def __str__(self) -> str:
        return f"{self.path}:{self.lines.start} {self.what}"


Change = tuple[ast.AST, ast.AST, str]
Made = tuple[str, Callable[[], str]]
DEFINITIONS = (ast.FunctionDef, ast.ClassDef)
Finder = Callable[[ast.AST], Iterator[Change]]


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
                anywhere = ast.parse(f"set(type({ast.unparse(row.args[2])}))", mode="eval").body
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


DOCUMENTS = "tests/documents"
WAYS = "tests/documents/test_lifecycle.py::test_a_whole_way"
OPERATIONS = (
    "tests/documents/operations/test_nobody.py",
    "tests/documents/operations/test_guards.py",
    "tests/documents/operations/test_desk_work.py",
    "tests/documents/operations/test_drafting.py",
    "tests/documents/operations/test_incoming.py",
    "tests/documents/jobs/test_axis.py::test_a_recall_becomes_a_line_on_the_document",
    f"{WAYS}_there_and_back_takes_each_move_once",
    f"{WAYS}_out_and_back_takes_each_move_once",
)
TARGETS: dict[str, tuple[tuple[Finder, ...], tuple[str, ...]]] = {
    "documents/policy/__init__.py": (
        (rules, conditions),
        (f"{DOCUMENTS}/test_policy.py", f"{DOCUMENTS}/operations/test_desk_work.py"),
    ),
    "documents/policy/directing.py": (
        (rules, conditions),
        (f"{DOCUMENTS}/test_policy_directing.py",),
    ),
    "documents/policy/after_issue.py": (
        (rules, conditions),
        (f"{DOCUMENTS}/test_policy.py", f"{DOCUMENTS}/test_views_deliveries.py"),
    ),
    "documents/policy/copying.py": ((rules, conditions), (f"{DOCUMENTS}/test_policy.py",)),
    "documents/policy/lines.py": ((rules, conditions), (f"{DOCUMENTS}/test_policy.py",)),
    "documents/policy/belonging.py": (
        (rules, conditions),
        (f"{DOCUMENTS}/test_policy.py", f"{DOCUMENTS}/operations/test_relations.py"),
    ),
    "documents/policy/drafting.py": (
        (rules, conditions),
        (f"{DOCUMENTS}/test_policy_drafting.py",),
    ),
    "documents/policy/reviewing.py": (
        (rules, conditions),
        (f"{DOCUMENTS}/test_policy.py", f"{DOCUMENTS}/operations/test_reviewing.py"),
    ),
    "documents/policy/seeing.py": ((rules, conditions), (f"{DOCUMENTS}/test_seeing.py",)),
    "documents/policy/keeping.py": (
        (rules, conditions),
        (
            f"{DOCUMENTS}/test_policy_keeping.py",
            "tests/annex/test_freezing.py",
            "tests/annex/test_metadata.py",
        ),
    ),
    "documents/policy/finding.py": ((rules, conditions), (f"{DOCUMENTS}/test_finding.py",)),
    "documents/policy/workfiles.py": (
        (rules, conditions),
        (f"{DOCUMENTS}/test_policy.py", f"{DOCUMENTS}/operations/test_workfiles.py"),
    ),
    "documents/queries/visibility.py": (
        (rules, conditions),
        ("tests/documents/queries/test_visibility.py", "tests/documents/test_queries.py"),
    ),
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
    "documents/operations/[!n]*.py": ((calls,), ()),
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
                yield _mutant(file, tree, old, (what, partial(_changed, tree, old, new)), tests)


def _mutant(
    file: Path, tree: ast.Module, old: ast.AST, made: Made, tests: tuple[str, ...]
) -> Mutant:
    first = getattr(old, "lineno", 0)
    lines = range(first, (getattr(old, "end_lineno", None) or first) + 1)
    place = next(n for n, one in enumerate(tree.body) if first <= (one.end_lineno or 0))
    return Mutant(
        file.relative_to(ROOT).as_posix(),
        lines,
        *made,
        tests or tests_of(file),
        place,
        is_read_at_import=not isinstance(tree.body[place], DEFINITIONS),
    )


def put_in(mutant: Mutant) -> None:
    """Change the product as it runs in this process."""
    name = mutant.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    module = import_module(name)
    tree = ast.parse(mutant.source)
    statement = tree.body[mutant.statement]
    if mutant.is_read_at_import:
        _read_again(module, statement)
        return
    changed = {code.co_qualname: code for code in _codes(compile(tree, name, "exec"))}
    inside = {one for one in changed if one.split(".")[0] == statement.name}
    found = [one for one in functions_of(str(ROOT / mutant.path)) if one.__qualname__ in inside]
    if not found:
        raise LookupError(str(mutant))
    for function in found:
        function.__code__ = changed[function.__code__.co_qualname]


def _read_again(module: ModuleType, statement: ast.stmt) -> None:
    """Give what others hold by its name the content that it would have now."""
    before = dict(vars(module))
    exec(compile(ast.Module([statement], []), module.__name__, "exec"), vars(module))  # noqa: S102
    for name, made in vars(module).items():
        if made is not before.get(name) and hasattr(made, "__dict__") and name in before:
            vars(before[name]).update(vars(made))


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _codes(one)


def functions_of(file: str) -> list[FunctionType]:
    """Every function of a file that lives in this process, also those behind decorators."""
    return _functions().get(file, [])


@cache
def _functions() -> dict[str, list[FunctionType]]:
    found: dict[str, list[FunctionType]] = {}
    gc.unfreeze()  # what is frozen is not told
    for one in gc.get_objects():
        if type(one) is FunctionType:
            found.setdefault(one.__code__.co_filename, []).append(one)
    return found


@cache
def tests_of(file: Path) -> tuple[str, ...]:
    """Its own tests, the files of tests that name most of its operations, then the whole ways."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    defined = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    names = [name for name in defined if not name.startswith("_")]
    hits = {path: sum(f"{name}(" in text for name in names) for path, text in _tests().items()}
    best = sorted((path for path in hits if hits[path]), key=lambda path: (-hits[path], path))
    own = f"tests/documents/operations/test_{file.stem}.py"
    mirror = [own] if own in hits else []
    return tuple(dict.fromkeys([*mirror, *best[:MOST_FILES], *OPERATIONS]))


@cache
def _tests() -> dict[str, str]:
    folders = (ROOT / "tests/documents", ROOT / "tests/annex")
    found = [path for folder in folders for path in sorted(folder.rglob("test_*.py"))]
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in found}


class _Swap(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else self.generic_visit(node)


def _changed(tree: ast.AST, old: ast.AST, new: ast.AST) -> str:
    changed = ast.unparse(_Swap(old, new).visit(tree))
    _Swap(new, old).visit(tree)
    return changed
