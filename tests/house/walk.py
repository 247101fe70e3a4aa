"""The tree as the house tests see it: its source files, templates and parsed modules."""

import ast
import importlib
import os
import pkgutil
import re
from collections.abc import Mapping
from fnmatch import translate
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KERNEL = "office"
DOMAINS = ("documents", "mail", "meetings", "personnel", "signing")
PACKAGES = (KERNEL, *DOMAINS)
KERNEL_PACKAGES = ("office.accounts", "office.setup", "office.units")


def _is_ignored(name):
    """As .gitignore has it, which here names only files and folders, no exceptions."""
    return bool(_ignored().match(name) or _ignored().match(name.rpartition("/")[2]))


@cache
def _ignored():
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    masks = [".git", *(line.strip("/") for line in lines if line and not line.startswith("#"))]
    return re.compile("|".join(map(translate, masks)))


@cache
def tracked():
    """Every file of the tree that is not ignored; a tree that was unpacked has no history."""
    found = []
    for folder, inner, names in os.walk(ROOT):
        here = Path(folder)
        prefix = "" if here == ROOT else f"{name_of(here)}/"
        inner[:] = [name for name in inner if not _is_ignored(prefix + name)]
        found += [here / name for name in names if not _is_ignored(prefix + name)]
    return found


def name_of(path):
    return path.relative_to(ROOT).as_posix()


@cache
def sources():
    """The Python files of the product, by their path from the root."""
    files = [path for path in tracked() if path.suffix == ".py"]
    inside = [path for path in files if name_of(path).split("/")[0] in (*PACKAGES, "wsgi.py")]
    return {name_of(path): path.read_text(encoding="utf-8") for path in sorted(inside)}


class Trees(Mapping):
    """The parsed modules; each is parsed when it is first looked at."""

    def __getitem__(self, name):
        return _tree(name)

    def __iter__(self):
        return iter(sources())

    def __len__(self):
        return len(sources())


@cache
def _tree(name):
    return ast.parse(sources()[name], name)


def trees():
    return Trees()


@cache
def templates():
    """The HTML templates of the product, by their path from the root."""
    files = [path for path in tracked() if path.suffix == ".html" and "templates" in path.parts]
    inside = [path for path in files if name_of(path).split("/")[0] in PACKAGES]
    return {name_of(path): path.read_text(encoding="utf-8") for path in sorted(inside)}


def modules_called(name):
    """The dotted names of `documents.policy`, `office.units.policy`, … that exist."""
    wanted = [f"{package}.{name}" for package in (*DOMAINS, *KERNEL_PACKAGES)]
    return [dotted for dotted in wanted if path_of(dotted) or path_of(f"{dotted}.__init__")]


def path_of(dotted):
    path = dotted.replace(".", "/") + ".py"
    return path if path in sources() else None


def files_called(name):
    """The files of `<package>/<name>.py`, or of the folder of that name."""
    parts = tuple(dotted.replace(".", "/") for dotted in modules_called(name))
    return [
        path
        for path in sources()
        if path.startswith(tuple(f"{p}/" for p in parts)) or path in {f"{p}.py" for p in parts}
    ]


def imported(name):
    """A module and, when it is a folder, each module in it."""
    module = importlib.import_module(name)
    inner = [i.name for i in pkgutil.iter_modules(getattr(module, "__path__", []))]
    return [module, *(importlib.import_module(f"{name}.{part}") for part in inner)]


def functions(tree):
    return [node for node in tree.body if isinstance(node, ast.FunctionDef)]


def called_name(node):
    """`operation` of `@operation`, `rule` of `@rule(Can.X)`, `get` of `@bp.get("/")`."""
    node = node.func if isinstance(node, ast.Call) else node
    return getattr(node, "attr", getattr(node, "id", ""))


def imports(tree):
    """Each imported dotted name of a file, `from a import b` as `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def listing(found):
    """The culprits, one a line, for the message of an assertion."""
    return "\n" + "\n".join(map(str, found))
