"""Annex VI of Decree 30/2020/NĐ-CP, point by point: each has its screen and its test."""

import ast
import re
from collections import Counter
from functools import cache

import pytest

from tests.house import walk

PAGE = walk.ROOT / "docs" / "annex-vi.md"
ROW = re.compile(r"^\| (VI-\d\d) \|(.+)\|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
ROUTE = re.compile(r"`(/[^`]*)`")
MOST_POINTS = 3


def points():
    """Number, rule, screen and tests of each line."""
    found = []
    for name, rest in ROW.findall(PAGE.read_text(encoding="utf-8")):
        rule, screen, tests = (cell.strip() for cell in rest.split("|"))
        found.append((name, rule, screen, TEST.findall(tests)))
    return found


@cache
def functions_of(path):
    """The tests of a file by name, each with the names of its decorators."""
    file = walk.ROOT / path
    if not file.is_file():
        return {}
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {
        node.name: " ".join(ast.unparse(one) for one in node.decorator_list)
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }


def test_the_points_follow_one_another_without_a_gap():
    names = [name for name, *_ in points()]
    assert names == [f"VI-{number:02}" for number in range(1, len(names) + 1)]
    assert len(names) >= 50


@pytest.mark.parametrize(
    ("name", "rule", "screen", "tests"), points(), ids=[row[0] for row in points()]
)
def test_a_point_has_its_rule_its_screen_and_its_test(name, rule, screen, tests):
    assert rule
    assert ROUTE.search(screen)
    assert tests, f"{name} names no test"
    for path, function in tests:
        there = functions_of(path)
        assert function in there, f"{name}: there is no {path}::{function}"
        assert "skip" not in there[function], f"{name}: {function} is not always run"


def test_a_test_serves_no_more_than_three_points():
    served = Counter(test for *_, tests in points() for test in tests)
    assert not {test: count for test, count in served.items() if count > MOST_POINTS}


def test_every_screen_is_there(app):
    known = {re.sub(r"<[^>]+>", "<>", rule.rule) for rule in app.url_map.iter_rules()}
    named = {route for _, _, screen, _ in points() for route in ROUTE.findall(screen)}
    asked = {re.sub(r"<[^>]+>", "<>", route) for route in named}
    assert not asked - known, walk.listing(sorted(asked - known))
