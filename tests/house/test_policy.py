"""Every permission has exactly one rule, and a test that speaks of it."""

import ast
from collections import Counter
from functools import cache

import pytest

from documents import reasons as documents
from mail import reasons as mail
from meetings import reasons as meetings
from office import reasons as office
from personnel import reasons as personnel
from signing import reasons as signing
from tests.house import walk


def permissions():
    for path in walk.files_called("policy"):
        for node in walk.trees()[path].body:
            if isinstance(node, ast.ClassDef) and node.name == "Can":
                names = [line.targets[0].id for line in node.body if isinstance(line, ast.Assign)]
                yield from (pytest.param(path, name, id=f"{path}:{name}") for name in names)


def rules(path):
    """How often each permission of a file is answered by an `@rule(Can.X)`."""
    decorators = [d for f in walk.functions(walk.trees()[path]) for d in f.decorator_list]
    given = [d.args[0].attr for d in decorators if walk.called_name(d) == "rule"]
    return Counter(given)


@pytest.mark.parametrize(("path", "name"), list(permissions()))
def test_one_rule_answers_for_a_permission(path, name):
    assert rules(path)[name] == 1


@pytest.mark.parametrize(("path", "name"), list(permissions()))
def test_a_permission_is_refused_to_somebody_in_a_test(path, name):
    assert f"Can.{name}" in words_of_tests(path.split("/")[0])


@cache
def words_of_tests(package):
    """All that the tests of a package say."""
    files = (walk.ROOT / "tests" / package).rglob("*.py")
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def reasons(path):
    """What a refusal says under each rule of a file: the first line of its docstring."""
    for function in walk.functions(walk.trees()[path]):
        if "rule" in map(walk.called_name, function.decorator_list):
            yield ast.get_docstring(function).split("\n")[0]


def test_every_reason_of_a_refusal_is_translated():
    said = {line for path in walk.files_called("policy") for line in reasons(path)}
    parts = (office, mail, meetings, personnel, signing, documents)
    listed = [str(one) for part in parts for one in part.REASONS]
    assert sorted(listed) == sorted(said)
