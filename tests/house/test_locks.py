"""The lock files: every dependency, with versions and hashes and nothing else."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house import walk

LOCKS = {
    name: (walk.ROOT / name).read_text(encoding="utf-8")
    for name in ("requirements.lock", "requirements-demo.lock", "requirements-test.lock")
}
PROJECT = tomllib.loads((walk.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
FLASK = {"itsdangerous", "jinja2", "markupsafe", "werkzeug"}
ENTRY = re.compile(r"^([\w.-]+)==(\S+)( ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


def pinned(*locks):
    return {
        found[1]: found[2]
        for lock in locks
        for found in map(ENTRY.match, LOCKS[lock].split("\n"))
        if found
    }


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_names_versions_and_hashes_only(lock):
    strange = [
        line for line in LOCKS[lock].splitlines() if not (ENTRY.match(line) or HASH.match(line))
    ]
    assert not strange, walk.listing(strange)


@pytest.mark.parametrize(
    ("wanted", "locks"),
    [
        (PROJECT["project"]["dependencies"] + EXTRAS["postgres"], ["requirements.lock"]),
        (EXTRAS["demo"] + EXTRAS["scim"], ["requirements.lock", "requirements-demo.lock"]),
        (PROJECT["dependency-groups"]["test"], list(LOCKS)),
    ],
)
def test_every_dependency_is_locked_as_the_project_asks(wanted, locks):
    versions = pinned(*locks)
    asked = [Requirement(line) for line in wanted]
    lacking = [
        str(need)
        for need in asked
        if not need.specifier.contains(versions.get(canonicalize_name(need.name), "0"))
    ]
    assert not lacking, f"run `make lock`:{walk.listing(lacking)}"


def test_each_package_stands_in_one_lock():
    names = [name for lock in LOCKS for name in pinned(lock)]
    assert len(names) == len(set(names))


def test_what_the_product_imports_it_asks_for():
    """Flask's own family comes with it; the rest must not hang on somebody else's dependency."""
    extras = [line for lines in EXTRAS.values() for line in lines]
    wanted = PROJECT["project"]["dependencies"] + extras
    asked = {canonicalize_name(Requirement(line).name) for line in wanted} | FLASK
    homes = packages_distributions()
    used = {name.split(".")[0] for tree in walk.trees().values() for name in walk.imports(tree)}
    others = sorted(used - set(sys.stdlib_module_names) - set(walk.PACKAGES))
    lacking = [name for name in others if not asked & set(map(canonicalize_name, homes[name]))]
    assert not lacking, walk.listing(lacking)
